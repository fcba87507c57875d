import { html } from "hono/html";
import type { Language } from "./languages/language.ts";
import { type Way, wayWords } from "./languages/ways.ts";
import { fill, type Html } from "./template.ts";

/** One way to sign in, as a form sends it back. */
export interface WayButton {
  readonly authenticator: string;
  /** `LOCAL`, or the connection's name. */
  readonly idp: string;
}

/** A button for each way; the form that they stand in has the request's key. */
export function wayButtons(ways: readonly WayButton[], language: Language): Html {
  return html`${ways.map(
    (way) => html`<button class="secondary" type="submit" name="pick" formnovalidate
          value="${way.authenticator}:${way.idp}" id="way-${way.authenticator}">${wayName(way, language)}</button>
        `,
  )}`;
}

/** What people call it. */
export function wayName({ authenticator, idp }: WayButton, language: Language): string | (string | Html)[] {
  const words = wayWords[language];
  if (idp !== "LOCAL") return fill(words.connection, { connection: idp });
  return Object.hasOwn(words.ways, authenticator) ? words.ways[authenticator as Way] : authenticator;
}
