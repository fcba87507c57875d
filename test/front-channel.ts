import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Page } from "../demo/script-less-browser.ts";
import { CALLBACK, organizations } from "./organizations.ts";

type Parameters = Readonly<Record<string, string>>;

const common = { callbackURLs: [CALLBACK], skipLoginConsent: true };

/** Applications that may have more than a code from the authorization endpoint. */
const FRONT_CHANNEL_APPLICATIONS = [
  {
    ...common,
    clientId: "hybrid",
    clientSecret: "hybrid-secret",
    grantTypes: ["authorization_code", "refresh_token"],
    hybridFlow: { enable: true, responseType: "code id_token,code token,code token id_token" },
    pkce: { mandatory: false },
  },
  { ...common, clientId: "implicit", publicClient: true, grantTypes: ["implicit"] },
  // Asks for consent, and may have each response type.
  {
    clientId: "every",
    publicClient: true,
    callbackURLs: [CALLBACK],
    responseTypes: [
      "none",
      "token",
      "id_token",
      "id_token token",
      "code token",
      "code id_token",
      "code id_token token",
    ],
  },
];

/** The tenant `acme` with these applications beside its own. */
export function withFrontChannel(applications: readonly object[] = []): object[] {
  const [acme, ...others] = organizations;
  return [
    { ...acme, applications: [...(acme?.applications ?? []), ...FRONT_CHANNEL_APPLICATIONS, ...applications] },
    ...others,
  ];
}

/** How an answer came back to the client, and with what. Fails unless it came to the redirect URI, in one way alone. */
export function delivered(page: Page): { channel: "query" | "fragment" | "form_post"; parameters: Parameters } {
  if (page.redirectedTo === undefined) {
    assert.equal(page.form?.action, CALLBACK, `${page.status} ${page.url} ${page.body}`);
    assert.equal(page.status, 200);
    return { channel: "form_post", parameters: page.form?.hidden ?? {} };
  }
  const { href, search, hash } = page.redirectedTo;
  assert.ok(href.startsWith(`${CALLBACK}?`) || href.startsWith(`${CALLBACK}#`), href);
  const text = search === "" ? hash : search;
  assert.equal(`${search}${hash}`, text, "in the query or in the fragment");
  return {
    channel: search === "" ? "fragment" : "query",
    parameters: Object.fromEntries(new URLSearchParams(text.slice(1))),
  };
}

/** The left half of the SHA-256 of a text, in base64url (OIDC Core §3.3.2.11). */
export function halfHash(text: string): string {
  return createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");
}
