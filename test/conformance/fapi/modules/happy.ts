import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import { assertHardenedTls } from "../hardened-tls.ts";
import { type FapiModule, type FapiRun, newFlow } from "../module.ts";
import { obtainTokens } from "../tokens.ts";
import { assertResourceOpens, userinfoOf } from "../userinfo.ts";

/** What a well-behaved client meets. */
export const happyModules: readonly FapiModule[] = [
  {
    title: "happy-flow: two clients get tokens that are theirs alone (FAPI 2.0 Security Profile §5.3)",
    async run(run) {
      await assertHardenedTls(new URL((await newFlow(run)).client.urlOf("userinfo_endpoint")));
      const first = await newFlow(run);
      const tokens = await obtainTokens(first);
      await assertResourceOpens(first, tokens);
      await assertNoTokenInQuery(run, tokens.access_token);
      for (const accept of ["application/json;charset=UTF-8", "application/json, */*;q=0.5"]) {
        await assertResourceOpens(first, tokens, {
          accept,
          "x-fapi-customer-ip-address": "2001:db8::1893:25c8:1946",
          "x-fapi-interaction-id": "c770aef3-6784-41f7-8e0e-ff5f97bddb3a",
        });
      }

      // RFC 9449 §10.1: the key is named, and not yet proven.
      const second = await newFlow(run, "second");
      const { senderConstraint } = run.variant;
      const named = senderConstraint === "dpop" ? { dpop_jkt: second.client.proofKey.thumbprint } : {};
      const others = await obtainTokens(second, { parameters: named });
      await assertResourceOpens(second, others);
      assert.ok([400, 401].includes((await first.client.resource(others.access_token)).status));
    },
  },
  {
    title: "user-rejects-authentication: tells either client so, with a state of 128 characters (RFC 6749 §4.1.2.1)",
    async run(run) {
      for (const which of ["first", "second"] as const) {
        const flow = await newFlow(run, which);
        flow.state = "s".repeat(128);
        const page = await flow.visit(await flow.requestUri(await flow.push()), { consent: "deny" });
        assert.ok(page.redirectedTo);
        assert.equal(await flow.refusalAt(page), "access_denied");
      }
    },
  },
  {
    title: "ensure-other-scope-order-succeeds: takes the scopes in any order (RFC 6749 §3.3)",
    async run(run) {
      const flow = await newFlow(run);
      const scope = flow.scope.split(" ").reverse().join(" ");
      await assertResourceOpens(flow, await obtainTokens(flow, { parameters: { scope } }));
    },
  },
  {
    title:
      "par-without-duplicate-parameters: needs nothing beside the client and the reference (RFC 9126 §4, RFC 9101 §5)",
    async run(run) {
      const flow = await newFlow(run);
      const beside = { response_type: undefined, scope: undefined, redirect_uri: undefined };
      const code = await flow.obtainCode({}, { beside });
      assert.equal((await flow.redeem(code)).status, 200);
    },
  },
  {
    title: "access-token-type-header-case-sensitivity: takes the scheme in any case (RFC 9110 §11.1)",
    async run(run) {
      const flow = await newFlow(run);
      const tokens = await obtainTokens(flow);
      const scheme = run.variant.senderConstraint === "dpop" ? "dpOp" : "bEARER";
      await assertResourceOpens(flow, tokens, { authorization: `${scheme} ${tokens.access_token}` });
    },
  },
  {
    title: "test-claims-parameter-identity-claims: returns every claim that is asked for by name (OIDC Core §5.5)",
    only: { openid: "openid_connect" },
    async run(run) {
      const flow = await newFlow(run);
      const { metadata, user } = run.at;
      const asked = Object.fromEntries(Object.keys(user.claims).map((name) => [name, null]));
      // What nobody knows is left out (OIDC Core §5.5).
      const unknown = { "https://elsewhere.example/claim": null };
      const claims = { id_token: { ...asked, ...unknown }, userinfo: { ...asked, given_name: { essential: true } } };
      const code = await flow.obtainCode({ parameters: { claims } });
      const tokens = await oauth.processAuthorizationCodeResponse(
        metadata,
        flow.client.asOauthClient,
        await flow.redeem(code),
        { expectedNonce: flow.nonce as string },
      );
      const inIdToken = oauth.getValidatedIdTokenClaims(tokens) as oauth.IDToken;
      const inUserinfo = await userinfoOf(flow, tokens);
      for (const [name, value] of Object.entries(user.claims)) {
        assert.deepEqual([inIdToken[name], inUserinfo[name]], [value, value], name);
      }
    },
  },
];

/** FAPI 2.0 Security Profile §5.3.4: no token in a URL. */
async function assertNoTokenInQuery({ at }: FapiRun, accessToken: string): Promise<void> {
  const query = new URLSearchParams({ access_token: accessToken });
  const { status } = await fetch(`${at.metadata.userinfo_endpoint}?${query}`);
  assert.ok(status >= 400 && status < 500);
}
