import { html } from "hono/html";
import { type AccessAsked, accessLists } from "./access-lists.ts";
import { messages } from "./languages/language.ts";
import { layout, type PageFrame } from "./layout.ts";
import { accountCard, applicationMark, fill, named } from "./template.ts";

export type ApprovalPage = AccessAsked & {
  readonly frame: PageFrame;
  /** Where the form is posted. */
  readonly action: string;
  readonly sessionDataKey: string;
  readonly csrfToken: string;
  readonly application: { readonly name: string; readonly logoUri?: string };
  readonly account: { readonly userName: string; readonly name?: string };
  /** What the user finds on the other side too: the code on the device, or the application's message (CIBA §7.1). */
  readonly compare?: { readonly what: "userCode" | "bindingMessage"; readonly text: string };
  /** Whether another account may answer. */
  readonly anyAccount: boolean;
};

/**
 * Asks whether what goes on elsewhere is the user's own doing (RFC 8628 §3.3, §5.4; security bar 13.3). Posts `consent=approve` or
 * `deny`, or `account=other`.
 */
export function approvalPage(values: ApprovalPage): string {
  const { frame, application, compare } = values;
  const { approval: words, consent, account } = messages[frame.language];
  return layout({
    frame,
    title: fill(consent.heading, { application: application.name }),
    main: html`<div class="intro">
        ${applicationMark(application.name, application.logoUri)}
        <div><h1>${fill(consent.heading, { application: named(application.name) })}</h1>
        <p>${consent.organization}: ${named(frame.organization)}</p></div>
      </div>
      <p>${words.warning}</p>
      ${compare === undefined ? undefined : html`<dl class="compare"><dt>${words.compare[compare.what]}</dt><dd id="${compare.what}"><bdi>${compare.text}</bdi></dd></dl>`}
      ${accountCard(consent.signedInAs, values.account)}
      ${accessLists(values, application.name, consent)}
      <form method="post" action="${values.action}">
        <input type="hidden" name="sessionDataKey" value="${values.sessionDataKey}">
        <input type="hidden" name="csrfToken" value="${values.csrfToken}">
        <div class="pair">
          <button class="primary" type="submit" id="approve" name="consent" value="approve">${consent.approve}</button>
          <button type="submit" id="deny" name="consent" value="deny">${consent.deny}</button>
        </div>
        ${values.anyAccount ? html`<button type="submit" id="account-other" name="account" value="other">${account.other}</button>` : undefined}
      </form>`,
  });
}
