import { html } from "hono/html";
import type { Messages } from "./languages/language.ts";
import { fill, type Html, named } from "./template.ts";

/** What an application asks its user for. */
export type AccessAsked = {
  readonly scopes: readonly string[];
  /** What is asked for in detail (RFC 9396), each as members and their values. */
  readonly details: readonly (readonly (readonly [member: string, value: string])[])[];
};

/** The scopes in words, as far as there are any for them, and the details. */
export function accessLists({ scopes, details }: AccessAsked, application: string, words: Messages["consent"]): Html {
  const explained: Readonly<Record<string, string>> = words.scopes;
  const items = scopes.map((scope) =>
    Object.hasOwn(explained, scope)
      ? html`<li>${explained[scope]}</li>`
      : html`<li><code><bdi>${scope}</bdi></code></li>`,
  );
  return html`<p id="requests">${fill(words.requests, { application: named(application) })}</p>
      <ul class="scopes" aria-labelledby="requests">${items}</ul>
      ${details.length === 0 ? undefined : detailLists(details, words)}`;
}

/** The members that every kind of detail may have are explained; those of one API are shown by the names that it gave them. */
function detailLists(details: AccessAsked["details"], words: Messages["consent"]): Html {
  const explained: Readonly<Record<string, string>> = words.detailMembers;
  const rows = (members: AccessAsked["details"][number]) =>
    members.map(([member, value]) => {
      const label = Object.hasOwn(explained, member) ? explained[member] : html`<code><bdi>${member}</bdi></code>`;
      return html`<dt>${label}</dt><dd><bdi>${value}</bdi></dd>`;
    });
  return html`<p id="details">${words.details}</p>
      ${details.map((members) => html`<dl aria-labelledby="details">${rows(members)}</dl>`)}`;
}
