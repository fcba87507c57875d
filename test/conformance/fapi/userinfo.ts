import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import { assertStandardClaims } from "../claims.ts";
import type { Flow } from "./flow.ts";
import type { Form } from "./suite-client.ts";

/** The claims of userinfo, verified by another library. */
export async function userinfoOf(
  flow: Flow,
  tokens: oauth.TokenEndpointResponse,
  headers: Form = {},
): Promise<oauth.UserInfoResponse> {
  const response = await flow.client.resource(tokens.access_token, { headers });
  assert.equal(response.status, 200, await response.clone().text());
  assert.ok(response.headers.has("date")); // RFC 9110 §6.6.1
  const subject = oauth.getValidatedIdTokenClaims(tokens)?.sub ?? oauth.skipSubjectCheck;
  return oauth.processUserInfoResponse(flow.client.at.metadata, flow.client.asOauthClient, subject, response);
}

/**
 * The access token opens userinfo, the one protected resource there is. Without the scope openid it opens nothing there: then what it is
 * bound to is all there is to see.
 */
export async function assertResourceOpens(
  flow: Flow,
  tokens: oauth.TokenEndpointResponse,
  headers: Form = {},
): Promise<void> {
  if (flow.variant.openid === "openid_connect") {
    assertStandardClaims(await userinfoOf(flow, tokens, headers));
  } else {
    const response = await flow.client.resource(tokens.access_token, { headers });
    assert.equal(response.status, 403);
    assert.match(response.headers.get("www-authenticate") ?? "", /error="insufficient_scope"/);
  }
}
