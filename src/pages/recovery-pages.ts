import { html } from "hono/html";
import { type AccountForm, accountForm, accountNotice } from "./account-form.ts";
import { wordOf } from "./brand.ts";
import { accountWords, type PasswordReason } from "./languages/accounts.ts";
import type { PageFrame } from "./layout.ts";
import { newPasswordFields, passwordAlert } from "./new-password-fields.ts";
import { accountCard, fill, type Html } from "./template.ts";

/** By what whoever recovers a password is written to. */
export type RecoveryChannel = "email" | "sms";

/** What an organization's own words for them are called. */
const CHANNEL_WORDS = { email: "send.email.link", sms: "send.code.via.sms" } as const;
const NAME_CHANNEL_WORDS = { email: "send.username.via.email", sms: "send.username.via.sms" } as const;

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
        ${others.length > 0 && channelChoice(values, channels, CHANNEL_WORDS)}`,
  });
}

function channelChoice(
  { frame }: AccountForm,
  channels: readonly RecoveryChannel[],
  own: Readonly<Record<RecoveryChannel, string>>,
): Html {
  const { recover } = accountWords[frame.language];
  return html`<fieldset><legend>${recover.channel}</legend>
        ${channels.map((channel, index) => html`<label class="choice"><input type="radio" name="channel" value="${channel}" ${index === 0 ? "checked" : ""}> ${wordOf(frame, own[channel], recover[channel])}</label>`)}
        </fieldset>`;
}

/** Asks for the address, or the number, of whoever has forgotten the user name, and where there are several channels by which of them. */
export function recoverUserNamePage(values: AccountForm, channels: readonly RecoveryChannel[]): string {
  const { frame } = values;
  const { recoverName, fields } = accountWords[frame.language];
  const [only, ...others] = channels;
  const by = others.length > 0 ? "either" : only === "sms" ? "sms" : "email";
  const label = { email: fields.email, sms: fields.mobile, either: fields.emailOrMobile }[by];
  const [type, filling] = { email: ["email", "email"], sms: ["tel", "tel"], either: ["text", "on"] }[by] as string[];
  return accountForm(values, {
    heading: wordOf(frame, "username.recovery.heading", recoverName.heading),
    text: wordOf(frame, "username.recovery.body", recoverName[by === "email" ? "text" : by]),
    submit: wordOf(frame, "username.recovery.next.button", recoverName.submit),
    hidden: { isUsernameRecovery: "true" },
    fields: html`<label for="login">${label}</label>
        <input id="login" name="login" type="${type}" autocomplete="${filling}" autocapitalize="none" spellcheck="false" required autofocus>
        ${by === "either" && channelChoice(values, channels, NAME_CHANNEL_WORDS)}`,
  });
}

/** Says that the user name is on its way, whether or not it is (security bar 18.4). */
export function userNameSentPage(frame: PageFrame, channel: RecoveryChannel): string {
  const { sent } = accountWords[frame.language];
  const [ourHeading, ours] = channel === "sms" ? [sent.headingOfSms, sent.textOfSms] : [sent.heading, sent.text];
  const heading = wordOf(frame, `username.recovery.${channel}.success.heading`, ourHeading);
  const text = wordOf(frame, `username.recovery.${channel}.success.body`, `${ours} ${sent.name}`);
  return accountNotice(frame, { heading, text, done: true });
}

/** The same of a message with a link that works for so many minutes. */
export function messageSentPage(frame: PageFrame, minutes: number): string {
  const { sent } = accountWords[frame.language];
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
