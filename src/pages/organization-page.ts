import { html } from "hono/html";
import { messages } from "./languages/language.ts";
import { layout, type PageFrame } from "./layout.ts";
import { applicationMark, fill, named } from "./template.ts";

export type OrganizationPage = {
  readonly frame: PageFrame;
  /** Where the form is posted. */
  readonly action: string;
  readonly sessionDataKey: string;
  readonly csrfToken: string;
  readonly applicationName: string;
  readonly logoUri?: string;
  /** What the user is asked to name the organization with. */
  readonly by: "name" | "email";
  /** Whether what was entered before names none. */
  readonly notFound: boolean;
};

/** Asks which organization somebody signs in to (contract §21.3); posts `org`. Its ids and names are those that Asgardeo's page has. */
export function organizationPage(values: OrganizationPage): string {
  const { frame, by, notFound } = values;
  const words = messages[frame.language].organization;
  const refused = notFound ? html`aria-invalid="true" aria-describedby="failed-msg"` : undefined;
  const application = named(values.applicationName);
  return layout({
    frame,
    title: words.heading,
    failed: notFound,
    main: html`<div class="intro">
        ${applicationMark(values.applicationName, values.logoUri)}
        <div><h1>${words.heading}</h1>
        <p>${fill(words.purpose, { application })}</p></div>
      </div>
      ${notFound ? html`<p class="alert" role="alert" id="failed-msg">${fill(words.notFound, { application })}</p>` : undefined}
      <form method="post" action="${values.action}">
        <input type="hidden" name="sessionDataKey" value="${values.sessionDataKey}">
        <input type="hidden" name="csrfToken" value="${values.csrfToken}">
        <label for="ORG_NAME">${words[by]}</label>
        <input id="ORG_NAME" name="org" type="${by === "email" ? "email" : "text"}" autocomplete="${by === "email" ? "email" : "organization"}"
          autocapitalize="none" spellcheck="false" maxlength="256" required ${refused} autofocus>
        <button class="primary" type="submit" id="submitButton">${words.submit}</button>
      </form>`,
  });
}
