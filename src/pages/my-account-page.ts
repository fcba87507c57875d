import { html } from "hono/html";
import { messages } from "./languages/language.ts";
import { type AccountDeed, type MyAccountWords, myAccountWords } from "./languages/my-account.ts";
import { passkeyWords } from "./languages/passkeys.ts";
import { layout, type PageFrame } from "./layout.ts";
import { otherSessionsField } from "./other-sessions-field.ts";
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

export interface ShownDevice {
  readonly id: string;
  readonly userAgent: string;
  readonly address: string;
  /** In milliseconds. */
  readonly since: number;
  readonly until: number;
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
  /** Which of them is to have another name, by its place. */
  readonly renaming?: number | undefined;
  /** Where second factors are not asked for. */
  readonly devices: readonly ShownDevice[];
  /** Accounts elsewhere, by their connections, and the connections that another one could be linked at. */
  readonly links: readonly { readonly id: string; readonly connection: string; readonly account: string }[];
  readonly connections: readonly string[];
  /** Whether the sign-in is recent enough to change how one signs in (security bar 19.5). */
  readonly mayChange: boolean;
  readonly done?: AccountDeed | undefined;
  /** Whether what was done has left the other sessions as they were. */
  readonly othersKept?: boolean;
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
      ${values.done === undefined ? undefined : html`<p class="done" role="status" id="account-done">${doneText(values.done, values, words)}</p>`}
      ${values.alert === undefined ? undefined : html`<p class="alert" role="alert" id="account-alert" tabindex="-1" autofocus>${values.alert}</p>`}
      ${accountCard(messages[frame.language].logout.signedInAs, values.account)}
      <p class="links"><a href="${values.signOutUrl}" id="sign-out">${words.signOut}</a></p>
      <section aria-labelledby="factors"><h2 id="factors">${words.factors.heading}</h2>
        ${factors(values, words)}
      </section>
      ${values.devices.length === 0 ? undefined : devices(values, words)}
      ${values.links.length + values.connections.length === 0 ? undefined : links(values, words)}
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
      </section>
      <section aria-labelledby="data"><h2 id="data">${words.data.heading}</h2>
        <p class="quiet">${words.data.text}</p>
        <p class="links"><a href="${values.place}/data" id="download-data" download>${words.data.download}</a></p>
      </section>`,
  });
}

/** Of these the other sessions end, unless they were kept (security bar 15.6). */
const ENDING: ReadonlySet<AccountDeed> = new Set(["factorAdded", "factorRemoved", "passwordChanged", "unlinked"]);

function doneText(done: AccountDeed, { othersKept }: MyAccountPage, words: MyAccountWords): string {
  return ENDING.has(done) && !othersKept ? `${words.done[done]} ${words.othersWereEnded}` : words.done[done];
}

function factors(values: MyAccountPage, words: MyAccountWords): Html {
  const { place, csrfToken, sessions, hasApp, backupCodes, passkeys, mayChange } = values;
  const { factors: of } = words;
  const isBare = !hasApp && backupCodes === 0 && passkeys.length === 0;
  const item = (id: string, what: Html | string, doing: string, more?: Html) =>
    html`<li><p id="${id}">${what}</p>${more}
      ${mayChange ? html`<button type="submit" form="factors-form" name="do" value="${doing}" aria-describedby="${id}">${of.remove}</button>` : undefined}</li>`;
  const left = html`${of.codes} <span class="quiet">${fill(of.left, { count: String(backupCodes) })}</span>`;
  return html`${isBare ? html`<p class="quiet">${of.none}</p>` : undefined}
        <ul class="things">
          ${hasApp ? item("factor-app", of.app, "removeApp") : undefined}
          ${backupCodes > 0 ? item("factor-codes", left, "removeCodes") : undefined}
          ${passkeys.map(({ id, name }, index) => item(`factor-passkey-${index}`, html`${of.passkey} <span class="quiet">${named(name)}</span>`, `removePasskey:${id}`, rename(values, words, index)))}
        </ul>
        ${
          mayChange
            ? html`<p class="links"><a href="${place}/password" id="change-password">${words.password.heading}</a>
          <a href="${place}/authenticator" id="set-up-app">${hasApp ? of.replace : of.setUp}</a>
          <a href="${place}/passkey" id="add-passkey">${passkeyWords[values.frame.language].create.submit}</a></p>
        <form method="post" action="${place}" id="factors-form">
          <input type="hidden" name="csrfToken" value="${csrfToken}">
          ${sessions.length > 1 ? otherSessionsField(of.endOthersAt) : undefined}
          <button type="submit" name="do" value="makeCodes">${of.make}</button>
        </form>`
            : html`<p>${words.again.text}</p>
        <p class="links"><a href="${place}/signin" id="sign-in-again">${words.again.submit}</a></p>`
        }`;
}

/** A link, and where it leads the form, so that a list of passkeys is no list of fields. */
function rename(values: MyAccountPage, { factors: of }: MyAccountWords, index: number): Html {
  const { place, csrfToken, passkeys, renaming } = values;
  const { id = "", name = "" } = passkeys[index] ?? {};
  if (renaming !== index) {
    return html`<a href="${place}?rename=${String(index)}" aria-describedby="factor-passkey-${index}">${of.rename}</a>`;
  }
  return html`<form method="post" action="${place}" class="wide">
            <input type="hidden" name="csrfToken" value="${csrfToken}">
            <input type="hidden" name="of" value="${id}">
            <label for="passkey-name">${of.name}</label>
            <input id="passkey-name" name="name" type="text" value="${name}" maxlength="100" autocomplete="off" required autofocus>
            <button type="submit" name="do" value="renamePasskey" aria-describedby="factor-passkey-${index}">${of.rename}</button>
          </form>`;
}

function devices(values: MyAccountPage, { devices: words }: MyAccountWords): Html {
  return html`<section aria-labelledby="devices"><h2 id="devices">${words.heading}</h2>
        <p class="quiet">${words.text}</p>
        <ul class="things">${values.devices.map(
          ({ id, userAgent, address, since, until }) => html`<li><p id="device-${id}"><bdi>${userAgent}</bdi>
            <span class="quiet"><bdi>${address}</bdi> · ${fill(words.since, { time: time(since, values) })},
            ${fill(words.until, { time: time(until, values) })}</span></p>
            ${action(values, "forgetDevice", id, words.forget, `device-${id}`)}</li>`,
        )}</ul>
      </section>`;
}

function links(values: MyAccountPage, { links: words }: MyAccountWords): Html {
  const { mayChange, connections } = values;
  return html`<section aria-labelledby="links"><h2 id="links">${words.heading}</h2>
        ${values.links.length === 0 ? html`<p class="quiet">${words.none}</p>` : undefined}
        <ul class="things">${values.links.map(
          ({ id, connection, account }) => html`<li><p id="link-${id}">${named(connection)}
            <span class="quiet"><bdi>${account}</bdi></span></p>
            ${mayChange ? action(values, "unlink", id, words.remove, `link-${id}`) : undefined}</li>`,
        )}</ul>
        ${mayChange ? connections.map((name) => action(values, "link", name, fill(words.add, { connection: named(name) }))) : undefined}
      </section>`;
}

function time(milliseconds: number, { frame }: MyAccountPage): Html {
  const format = new Intl.DateTimeFormat(frame.language, { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
  return html`<time datetime="${new Date(milliseconds).toISOString()}">${`${format.format(milliseconds)} UTC`}</time>`;
}

function sessionItem(session: ShownSession, values: MyAccountPage, words: MyAccountWords): Html {
  const { id, isThis, userAgent, address, since, lastUsed } = session;
  return html`<li><p id="session-${id}">${isThis ? html`<strong>${words.sessions.here}</strong> ` : undefined}<bdi>${userAgent}</bdi>
            <span class="quiet"><bdi>${address}</bdi> · ${fill(words.sessions.since, { time: time(since, values) })} ·
            ${fill(words.sessions.used, { time: time(lastUsed, values) })}</span></p>
            ${isThis ? undefined : action(values, "endSession", id, words.sessions.end, `session-${id}`)}</li>`;
}

/** A button in a form of its own; `about`: the id of what it does it to, for those who hear the button alone. */
function action(
  { place, csrfToken }: MyAccountPage,
  doing: string,
  of: string,
  label: string | ReturnType<typeof fill>,
  about?: string,
): Html {
  const described = about === undefined ? undefined : html`aria-describedby="${about}"`;
  return html`<form method="post" action="${place}">
          <input type="hidden" name="csrfToken" value="${csrfToken}">
          <input type="hidden" name="of" value="${of}">
          <button type="submit" name="do" value="${doing}" ${described}>${label}</button>
        </form>`;
}
