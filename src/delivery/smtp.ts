import { lookup as lookupAddresses } from "node:dns/promises";
import { isIP } from "node:net";
import { DeliveryError } from "../notifications/delivery-error.ts";
import type { Lookup } from "../outbound/destination.ts";
import { isLoopbackAddress, isPublicAddress } from "../outbound/public-address.ts";

/** A server that takes mail. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise it is begun by STARTTLS (RFC 3207). */
  readonly implicitTls: boolean;
  /** Whether mail may go out unencrypted where the server offers no TLS. On loopback it may. */
  readonly plainAllowed: boolean;
  readonly userName?: string | undefined;
  readonly password?: string | undefined;
  /** Whether an internal address is fine: of the operator's own server it is (security bar 21.4). */
  readonly internalAllowed: boolean;
}

/** An e-mail from and to one address each. */
export interface Mail {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string;
  readonly replyTo?: string | undefined;
  readonly subject: string;
  readonly html: string | undefined;
  readonly text: string;
}

/** Security bar 27.4. */
const CONNECT_MILLISECONDS = 5000;
const IDLE_MILLISECONDS = 15_000;
/** From beginning to end: a server that says a byte now and then is never idle. */
const WHOLE_MILLISECONDS = 30_000;

/**
 * Hands the mail over to the server, over a connection of its own. Throws when the server cannot be reached, does not take it, or takes
 * longer than `milliseconds`.
 */
export async function sendBySmtp(
  server: SmtpServer,
  mail: Mail,
  lookup: Lookup = (hostName) => lookupAddresses(hostName, { all: true }),
  milliseconds = WHOLE_MILLISECONDS,
): Promise<void> {
  const { host, port, implicitTls, plainAllowed, userName, password } = server;
  const signal = AbortSignal.timeout(milliseconds);
  const address = await Promise.race([addressOf(server, lookup), rejectedBy(signal)]);
  // Many a server never sends a mail: it starts without the library.
  const { createTransport } = await import("nodemailer");
  const isLocal = isLoopbackAddress(address) && (host === "localhost" || isIP(host) !== 0);
  const transport = createTransport({
    host: address,
    port,
    secure: implicitTls,
    requireTLS: !implicitTls && !plainAllowed && !isLocal,
    // A certificate is made for a name. Within the machine nobody listens in, and test servers have certificates of their own making.
    tls: { ...(isIP(host) === 0 && { servername: host }), rejectUnauthorized: !isLocal },
    ...(userName !== undefined && { auth: { user: userName, pass: password ?? "" } }),
    connectionTimeout: CONNECT_MILLISECONDS,
    greetingTimeout: CONNECT_MILLISECONDS,
    socketTimeout: IDLE_MILLISECONDS,
    // What is sent names no file and no address to be read.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const { html, replyTo, ...rest } = mail;
    const to = { name: "", address: mail.to };
    const headers = { "Auto-Submitted": "auto-generated" }; // RFC 3834 §5: nobody's absence answers it
    const message = { ...rest, to, headers, ...(html && { html }), ...(replyTo && { replyTo }), signal };
    await transport.sendMail(message);
  } catch (error) {
    throw signal.aborted ? new DeliveryError(`${host} took longer than ${milliseconds / 1000} s`) : error;
  } finally {
    transport.close();
  }
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const late = () => reject(new DeliveryError("the mail server's name was not found in time"));
    signal.addEventListener("abort", late, { once: true });
  });
}

/** Looked up once, so that what is checked is what is connected to (security bar 21.2). */
async function addressOf({ host, internalAllowed }: SmtpServer, lookup: Lookup): Promise<string> {
  const addresses = isIP(host) === 0 ? await lookup(host) : [{ address: host }];
  const [first] = addresses;
  if (first === undefined) throw new DeliveryError(`${host}: the name has no address`);
  const internal = addresses.find(({ address }) => !isPublicAddress(address));
  if (internal !== undefined && !internalAllowed) throw new DeliveryError(`${host}: not a public address`);
  return first.address;
}
