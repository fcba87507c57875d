import { findOwnTemplate, type TemplateKey, templateName } from "../../notifications/find-template.ts";
import { SYSTEM_LOCALES, systemTemplate } from "../../notifications/system-templates.ts";
import type { NotificationContent, NotificationTemplateDocument } from "../../protocol/model/notification.ts";
import type { RecordStore, StoredRecord } from "../../store/port/records.ts";
import type { ManagementContext } from "../operation.ts";
import { verifyMayControlEverybody } from "../roles/guards.ts";
import type { TemplateErrors } from "./errors.ts";

/** A type's templates of one owner: the organization, or an application of its. */
export type TemplateSet = Omit<TemplateKey, "locale">;

/** Those that the organization has stored, by locale. */
export async function listOwn({ channel, type, applicationId }: TemplateSet, records: RecordStore) {
  const all = await records.list<NotificationTemplateDocument>("notification template");
  return all.filter(
    ({ document }) =>
      document.channel === channel && document.type === type && document.applicationId === applicationId,
  );
}

/** The locales that there is a template in, when the server's own and those of what lies above count as well. */
export async function resolvedLocales(set: TemplateSet, ctx: ManagementContext): Promise<string[]> {
  const sets = set.applicationId === undefined ? [set] : [set, { ...set, applicationId: undefined }];
  const stored = await Promise.all(sets.flatMap((one) => worldsOf(ctx).map((records) => listOwn(one, records))));
  const own = stored.flat().map(({ document }) => document.locale);
  const system = SYSTEM_LOCALES.filter((locale) => systemTemplate(set.channel, set.type, locale) !== undefined);
  return [...new Set([...system, ...own])].sort();
}

/** The stores in which templates are looked for, the nearest first. */
export function worldsOf({ store, tenant, root }: ManagementContext): readonly RecordStore[] {
  return tenant.id === root.tenant.id ? [store.records] : [store.records, root.store.records];
}

/** Stores a template that is not there yet. */
export async function addTemplate(
  key: TemplateKey,
  content: NotificationContent,
  errors: TemplateErrors,
  ctx: ManagementContext,
): Promise<void> {
  await verifyMayControlEverybody(ctx);
  const { store, now } = ctx;
  const name = templateName(key);
  const record = { id: name, name, document: documentOf(key, content) };
  if (!(await store.records.add("notification template", record, now))) throw errors.templateExists(key.locale);
}

/** Stores a template in the place of the one that is there, or with `orNew` of none. Answers what was there. */
export async function putTemplate(
  key: TemplateKey,
  content: NotificationContent,
  errors: TemplateErrors,
  ctx: ManagementContext,
  orNew = false,
): Promise<StoredRecord<NotificationTemplateDocument> | undefined> {
  await verifyMayControlEverybody(ctx);
  const { records } = ctx.store;
  const before = await findOwnTemplate(records, key);
  if (before === undefined) {
    if (!orNew) throw errors.noTemplate(key.locale);
    await addTemplate(key, content, errors, ctx);
    return undefined;
  }
  const outcome = await records.replace(
    "notification template",
    { ...before, document: documentOf(key, content) },
    ctx.now,
  );
  if (outcome !== "replaced") throw errors.templateExists(key.locale);
  return before;
}

/** Forgets a template that the organization has stored. */
export async function removeTemplate(key: TemplateKey, errors: TemplateErrors, { store }: ManagementContext) {
  const before = await findOwnTemplate(store.records, key);
  if (before === undefined) throw errors.noTemplate(key.locale);
  await store.records.remove("notification template", before.id);
  return before;
}

/** Forgets all that the organization and its applications have stored for the type. Answers what was. */
export async function removeAll({ channel, type }: TemplateSet, { store }: ManagementContext) {
  const all = await store.records.list<NotificationTemplateDocument>("notification template");
  const gone = all.filter(({ document }) => document.channel === channel && document.type === type);
  for (const { id } of gone) await store.records.remove("notification template", id);
  return gone;
}

/** Forgets all that was stored for the application. */
export async function removeTemplatesOf(applicationId: string, { store }: ManagementContext): Promise<void> {
  const all = await store.records.list<NotificationTemplateDocument>("notification template");
  const gone = all.filter(({ document }) => document.applicationId === applicationId);
  for (const { id } of gone) await store.records.remove("notification template", id);
}

/** Locales are written in two ways; they are kept in one. */
export function localeOf(sent: string): string {
  return sent.replaceAll("-", "_");
}

/** For the audit log. */
export function targetOf({ channel, type, applicationId, locale }: TemplateSet & { readonly locale?: string }) {
  return {
    kind: "notification-template",
    id: [channel, type, applicationId, locale].filter((part) => part !== undefined).join(" "),
    name: type,
  };
}

function documentOf(key: TemplateKey, content: NotificationContent): NotificationTemplateDocument {
  return { ...key, content };
}
