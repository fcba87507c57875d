import { html } from "hono/html";
import { type AccessAsked, accessLists } from "./access-lists.ts";
import { type ApplicationLinks, applicationLinks } from "./application-links.ts";
import { messages } from "./languages/language.ts";
import { layout, type PageFrame } from "./layout.ts";
import { accountCard, applicationMark, fill, type Html, named } from "./template.ts";

export type ConsentPage = AccessAsked & {
  readonly frame: PageFrame;
  /** Where the form is posted. */
  readonly action: string;
  readonly sessionDataKeyConsent: string;
  readonly csrfToken: string;
  readonly application: ApplicationLinks & {
    readonly name: string;
    readonly logoUri?: string;
    /** The host that vouches for it, where nobody here does. */
    readonly host?: string;
  };
  readonly account: { readonly userName: string; readonly name?: string };
  /** Whether the answer can hold for the next time too. */
  readonly rememberable: boolean;
  /** Where the browser goes after the decision, as a person reads it: the redirect URI's host. */
  readonly redirectHost: string;
};

/** Shows application, account, organization, scopes and details in words, and posts `consent=approve` or `deny` (security bar 25.2). */
export function consentPage(values: ConsentPage): string {
  const { frame, application } = values;
  const words = messages[frame.language].consent;
  return layout({
    frame,
    title: fill(words.heading, { application: application.name }),
    main: html`<div class="intro">
        ${applicationMark(application.name, application.logoUri)}
        <div><h1>${fill(words.heading, { application: named(application.name) })}</h1>
        <p>${words.organization}: ${named(frame.organization)}</p>
        ${application.host === undefined ? undefined : html`<p id="applicationHost">${fill(words.comesFrom, { host: named(application.host) })}</p>`}</div>
      </div>
      ${accountCard(words.signedInAs, values.account)}
      ${accessLists(values, application.name, words)}
      <form method="post" action="${values.action}">
        <input type="hidden" name="sessionDataKeyConsent" value="${values.sessionDataKeyConsent}">
        <input type="hidden" name="csrfToken" value="${values.csrfToken}">
        ${values.rememberable ? remember(words.remember) : undefined}
        <div class="pair">
          <button class="primary" type="submit" id="approve" name="consent" value="approve">${words.approve}</button>
          <button type="submit" id="deny" name="consent" value="deny">${words.deny}</button>
        </div>
      </form>
      <p class="quiet">${fill(words.destination, { host: named(values.redirectHost) })}</p>
      ${applicationLinks(application, frame.language)}`,
  });
}

function remember(label: string): Html {
  return html`<label class="choice"><input type="checkbox" id="hasApprovedAlways" name="hasApprovedAlways" value="true" checked> ${label}</label>`;
}
