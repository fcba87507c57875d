import { html } from "hono/html";
import { type AccountForm, accountForm, accountNotice } from "./account-form.ts";
import { type ApplicationLinks, applicationLinks } from "./application-links.ts";
import { wordOf } from "./brand.ts";
import { accountWords, type PasswordReason } from "./languages/accounts.ts";
import type { PageFrame } from "./layout.ts";
import { newPasswordFields, passwordAlert } from "./new-password-fields.ts";
import { fill, named } from "./template.ts";

export interface RegisterPage extends AccountForm, ApplicationLinks {
  /** The application that the person comes from. */
  readonly clientId: string | undefined;
  /** What was entered before, by the fields' names. */
  readonly entered: Readonly<Record<string, string>>;
  readonly withPassword: boolean;
  readonly alert: PasswordReason | "taken" | "incomplete" | "termsMissing" | undefined;
}

/** Where people make their own account. */
export function registerPage(values: RegisterPage): string {
  const { frame, entered, alert } = values;
  const words = accountWords[frame.language];
  const { fields, register } = words;
  const links = applicationLinks(values, frame.language);
  const isPassword = alert !== undefined && Object.hasOwn(words.passwordReasons, alert);
  const text = isPassword ? passwordAlert(alert, words) : alert && register[alert as "taken"];
  const field = (
    name: "userName" | "email" | "givenName" | "familyName",
    type: string,
    autocomplete: string,
    required = false,
  ) =>
    html`<label for="${name}">${fields[name]}</label>
        <input id="${name}" name="${name}" type="${type}" value="${entered[name] ?? ""}" autocomplete="${autocomplete}"
          ${required ? html`required` : undefined}>
        `;
  return accountForm(values, {
    heading: wordOf(frame, "sign.up.heading", register.heading),
    text: fill(register.text, { organization: named(frame.organization) }),
    alert: text,
    hidden: values.clientId === undefined ? {} : { client_id: values.clientId },
    fields: html`${field("userName", "text", "username", true)}
        ${field("email", "email", "email", true)}
        ${field("givenName", "text", "given-name")}
        ${field("familyName", "text", "family-name")}
        ${values.withPassword ? newPasswordFields(frame.language, isPassword ? "account-alert" : undefined) : undefined}
        ${
          links &&
          html`<label class="choice"><input type="checkbox" id="terms" name="terms" value="on" required> ${register.terms}</label>
        ${links}`
        }`,
    submit: wordOf(frame, "sign.up.button", register.submit),
  });
}

/** Says how it goes on, the same whether or not there was such an account already (security bar 18.4). */
export function registeredPage(frame: PageFrame, toBeConfirmed: boolean): string {
  const { registered, confirmed } = accountWords[frame.language];
  return accountNotice(
    frame,
    toBeConfirmed
      ? { heading: registered.heading, text: registered.toBeConfirmed, done: true }
      : { heading: confirmed.heading, text: registered.ready, done: true },
  );
}
