import { html } from "hono/html";
import { type ApplicationLinks, applicationLinks } from "./application-links.ts";
import { type Language, messages } from "./languages/language.ts";
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
  /** Who has proven something already, or has said who they are. */
  readonly account?: { readonly userName: string; readonly name?: string } | undefined;
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
  /** Left out: what is entered sends itself, by a script. */
  readonly submit?: string;
  /** The name of a script of ours. */
  readonly script?: string;
  /** Of the button, where scripted browsers look for another one than ours. */
  readonly submitId?: string;
}

/** The page of one step of signing in: who it is, what is asked, one form, and the other ways. It works without a script. */
export function factorForm(values: FactorPage, form: FactorForm): string {
  const { frame, way, others = [], alert } = values;
  const words = wayWords[frame.language];
  return layout({
    frame,
    title: form.heading,
    ...(form.script !== undefined && { script: form.script }),
    main: html`<div class="intro">
        ${applicationMark(values.applicationName, values.logoUri)}
        <div><h1>${form.heading}</h1>
        <p>${fill(words.purpose, { application: named(values.applicationName) })}</p></div>
      </div>
      ${values.account && accountCard(messages[frame.language].consent.signedInAs, values.account)}
      ${alert === undefined ? undefined : html`<p class="alert" role="alert" id="sign-in-alert">${alert}</p>`}
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
        ${
          form.submit === undefined
            ? undefined
            : html`<button class="primary" type="submit" id="${form.submitId ?? "step-submit"}" data-testid="login-page-continue-login-button">${form.submit}</button>`
        }
      </form>
      ${otherWays(values, others, frame.language)}
      ${applicationLinks(values, frame.language)}`,
  });
}

/** The other ways, in a form of their own, so that what is half entered is not sent with them. */
export function otherWays(
  values: Pick<FactorPage, "action" | "sessionDataKey" | "csrfToken">,
  others: readonly WayButton[],
  language: Language,
): Html | undefined {
  if (others.length === 0) return undefined;
  return html`<p class="or"><span>${wayWords[language].or}</span></p>
      <form method="post" action="${values.action}" class="ways">
        ${hidden(values)}
        ${wayButtons(others, language)}
      </form>`;
}

function hidden({ sessionDataKey, csrfToken }: Pick<FactorPage, "sessionDataKey" | "csrfToken">): Html {
  return html`<input type="hidden" name="sessionDataKey" value="${sessionDataKey}">
        <input type="hidden" name="csrfToken" value="${csrfToken}">`;
}
