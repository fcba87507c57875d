import assert from "node:assert/strict";
import { authorize, requestOf } from "../authorization.ts";
import { assertClaimsOfScope, assertStandardClaims, type Claims } from "../claims.ts";
import { complete, flow, type Outcome, userinfoOf } from "../flow.ts";
import type { Module, ModuleRun } from "../module.ts";

/** Claims that a scope or a name asks for: at the userinfo endpoint, or in the ID token where no access token comes (OIDC Core §5.4). */
export const returnedClaimModules: readonly Module[] = [
  scopeModule("oidcc-scope-profile: tells who somebody is (OIDC Core §5.4)", "profile"),
  scopeModule("oidcc-scope-address: tells the address as an object (OIDC Core §5.1.1)", "address"),
  scopeModule("oidcc-scope-phone: tells the telephone number, and whether it is verified (OIDC Core §5.4)", "phone"),
  {
    title: "oidcc-scope-email: tells the email address where it belongs (OIDC Core §5.4)",
    run: async (run) => assertEmailAlone(run, await flow(run, { scope: "openid email" })),
  },
  {
    title: "oidcc-scope-all: tells the claims of all scopes at once (OIDC Core §5.4)",
    run: async (run) => {
      await returnedClaims(run, await flow(run, { scope: "openid email phone address profile" }));
    },
  },
  {
    title: "oidcc-alternate-happy-flow: takes the scope and the parameters in another order (RFC 6749 §3.3)",
    async run(run) {
      const request = requestOf(run, { scope: "email openid" });
      const backwards = Object.fromEntries(Object.entries(request).sort().reverse());
      await assertEmailAlone(run, await complete(run, backwards, await authorize(run, backwards)));
    },
  },
  {
    title:
      "oidcc-claims-essential: tells a name that the claims parameter asks for, in the place that it names (OIDC Core §5.5)",
    async run(run) {
      assert.equal(run.server.metadata.claims_parameter_supported, true);
      const place = run.variant.responseType === "id_token" ? "id_token" : "userinfo";
      const outcome = await flow(run, { claims: JSON.stringify({ [place]: { name: { essential: true } } }) });
      const claims = await returnedClaims(run, outcome);
      assert.equal(typeof claims.name, "string");
      if (place === "userinfo") for (const token of idTokensOf(outcome)) assert.ok(!("name" in token));
    },
  },
];

function scopeModule(title: string, scope: string): Module {
  return {
    title,
    run: async (run) => {
      await returnedClaims(run, await flow(run, { scope: `openid ${scope}` }));
    },
  };
}

/** The claims from where they belong, with all of the request's scope. */
async function returnedClaims(run: ModuleRun, outcome: Outcome): Promise<Claims> {
  const scope = outcome.request.scope as string;
  for (const name of scope.split(" ")) assert.ok(run.server.metadata.scopes_supported?.includes(name), name);
  const claims = outcome.accessToken === undefined ? outcome.claims : await userinfoOf(run, outcome);
  assertStandardClaims(claims);
  assert.equal(claims.sub, outcome.claims.sub);
  assertClaimsOfScope(claims, scope);
  return claims;
}

/** Nothing of other scopes, and nothing in an ID token that userinfo tells. */
async function assertEmailAlone(run: ModuleRun, outcome: Outcome): Promise<void> {
  const claims = await returnedClaims(run, outcome);
  assert.ok(!("name" in claims));
  for (const token of idTokensOf(outcome)) {
    assert.ok(!("name" in token));
    assert.equal("email" in token, outcome.accessToken === undefined);
  }
}

function idTokensOf({ frontChannel, backChannel }: Outcome): Claims[] {
  return [frontChannel, backChannel].filter((claims) => claims !== undefined);
}
