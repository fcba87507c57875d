import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import { clientOf } from "../authorization.ts";
import type { ConformanceClient } from "../conformance-server.ts";
import { entropyOf } from "../entropy.ts";
import { assertTokenError } from "../errors.ts";
import { asOauthClient, authenticationOf, flow, type Outcome, userinfoOf } from "../flow.ts";
import { verifyIdToken } from "../id-token.ts";
import type { Module, ModuleRun } from "../module.ts";

/** The refresh grant. */
export const refreshModules: readonly Module[] = [
  {
    title:
      "oidcc-refresh-token: renews the tokens of two clients, and gives neither those of the other (RFC 6749 §6, OIDC Core §12.2)",
    async run(run) {
      const { metadata } = run.server;
      assert.ok(metadata.grant_types_supported?.includes("refresh_token"));
      const scope = metadata.scopes_supported?.includes("offline_access") ? "openid offline_access" : "openid";
      const prompt = scope === "openid" ? undefined : "consent";

      await refreshed(run, await flow(run, { scope, prompt }), clientOf(run), { scope });
      const { client2 } = run.clients;
      const nonce = "0123456789012345678901234567890123456789012"; // of 43 characters
      const newest = await refreshed(run, await flow(run, { scope, prompt, nonce }, { client: client2 }), client2, {});

      const stolen = await refresh(run, newest, clientOf(run), { scope });
      await assertTokenError(stolen, "invalid_grant");
    },
  },
];

function refresh(run: ModuleRun, refreshToken: string, client: ConformanceClient, form: Record<string, string>) {
  return oauth.refreshTokenGrantRequest(
    run.server.metadata,
    asOauthClient(run, client),
    authenticationOf(run, client),
    refreshToken,
    { additionalParameters: form },
  );
}

/** Renews the flow's tokens, and returns the newest refresh token. */
export async function refreshed(
  run: ModuleRun,
  outcome: Outcome,
  client: ConformanceClient,
  form: Record<string, string>,
): Promise<string> {
  const { tokens, backChannel } = outcome;
  const refreshToken = tokens?.refresh_token as string;
  assert.match(refreshToken, /^[\x20-\x7e]+$/);
  run.server.server.clock.advance(1);
  const response = await refresh(run, refreshToken, client, form);
  assert.equal(response.status, 200);
  assert.match(response.headers.get("cache-control") ?? "", /(^|,) *no-store *(,|$)/);
  assert.match(response.headers.get("content-type") ?? "", /^application\/json(;|$)/);
  const renewed = await oauth.processRefreshTokenResponse(run.server.metadata, asOauthClient(run, client), response);

  assert.equal(renewed.token_type, "bearer");
  assert.match(renewed.access_token, /^[\x20-\x7e]+$/);
  assert.notEqual(renewed.access_token, tokens?.access_token);
  assert.ok(entropyOf(renewed.access_token) >= 96);
  assert.ok(Number.isInteger(renewed.expires_in) && (renewed.expires_in as number) > 0);
  const newest = renewed.refresh_token ?? refreshToken;
  assert.ok(newest.length >= 16 && entropyOf(newest) >= 96);

  const { nonce: _, ...withoutNonce } = outcome.request;
  const claims = await verifyIdToken(run, renewed.id_token as string, withoutNonce, {
    accessToken: renewed.access_token,
  });
  // OIDC Core §12.2: whatever the first one said, and nothing that it did not say.
  for (const name of ["iss", "sub", "aud", "azp", "auth_time"])
    assert.deepEqual(claims[name], backChannel?.[name], name);
  assert.notEqual(claims.iat, backChannel?.iat);
  await userinfoOf(run, { ...outcome, accessToken: renewed.access_token });
  return newest;
}
