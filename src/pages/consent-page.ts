import { html } from "hono/html";
import { type Messages, messages } from "./languages/language.ts";
import { layout, type PageFrame } from "./layout.ts";
import { accountCard, applicationMark, externalLink, fill, type Html, named } from "./template.ts";

export type ConsentPage = {
  readonly frame: PageFrame;
  /** Where the form is posted. */
  readonly action: string;
  readonly sessionDataKeyConsent: string;
  readonly csrfToken: string;
  readonly application: {
    readonly name: string;
    readonly logoUri?: string;
    readonly policyUri?: string;
    readonly termsOfServiceUri?: string;
  };
  readonly account: { readonly userName: string; readonly name?: string };
  readonly scopes: readonly string[];
  /** What is asked for in detail (RFC 9396), each as members and their values. */
  readonly details: readonly (readonly (readonly [member: string, value: string])[])[];
  /** Whether the answer can hold for the next time too. */
  readonly rememberable: boolean;
  /** Where the browser goes after the decision, as a person reads it: the redirect URI's host. */
  readonly redirectHost: string;
};

/** Shows application, account, organization, scopes and details in words, and posts `consent=approve` or `deny` (security bar 25.2). */
export function consentPage(values: ConsentPage): string {
  const { frame, application } = values;
  const words = messages[frame.language].consent;
  const explained: Readonly<Record<string, string>> = words.scopes;
  const scopes = values.scopes.map((scope) =>
    Object.hasOwn(explained, scope)
      ? html`<li>${explained[scope]}</li>`
      : html`<li><code><bdi>${scope}</bdi></code></li>`,
  );
  const links = [
    externalLink(application.policyUri, words.privacyPolicy),
    externalLink(application.termsOfServiceUri, words.termsOfService),
  ].filter((link) => link !== undefined);
  return layout({
    frame,
    title: fill(words.heading, { application: application.name }),
    main: html`<div class="intro">
        ${applicationMark(application.name, application.logoUri)}
        <div><h1>${fill(words.heading, { application: named(application.name) })}</h1>
        <p>${words.organization}: ${named(frame.organization)}</p></div>
      </div>
      ${accountCard(words.signedInAs, values.account)}
      <p id="requests">${fill(words.requests, { application: named(application.name) })}</p>
      <ul class="scopes" aria-labelledby="requests">${scopes}</ul>
      ${values.details.length === 0 ? undefined : detailLists(values.details, words)}
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
      ${links.length === 0 ? undefined : html`<p class="links">${links}</p>`}`,
  });
}

/** The members that every kind of detail may have are explained; those of one API are shown by the names that it gave them. */
function detailLists(details: ConsentPage["details"], words: Messages["consent"]): Html {
  const explained: Readonly<Record<string, string>> = words.detailMembers;
  const rows = (members: ConsentPage["details"][number]) =>
    members.map(([member, value]) => {
      const label = Object.hasOwn(explained, member) ? explained[member] : html`<code><bdi>${member}</bdi></code>`;
      return html`<dt>${label}</dt><dd><bdi>${value}</bdi></dd>`;
    });
  return html`<p id="details">${words.details}</p>
      ${details.map((members) => html`<dl aria-labelledby="details">${rows(members)}</dl>`)}`;
}

function remember(label: string): Html {
  return html`<label class="choice"><input type="checkbox" id="hasApprovedAlways" name="hasApprovedAlways" value="true" checked> ${label}</label>`;
}
