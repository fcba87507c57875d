import assert from "node:assert/strict";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { DEMO_USER, type DemoServer } from "../demo-server.ts";

export interface TokenResponse {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly id_token: string;
}

/** Checks that a sample printed the documented token response, whose ID token the organization's key has signed. */
export async function assertTokenResponse(server: DemoServer, text: string, clientId: string): Promise<TokenResponse> {
  const response = JSON.parse(text);
  const members = ["access_token", "expires_in", "id_token", "refresh_token", "scope", "token_type"];
  assert.deepEqual(Object.keys(response).sort(), members);
  assert.equal(response.token_type, "Bearer");
  assert.equal(response.expires_in, 3600);
  assert.equal(response.scope, "email openid profile"); // in the order of the alphabet

  const keys = createRemoteJWKSet(new URL(server.url("/oauth2/jwks")));
  const expected = { issuer: server.url("/oauth2/token"), audience: clientId, algorithms: ["RS256"] };
  const { payload } = await jwtVerify(response.id_token, keys, expected);
  assert.equal(payload.sub, DEMO_USER);
  return response;
}
