import { html } from "hono/html";
import { type AccountLinks, accountLinks } from "./account-links.ts";
import { type FactorPage, factorForm } from "./factor-form.ts";
import { accountWords } from "./languages/accounts.ts";
import { myAccountWords } from "./languages/my-account.ts";
import { wayWords } from "./languages/ways.ts";
import { newPasswordFields, passwordAlert } from "./new-password-fields.ts";
import type { Html } from "./template.ts";

interface ChangePasswordPage extends FactorPage {
  readonly failure?: string | undefined;
  /** Where a recovery link is asked for. */
  readonly accountLinks?: AccountLinks | undefined;
}

interface ShownChange {
  readonly refused?: string;
  /** By what the person shows that the password is theirs to change. */
  readonly authority?: string;
}

/** Where somebody who is signing in has to choose another password before they go on. */
export function changePasswordPage(values: ChangePasswordPage): string {
  const shown = (values.shown ?? {}) as ShownChange;
  return shown.authority === "recovery link" ? byLink(values) : byForm(values, shown);
}

function byForm({ alert: _, ...values }: ChangePasswordPage, { refused, authority }: ShownChange): string {
  const { language } = values.frame;
  const words = accountWords[language];
  const own = myAccountWords[language];
  const ofPresent = refused === "present" ? own.faults.wrongPassword : undefined;
  const ofNew = passwordAlert(refused, words);
  const asksPresent = authority === "present password";
  const invalid = ofPresent && html`aria-describedby="sign-in-alert" aria-invalid="true"`;
  const present = html`<label for="currentPassword">${own.password.current}</label>
        <input id="currentPassword" name="currentPassword" type="password" autocomplete="current-password" required ${invalid}>`;
  return factorForm(
    { ...values, alert: ofPresent ?? ofNew },
    {
      heading: words.choose.heading,
      text: words.choose.forced,
      fields: html`<input type="hidden" name="username" autocomplete="username" value="${values.account?.userName ?? ""}">
        ${asksPresent && present}
        ${newPasswordFields(language, ofNew && "sign-in-alert")}`,
      submit: words.choose.submit,
      // Whoever has come by other means may never have known it.
      below: asksPresent ? recoveryLink(values) : undefined,
      focusesAlert: true,
    },
  );
}

/** Nothing is entered here: it goes on once the password was chosen by the link. */
function byLink({ alert: _, failure, ...values }: ChangePasswordPage): string {
  const { language } = values.frame;
  const { choose } = accountWords[language];
  const isAgain = failure === "password_by_link";
  return factorForm(
    { ...values, alert: isAgain ? choose.byLink : undefined },
    {
      heading: choose.heading,
      ...(!isAgain && { text: choose.byLink }),
      fields: html``,
      submit: wayWords[language].submit,
      below: recoveryLink(values),
      focusesAlert: true,
    },
  );
}

function recoveryLink({ accountLinks: { password } = {}, frame }: ChangePasswordPage): Html | undefined {
  return accountLinks(password === undefined ? {} : { password }, frame.language);
}
