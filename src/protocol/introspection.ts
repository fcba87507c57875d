import { authenticateClient } from "./client-authentication/index.ts";
import type { ClientRequest } from "./client-authentication/method.ts";
import type { ProtocolContext } from "./context.ts";
import { OAuthError } from "./errors.ts";
import type { AccessToken, RefreshToken } from "./model.ts";
import { type ReadParameters, refuseRepeated } from "./parameters.ts";
import { subjectOf } from "./tokens/claims.ts";
import { type ActiveToken, findActiveAccessToken, findActiveRefreshToken } from "./tokens/find-token.ts";

export type IntrospectionResponse = { readonly active: false } | ({ readonly active: true } & Record<string, unknown>);

/**
 * RFC 7662: whether a token is active, and what stands behind it, for any confidential client of the tenant. Of a token that is
 * not active nothing is told (§2.2).
 */
export async function introspectionEndpoint(
  request: ClientRequest & { readonly body: ReadParameters },
  ctx: ProtocolContext,
): Promise<IntrospectionResponse> {
  refuseRepeated(request.body);
  const caller = await authenticateClient(request, ctx);
  // Security bar 6.9: whoever names a public client would otherwise read any token's state.
  if (caller.publicClient) throw new OAuthError("invalid_client", "A public client cannot introspect tokens.");
  const text = request.parameters.get("token");
  if (text === undefined) throw new OAuthError("invalid_request", "Invalid input");

  // RFC 7662 §2.1: the hint only orders the search.
  const refreshFirst = request.parameters.get("token_type_hint") === "refresh_token";
  const searches = [findActiveAccessToken, findActiveRefreshToken];
  for (const search of refreshFirst ? searches.reverse() : searches) {
    const active = await search(text, ctx);
    if (active !== undefined) return describe(active, ctx);
  }
  return { active: false };
}

function describe(active: ActiveToken<AccessToken | RefreshToken>, ctx: ProtocolContext): IntrospectionResponse {
  const { token, client, authorization, user } = active;
  const isAccessToken = "format" in token;
  const isJwt = isAccessToken && token.format === "jwt";
  const scope = isAccessToken ? token.scope : (authorization?.scope ?? []);
  const { audience } = client.accessToken;
  return {
    active: true,
    ...(scope.length > 0 && { scope: scope.join(" ") }),
    client_id: client.clientId,
    ...(user !== undefined && { username: `${user.userName}@${ctx.tenant.handle}` }),
    token_type: isJwt ? "JWT" : isAccessToken ? "Bearer" : "Refresh",
    aut: user === undefined ? "APPLICATION" : "APPLICATION_USER",
    iat: token.issuedAt,
    nbf: token.issuedAt,
    exp: token.expiresAt,
    ...(isJwt && {
      jti: token.id,
      iss: ctx.issuer,
      aud: audience.length === 0 ? client.clientId : [client.clientId, ...audience],
      sub: user === undefined ? client.clientId : subjectOf(user, client),
    }),
  };
}
