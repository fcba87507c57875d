import { html } from "hono/html";
import { type AccountForm, accountForm } from "./account-form.ts";
import { myAccountWords } from "./languages/my-account.ts";
import { passkeyWords } from "./languages/passkeys.ts";
import { PASSKEY_SCRIPT, passkeyNotices, passkeyResponse } from "./passkey-page.ts";

/** Where people add a passkey to their account: posts `tokenResponse`, by a script. */
export function ownPasskeyPage({
  place,
  alert,
  options,
  ...form
}: AccountForm & {
  /** Where the overview is. */
  readonly place: string;
  readonly alert: string | undefined;
  /** What the device is to make a passkey with. */
  readonly options: unknown;
}): string {
  const { language } = form.frame;
  const { heading, text, submit } = passkeyWords[language].create;
  return accountForm(form, {
    heading,
    text,
    above: passkeyNotices(language),
    alert,
    fields: passkeyResponse("create", options),
    submit,
    below: html`<p class="links"><a href="${place}" id="back">${myAccountWords[language].back}</a></p>`,
    script: PASSKEY_SCRIPT,
  });
}
