import { html } from "hono/html";
import { type FactorPage, factorForm } from "./factor-form.ts";
import { accountWords } from "./languages/accounts.ts";
import { newPasswordFields, passwordAlert } from "./new-password-fields.ts";

/** Where somebody who is signing in has to choose another password before they go on. */
export function changePasswordPage({ alert: _, ...values }: FactorPage): string {
  const { language } = values.frame;
  const words = accountWords[language];
  const { refused } = (values.shown ?? {}) as { readonly refused?: string };
  const alert = passwordAlert(refused, words);
  return factorForm(
    { ...values, alert },
    {
      heading: words.choose.heading,
      text: words.choose.forced,
      fields: html`<input type="hidden" name="username" autocomplete="username" value="${values.account?.userName ?? ""}">
        ${newPasswordFields(language, alert && "sign-in-alert")}`,
      submit: words.choose.submit,
      focusesAlert: true,
    },
  );
}
