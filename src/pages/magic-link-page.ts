import { html } from "hono/html";
import { type FactorPage, factorForm } from "./factor-form.ts";
import { sentWords } from "./languages/sent.ts";
import { resend, sentText } from "./sent-code-page.ts";

/** Says that a link was sent; the only button has it sent once more. */
export function magicLinkSentPage(values: FactorPage): string {
  const words = sentWords[values.frame.language];
  // The device is remembered where the link leads.
  return factorForm(
    { ...values, rememberable: false },
    {
      heading: words.linkHeading,
      text: sentText(values, words.linkSent, words.linkMaybe),
      fields: html`<p class="quiet">${words.linkHere}</p>`,
      below: resend(values, words.linkAgain),
    },
  );
}

/** Where the link leads: its button signs in, so that no program that looks at links does (security bar 19.7). */
export function magicLinkPage({ token, ...values }: FactorPage & { readonly token: string }): string {
  const words = sentWords[values.frame.language];
  return factorForm(values, {
    heading: words.confirmHeading,
    fields: html`<input type="hidden" name="mlt" value="${token}">`,
    submit: words.confirm,
  });
}
