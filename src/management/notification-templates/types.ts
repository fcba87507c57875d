import { MESSAGE_TYPES } from "../../notifications/message-types.ts";
import type { NotificationChannel, NotificationTypeDocument } from "../../protocol/model/notification.ts";
import type { ManagementContext } from "../operation.ts";
import type { TemplateErrors } from "./errors.ts";

/** A type of messages: one of the server's own, or of the organization's. */
export interface TemplateType {
  readonly name: string;
  readonly isStandard: boolean;
}

/** The server's own, then the organization's, by name. */
export async function listTypes(channel: NotificationChannel, ctx: ManagementContext): Promise<TemplateType[]> {
  const own = await ctx.store.records.list<NotificationTypeDocument>("notification type");
  return [
    ...MESSAGE_TYPES[channel].map(({ name }) => ({ name, isStandard: true })),
    ...own
      .filter(({ document }) => document.channel === channel)
      .map(({ document }) => ({ name: document.displayName, isStandard: false })),
  ];
}

/** The type with the id. Case means nothing, and neither do blanks: ids are made of names, which are written in more than one way. */
export async function getType(
  id: string,
  channel: NotificationChannel,
  errors: TemplateErrors,
  ctx: ManagementContext,
): Promise<TemplateType> {
  const wanted = folded(Buffer.from(id, "base64url").toString());
  const found = (await listTypes(channel, ctx)).find(({ name }) => folded(name) === wanted);
  if (found === undefined) throw errors.noType(id);
  return found;
}

/** Adds one of the organization's own. Refuses a name that there is a type of. */
export async function addType(
  displayName: string,
  channel: NotificationChannel,
  errors: TemplateErrors,
  ctx: ManagementContext,
): Promise<void> {
  const taken = (await listTypes(channel, ctx)).some(({ name }) => folded(name) === folded(displayName));
  const document: NotificationTypeDocument = { channel, displayName };
  const name = typeRecordName(channel, displayName);
  const done = !taken && (await ctx.store.records.add("notification type", { id: name, name, document }, ctx.now));
  if (!done) throw errors.typeExists(displayName);
}

/** Removes one of the organization's own. Refuses to remove the server's. */
export async function removeType(
  { name, isStandard }: TemplateType,
  channel: NotificationChannel,
  errors: TemplateErrors,
  ctx: ManagementContext,
): Promise<void> {
  if (isStandard) throw errors.isStandard(name);
  await ctx.store.records.remove("notification type", typeRecordName(channel, name));
}

/** base64url of the name. */
export function idOfType(name: string): string {
  return Buffer.from(name).toString("base64url");
}

function folded(name: string): string {
  return name.replaceAll(" ", "").toLowerCase();
}

function typeRecordName(channel: NotificationChannel, name: string): string {
  return [channel, folded(name)].map(encodeURIComponent).join(" ");
}
