import { html } from "hono/html";
import { messages } from "./languages/language.ts";
import { layout, type PageFrame } from "./layout.ts";
import { accountCard, fill, named } from "./template.ts";

export type LogoutPage = {
  readonly frame: PageFrame;
  /** Where the form is posted. */
  readonly action: string;
  readonly csrfToken: string;
  /** The logout request's own parameters, posted back with the answer. */
  readonly hidden: Readonly<Record<string, string>>;
  readonly account?: { readonly userName: string; readonly name?: string };
};

/** Asks before the session ends: posts `consent=approve` or `deny` (OIDC RP-Initiated Logout §2, security bar 16.1). */
export function logoutPage(values: LogoutPage): string {
  const { frame } = values;
  const words = messages[frame.language].logout;
  const hidden = Object.entries(values.hidden).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return layout({
    frame,
    title: words.heading,
    main: html`<h1>${words.heading}</h1>
      <p>${fill(words.purpose, { organization: named(frame.organization) })}</p>
      ${values.account === undefined ? undefined : accountCard(words.signedInAs, values.account)}
      <form method="post" action="${values.action}">
        <input type="hidden" name="csrfToken" value="${values.csrfToken}">
        ${hidden}
        <div class="pair">
          <button class="primary" type="submit" id="approve" name="consent" value="approve">${words.approve}</button>
          <button type="submit" id="deny" name="consent" value="deny">${words.deny}</button>
        </div>
      </form>`,
  });
}
