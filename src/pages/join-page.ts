import { html } from "hono/html";
import { type FactorPage, factorForm } from "./factor-form.ts";
import { accountWords } from "./languages/accounts.ts";
import { joinWords } from "./languages/federation.ts";
import { messages } from "./languages/language.ts";
import { newPasswordFields, passwordAlert } from "./new-password-fields.ts";
import { named } from "./template.ts";

interface ShownJoining {
  readonly connection?: string;
  readonly account?: string;
  /** What is kept of the person. */
  readonly kept?: readonly string[];
  /** What is asked. */
  readonly parameters?: readonly { readonly name: string }[];
  readonly suggestedName?: string;
  readonly refused?: string;
}

/**
 * Where somebody from elsewhere agrees to become a user here, and chooses what they will be called and their password, as far as that is
 * asked.
 */
export function joinPage({
  alert,
  failure,
  ...values
}: FactorPage & { readonly failure?: string | undefined }): string {
  const { language } = values.frame;
  const shown = (values.shown ?? {}) as ShownJoining;
  const { connection = "", account = "", kept = [], parameters = [], suggestedName = "" } = shown;
  const words = joinWords[language];
  const accounts = accountWords[language];
  const asks = (name: string) => parameters.some((parameter) => parameter.name === name);
  const { taken, termsMissing } = accounts.register;
  const told = failure === "name_taken" ? taken : failure === "consent_missing" ? termsMissing : alert;
  const ofPassword = passwordAlert(shown.refused, accounts);
  const invalid = failure === "name_taken" && html`aria-invalid="true" aria-describedby="sign-in-alert"`;
  const userName = html`<label for="username">${messages[language].signIn.userName}</label>
        <input id="username" name="username" type="text" value="${suggestedName}" autocomplete="username" autocapitalize="none"
          spellcheck="false" maxlength="255" required ${invalid}>`;
  return factorForm(
    { ...values, cameFrom: { connection, account }, alert: ofPassword ?? told },
    {
      heading: words.heading,
      text: kept.length > 0 ? words.keeps : words.text,
      above: html`${kept.length > 0 && html`<ul id="kept">${kept.map((value) => html`<li>${named(value)}</li>`)}</ul>`}`,
      fields: html`<input type="hidden" name="consent" value="true">
        ${asks("username") && userName}
        ${asks("newPassword") && newPasswordFields(language, ofPassword && "sign-in-alert")}`,
      submit: words.submit,
      focusesAlert: true,
    },
  );
}
