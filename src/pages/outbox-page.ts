import { html } from "hono/html";
import { layout, type PageFrame } from "./layout.ts";
import { type Html, named } from "./template.ts";

export interface OutboxMessage {
  readonly to: string;
  readonly type: string;
  readonly organization: string;
  /** Of an e-mail alone. */
  readonly subject?: string | undefined;
  readonly text: string;
  /** As ISO 8601. */
  readonly at: string;
}

const TITLE = "Outbox";

/** What a development server would have sent, the latest first; for developers, hence in English alone. */
export function outboxPage({
  frame,
  messages,
}: {
  readonly frame: PageFrame;
  readonly messages: readonly OutboxMessage[];
}): string {
  return layout({
    frame,
    title: TITLE,
    main: html`<h1>${TITLE}</h1>
      <p>This server has no mail server (<code>TESSERA_SMTP_URL</code>), so what it would send is kept here for a week.</p>
      ${messages.length === 0 ? html`<p id="outbox-empty">Nothing was sent yet.</p>` : undefined}
      ${messages.map(
        ({ to, type, organization, subject, text, at }) => html`<article class="message">
        <h2>${subject ?? "Text message"}</h2>
        <p class="quiet">to ${named(to)} from ${named(organization)} · ${type} · <time datetime="${at}">${at}</time></p>
        <p class="text">${linked(text)}</p>
      </article>
      `,
      )}`,
  });
}

/** The text with its addresses as links; the style sheet keeps its lines as they are. */
function linked(text: string): (string | Html)[] {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part) => (/^https?:\/\//.test(part) ? html`<a href="${part}">${part}</a>` : part));
}
