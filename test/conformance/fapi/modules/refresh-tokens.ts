import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import type { Flow } from "../flow.ts";
import { type FapiModule, newFlow } from "../module.ts";
import { assertRefused } from "../refusals.ts";
import type { Deviations } from "../suite-client.ts";
import { obtainTokens } from "../tokens.ts";
import { assertResourceOpens } from "../userinfo.ts";

/** Refresh tokens of FAPI clients: kept, and good for their client alone. */
export const refreshTokenModules: readonly FapiModule[] = [
  {
    title:
      "refresh-token: is kept, and needs the client's authentication and what its tokens are bound to (FAPI 2.0 Security Profile §5.3.2.1)",
    async run(run) {
      assert.ok(run.at.metadata.grant_types_supported?.includes("refresh_token"));
      const first = await newFlow(run);
      await assertRefreshes(first, await obtainTokens(first));

      const second = await newFlow(run, "second");
      const others = await obtainTokens(second);
      await assertRefreshes(second, others);
      assert.ok([400, 401].includes((await first.client.resource(others.access_token)).status));
      await assertRefused(await refresh(first, others.refresh_token as string), "invalid_grant");
    },
  },
];

function refresh(flow: Flow, refresh_token: string, deviations: Deviations = {}): Promise<Response> {
  return flow.client.token({ grant_type: "refresh_token", refresh_token, scope: flow.scope }, deviations);
}

async function assertRefreshes(flow: Flow, tokens: oauth.TokenEndpointResponse): Promise<void> {
  const { at, asOauthClient } = flow.client;
  const refreshToken = tokens.refresh_token as string;
  const response = await refresh(flow, refreshToken);
  const refreshed = await oauth.processRefreshTokenResponse(at.metadata, asOauthClient, response);
  assert.notEqual(refreshed.access_token, tokens.access_token);
  assert.equal(refreshed.refresh_token ?? refreshToken, refreshToken, "it is not rotated");
  assertSameUser(tokens, refreshed);
  await assertResourceOpens(flow, refreshed);

  const { senderConstraint, clientAuthentication } = flow.variant;
  // Where the certificate is both, there is nothing else to leave out.
  if (clientAuthentication === "private_key_jwt") {
    const nameless = await refresh(flow, refreshToken, { assertion: "left out" });
    await assertRefused(nameless, "invalid_client", "invalid_grant", "invalid_request");
  } else if (senderConstraint === "dpop") {
    const nameless = await refresh(flow, refreshToken, { certificate: "none" });
    await assertRefused(nameless, "invalid_client", "invalid_grant", "invalid_request");
  }
  const bare = await refresh(flow, refreshToken, {
    proof: "left out",
    ...(senderConstraint === "mtls" && { certificate: "none" }),
  });
  const errors =
    senderConstraint === "dpop"
      ? ["invalid_request", "invalid_grant", "invalid_dpop_proof"]
      : clientAuthentication === "mtls"
        ? ["invalid_client", "invalid_request"]
        : ["invalid_client", "invalid_request", "invalid_grant"];
  await assertRefused(bare, ...errors);
}

/** OIDC Core §12.2. */
function assertSameUser(before: oauth.TokenEndpointResponse, after: oauth.TokenEndpointResponse): void {
  const [was, is] = [oauth.getValidatedIdTokenClaims(before), oauth.getValidatedIdTokenClaims(after)];
  if (was === undefined || is === undefined) return;
  for (const name of ["iss", "sub", "aud", "azp", "auth_time"] as const) assert.deepEqual(is[name], was[name], name);
  assert.ok(is.iat >= was.iat);
}
