import { html } from "hono/html";
import { type AccountForm, accountForm } from "./account-form.ts";
import { myAccountWords } from "./languages/my-account.ts";
import { passkeyWords } from "./languages/passkeys.ts";
import { otherSessionsField } from "./other-sessions-field.ts";
import { PASSKEY_SCRIPT, passkeyNotices, passkeyResponse } from "./passkey-page.ts";

/** Where people add a passkey to their account: posts `tokenResponse`, by a script. */
export function ownPasskeyPage({
  place,
  alert,
  options,
  keepsOthers,
  ...form
}: AccountForm & {
  /** Where the overview is. */
  readonly place: string;
  readonly alert: string | undefined;
  /** What the device is to make a passkey with. */
  readonly options: unknown;
  /** Whether the box was sent that keeps the other sessions. */
  readonly keepsOthers?: boolean;
}): string {
  const { language } = form.frame;
  const { heading, text, submit } = passkeyWords[language].create;
  return accountForm(form, {
    heading,
    text,
    above: passkeyNotices(language),
    alert,
    fields: html`${passkeyResponse("create", options)}
        ${otherSessionsField(myAccountWords[language].factors.endOthers, keepsOthers)}`,
    submit,
    below: html`<p class="links"><a href="${place}" id="back">${myAccountWords[language].back}</a></p>`,
    script: PASSKEY_SCRIPT,
  });
}
