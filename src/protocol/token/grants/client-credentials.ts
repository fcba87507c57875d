import { parseAuthorizationDetails } from "../../authorization-details.ts";
import { OAuthError } from "../../errors.ts";
import { findResources } from "../../resource.ts";
import { grantableScope, parseScope } from "../../scope.ts";
import { makeAccessToken } from "../../tokens/access-token.ts";
import { type GrantType, tokenResponse } from "../grant.ts";

/** RFC 6749 §4.4: a client acts for itself; no user, so no ID token, and no refresh token (§4.4.3). */
export const clientCredentials: GrantType = {
  name: "client_credentials",
  requires: [],

  async exchange({ client, parameters, lists, confirmation }, ctx) {
    // RFC 6749 §4.4: confidential clients only, since nothing but the secret stands for the client.
    if (client.publicClient) {
      throw new OAuthError("unauthorized_client", "A public client cannot use the client credentials grant.");
    }
    // OIDC scopes speak about a user; `openid` is dropped as with Asgardeo, so that userinfo answers 403.
    const requested = parseScope(parameters.get("scope")).filter((name) => name !== "openid");
    const scope = grantableScope(requested, client, ctx.tenant, "client");
    const audience = findResources(lists.get("resource"), client, ctx.tenant);
    const details = parseAuthorizationDetails(parameters.get("authorization_details"), client, ctx.tenant);
    const extras = { ...(audience && { audience }), ...(details && { authorizationDetails: details }) };
    const accessToken = await makeAccessToken(
      {
        client,
        user: undefined,
        authorization: undefined,
        scope,
        confirmation,
        ...(Object.keys(extras).length > 0 && { extras }),
      },
      ctx,
    );
    await ctx.store.tokens.saveAccessToken(accessToken.record);
    return tokenResponse({ accessToken, refreshToken: undefined, idToken: undefined });
  },
};
