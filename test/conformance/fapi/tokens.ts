import assert from "node:assert/strict";
import { jwtVerify } from "jose";
import * as oauth from "oauth4webapi";
import { claimsOf, headerOf } from "../../client.ts";
import { assertNothingUnasked, assertStandardClaims } from "../claims.ts";
import { entropyOf } from "../entropy.ts";
import type { Flow, RequestDeviations } from "./flow.ts";
import type { Deviations } from "./suite-client.ts";

const API = "https://api.example";

/** Redeems the code and has everything that comes for it verified. */
export async function obtainTokens(
  flow: Flow,
  requested: RequestDeviations = {},
  redeemed: Deviations = {},
): Promise<oauth.TokenEndpointResponse> {
  return tokensOf(flow, await flow.redeem(await flow.obtainCode(requested), redeemed));
}

/**
 * A token response in order: bound to the key or the certificate, with secrets nobody can guess, and with an ID token that another
 * library verifies exactly where the variant is OpenID Connect (OIDC Core §3.1.3.7, FAPI 2.0 Security Profile §5.4.1).
 */
export async function tokensOf(flow: Flow, response: Response): Promise<oauth.TokenEndpointResponse> {
  const { at, asOauthClient } = flow.client;
  const isOpenid = flow.variant.openid === "openid_connect";
  const copy = response.clone();
  const tokens = await oauth.processAuthorizationCodeResponse(at.metadata, asOauthClient, response, {
    expectedNonce: flow.nonce ?? oauth.expectNoNonce,
    requireIdToken: isOpenid,
  });
  if (isOpenid) {
    const cached = { [oauth.jwksCache]: at.fetchedKeys };
    await oauth.validateApplicationLevelSignature(at.metadata, response, cached);
    assertIdToken(tokens.id_token as string, flow);
  } else {
    assert.equal("id_token" in tokens, false);
  }
  assert.match(copy.headers.get("cache-control") ?? "", /no-store/);
  assertSecrets(tokens);
  await assertBound(flow, tokens);
  return tokens;
}

function assertSecrets({ access_token, refresh_token, expires_in }: oauth.TokenEndpointResponse): void {
  assert.ok(Number.isInteger(expires_in) && (expires_in as number) > 0);
  for (const secret of [access_token, refresh_token]) {
    assert.ok(secret !== undefined && secret.length >= 22 && entropyOf(secret) >= 96);
  }
  // RFC 6749 appendix A.17.
  assert.match(refresh_token as string, /^[\x20-\x7e]+$/);
}

function assertIdToken(idToken: string, { scope }: Flow): void {
  const { alg, kid } = headerOf(idToken);
  assert.deepEqual([alg, typeof kid], ["PS256", "string"]);
  assertNothingUnasked(claimsOf(idToken), scope);
  assertStandardClaims(claimsOf(idToken));
}

/** The access token, as an API of somebody else reads it (RFC 9068 §4, RFC 9449 §7.1, RFC 8705 §3.1). */
async function assertBound(flow: Flow, { access_token, token_type }: oauth.TokenEndpointResponse): Promise<void> {
  const { at, keys, proofKey, variant } = flow.client;
  if (variant.senderConstraint === "dpop") {
    assert.equal(token_type, "dpop");
    const headers = await flow.client.proofFor(access_token, { htm: "GET", htu: `${API}/accounts` });
    const claims = await oauth.validateJwtAccessToken(at.metadata, new Request(`${API}/accounts`, { headers }), API, {
      requireDPoP: true,
      [oauth.clockSkew]: flow.client.asOauthClient[oauth.clockSkew] as number,
      [oauth.jwksCache]: at.fetchedKeys,
    });
    assert.deepEqual(claims.cnf, { jkt: proofKey.thumbprint });
  } else {
    assert.equal(token_type, "bearer");
    const { payload } = await jwtVerify(access_token, at.publicKeys, {
      typ: "at+jwt",
      issuer: at.metadata.issuer,
      audience: API,
      currentDate: new Date(at.server.clock.nowMilliseconds()),
    });
    assert.deepEqual(payload.cnf, { "x5t#S256": keys.certificateThumbprint });
  }
}
