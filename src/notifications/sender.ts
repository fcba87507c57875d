import type { ServerKeys } from "../crypto/sealing.ts";
import type { NotificationChannel, NotificationSenderDocument } from "../protocol/model/notification.ts";
import type { SealedPlace } from "../protocol/sealed-document.ts";
import type { RecordStore, StoredRecord } from "../store/port/records.ts";

/** By what messages go out. */
export type NotificationSender = StoredRecord<NotificationSenderDocument>;

/** The names that Asgardeo gives a sender which is given none; messages go out by the one of this name, or else by any. */
export const DEFAULT_SENDERS: Readonly<Record<NotificationChannel, string>> = {
  email: "EmailPublisher",
  sms: "SMSPublisher",
};

/** The sender of the channel of the nearest store that has one; undefined: there is none but the operator's. */
export async function findSender(
  worlds: readonly RecordStore[],
  channel: NotificationChannel,
): Promise<NotificationSender | undefined> {
  for (const records of worlds) {
    const senders = await listSenders(records, channel);
    const usual = senders.find(({ document }) => document.name === DEFAULT_SENDERS[channel]);
    const found = usual ?? senders[0];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** By name. */
export async function listSenders(records: RecordStore, channel: NotificationChannel): Promise<NotificationSender[]> {
  const all = await records.list<NotificationSenderDocument>("notification sender");
  return all.filter(({ document }) => document.channel === channel);
}

/** What a sender is stored by. */
export function senderName({ channel, name }: Pick<NotificationSenderDocument, "channel" | "name">): string {
  return [channel, name].map(encodeURIComponent).join(" ");
}

/** The sender's secrets by what they are of: `password`, `secret`, `property http.headers`, `authentication clientSecret`. */
export function openSenderSecrets(
  { document }: Pick<NotificationSender, "document">,
  tenantId: string,
  keys: Pick<ServerKeys, "open">,
): ReadonlyMap<string, string> {
  const opened = Object.entries(document.sealed).map(([key, sealed]) => {
    return [nameOfSealed(key), keys.open(sealed, contextOf(document, tenantId, key)).toString()] as const;
  });
  return new Map(opened);
}

/** Secrets by what they are of, as a sender's document has them. */
export function sealSenderSecrets(
  secrets: ReadonlyMap<string, string>,
  sender: Pick<NotificationSenderDocument, "channel" | "name">,
  tenantId: string,
  keys: Pick<ServerKeys, "seal">,
): NotificationSenderDocument["sealed"] {
  const sealed = [...secrets].map(([name, secret]) => {
    const key = sealedKey(name);
    return [key, keys.seal(Buffer.from(secret), contextOf(sender, tenantId, key))];
  });
  return Object.fromEntries(sealed);
}

/** Where in the sender's document secrets are sealed. */
export function sealedInSender(document: NotificationSenderDocument, tenantId: string): SealedPlace[] {
  return Object.keys(document.sealed).map((key) => ({
    path: `sealed.${key}`,
    context: contextOf(document, tenantId, key),
  }));
}

/** Dots are for paths into documents. */
export function sealedKey(name: string): string {
  return name.replaceAll(".", "/");
}

/** The reverse of it. */
export function nameOfSealed(key: string): string {
  return key.replaceAll("/", ".");
}

function contextOf(
  { channel, name }: Pick<NotificationSenderDocument, "channel" | "name">,
  tenantId: string,
  key: string,
): string {
  return ["notification sender secret", tenantId, channel, name, key].map(encodeURIComponent).join(" ");
}
