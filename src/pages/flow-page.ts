import { html } from "hono/html";
import { type AccountForm, accountNotice } from "./account-form.ts";
import { type ApplicationLinks, applicationLinks } from "./application-links.ts";
import { wordOf } from "./brand.ts";
import { ALERT_ID, type FlowComponent, flowComponents, headingOf } from "./flow-components.ts";
import { accountWords } from "./languages/accounts.ts";
import { type FlowFault, flowWords } from "./languages/flows.ts";
import { layout, type PageFrame } from "./layout.ts";
import { passwordAlert } from "./new-password-fields.ts";
import { newPasskeyForm } from "./passkey-page.ts";
import { accountCard } from "./template.ts";

/** A step of a flow that an organization has designed. */
export interface FlowPage extends AccountForm, ApplicationLinks {
  readonly flow: "REGISTRATION" | "PASSWORD_RECOVERY" | "ASK_PASSWORD";
  readonly components: readonly FlowComponent[];
  /** What the form brings along. */
  readonly hidden: Readonly<Record<string, string>>;
  /** What was entered before, by the fields' names; no password. */
  readonly entered: Readonly<Record<string, string>>;
  /** Whether the application's terms are to be agreed to. */
  readonly asksTerms: boolean;
  /** Why what was entered did not do; of a password by the name of what is wrong with it. */
  readonly fault: string | undefined;
}

/** Draws the step as it was designed. It works without a script; each button says which it is by `actionId`. */
export function flowPage(values: FlowPage): string {
  const { frame, action, csrfToken, components, hidden, entered, fault } = values;
  const { register } = accountWords[frame.language];
  const heading = headingOf(components, frame) ?? usualHeading(values);
  const alert = fault === undefined ? undefined : alertOf(fault, frame);
  const links = values.asksTerms ? applicationLinks(values, frame.language) : undefined;
  const carried = Object.entries({ csrfToken, ...hidden });
  return layout({
    frame,
    title: heading,
    failed: alert !== undefined,
    main: html`<h1>${heading}</h1>
      ${alert && html`<p class="alert" role="alert" id="${ALERT_ID}" tabindex="-1" autofocus>${alert}</p>`}
      <form method="post" action="${action}" id="account-form" class="flow">
        ${carried.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
        ${flowComponents(components, {
          frame,
          entered,
          fault,
          beforeButton:
            links &&
            html`<label class="choice"><input type="checkbox" id="terms" name="terms" value="on" required> ${register.terms}</label>
        ${links}`,
        })}
      </form>`,
  });
}

/** Where a passkey is made in a flow: posts `tokenResponse`, by a script (Web Authentication §5.1). */
export function flowPasskeyPage({
  hidden,
  options,
  ...form
}: AccountForm &
  Pick<FlowPage, "hidden"> & {
    /** What the device is to make a passkey with. */
    readonly options: unknown;
  }): string {
  return newPasskeyForm(form, options, { hidden });
}

/** Asks whoever has come to the end of a flow elsewhere whether they are signed in here: nobody is by a link alone (security bar 14.3). */
export function flowSignInPage({
  frame,
  action,
  csrfToken,
  confirmation,
  userName,
}: AccountForm & { readonly confirmation: string; readonly userName: string }): string {
  const { signIn } = flowWords[frame.language];
  const { choose } = accountWords[frame.language];
  return layout({
    frame,
    title: signIn.heading,
    main: html`<h1>${signIn.heading}</h1>
      <p>${signIn.text}</p>
      ${accountCard(choose.account, { userName })}
      <form method="post" action="${action}" id="account-form">
        <input type="hidden" name="csrfToken" value="${csrfToken}">
        <input type="hidden" name="confirmation" value="${confirmation}">
        <button class="primary" type="submit" id="account-submit">${signIn.submit}</button>
      </form>`,
  });
}

/** Says that they are. */
export function flowSignedInPage(frame: PageFrame): string {
  const { signIn } = flowWords[frame.language];
  return accountNotice(frame, { heading: signIn.heading, text: signIn.done, done: true });
}

function usualHeading({ flow, frame }: FlowPage): string {
  const { register, recover, choose } = accountWords[frame.language];
  if (flow === "REGISTRATION") return wordOf(frame, "sign.up.heading", register.heading);
  if (flow === "PASSWORD_RECOVERY") return wordOf(frame, "password.recovery.heading", recover.heading);
  return wordOf(frame, "password.reset.heading", choose.heading);
}

function alertOf(fault: string, { language }: PageFrame): string {
  const words = accountWords[language];
  const { faults } = flowWords[language];
  const { taken, incomplete, termsMissing } = words.register;
  const ours: Readonly<Record<string, string>> = {
    ...faults,
    taken,
    termsMissing,
    "user name": incomplete,
    email: incomplete,
    code: words.enterCode.wrong,
    confirmation: words.enterCode.wrong,
  };
  const told = Object.hasOwn(ours, fault) ? ours[fault] : passwordAlert(fault, words);
  return told ?? faults["missing" satisfies FlowFault];
}
