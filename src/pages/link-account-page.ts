import { html } from "hono/html";
import { type FactorPage, factorForm } from "./factor-form.ts";
import { linkWords } from "./languages/federation.ts";
import { messages } from "./languages/language.ts";
import { fill, named } from "./template.ts";

/** Where somebody who has signed in elsewhere shows that an account here is theirs, once, before the two belong together. */
export function linkAccountPage({ alert, ...values }: FactorPage): string {
  const { language } = values.frame;
  const words = linkWords[language];
  const signIn = messages[language].signIn;
  const refused = alert === undefined ? undefined : html`aria-invalid="true" aria-describedby="sign-in-alert"`;
  return factorForm(
    { ...values, ...(alert !== undefined && { alert: signIn.alerts.sign_in_failed }) },
    {
      heading: words.heading,
      text: fill(words.text, { connection: named(values.way?.idp ?? "") }),
      fields: html`<label for="usernameUserInput">${signIn.userName}</label>
        <input id="usernameUserInput" name="usernameUserInput" type="text"
          autocomplete="username" autocapitalize="none" spellcheck="false" required ${refused} autofocus>
        <label for="password">${signIn.password}</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required ${refused}>`,
      submit: words.submit,
    },
  );
}
