import { html } from "hono/html";
import { messages } from "./languages/language.ts";
import { layout, type PageFrame } from "./layout.ts";
import { fill, named } from "./template.ts";

/** Says that the session has ended: where a logout without a redirect URI stops. */
export function signedOutPage({ frame }: { readonly frame: PageFrame }): string {
  const words = messages[frame.language].signedOut;
  return layout({
    frame,
    title: words.heading,
    main: html`<p class="seal done" aria-hidden="true"></p>
      <h1>${words.heading}</h1>
      <p>${fill(words.text, { organization: named(frame.organization) })}</p>
      <p class="quiet">${words.advice}</p>`,
  });
}
