import { html } from "hono/html";
import { type AccountLinks, accountLinks } from "./account-links.ts";
import { codeField } from "./code-field.ts";
import { type FactorPage, factorForm } from "./factor-form.ts";
import { accountWords } from "./languages/accounts.ts";
import { myAccountWords } from "./languages/my-account.ts";
import { wayWords } from "./languages/ways.ts";
import { newPasswordFields, passwordAlert } from "./new-password-fields.ts";
import { otherSessionsField } from "./other-sessions-field.ts";
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
  /** Of a code: by what it was sent. */
  readonly channel?: string;
  /** Whether the other sessions may be kept, and whether that was chosen before. */
  readonly mayKeepOthers?: boolean;
  readonly keepsOthers?: boolean;
}

/** Where somebody who is signing in has to choose another password before they go on. */
export function changePasswordPage(values: ChangePasswordPage): string {
  const shown = (values.shown ?? {}) as ShownChange;
  switch (shown.authority) {
    case "recovery link":
      return byLink(values);
    case "code":
      return byCode(values, shown);
    case "nothing":
      return unused(values);
    default:
      return byForm(values, shown);
  }
}

function byForm({ alert: _, ...values }: ChangePasswordPage, shown: ShownChange): string {
  const { refused, authority, mayKeepOthers, keepsOthers } = shown;
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
        ${newPasswordFields(language, ofNew && "sign-in-alert")}
        ${mayKeepOthers && otherSessionsField(own.password.endOthers, keepsOthers)}`,
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

/** The code comes first: the new password is chosen once it was right. */
function byCode(values: ChangePasswordPage, { channel }: ShownChange): string {
  const { language } = values.frame;
  const { choose, fields } = accountWords[language];
  return factorForm(values, {
    heading: choose.heading,
    text: channel === "sms" ? choose.bySmsCode : choose.byEmailCode,
    fields: codeField({ name: "OTPCode", label: fields.code, digits: 6, isRefused: values.alert !== undefined }),
    submit: wayWords[language].submit,
    below: recoveryLink(values),
  });
}

/** Nothing is entered here either, and nothing was sent: somebody else has to do something first. */
function unused({ alert: _, failure, ...values }: ChangePasswordPage): string {
  const { language } = values.frame;
  const { choose } = accountWords[language];
  const isAgain = failure === "password_unused";
  const link = recoveryLink(values);
  return factorForm(
    { ...values, alert: isAgain ? choose.unused : undefined },
    {
      heading: choose.heading,
      ...(!isAgain && { text: choose.unused }),
      fields: html``,
      submit: wayWords[language].submit,
      below: link && html`<p>${choose.unusedRecovery}</p>${link}`,
      focusesAlert: true,
    },
  );
}

function recoveryLink({ accountLinks: { password } = {}, frame }: ChangePasswordPage): Html | undefined {
  return accountLinks(password === undefined ? {} : { password }, frame);
}
