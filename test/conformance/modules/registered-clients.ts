import assert from "node:assert/strict";
import { jwtVerify } from "jose";
import { headerOf } from "../../client.ts";
import { assertErrorPage, assertSignInPage } from "../../redirects.ts";
import { open, REDIRECT_URI, requestOf, SUITE } from "../authorization.ts";
import { assertStandardClaims } from "../claims.ts";
import { flow } from "../flow.ts";
import type { Module, ModuleRun } from "../module.ts";
import { requestRegistration, withRegistered } from "../registration.ts";

const WITH_QUERY = `${REDIRECT_URI}?bar=foo`;

/** What a client asks for when it registers itself, and what it is given then. */
export const registeredClientModules: readonly Module[] = [
  {
    title:
      "oidcc-idtoken-rs256: signs with RS256 for a client that asks for it, and names the key (OIDC Registration §2)",
    run: (run) =>
      withRegistered(run, { id_token_signed_response_alg: "RS256" }, async (registered) => {
        const { answer, tokens } = await flow(registered);
        for (const idToken of [answer.id_token, tokens?.id_token]) {
          if (idToken === undefined) continue;
          const { alg, kid } = headerOf(idToken);
          assert.equal(alg, "RS256");
          assert.ok(kid);
        }
      }),
  },
  {
    title: "oidcc-userinfo-rs256: signs userinfo for a client that asks for it (OIDC Core §5.3.2)",
    run: (run) => withRegistered(run, { userinfo_signed_response_alg: "RS256" }, assertSignedUserinfo),
  },
  {
    title: "oidcc-registration-logo-uri: shows the client's logo where the user signs in (OIDC Registration §2)",
    run: (run) => withSignInPage(run, "logo_uri", `${new URL(SUITE).origin}/images/openid.png`, "src"),
  },
  {
    title: "oidcc-registration-policy-uri: links the client's policy where the user signs in (OIDC Registration §2)",
    run: (run) => withSignInPage(run, "policy_uri", `${new URL(SUITE).origin}/login.html`, "href"),
  },
  {
    title: "oidcc-registration-tos-uri: links the client's terms where the user signs in (OIDC Registration §2)",
    run: (run) => withSignInPage(run, "tos_uri", "https://openid.net", "href"),
  },
  {
    title:
      "oidcc-ensure-redirect-uri-in-authorization-request: takes none of two redirect URIs for granted (OIDC Core §3.1.2.1)",
    run: (run) =>
      withRegistered(run, { redirect_uris: [REDIRECT_URI, "https://example.org/redirect"] }, async (registered) => {
        const page = await open(registered, requestOf(registered, { redirect_uri: undefined }));
        assertErrorPage(page, "invalid_request");
      }),
  },
  {
    title: "oidcc-redirect-uri-query-OK: answers to a redirect URI with its query (RFC 6749 §3.1.2)",
    run: (run) =>
      withRegistered(run, { redirect_uris: [WITH_QUERY] }, async (registered) => {
        await flow(registered, { redirect_uri: WITH_QUERY });
      }),
  },
  {
    title: "oidcc-redirect-uri-query-mismatch: answers to no other query than the registered one (OIDC Core §3.1.2.1)",
    run: (run) =>
      withRegistered(run, { redirect_uris: [WITH_QUERY] }, (registered) => assertRefused(registered, "foo=bar")),
  },
  {
    title: "oidcc-redirect-uri-query-added: answers to no query where none is registered (OIDC Core §3.1.2.1)",
    run: (run) => assertRefused(run, "foo=bar"),
  },
  {
    title: "oidcc-redirect-uri-regfrag: registers no redirect URI with a fragment (RFC 6749 §3.1.2)",
    async run({ server, variant }) {
      const redirect_uris = [`${REDIRECT_URI}#foobar`];
      const response = await requestRegistration(server, variant, { redirect_uris });
      assert.equal(response.status, 400);
      assert.match(response.headers.get("content-type") ?? "", /^application\/json(;|$)/);
      assert.equal(((await response.json()) as { error: string }).error, "invalid_redirect_uri");
    },
  },
];

async function assertSignedUserinfo(run: ModuleRun): Promise<void> {
  const { metadata, keys, server } = run.server;
  assert.ok(metadata.userinfo_signing_alg_values_supported?.includes("RS256"));
  const { accessToken, claims, request } = await flow(run);
  const headers = { authorization: `Bearer ${accessToken}` };
  const response = await fetch(metadata.userinfo_endpoint as string, { headers });
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-type") ?? "", /^application\/jwt(;|$)/);
  const { payload } = await jwtVerify(await response.text(), keys, {
    issuer: metadata.issuer,
    audience: request.client_id as string,
    subject: claims.sub as string,
    algorithms: ["RS256"],
    currentDate: new Date(server.clock.nowMilliseconds()),
  });
  assertStandardClaims(payload);
  assert.ok(!("nonce" in payload));
}

/** The page on which somebody signs in who has not yet, with what the client has registered. */
function withSignInPage(
  run: ModuleRun,
  member: "logo_uri" | "policy_uri" | "tos_uri",
  uri: string,
  attribute: "src" | "href",
): Promise<void> {
  return withRegistered(run, { [member]: uri }, async (registered) => {
    const page = await open(registered, requestOf(registered));
    assertSignInPage(page);
    assert.match(page.body, new RegExp(`<(img|a) ${attribute}="${uri}"`));
    if (attribute !== "src") return;
    const pictures = /img-src ([^;]*)/.exec(page.headers.get("content-security-policy") ?? "")?.[1]?.split(" ");
    assert.ok(pictures?.includes(uri) || pictures?.includes(new URL(uri).origin), `${pictures}`);
  });
}

async function assertRefused(run: ModuleRun, query: string): Promise<void> {
  const page = await open(run, requestOf(run, { redirect_uri: `${REDIRECT_URI}?${query}` }));
  assertErrorPage(page, "invalid_callback");
}
