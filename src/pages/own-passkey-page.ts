import { html } from "hono/html";
import type { AccountForm } from "./account-form.ts";
import { myAccountWords } from "./languages/my-account.ts";
import { otherSessionsField } from "./other-sessions-field.ts";
import { newPasskeyForm } from "./passkey-page.ts";

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
  const { factors, back } = myAccountWords[form.frame.language];
  return newPasskeyForm(form, options, {
    alert,
    besides: otherSessionsField(factors.endOthers, keepsOthers),
    below: html`<p class="links"><a href="${place}" id="back">${back}</a></p>`,
  });
}
