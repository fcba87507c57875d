import type { NotificationContent } from "../protocol/model/notification.ts";

/** An e-mail with its values in it. */
export interface RenderedEmail {
  readonly subject: string;
  /** Undefined: the template is of plain text. */
  readonly html: string | undefined;
  readonly text: string;
}

type Values = Readonly<Record<string, string>>;

/** A placeholder, with the name of the query parameter that it is the value of. */
const PLACEHOLDER = /(?<parameter>(?:[?&]|&amp;)[\w.-]+=)?\{\{(?<name>[^{}]{1,100})\}\}/g;
/** Every kind of line break, and what no header and no subject may hold. */
const CONTROL = /[\p{Cc}\u2028\u2029]+/gu;
const LONGEST_SUBJECT = 250;

/**
 * The template with its values: escaped for HTML in a body of HTML, encoded where one is a URL's parameter, and in the subject on one line,
 * so that no value becomes markup or another header. A placeholder without a value is left out.
 */
export function renderEmail({ contentType, subject = "", body, footer = "" }: NotificationContent, values: Values) {
  const isPlain = contentType?.split(";", 1)[0]?.trim().toLowerCase() === "text/plain";
  const line = fillIn(subject, values, plain).replace(CONTROL, " ").trim().slice(0, LONGEST_SUBJECT);
  const rendered = fillIn(withFooter(body, footer, isPlain), values, isPlain ? plain : escapeHtml);
  return { subject: line, html: isPlain ? undefined : rendered, text: isPlain ? rendered : textOf(rendered) };
}

/** The same for plain text. */
export function renderText(template: string, values: Values): string {
  return fillIn(template, values, plain);
}

function fillIn(template: string, values: Values, encode: (value: string) => string): string {
  return template.replace(PLACEHOLDER, (...match) => {
    const { parameter, name } = match.at(-1) as { parameter?: string; name: string };
    const key = name.trim();
    const value = Object.hasOwn(values, key) ? (values[key] ?? "") : "";
    return parameter === undefined ? encode(value) : `${parameter}${encode(encodeURIComponent(value))}`;
  });
}

function withFooter(body: string, footer: string, isPlain: boolean): string {
  if (footer === "") return body;
  if (isPlain) return `${body}\n\n${footer}`;
  const end = body.search(/<\/body\s*>/i);
  return end < 0 ? `${body}\n<div>${footer}</div>` : `${body.slice(0, end)}<div>${footer}</div>${body.slice(end)}`;
}

function plain(value: string): string {
  return value;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => ESCAPES[character] as string);
}

/** Tags and what is between them: each is looked at once, so that no template can keep the server busy. */
const PARTS = /<[^<>]*>|[^<]+|</g;
const TAG = /^<(?<end>\/?)(?<name>[a-z][a-z0-9]*)/i;
const HIDDEN = new Set(["head", "style", "script"]);
const BLOCK = /^(p|div|h[1-6]|li|tr)$/;

/** What an HTML message says to a program that shows no HTML, with the links written out. */
function textOf(html: string): string {
  let text = "";
  let endsBlank = false;
  let hidden: string | undefined;
  let link: { readonly href: string; readonly from: number } | undefined;
  for (const part of html.match(PARTS) ?? []) {
    const { end, name = "" } = TAG.exec(part)?.groups ?? {};
    const [tag, isEnd] = [name.toLowerCase(), end === "/"];
    if (hidden !== undefined) {
      if (isEnd && tag === hidden) hidden = undefined;
    } else if (!/^<.*>$/s.test(part)) {
      const line = part.replace(/\s+/g, " ");
      text += endsBlank ? line.trimStart() : line;
      endsBlank = line.endsWith(" ");
    } else if (HIDDEN.has(tag)) hidden = isEnd ? undefined : tag;
    else if (tag === "a" && !isEnd) link = { href: /\bhref="([^"]*)"/i.exec(part)?.[1] ?? "", from: text.length };
    else if (tag === "a" && link !== undefined) {
      const label = text.slice(link.from).trim();
      const shown = label === link.href || link.href === "" ? label : `${label}: ${link.href}`;
      text = `${text.slice(0, link.from)}${shown}`;
      link = undefined;
    } else if (tag === "br") text += "\n";
    else if (isEnd && BLOCK.test(tag)) text += "\n\n";
  }
  return text
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/&(amp|lt|gt|quot|nbsp|#39|#x27);/gi, (entity) => UNESCAPED[entity.toLowerCase()] ?? entity)
    .trim();
}

const UNESCAPED: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&#x27;": "'",
  "&nbsp;": " ",
};
