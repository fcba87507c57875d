import { html } from "hono/html";
import { type AccountForm, accountForm, accountNotice } from "./account-form.ts";
import { wordOf } from "./brand.ts";
import { accountWords, type PasswordReason } from "./languages/accounts.ts";
import type { PageFrame } from "./layout.ts";
import { newPasswordFields, passwordAlert } from "./new-password-fields.ts";
import { accountCard, fill, type Html } from "./template.ts";

/** By what whoever recovers a password is written to. */
export type RecoveryChannel = "email" | "sms";

const CHANNEL_WORDS = { email: "send.email.link", sms: "send.code.via.sms" } as const;

/** Asks whose password is to be recovered, and where there are several channels by which of them. */
export function recoverPasswordPage(values: AccountForm, channels: readonly RecoveryChannel[]): string {
  const { frame } = values;
  const { recover, fields } = accountWords[frame.language];
  const [only, ...others] = channels;
  const text = wordOf(frame, "password.recovery.body", only === "sms" ? recover.textOfSms : recover.text);
  const button = others.length > 0 ? "multi" : only === "sms" ? "smsotp" : "email.link";
  return accountForm(values, {
    heading: wordOf(frame, "password.recovery.heading", recover.heading),
    submit: wordOf(frame, `password.recovery.button.${button}`, recover.submit),
    ...(others.length === 0 && { text }),
    fields: html`<label for="login">${fields.login}</label>
        <input id="login" name="login" type="text" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus>
        ${others.length > 0 && channelChoice(values, channels)}`,
  });
}

function channelChoice({ frame }: AccountForm, channels: readonly RecoveryChannel[]): Html {
  const { recover } = accountWords[frame.language];
  return html`<fieldset><legend>${recover.channel}</legend>
        ${channels.map((channel, index) => html`<label class="choice"><input type="radio" name="channel" value="${channel}" ${index === 0 ? "checked" : ""}> ${wordOf(frame, CHANNEL_WORDS[channel], recover[channel])}</label>`)}
        </fieldset>`;
}

/** Asks for the address of whoever has forgotten the user name. */
export function recoverUserNamePage(values: AccountForm): string {
  const { frame } = values;
  const { recoverName, fields } = accountWords[frame.language];
  return accountForm(values, {
    heading: wordOf(frame, "username.recovery.heading", recoverName.heading),
    text: wordOf(frame, "username.recovery.body", recoverName.text),
    submit: wordOf(frame, "username.recovery.next.button", recoverName.submit),
    hidden: { isUsernameRecovery: "true" },
    fields: html`<label for="login">${fields.email}</label>
        <input id="login" name="login" type="email" autocomplete="email" required autofocus>`,
  });
}

/** Says that a message is on its way, whether or not it is (security bar 18.4). `minutes`: it has a link that works for so long. */
export function messageSentPage(frame: PageFrame, minutes: number | undefined): string {
  const { sent } = accountWords[frame.language];
  if (minutes === undefined) {
    const heading = wordOf(frame, "username.recovery.email.success.heading", sent.heading);
    const text = wordOf(frame, "username.recovery.email.success.body", `${sent.text} ${sent.name}`);
    return accountNotice(frame, { heading, text, done: true });
  }
  const more = fill(sent.link, { minutes: String(minutes) }).join("");
  return accountNotice(frame, { heading: sent.heading, text: `${sent.text} ${more}`, done: true });
}

/** Asks for the code of the message. */
export function recoveryCodePage(
  values: AccountForm & {
    readonly flowCode: string;
    readonly minutes: number;
    /** By what the message went. */
    readonly channel: RecoveryChannel;
    readonly wrong: boolean;
  },
): string {
  const { enterCode, fields } = accountWords[values.frame.language];
  const refused = values.wrong ? html`aria-invalid="true" aria-describedby="account-alert"` : undefined;
  return accountForm(values, {
    heading: enterCode.heading,
    text: fill(values.channel === "sms" ? enterCode.textOfSms : enterCode.text, { minutes: String(values.minutes) }),
    alert: values.wrong ? enterCode.wrong : undefined,
    hidden: { flowConfirmationCode: values.flowCode, minutes: String(values.minutes), channel: values.channel },
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
    heading: wordOf(values.frame, "password.reset.heading", words.choose.heading),
    ...(values.invited && { text: words.choose.invited }),
    above: accountCard(words.choose.account, { userName: values.userName }),
    alert: passwordAlert(values.refused, words),
    hidden: { confirmation: values.confirmation },
    // For password managers.
    fields: html`<input type="hidden" name="username" autocomplete="username" value="${values.userName}">
        ${newPasswordFields(language, values.refused && "account-alert")}`,
    submit: wordOf(values.frame, "password.reset.button", words.choose.submit),
  });
}

/** Says how a page of an account has ended. */
export function accountEndPage(frame: PageFrame, end: "chosen" | "gone" | "off" | "confirmed"): string {
  const { heading, text } = accountWords[frame.language][end];
  if (end !== "chosen") return accountNotice(frame, { heading, text, done: end === "confirmed" });
  const own = (part: string, ours: string) => wordOf(frame, `password.reset.success.${part}`, ours);
  return accountNotice(frame, { heading: own("heading", heading), text: own("body", text), done: true });
}

/** Asks whether the address is theirs: a program that looks at the links of a message confirms nothing (security bar 19.7). */
export function confirmEmailPage(values: AccountForm & { readonly confirmation: string }): string {
  return accountForm(values, {
    ...accountWords[values.frame.language].confirm,
    hidden: { confirmation: values.confirmation },
  });
}
