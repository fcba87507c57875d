import { html } from "hono/html";
import { messages } from "./languages/language.ts";
import { layout, type PageFrame } from "./layout.ts";
import { applicationMark, fill, initial, named } from "./template.ts";

export type AccountPage = {
  readonly frame: PageFrame;
  /** Where the form is posted. */
  readonly action: string;
  readonly sessionDataKey: string;
  readonly csrfToken: string;
  readonly applicationName: string;
  /** Who is signed in. */
  readonly account: { readonly userName: string; readonly name?: string };
};

/** Asks which account to continue with (`prompt=select_account`, OIDC Core §3.1.2.1): posts `account=current` or `other`. */
export function accountPage(values: AccountPage): string {
  const { frame, account } = values;
  const words = messages[frame.language].account;
  return layout({
    frame,
    title: words.heading,
    main: html`<div class="intro">
        ${applicationMark(values.applicationName, undefined)}
        <div><h1>${words.heading}</h1>
        <p>${fill(words.purpose, { application: named(values.applicationName) })}</p></div>
      </div>
      <form method="post" action="${values.action}">
        <input type="hidden" name="sessionDataKey" value="${values.sessionDataKey}">
        <input type="hidden" name="csrfToken" value="${values.csrfToken}">
        <button class="row" type="submit" name="account" value="current" id="account-current">
          <span class="avatar" aria-hidden="true">${initial(account.name ?? account.userName)}</span>
          <span>${fill(words.current, { account: named(account.name ?? account.userName) })}
          ${account.name === undefined ? undefined : html`<span class="quiet">${named(account.userName)}</span>`}</span>
        </button>
        <button class="row" type="submit" name="account" value="other" id="account-other">
          <span class="avatar empty" aria-hidden="true">+</span>
          <span>${words.other}</span>
        </button>
      </form>`,
  });
}
