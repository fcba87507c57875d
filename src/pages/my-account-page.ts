import { html } from "hono/html";
import { messages } from "./languages/language.ts";
import { type AccountDeed, type MyAccountWords, myAccountWords } from "./languages/my-account.ts";
import { passkeyWords } from "./languages/passkeys.ts";
import { layout, type PageFrame } from "./layout.ts";
import { accountCard, fill, type Html, named } from "./template.ts";

/** Where somebody is signed in. */
export interface ShownSession {
  readonly id: string;
  readonly isThis: boolean;
  /** What the browser calls itself. */
  readonly userAgent: string;
  readonly address: string;
  /** In milliseconds. */
  readonly since: number;
  readonly lastUsed: number;
}

/** The page where people see to their own account. */
export interface MyAccountPage {
  readonly frame: PageFrame;
  /** The URL of the page, which its forms are posted to, and below which the others are. */
  readonly place: string;
  readonly signOutUrl: string;
  readonly csrfToken: string;
  readonly account: { readonly userName: string; readonly name?: string };
  readonly sessions: readonly ShownSession[];
  readonly applications: readonly { readonly id: string; readonly name: string; readonly scopes: readonly string[] }[];
  readonly hasApp: boolean;
  readonly backupCodes: number;
  readonly passkeys: readonly { readonly id: string; readonly name: string }[];
  /** Whether the sign-in is recent enough to change how one signs in (security bar 19.5). */
  readonly mayChange: boolean;
  readonly done?: AccountDeed | undefined;
  readonly alert?: string | undefined;
}

/** Sessions, applications and what proves who somebody is: to be seen, ended and removed, by plain forms (contract §19, security bar 15.6). */
export function myAccountPage(values: MyAccountPage): string {
  const { frame, sessions } = values;
  const words = myAccountWords[frame.language];
  return layout({
    frame,
    title: words.heading,
    failed: values.alert !== undefined,
    main: html`<h1>${words.heading}</h1>
      ${values.done === undefined ? undefined : html`<p class="done" role="status" id="account-done">${words.done[values.done]}</p>`}
      ${values.alert === undefined ? undefined : html`<p class="alert" role="alert" id="account-alert" tabindex="-1" autofocus>${values.alert}</p>`}
      ${accountCard(messages[frame.language].logout.signedInAs, values.account)}
      <p class="links"><a href="${values.signOutUrl}" id="sign-out">${words.signOut}</a></p>
      <section aria-labelledby="factors"><h2 id="factors">${words.factors.heading}</h2>
        ${factors(values, words)}
      </section>
      <section aria-labelledby="sessions"><h2 id="sessions">${words.sessions.heading}</h2>
        <ul class="things">${sessions.map((session) => sessionItem(session, values, words))}</ul>
        ${sessions.length > 1 ? action(values, "endOthers", "", words.sessions.endOthers) : undefined}
      </section>
      <section aria-labelledby="applications"><h2 id="applications">${words.applications.heading}</h2>
        ${values.applications.length === 0 ? html`<p class="quiet">${words.applications.none}</p>` : undefined}
        <ul class="things">${values.applications.map(
          ({ id, name, scopes }) => html`<li><p id="application-${id}">${named(name)}
            <span class="quiet">${scopes.join(", ")}</span></p>
            ${action(values, "revoke", id, words.applications.revoke, `application-${id}`)}</li>`,
        )}</ul>
      </section>`,
  });
}

function factors(values: MyAccountPage, words: MyAccountWords): Html {
  const { place, hasApp, backupCodes, passkeys, mayChange } = values;
  const { factors: of } = words;
  const isBare = !hasApp && backupCodes === 0 && passkeys.length === 0;
  const item = (id: string, what: Html | string, doing: string, of: string) =>
    html`<li><p id="${id}">${what}</p>
      ${mayChange ? action(values, doing, of, words.factors.remove, id) : undefined}</li>`;
  return html`${isBare ? html`<p class="quiet">${of.none}</p>` : undefined}
        <ul class="things">
          ${hasApp ? item("factor-app", of.app, "removeApp", "") : undefined}
          ${
            backupCodes > 0
              ? item(
                  "factor-codes",
                  html`${of.codes} <span class="quiet">${fill(of.left, { count: String(backupCodes) })}</span>`,
                  "removeCodes",
                  "",
                )
              : undefined
          }
          ${passkeys.map(({ id, name }, index) => item(`factor-passkey-${index}`, html`${of.passkey} <span class="quiet">${named(name)}</span>`, "removePasskey", id))}
        </ul>
        ${
          mayChange
            ? html`<p class="links"><a href="${place}/password" id="change-password">${words.password.heading}</a>
          <a href="${place}/authenticator" id="set-up-app">${hasApp ? of.replace : of.setUp}</a>
          <a href="${place}/passkey" id="add-passkey">${passkeyWords[values.frame.language].create.submit}</a></p>
        ${action(values, "makeCodes", "", of.make)}`
            : html`<p>${words.again.text}</p>
        <p class="links"><a href="${place}/signin" id="sign-in-again">${words.again.submit}</a></p>`
        }`;
}

function sessionItem(session: ShownSession, values: MyAccountPage, words: MyAccountWords): Html {
  const { id, isThis, userAgent, address, since, lastUsed } = session;
  const time = (milliseconds: number) => {
    const format = new Intl.DateTimeFormat(values.frame.language, {
      dateStyle: "medium",
      timeStyle: "short",
      timeZone: "UTC",
    });
    const text = `${format.format(milliseconds)} UTC`;
    return html`<time datetime="${new Date(milliseconds).toISOString()}">${text}</time>`;
  };
  return html`<li><p id="session-${id}">${isThis ? html`<strong>${words.sessions.here}</strong> ` : undefined}<bdi>${userAgent}</bdi>
            <span class="quiet"><bdi>${address}</bdi> · ${fill(words.sessions.since, { time: time(since) })} ·
            ${fill(words.sessions.used, { time: time(lastUsed) })}</span></p>
            ${isThis ? undefined : action(values, "endSession", id, words.sessions.end, `session-${id}`)}</li>`;
}

/** A button in a form of its own; `about`: the id of what it does it to, for those who hear the button alone. */
function action({ place, csrfToken }: MyAccountPage, doing: string, of: string, label: string, about?: string): Html {
  const described = about === undefined ? undefined : html`aria-describedby="${about}"`;
  return html`<form method="post" action="${place}">
          <input type="hidden" name="csrfToken" value="${csrfToken}">
          <input type="hidden" name="of" value="${of}">
          <button type="submit" name="do" value="${doing}" ${described}>${label}</button>
        </form>`;
}
