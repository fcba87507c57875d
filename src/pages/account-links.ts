import { html } from "hono/html";
import { wordOf } from "./brand.ts";
import { accountWords } from "./languages/accounts.ts";
import type { PageFrame } from "./layout.ts";
import type { Html } from "./template.ts";

/** Where people go who cannot sign in: the pages that the organization has switched on. */
export type AccountLinks = Readonly<Partial<Record<"register" | "password" | "userName", string>>>;

/** A link to each of them; nothing without any. That to registration may have the organization's own words, and a sentence before it. */
export function accountLinks(links: AccountLinks | undefined, frame: PageFrame): Html | undefined {
  const words = accountWords[frame.language].links;
  const sentence = wordOf(frame, "dont.have.an.account", "");
  const shown = (["password", "userName", "register"] as const).flatMap((name) => {
    const to = links?.[name];
    if (to === undefined) return [];
    if (name !== "register") return [html`<a href="${to}" id="link-${name}">${words[name]}</a>`];
    const link = html`<a href="${to}" id="link-register">${wordOf(frame, "register", words.register)}</a>`;
    return [sentence === "" ? link : html`<span>${sentence} ${link}</span>`];
  });
  return shown.length === 0 ? undefined : html`<p class="links">${shown}</p>`;
}
