import { html } from "hono/html";
import { type AccountLinks, accountLinks } from "./account-links.ts";
import { wordOf } from "./brand.ts";
import { type FactorPage, factorForm } from "./factor-form.ts";
import { messages } from "./languages/language.ts";
import { PASSKEY_SCRIPT, passkeyAutofill } from "./passkey-page.ts";

export interface SignInPage extends Omit<FactorPage, "alert"> {
  /** What the user name field holds already: what was typed before, or `login_hint`. */
  readonly userName?: string;
  /** Whether the user name alone is asked for. */
  readonly identifierOnly?: boolean;
  readonly accountLinks?: AccountLinks | undefined;
  /** Why another way has failed. */
  readonly notice?: string;
  /** What a browser can fill in a passkey with; undefined: passkeys are none of the ways. */
  readonly autofill?: unknown;
  readonly alert?: "sign_in_failed" | "too_many_attempts" | "sign_in_again";
}

/**
 * The sign-in page; for somebody who has said who they are, the password alone. Its ids and names are those that Asgardeo's pages have and
 * scripted browsers look for.
 */
export function signInPage({
  alert,
  notice,
  autofill,
  accountLinks: links,
  identifierOnly = false,
  ...values
}: SignInPage): string {
  const words = messages[values.frame.language].signIn;
  const asksName = values.account === undefined;
  const hasUserName = !asksName || (values.userName !== undefined && values.userName !== "");
  const refused = alert === "sign_in_failed" ? html`aria-invalid="true" aria-describedby="sign-in-alert"` : undefined;
  const userName = asksName
    ? html`<label for="usernameUserInput">${wordOf(values.frame, "login.identifier.input.label", words.userName)}</label>
        <input id="usernameUserInput" name="usernameUserInput" type="text" value="${values.userName ?? ""}"
          autocomplete="${webauthn("username", autofill)}" autocapitalize="none" spellcheck="false" required ${refused} ${hasUserName ? undefined : html`autofocus`}>`
    : html`<input type="hidden" name="username" autocomplete="username" value="${values.account?.userName}">`;
  const password = html`<label for="password">${words.password}</label>
        <input id="password" name="password" type="password"
          autocomplete="${asksName ? "current-password" : webauthn("current-password", autofill)}" required ${refused} ${hasUserName ? html`autofocus` : undefined}>`;
  const remember = html`<label class="choice"><input type="checkbox" id="chkRemember" name="chkRemember" value="on"> ${words.remember}</label>`;
  return factorForm(
    { ...values, alert: alert === undefined ? notice : words.alerts[alert] },
    {
      heading: wordOf(values.frame, "login.heading", words.heading),
      fields: html`${userName}
        ${identifierOnly ? undefined : password}
        ${remember}`,
      below: accountLinks(links, values.frame),
      ...(autofill !== undefined && { after: passkeyAutofill(values, autofill), script: PASSKEY_SCRIPT }),
      submit: wordOf(values.frame, "login.button", words.submit),
      submitId: "sign-in-button",
    },
  );
}

/** HTML §4.10.18.7.1: the browser's list of fillings has passkeys too. */
function webauthn(filling: string, autofill: unknown): string {
  return autofill === undefined ? filling : `${filling} webauthn`;
}
