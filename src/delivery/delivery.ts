import type { ServerKeys } from "../crypto/sealing.ts";
import { DeliveryError } from "../notifications/delivery-error.ts";
import type { NotifierParts, Rendered } from "../notifications/notifier.ts";
import { openSenderSecrets } from "../notifications/sender.ts";
import type { Outbound } from "../outbound/outbound.ts";
import type { NotificationSenderDocument } from "../protocol/model/notification.ts";
import { authorizationOf, postByProvider } from "./provider-request.ts";
import { sendSms, taken } from "./sms.ts";
import { type SmtpServer, sendBySmtp } from "./smtp.ts";

export interface DeliveryParts {
  /** The operator's server for mail; undefined: there is none. */
  readonly smtp: SmtpServer | undefined;
  /** What mail comes from that goes out by it. */
  readonly fromAddress: string;
  /** Of a development server alone: what nothing would bring is kept to be looked at. */
  readonly keeps: boolean;
  /** Hosts that the operator allows to be internal (security bar 21.4). */
  readonly allowedHosts: readonly string[];
  readonly outbound: Outbound;
  readonly keys: Pick<ServerKeys, "open">;
  /** Says on a development server that there is something to read. */
  announce(message: Rendered): void;
}

type Email = Extract<Rendered, { channel: "email" }>;

/** Brings messages by the organization's sender or by the operator's mail server, or says that they are to be kept. */
export function createDelivery(parts: DeliveryParts): NotifierParts["deliver"] {
  const { smtp, fromAddress, keeps, outbound, keys } = parts;

  async function byOperator(message: Email, replyTo?: string | undefined): Promise<"sent" | "keep"> {
    const { organization: name, to, subject, html, text } = message;
    if (smtp === undefined) return kept(message);
    await sendBySmtp(smtp, { from: { name, address: fromAddress }, to, replyTo, subject, html, text });
    return "sent";
  }

  function kept(message: Rendered): "keep" {
    if (!keeps) throw new DeliveryError(`there is no sender for ${message.channel}`, { isFinal: true });
    parts.announce(message);
    return "keep";
  }

  return async (message, by) => {
    if (by === undefined) return message.channel === "email" ? byOperator(message) : kept(message);
    const { document } = by.sender;
    const secrets = openSenderSecrets(by.sender, by.ownerId, keys);
    if (message.channel === "sms") await sendSms(document, secrets, message, outbound);
    else if (document.provider === "HTTP") await byHttp(message, document, secrets, outbound);
    else {
      const server = serverOf(document, secrets, parts.allowedHosts);
      // Nobody writes in the operator's name: answers go to the address that the organization has named.
      if (server === undefined) return byOperator(message, document.fromAddress);
      const { organization: name, to, subject, html, text } = message;
      const from = { name, address: document.fromAddress ?? fromAddress };
      await sendBySmtp(server, { from, to, replyTo: document.properties.replyToAddress, subject, html, text });
    }
    return "sent";
  };
}

/** Undefined: the sender goes out by the operator's server. */
function serverOf(
  { smtpHost: host, smtpPort: port = 587, userName, properties }: NotificationSenderDocument,
  secrets: ReadonlyMap<string, string>,
  allowedHosts: readonly string[],
): SmtpServer | undefined {
  if (host === undefined) return undefined;
  const implicitTls = port === 465 || properties["mail.smtp.ssl.enable"] === "true";
  return {
    host,
    port,
    implicitTls,
    // A password is never sent in the clear.
    plainAllowed: properties["mail.smtp.starttls.enable"] === "false" && userName === undefined,
    internalAllowed: allowedHosts.includes(host) || allowedHosts.includes(`${host}:${port}`),
    ...(userName !== undefined && { userName, password: secrets.get("password") ?? "" }),
  };
}

async function byHttp(
  { to, subject, html, text, organization }: Email,
  sender: NotificationSenderDocument,
  secrets: ReadonlyMap<string, string>,
  outbound: Outbound,
): Promise<void> {
  const { providerUrl = "", fromAddress: from = "", properties } = sender;
  const values = { to, from, subject, body: html ?? text, text, organization };
  if (properties.body !== undefined) return taken(await postByProvider(sender, secrets, values, outbound));
  const headers = await authorizationOf(sender, secrets, outbound);
  const json = { from, to, subject, text, ...(html !== undefined && { html }) };
  return taken(await outbound.post(providerUrl, { headers, json }));
}
