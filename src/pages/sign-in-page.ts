import { html } from "hono/html";
import { type ApplicationLinks, applicationLinks } from "./application-links.ts";
import { messages } from "./languages/language.ts";
import { layout, type PageFrame } from "./layout.ts";
import { applicationMark, fill, named } from "./template.ts";

export type SignInPage = ApplicationLinks & {
  readonly frame: PageFrame;
  /** Where the form is posted. */
  readonly action: string;
  readonly sessionDataKey: string;
  readonly csrfToken: string;
  /** What the user name field holds already: what was typed before, or `login_hint`. */
  readonly userName?: string;
  readonly applicationName: string;
  readonly logoUri?: string;
  readonly alert?: "sign_in_failed" | "too_many_attempts" | "sign_in_again";
};

/** The sign-in page. Its ids and names are those that Asgardeo's pages have and scripted browsers look for. */
export function signInPage(values: SignInPage): string {
  const { frame, alert } = values;
  const words = messages[frame.language].signIn;
  const hasUserName = values.userName !== undefined && values.userName !== "";
  const refused = alert === "sign_in_failed" ? html`aria-invalid="true" aria-describedby="sign-in-alert"` : undefined;
  return layout({
    frame,
    title: words.heading,
    main: html`<div class="intro">
        ${applicationMark(values.applicationName, values.logoUri)}
        <div><h1>${words.heading}</h1>
        <p>${fill(words.purpose, { application: named(values.applicationName) })}</p></div>
      </div>
      ${alert === undefined ? undefined : html`<p class="alert" role="alert" id="sign-in-alert">${words.alerts[alert]}</p>`}
      <form method="post" action="${values.action}">
        <input type="hidden" name="sessionDataKey" value="${values.sessionDataKey}">
        <input type="hidden" name="csrfToken" value="${values.csrfToken}">
        <label for="usernameUserInput">${words.userName}</label>
        <input id="usernameUserInput" name="usernameUserInput" type="text" value="${values.userName ?? ""}"
          autocomplete="username" autocapitalize="none" spellcheck="false" required ${refused} ${hasUserName ? undefined : html`autofocus`}>
        <label for="password">${words.password}</label>
        <input id="password" name="password" type="password"
          autocomplete="current-password" required ${refused} ${hasUserName ? html`autofocus` : undefined}>
        <label class="choice"><input type="checkbox" id="chkRemember" name="chkRemember" value="on"> ${words.remember}</label>
        <button class="primary" type="submit" id="sign-in-button" data-testid="login-page-continue-login-button">${words.submit}</button>
      </form>
      ${applicationLinks(values, frame.language)}`,
  });
}
