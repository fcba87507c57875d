import { MASK } from "../../crypto/masked.ts";
import { DEFAULT_SENDERS, nameOfSealed, sealedKey, sealSenderSecrets } from "../../notifications/sender.ts";
import type { NotificationChannel, NotificationSenderDocument } from "../../protocol/model/notification.ts";
import type { ManagementContext } from "../operation.ts";
import { senderErrors } from "./errors.ts";
import type { SentSender } from "./forms.ts";

/** Where the providers are that everybody knows, by their names in lower case. */
const PROVIDER_URLS: Readonly<Record<string, (key: string) => string>> = {
  twilio: (key) => `https://api.twilio.com/2010-04-01/Accounts/${encodeURIComponent(key)}/Messages.json`,
  vonage: () => "https://rest.nexmo.com/sms/json",
  nexmo: () => "https://rest.nexmo.com/sms/json",
};

/** Headers often hold a token. */
const SECRET_PROPERTY = /secret|password|token$|api.?key|headers|serviceaccount|accesskey/i;
/** `value` is the key of API_KEY. */
const SECRET_OF_AUTHENTICATION = /secret|password|^token$|^value$/i;

/**
 * The sender as it is kept. A secret that is not sent again, or as the mask that it is told by, stays as long as the provider, its server and
 * the way to authenticate do; an empty one goes. Refuses a sender that could not send.
 */
export function senderFrom(
  sent: SentSender,
  {
    channel,
    before,
  }: { readonly channel: NotificationChannel; readonly before?: NotificationSenderDocument | undefined },
  ctx: ManagementContext,
): NotificationSenderDocument {
  const name = before?.name ?? (sent.name || DEFAULT_SENDERS[channel]);
  const properties = new Map((sent.properties ?? []).map(({ key, value }) => [key, value]));
  const userName = sent.userName ?? properties.get("userName");
  const password = sent.password ?? properties.get("password");
  for (const key of ["userName", "password"]) properties.delete(key);
  const [open, secretProperties] = parted(properties, SECRET_PROPERTY);
  const [authentication, secretsOfIt] = parted(
    new Map(Object.entries(sent.authentication?.properties ?? {})),
    SECRET_OF_AUTHENTICATION,
  );
  const secrets = new Map([
    ...(password !== undefined ? [["password", password] as const] : []),
    ...(sent.secret !== undefined ? [["secret", sent.secret] as const] : []),
    ...[...secretProperties].map(([key, value]) => [`property ${key}`, value] as const),
    ...[...secretsOfIt].map(([key, value]) => [`authentication ${key}`, value] as const),
  ]);
  const document = {
    channel,
    name,
    provider: sent.provider ?? "SMTP",
    providerUrl: sent.providerURL || undefined,
    smtpHost: sent.smtpServerHost || undefined,
    smtpPort: sent.smtpPort,
    fromAddress: sent.fromAddress,
    authenticationType: sent.authType ?? sent.authentication?.type,
    userName: userName || undefined,
    key: sent.key || undefined,
    sender: sent.sender || undefined,
    contentType: sent.contentType,
    properties: Object.fromEntries(open),
    authentication: Object.fromEntries(authentication),
  };
  const providerUrl = document.providerUrl ?? knownUrl(document);
  const isSameWay =
    before?.provider === document.provider &&
    before.authenticationType === document.authenticationType &&
    before.smtpHost === document.smtpHost &&
    originOf(before.providerUrl) === originOf(providerUrl) &&
    originOf(before.authentication.tokenEndpoint) === originOf(document.authentication.tokenEndpoint);
  const fresh = new Map([...secrets].filter(([, value]) => value !== MASK && value !== ""));
  const gone = [...secrets].filter(([, value]) => value === "").map(([key]) => sealedKey(key));
  const kept = Object.entries(isSameWay ? before.sealed : {}).filter(([key]) => !gone.includes(key));
  const sealed = { ...Object.fromEntries(kept), ...sealSenderSecrets(fresh, document, ctx.tenant.id, ctx.sealing) };
  const sender = { ...document, providerUrl, sealed };
  verify(sender);
  return sender;
}

/** The sender as a version of the API tells it: its secrets are there, and nobody's to read. */
export function senderAnswer(sender: NotificationSenderDocument, version: "v1" | "v2") {
  const masksOf = (kind: string) =>
    Object.keys(sender.sealed)
      .map(nameOfSealed)
      .filter((name) => name.startsWith(`${kind} `))
      .map((name) => [name.slice(kind.length + 1), MASK] as const);
  const isV2 = version === "v2";
  const password = "password" in sender.sealed ? MASK : undefined;
  const { channel, name, userName, authenticationType: type } = sender;
  const credentials = { ...(userName !== undefined && { userName }), ...(password !== undefined && { password }) };
  const all = {
    ...sender.properties,
    ...Object.fromEntries(masksOf("property")),
    ...(isV2 && channel === "email" && credentials),
  };
  const properties = Object.entries(all).map(([key, value]) => ({ key, value }));
  if (channel === "email") {
    const { smtpHost: smtpServerHost, smtpPort, fromAddress } = sender;
    const common = { name, smtpServerHost, smtpPort, fromAddress, properties };
    if (!isV2) return { ...common, ...credentials };
    return { ...common, provider: sender.provider, providerURL: sender.providerUrl, authType: type };
  }
  const authentication = {
    type,
    properties: { ...sender.authentication, ...Object.fromEntries(masksOf("authentication")) },
  };
  return {
    name,
    provider: sender.provider,
    providerURL: sender.providerUrl,
    key: sender.key,
    ...("secret" in sender.sealed && { secret: MASK }),
    sender: sender.sender,
    contentType: sender.contentType,
    properties,
    ...(isV2 && type !== undefined && { authentication }),
  };
}

function originOf(url = ""): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}

/** Those that anybody may read, and those that nobody may. */
function parted(values: ReadonlyMap<string, string>, secret: RegExp) {
  const { true: secrets = [], false: open = [] } = Object.groupBy(values, ([key]) => `${secret.test(key)}` as const);
  return [new Map(open), new Map(secrets)] as const;
}

function knownUrl({ channel, provider, key = "" }: Pick<NotificationSenderDocument, "channel" | "provider" | "key">) {
  const known = provider.toLowerCase();
  return channel === "sms" && Object.hasOwn(PROVIDER_URLS, known) ? PROVIDER_URLS[known]?.(key) : undefined;
}

/** A sender for e-mail without a host sends by the operator's server. */
function verify(sender: NotificationSenderDocument): void {
  const { channel, provider, providerUrl, key, sealed, properties, authenticationType } = sender;
  if (channel === "email") {
    if (provider === "HTTP" && providerUrl === undefined) throw senderErrors.required("providerURL");
    return;
  }
  if (providerUrl === undefined) throw senderErrors.required("providerURL");
  const isKnown = Object.hasOwn(PROVIDER_URLS, provider.toLowerCase());
  if (!isKnown && properties.body === undefined) throw senderErrors.bodyMissing(provider);
  if (!isKnown || authenticationType !== undefined) return;
  if (key === undefined) throw senderErrors.required("key");
  if (!("secret" in sealed)) throw senderErrors.required("secret");
}
