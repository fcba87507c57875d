import { html } from "hono/html";
import { type AccountForm, accountForm } from "./account-form.ts";
import { myAccountWords } from "./languages/my-account.ts";
import { secondFactorWords } from "./languages/second-factors.ts";
import { layout, type PageFrame } from "./layout.ts";
import { newPasswordFields } from "./new-password-fields.ts";
import { otherSessionsField } from "./other-sessions-field.ts";
import { qrCode } from "./qr-code.ts";
import type { Html } from "./template.ts";

interface OwnForm extends AccountForm {
  /** Where the overview is. */
  readonly place: string;
  readonly alert?: string | undefined;
  /** Whether the box was sent that keeps the other sessions. */
  readonly keepsOthers?: boolean;
}

/** Where people change their password: posts `currentPassword`, `newPassword` and `confirmPassword`. */
export function ownPasswordPage({
  alert,
  place,
  userName,
  keepsOthers,
  ...form
}: OwnForm & { readonly userName: string }): string {
  const { password: words } = myAccountWords[form.frame.language];
  const refused = alert === undefined ? undefined : "account-alert";
  return accountForm(form, {
    heading: words.heading,
    text: words.text,
    alert,
    fields: html`<input type="hidden" name="username" autocomplete="username" value="${userName}">
        <label for="currentPassword">${words.current}</label>
        <input id="currentPassword" name="currentPassword" type="password" autocomplete="current-password" required autofocus
          ${refused && html`aria-describedby="${refused}" aria-invalid="true"`}>
        ${newPasswordFields(form.frame.language, refused)}
        ${otherSessionsField(words.endOthers, keepsOthers)}`,
    submit: words.submit,
    below: back(form.frame, place),
  });
}

/** Where people set up an authenticator app: the secret as a picture and as text, and the first code of the app to prove it. */
export function ownAppPage({
  alert,
  place,
  url,
  secret,
  keepsOthers,
  ...form
}: OwnForm & { readonly url: string; readonly secret: string }): string {
  const { totp: words } = secondFactorWords[form.frame.language];
  const refused = alert === undefined ? undefined : html`aria-describedby="account-alert" aria-invalid="true"`;
  return accountForm(form, {
    heading: words.newHeading,
    text: words.newText,
    above: html`${qrCode(url, words.picture)}
      <p class="quiet">${words.byHand}</p>
      <p><code id="totp-secret" dir="ltr">${secret.match(/.{1,4}/g)?.join(" ")}</code></p>`,
    alert,
    fields: html`<label for="token">${words.code}</label>
        <input id="token" name="token" type="text" dir="ltr" autocomplete="one-time-code" inputmode="numeric" pattern="[0-9 ]*" maxlength="8"
          required autofocus ${refused}>
        ${otherSessionsField(myAccountWords[form.frame.language].factors.endOthers, keepsOthers)}`,
    submit: words.submit,
    below: back(form.frame, place),
  });
}

/** Shows new backup codes, this once. */
export function ownBackupCodesPage({
  frame,
  place,
  codes,
}: {
  readonly frame: PageFrame;
  readonly place: string;
  readonly codes: readonly string[];
}): string {
  const { codes: words } = myAccountWords[frame.language];
  return layout({
    frame,
    title: words.heading,
    main: html`<h1>${words.heading}</h1>
      <p>${words.text}</p>
      <ol class="codes" id="backup-codes">${codes.map((code) => html`<li><code dir="ltr">${code}</code></li>`)}</ol>
      ${back(frame, place)}`,
  });
}

function back(frame: PageFrame, place: string): Html {
  return html`<p class="links"><a href="${place}" id="back">${myAccountWords[frame.language].back}</a></p>`;
}
