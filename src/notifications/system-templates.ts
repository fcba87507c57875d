import type { NotificationChannel, NotificationContent } from "../protocol/model/notification.ts";
import { ar } from "./languages/ar.ts";
import { de } from "./languages/de.ts";
import { en } from "./languages/en.ts";
import { es } from "./languages/es.ts";
import { fr } from "./languages/fr.ts";
import { ja } from "./languages/ja.ts";
import type { EmailMessage, MessageTexts, SmsMessage } from "./languages/language.ts";
import { MESSAGE_TYPES, type MessageType } from "./message-types.ts";

/** The language that is written where there is no better one. */
export const DEFAULT_LOCALE = "en_US";

const LANGUAGES: Readonly<Record<string, MessageTexts>> = {
  [DEFAULT_LOCALE]: en,
  de_DE: de,
  es_ES: es,
  fr_FR: fr,
  ja_JP: ja,
  ar_AE: ar,
};

/** The languages in which the server can write. */
export const SYSTEM_LOCALES: readonly string[] = Object.keys(LANGUAGES);

/** What the server writes unless the organization says something else; undefined for a type or a locale that it does not know. */
export function systemTemplate(
  channel: NotificationChannel,
  type: string,
  locale: string,
): NotificationContent | undefined {
  const texts = Object.hasOwn(LANGUAGES, locale) ? LANGUAGES[locale] : undefined;
  const known = MESSAGE_TYPES[channel].find(({ name }) => name === type);
  if (texts === undefined || known === undefined) return undefined;
  if (channel === "sms") return { body: texts.sms[known.message as SmsMessage] };
  const { subject } = texts.email[known.message as EmailMessage];
  return { contentType: "text/html", subject, body: pageOf(known, texts, locale.slice(0, 2)) };
}

const PAGE = "margin:0;padding:24px;background:#f4f4f5;color:#18181b;font:16px/1.5 system-ui,sans-serif";
const CARD = "max-width:36em;margin:0 auto;padding:24px;background:#fff;border-radius:8px";
const BUTTON =
  "display:inline-block;padding:10px 18px;background:#1d4ed8;color:#fff;border-radius:6px;text-decoration:none";
const CODE = "font-size:28px;font-weight:700;letter-spacing:4px";

/** A page for mail programs, which know no style sheets. */
function pageOf({ message, link, code, isNotice }: MessageType, texts: MessageTexts, language: string): string {
  const { subject, text, action = "" } = texts.email[message as EmailMessage];
  const href = link?.replaceAll("&", "&amp;");
  const parts = [
    `<p>${texts.greeting}</p>`,
    `<p>${text}</p>`,
    ...(href ? [`<p><a href="${href}" style="${BUTTON}">${action}</a></p>`, `<p>${texts.copy}<br>${href}</p>`] : []),
    ...(code ? [`<p style="${CODE}">{{${code}}}</p>`, `<p>${texts.secret}</p>`] : []),
    ...(isNotice ? [] : [`<p>${texts.ignore}</p>`]),
    "<p>{{organization-name}}</p>",
  ];
  const head = `<head><meta charset="utf-8"><title>${subject}</title></head>`;
  const body = `<body style="${PAGE}"><div style="${CARD}">${parts.join("\n")}</div></body>`;
  const direction = language === "ar" ? "rtl" : "ltr";
  return `<!doctype html>\n<html lang="${language}" dir="${direction}">${head}\n${body}</html>`;
}
