import { html } from "hono/html";
import { layout, type PageFrame } from "./layout.ts";
import type { Html } from "./template.ts";

/** What every page of registration and recovery has. */
export interface AccountForm {
  readonly frame: PageFrame;
  /** Where the form is posted. */
  readonly action: string;
  readonly csrfToken: string;
}

/** What such a page consists of. */
export interface AccountFormParts {
  readonly heading: string;
  readonly text?: string | (string | Html)[];
  readonly above?: Html | undefined;
  readonly alert?: string | undefined;
  /** By name: what the form brings along. */
  readonly hidden?: Readonly<Record<string, string>>;
  readonly fields?: Html;
  readonly submit: string;
  /** Other buttons of the same form, after the one that Enter presses. */
  readonly otherwise?: Html;
  readonly below?: Html | undefined;
  /** The name of a script of ours. */
  readonly script?: string;
}

/** Such a page: what it is about, one form, and what went wrong with it. It works without a script. */
export function accountForm({ frame, action, csrfToken }: AccountForm, page: AccountFormParts): string {
  return layout({
    frame,
    title: page.heading,
    failed: page.alert !== undefined,
    ...(page.script !== undefined && { script: page.script }),
    main: html`<h1>${page.heading}</h1>
      ${page.text === undefined ? undefined : html`<p>${page.text}</p>`}
      ${page.above}
      ${page.alert === undefined ? undefined : html`<p class="alert" role="alert" id="account-alert" tabindex="-1" autofocus>${page.alert}</p>`}
      <form method="post" action="${action}" id="account-form">
        <input type="hidden" name="csrfToken" value="${csrfToken}">
        ${Object.entries(page.hidden ?? {}).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
        ${page.fields}
        <button class="primary" type="submit" id="account-submit">${page.submit}</button>
        ${page.otherwise}
      </form>
      ${page.below}`,
  });
}

/** Says what has come of it. */
export function accountNotice(
  frame: PageFrame,
  { heading, text, done }: { readonly heading: string; readonly text: string; readonly done: boolean },
): string {
  return layout({
    frame,
    title: heading,
    main: html`<p class="${done ? "seal done" : "seal"}" aria-hidden="true">${done ? "" : "!"}</p>
      <h1>${heading}</h1>
      <p>${text}</p>`,
  });
}
