import { html } from "hono/html";
import { codeField } from "./code-field.ts";
import { type FactorPage, factorForm } from "./factor-form.ts";
import { secondFactorWords } from "./languages/second-factors.ts";
import { qrCode } from "./qr-code.ts";

/** Where the code of an authenticator app is entered; with a secret to be shown, where the app is set up. */
export function totpPage(values: FactorPage): string {
  const { totp: words } = secondFactorWords[values.frame.language];
  const { secret, url } = values.shown ?? {};
  const isNew = typeof secret === "string" && typeof url === "string";
  const fields = codeField({ name: "token", label: words.code, digits: 6, isRefused: values.alert !== undefined });
  if (!isNew) return factorForm(values, { heading: words.heading, text: words.text, fields, submit: words.submit });
  return factorForm(values, {
    heading: words.newHeading,
    text: words.newText,
    above: html`${qrCode(url, words.picture)}
      <p class="quiet">${words.byHand}</p>
      <p><code id="totp-secret" dir="ltr">${secret.match(/.{1,4}/g)?.join(" ")}</code></p>`,
    fields,
    submit: words.submit,
  });
}
