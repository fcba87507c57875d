import { html } from "hono/html";
import { type AccountForm, accountForm, accountNotice } from "./account-form.ts";
import { accountWords, type PasswordReason } from "./languages/accounts.ts";
import type { PageFrame } from "./layout.ts";
import { newPasswordFields, passwordAlert } from "./new-password-fields.ts";
import { accountCard, fill } from "./template.ts";

/** Asks whose password is to be recovered. */
export function recoverPasswordPage(values: AccountForm): string {
  const { recover, fields } = accountWords[values.frame.language];
  return accountForm(values, {
    ...recover,
    fields: html`<label for="login">${fields.login}</label>
        <input id="login" name="login" type="text" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus>`,
  });
}

/** Asks for the address of whoever has forgotten the user name. */
export function recoverUserNamePage(values: AccountForm): string {
  const { recoverName, fields } = accountWords[values.frame.language];
  return accountForm(values, {
    ...recoverName,
    hidden: { isUsernameRecovery: "true" },
    fields: html`<label for="login">${fields.email}</label>
        <input id="login" name="login" type="email" autocomplete="email" required autofocus>`,
  });
}

/** Says that a message is on its way, whether or not it is (security bar 18.4). `minutes`: it has a link that works for so long. */
export function messageSentPage(frame: PageFrame, minutes: number | undefined): string {
  const { sent } = accountWords[frame.language];
  const more = minutes === undefined ? sent.name : fill(sent.link, { minutes: String(minutes) }).join("");
  return accountNotice(frame, { heading: sent.heading, text: `${sent.text} ${more}`, done: true });
}

/** Asks for the code of the message. */
export function recoveryCodePage(
  values: AccountForm & { readonly flowCode: string; readonly minutes: number; readonly wrong: boolean },
): string {
  const { enterCode, fields } = accountWords[values.frame.language];
  const refused = values.wrong ? html`aria-invalid="true" aria-describedby="account-alert"` : undefined;
  return accountForm(values, {
    heading: enterCode.heading,
    text: fill(enterCode.text, { minutes: String(values.minutes) }),
    alert: values.wrong ? enterCode.wrong : undefined,
    hidden: { flowConfirmationCode: values.flowCode, minutes: String(values.minutes) },
    fields: html`<label for="code">${fields.code}</label>
        <input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" required autofocus ${refused}>`,
    submit: enterCode.submit,
  });
}

/** Asks for the new password of whoever has come with a code. */
export function choosePasswordPage(
  values: AccountForm & {
    readonly confirmation: string;
    readonly userName: string;
    readonly invited: boolean;
    readonly refused: PasswordReason | undefined;
  },
): string {
  const { language } = values.frame;
  const words = accountWords[language];
  return accountForm(values, {
    heading: words.choose.heading,
    ...(values.invited && { text: words.choose.invited }),
    above: accountCard(words.choose.account, { userName: values.userName }),
    alert: passwordAlert(values.refused, words),
    hidden: { confirmation: values.confirmation },
    // For password managers.
    fields: html`<input type="hidden" name="username" autocomplete="username" value="${values.userName}">
        ${newPasswordFields(language, values.refused && "account-alert")}`,
    submit: words.choose.submit,
  });
}

/** Says how a page of an account has ended. */
export function accountEndPage(frame: PageFrame, end: "chosen" | "gone" | "off" | "confirmed"): string {
  return accountNotice(frame, { ...accountWords[frame.language][end], done: end === "chosen" || end === "confirmed" });
}

/** Asks whether the address is theirs: a program that looks at the links of a message confirms nothing (security bar 19.7). */
export function confirmEmailPage(values: AccountForm & { readonly confirmation: string }): string {
  return accountForm(values, {
    ...accountWords[values.frame.language].confirm,
    hidden: { confirmation: values.confirmation },
  });
}
