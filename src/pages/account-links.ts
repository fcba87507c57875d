import { html } from "hono/html";
import { accountWords } from "./languages/accounts.ts";
import type { Language } from "./languages/language.ts";
import type { Html } from "./template.ts";

/** Where people go who cannot sign in: the pages that the organization has switched on. */
export type AccountLinks = Readonly<Partial<Record<"register" | "password" | "userName", string>>>;

/** A link to each of them; nothing without any. */
export function accountLinks(links: AccountLinks | undefined, language: Language): Html | undefined {
  const words = accountWords[language].links;
  const shown = (["password", "userName", "register"] as const).flatMap((name) => {
    const to = links?.[name];
    return to === undefined ? [] : [html`<a href="${to}" id="link-${name}">${words[name]}</a>`];
  });
  return shown.length === 0 ? undefined : html`<p class="links">${shown}</p>`;
}
