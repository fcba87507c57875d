import { html } from "hono/html";
import { type AccountForm, type AccountFormParts, accountForm } from "./account-form.ts";
import { type FactorPage, factorForm } from "./factor-form.ts";
import type { Language } from "./languages/language.ts";
import { passkeyWords } from "./languages/passkeys.ts";
import type { Html } from "./template.ts";

/** The script behind passkeys, the one way to sign in that cannot do without (Web Authentication §5.1). */
export const PASSKEY_SCRIPT = "passkey.js";

/** Where a passkey is used, or made by somebody who has none. Its button asks the device; what the device answers sends itself. */
export function passkeyPage(values: FactorPage): string {
  const words = passkeyWords[values.frame.language];
  const { creates = false, options } = values.shown ?? {};
  const { create } = words;
  const { heading, text, submit } = creates ? { ...create, text: [create.none, " ", create.text] } : words;
  return factorForm(values, {
    heading,
    text,
    above: passkeyNotices(values.frame.language),
    fields: passkeyResponse(creates ? "create" : "get", options),
    submit,
    submitId: "passkey-button",
    focusesAlert: true,
    script: PASSKEY_SCRIPT,
  });
}

/** Where people make a passkey outside of a sign-in: posts `tokenResponse`, by a script. `besides`: what else is asked there. */
export function newPasskeyForm(
  form: AccountForm,
  options: unknown,
  { besides, ...more }: Pick<AccountFormParts, "alert" | "hidden" | "below"> & { readonly besides?: Html | undefined },
): string {
  const { language } = form.frame;
  const { heading, text, submit } = passkeyWords[language].create;
  return accountForm(form, {
    heading,
    text,
    above: passkeyNotices(language),
    fields: html`${passkeyResponse("create", options)}
        ${besides}`,
    submit,
    script: PASSKEY_SCRIPT,
    ...more,
  });
}

/** What the page says when there is nothing to send; the script shows it. */
function passkeyNotices(language: Language): Html {
  const words = passkeyWords[language];
  return html`<noscript><p class="alert" id="passkey-script">${words.needsScript}</p></noscript>
      <p class="alert" role="alert" id="passkey-stopped" hidden>${words.stopped}</p>
      <p class="alert" role="alert" id="passkey-unsupported" hidden>${words.unsupported}</p>`;
}

/** The form that sends itself when a browser has filled in a passkey where a user name or a password is typed. */
export function passkeyAutofill(
  { action, sessionDataKey, csrfToken }: Pick<FactorPage, "action" | "sessionDataKey" | "csrfToken">,
  options: unknown,
): Html {
  return html`<form method="post" action="${action}" id="passkey-form" hidden>
        <input type="hidden" name="sessionDataKey" value="${sessionDataKey}">
        <input type="hidden" name="csrfToken" value="${csrfToken}">
        <input type="hidden" name="authenticator" value="FIDOAuthenticator">
        <input type="hidden" name="idp" value="LOCAL">
        ${passkeyResponse("autofill", options)}
      </form>`;
}

/** The field that the script puts the device's answer into, with what it asks the device. */
function passkeyResponse(ceremony: "create" | "get" | "autofill", options: unknown): Html {
  return html`<input type="hidden" name="tokenResponse" id="passkey-response" data-ceremony="${ceremony}" data-options="${JSON.stringify(options)}">`;
}
