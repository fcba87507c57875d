import { html } from "hono/html";
import { codeField } from "./code-field.ts";
import { type FactorPage, factorForm } from "./factor-form.ts";
import { sentWords } from "./languages/sent.ts";
import { wayWords } from "./languages/ways.ts";
import { fill, type Html, named } from "./template.ts";

/** Where the code is entered that was sent by e-mail or text message, or another one is asked for. */
export function sentCodePage(values: FactorPage, channel: "email" | "sms"): string {
  const { language } = values.frame;
  const words = sentWords[language];
  return factorForm(values, {
    heading: words.codeHeading[channel],
    text: sentText(values, words.codeSent, words.codeMaybe),
    fields: codeField({ name: "OTPCode", label: words.code, digits: 6, isRefused: values.alert !== undefined }),
    submit: wayWords[language].submit,
    below: resend(values, words.codeAgain),
  });
}

/** Where it was sent to, or, for somebody who may not know, that it may have been. */
export function sentText({ shown = {} }: FactorPage, sent: string, maybe: string): (string | Html)[] {
  const { sentTo } = shown;
  return typeof sentTo === "string" ? fill(sent, { address: named(sentTo) }) : fill(maybe, {});
}

/** A button that has the message sent once more. */
export function resend({ way }: FactorPage, label: string): Html | undefined {
  if (way === undefined) return undefined;
  return html`<button class="secondary" type="submit" name="pick" formnovalidate
          value="${way.authenticator}:${way.idp}" id="send-again">${label}</button>`;
}
