import { html } from "hono/html";
import { type FactorPage, factorForm } from "./factor-form.ts";
import { messages } from "./languages/language.ts";

export interface SignInPage extends Omit<FactorPage, "alert"> {
  /** What the user name field holds already: what was typed before, or `login_hint`. */
  readonly userName?: string;
  /** Whether the user name alone is asked for. */
  readonly identifierOnly?: boolean;
  readonly alert?: "sign_in_failed" | "too_many_attempts" | "sign_in_again";
}

/**
 * The sign-in page; for somebody who has said who they are, the password alone. Its ids and names are those that Asgardeo's pages have and
 * scripted browsers look for.
 */
export function signInPage({ alert, identifierOnly = false, ...values }: SignInPage): string {
  const words = messages[values.frame.language].signIn;
  const asksName = values.account === undefined;
  const hasUserName = !asksName || (values.userName !== undefined && values.userName !== "");
  const refused = alert === "sign_in_failed" ? html`aria-invalid="true" aria-describedby="sign-in-alert"` : undefined;
  const userName = asksName
    ? html`<label for="usernameUserInput">${words.userName}</label>
        <input id="usernameUserInput" name="usernameUserInput" type="text" value="${values.userName ?? ""}"
          autocomplete="username" autocapitalize="none" spellcheck="false" required ${refused} ${hasUserName ? undefined : html`autofocus`}>`
    : html`<input type="hidden" name="username" autocomplete="username" value="${values.account?.userName}">`;
  const password = html`<label for="password">${words.password}</label>
        <input id="password" name="password" type="password"
          autocomplete="current-password" required ${refused} ${hasUserName ? html`autofocus` : undefined}>`;
  const remember = html`<label class="choice"><input type="checkbox" id="chkRemember" name="chkRemember" value="on"> ${words.remember}</label>`;
  return factorForm(
    { ...values, ...(alert !== undefined && { alert: words.alerts[alert] }) },
    {
      heading: words.heading,
      fields: html`${userName}
        ${identifierOnly ? undefined : password}
        ${remember}`,
      submit: words.submit,
      submitId: "sign-in-button",
    },
  );
}
