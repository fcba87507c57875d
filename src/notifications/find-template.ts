import type {
  NotificationChannel,
  NotificationContent,
  NotificationTemplateDocument,
} from "../protocol/model/notification.ts";
import type { RecordStore } from "../store/port/records.ts";
import { DEFAULT_LOCALE, SYSTEM_LOCALES, systemTemplate } from "./system-templates.ts";

/** Which message is meant. */
export interface TemplateKey {
  readonly channel: NotificationChannel;
  /** The display name of its type. */
  readonly type: string;
  /** As `de_DE`. */
  readonly locale: string;
  /** The application through which the person is written to. */
  readonly applicationId?: string | undefined;
}

/**
 * What to write: the application's own template, or else the organization's, or else the server's; in the locale, in another of its
 * language, or in English. The stores are those of the organization and of what it lies below, the nearest first. Undefined for a type
 * that there is nothing for.
 */
export async function findTemplate(
  worlds: readonly RecordStore[],
  { channel, type, locale, applicationId }: TemplateKey,
): Promise<NotificationContent | undefined> {
  const sibling = SYSTEM_LOCALES.find((other) => other.slice(0, 2) === locale.slice(0, 2));
  for (const tried of new Set([locale, sibling ?? DEFAULT_LOCALE, DEFAULT_LOCALE])) {
    const found = await findExactTemplate(worlds, { channel, type, locale: tried, applicationId });
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The same in this locale alone. */
export async function findExactTemplate(
  worlds: readonly RecordStore[],
  key: TemplateKey,
): Promise<NotificationContent | undefined> {
  const { channel, type, locale, applicationId } = key;
  const owners = applicationId === undefined ? [undefined] : [applicationId, undefined];
  for (const records of worlds) {
    for (const owner of owners) {
      const found = await findOwnTemplate(records, { ...key, applicationId: owner });
      if (found !== undefined) return found.document.content;
    }
  }
  return systemTemplate(channel, type, locale);
}

/** What an organization has stored for just this. */
export async function findOwnTemplate(records: RecordStore, key: TemplateKey) {
  return records.findByName<NotificationTemplateDocument>("notification template", templateName(key));
}

/** What a template is stored by. */
export function templateName({ channel, type, locale, applicationId = "" }: TemplateKey): string {
  return [channel, type, applicationId, locale].map(encodeURIComponent).join(" ");
}
