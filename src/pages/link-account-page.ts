import { html } from "hono/html";
import { type FactorPage, factorForm } from "./factor-form.ts";
import { linkWords } from "./languages/federation.ts";
import { messages } from "./languages/language.ts";
import { fill, named } from "./template.ts";

/** Where somebody who has signed in elsewhere shows that an account here is theirs, once, before the two belong together. */
export function linkAccountPage({
  alert,
  failure,
  ...values
}: FactorPage & { readonly failure?: string | undefined }): string {
  const { language } = values.frame;
  const words = linkWords[language];
  const signIn = messages[language].signIn;
  // What a passkey has failed with is not the name's or the password's fault.
  const isPassword = alert !== undefined && failure !== "passkey_failed";
  const refused = !isPassword ? undefined : html`aria-invalid="true" aria-describedby="sign-in-alert"`;
  return factorForm(
    { ...values, alert: isPassword ? signIn.alerts.sign_in_failed : alert },
    {
      heading: words.heading,
      text: fill(words.text, { connection: named(values.cameFrom?.connection ?? "") }),
      fields: html`<label for="usernameUserInput">${signIn.userName}</label>
        <input id="usernameUserInput" name="usernameUserInput" type="text"
          autocomplete="username" autocapitalize="none" spellcheck="false" required ${refused} autofocus>
        <label for="password">${signIn.password}</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required ${refused}>`,
      submit: words.submit,
    },
  );
}
