import { html } from "hono/html";
import { type ApplicationLinks, applicationLinks } from "./application-links.ts";
import { wordOf } from "./brand.ts";
import { linkWords } from "./languages/federation.ts";
import { type Language, messages } from "./languages/language.ts";
import { memberWords } from "./languages/members.ts";
import { wayWords } from "./languages/ways.ts";
import { layout, type PageFrame } from "./layout.ts";
import { accountCard, applicationMark, fill, type Html, named } from "./template.ts";
import { type WayButton, wayButtons } from "./way-buttons.ts";

/** What every page of a sign-in's step has. */
export interface FactorPage extends ApplicationLinks {
  readonly frame: PageFrame;
  /** Where the form is posted. */
  readonly action: string;
  readonly sessionDataKey: string;
  readonly csrfToken: string;
  readonly applicationName: string;
  readonly logoUri?: string | undefined;
  /** Which way it is; undefined: one is to be picked. */
  readonly way?: WayButton | undefined;
  /** The other ways of the step. */
  readonly others?: readonly WayButton[];
  /** Whether there are more of them than are shown: a button leads to where one is picked. */
  readonly another?: boolean;
  /** Whether the device can be remembered, so that second factors are not asked for on it. */
  readonly rememberable?: boolean;
  /** Who has proven something already, or has said who they are. */
  readonly account?: { readonly userName: string; readonly name?: string } | undefined;
  /** Somebody elsewhere who is to be linked with an account here, or to become one. */
  readonly cameFrom?: { readonly connection: string; readonly account: string } | undefined;
  /** Where somebody signs in to an organization: the sign-in page of others, the tenant's members or back to the organization's own people. */
  readonly otherPeople?: { readonly organization: string; readonly goesOn: boolean } | undefined;
  /** Why what was entered did not do. */
  readonly alert?: string | undefined;
  /** What the way itself wants to be shown. */
  readonly shown?: Readonly<Record<string, unknown>>;
}

/** What a way's own page puts into it. */
export interface FactorForm {
  readonly heading: string;
  readonly text?: string | (string | Html)[];
  /** Above the form: a picture to scan, say. */
  readonly above?: Html;
  readonly fields: Html;
  /** Below the form, outside it. */
  readonly after?: Html;
  /** Other buttons of the same form, after the one that Enter presses. */
  readonly below?: Html | undefined;
  /** Left out: what is entered sends itself, by a script. */
  readonly submit?: string;
  /** The name of a script of ours. */
  readonly script?: string;
  /** Of the button, where scripted browsers look for another one than ours. */
  readonly submitId?: string;
  /** Whether the cursor goes to the alert: where no field that it is about has it (WCAG 2.2 §3.3.1). */
  readonly focusesAlert?: boolean;
}

/** What an organization's own word for the heading of a way is called. */
const HEADINGS: Readonly<Record<string, string>> = {
  totp: "totp.heading",
  "email-otp-authenticator": "email.otp.heading",
  "sms-otp-authenticator": "sms.otp.heading",
};

/** The page of one step of signing in: who it is, what is asked, one form, and the other ways. It works without a script. */
export function factorForm(values: FactorPage, form: FactorForm): string {
  const { frame, way, others = [], alert } = values;
  const words = wayWords[frame.language];
  const heading = wordOf(frame, HEADINGS[way?.authenticator ?? ""] ?? "", form.heading);
  return layout({
    frame,
    title: heading,
    failed: alert !== undefined,
    ...(form.script !== undefined && { script: form.script }),
    main: html`<div class="intro">
        ${applicationMark(values.applicationName, values.logoUri)}
        <div><h1>${heading}</h1>
        <p>${fill(words.purpose, { application: named(values.applicationName) })}</p></div>
      </div>
      ${values.account && accountCard(messages[frame.language].consent.signedInAs, values.account)}
      ${alert === undefined ? undefined : html`<p class="alert" role="alert" id="sign-in-alert"${form.focusesAlert && html` tabindex="-1" autofocus`}>${alert}</p>`}
      ${values.cameFrom && cameFrom(values.cameFrom, frame.language)}
      ${values.otherPeople?.goesOn && goesOn(frame, values.otherPeople.organization)}
      ${form.text === undefined ? undefined : html`<p id="step-text">${form.text}</p>`}
      ${form.above}
      <form method="post" action="${values.action}" id="step-form">
        ${hidden(values)}
        ${
          way &&
          html`<input type="hidden" name="authenticator" value="${way.authenticator}">
        <input type="hidden" name="idp" value="${way.idp}">`
        }
        ${form.fields}
        ${values.rememberable && html`<label class="choice"><input type="checkbox" id="rememberDevice" name="rememberDevice" value="on"> ${words.rememberDevice}</label>`}
        ${
          form.submit === undefined
            ? undefined
            : html`<button class="primary" type="submit" id="${form.submitId ?? "step-submit"}" data-testid="login-page-continue-login-button">${form.submit}</button>`
        }
        ${form.below}
      </form>
      ${form.after}
      ${otherWays(values, others, frame.language)}
      ${values.otherPeople && toOtherPeople(values, values.otherPeople, others.length === 0 && !values.another)}
      ${applicationLinks(values, frame.language)}`,
  });
}

function cameFrom({ connection, account }: NonNullable<FactorPage["cameFrom"]>, language: Language): Html {
  const values = { connection: named(connection), account: named(account) };
  return html`<p id="came-from">${fill(linkWords[language].cameFrom, values)}</p>`;
}

function goesOn(frame: PageFrame, organization: string): Html {
  const values = { tenant: named(frame.organization), organization: named(organization) };
  return html`<p id="goes-on">${fill(memberWords[frame.language].goesOn, values)}</p>`;
}

/** `alone`: no other way stands above it. */
function toOtherPeople(
  values: FactorPage,
  { organization, goesOn }: NonNullable<FactorPage["otherPeople"]>,
  alone: boolean,
): Html {
  const { language } = values.frame;
  const label = fill(memberWords[language].other, { organization: named(organization) });
  return html`${alone ? html`<p class="or"><span>${wayWords[language].or}</span></p>` : undefined}
      <form method="post" action="${values.action}" class="ways">
        ${hidden(values)}
        <button class="secondary" type="submit" name="people" value="${goesOn ? "own" : "members"}" id="other-people">${label}</button>
      </form>`;
}

/** The other ways, in a form of their own, so that what is half entered is not sent with them. */
export function otherWays(
  values: Pick<FactorPage, "action" | "sessionDataKey" | "csrfToken" | "another">,
  others: readonly WayButton[],
  language: Language,
): Html | undefined {
  const { another = false } = values;
  if (others.length === 0 && !another) return undefined;
  const words = wayWords[language];
  return html`<p class="or"><span>${words.or}</span></p>
      <form method="post" action="${values.action}" class="ways">
        ${hidden(values)}
        ${wayButtons(others, language)}
        ${another && html`<button class="secondary" type="submit" name="another" value="true" id="another-way">${words.another}</button>`}
      </form>`;
}

function hidden({ sessionDataKey, csrfToken }: Pick<FactorPage, "sessionDataKey" | "csrfToken">): Html {
  return html`<input type="hidden" name="sessionDataKey" value="${sessionDataKey}">
        <input type="hidden" name="csrfToken" value="${csrfToken}">`;
}
