import { signJwt } from "../crypto/jwt.ts";
import { authenticateClient } from "./client-authentication/index.ts";
import type { ClientRequest } from "./client-authentication/method.ts";
import type { ProtocolContext } from "./context.ts";
import { encryptForClient } from "./encrypt-for-client.ts";
import { OAuthError } from "./errors.ts";
import type { AccessToken, RefreshToken } from "./model/authorization.ts";
import type { Client } from "./model/client.ts";
import { type ReadParameters, refuseRepeated } from "./parameters.ts";
import { profileOf } from "./profile.ts";
import { accessTokenClaims, audienceOf, extraClaims } from "./tokens/access-token-claims.ts";
import { type ActiveToken, findActiveAccessToken, findActiveRefreshToken } from "./tokens/find-token.ts";

export type IntrospectionResponse = { readonly active: false } | ({ readonly active: true } & Record<string, unknown>);

export interface IntrospectionRequest extends ClientRequest {
  readonly body: ReadParameters;
  /** Whether the answer is to be a JWT (RFC 9701 §4). */
  readonly asJwt: boolean;
}

/**
 * RFC 7662: whether a token is active, and what stands behind it, for any confidential client of the tenant. Of a token that is
 * not active nothing is told (§2.2). A text is a JWT for the caller; refuses that when the caller's key to encrypt to cannot be had.
 */
export async function introspectionEndpoint(
  request: IntrospectionRequest,
  ctx: ProtocolContext,
): Promise<IntrospectionResponse | string> {
  refuseRepeated(request.body);
  const caller = await authenticateClient(request, ctx);
  // Security bar 6.9: whoever names a public client would otherwise read any token's state.
  if (caller.publicClient) throw new OAuthError("invalid_client", "A public client cannot introspect tokens.");
  const text = request.parameters.get("token");
  if (text === undefined) throw new OAuthError("invalid_request", "Invalid input");

  const refreshFirst = request.parameters.get("token_type_hint") === "refresh_token";
  const answer = await introspect(text, refreshFirst, caller, ctx);
  return request.asJwt || profileOf(caller)?.signsMessages ? asJwt(answer, caller, ctx) : answer;
}

/** RFC 7662 §2.1: the hint only orders the search. */
async function introspect(
  text: string,
  refreshFirst: boolean,
  caller: Client,
  ctx: ProtocolContext,
): Promise<IntrospectionResponse> {
  const searches = [findActiveAccessToken, findActiveRefreshToken];
  for (const search of refreshFirst ? searches.reverse() : searches) {
    const active = await search(text, ctx);
    if (active !== undefined) return describe(active, caller, ctx);
  }
  return { active: false };
}

function describe(
  active: ActiveToken<AccessToken | RefreshToken>,
  caller: Client,
  ctx: ProtocolContext,
): IntrospectionResponse {
  const { token, client, authorization, user } = active;
  const scope = "format" in token ? token.scope : (authorization?.scope ?? []);
  // One that registered itself, which anybody may, is told no more of a user than the user has allowed (OIDC Core §8.1).
  const isNamed = user !== undefined && (caller.registration === undefined || scope.includes("profile"));
  return {
    active: true,
    ...(scope.length > 0 && { scope: scope.join(" ") }),
    client_id: client.clientId,
    ...(isNamed && { username: `${user.userName}@${user.home ?? ctx.tenant.organization?.id ?? ctx.tenant.handle}` }),
    aut: user === undefined ? "APPLICATION" : "APPLICATION_USER",
    iat: token.issuedAt,
    nbf: token.issuedAt,
    exp: token.expiresAt,
    ...("format" in token ? describeAccessToken({ ...active, token }, ctx) : { token_type: "Refresh" }),
  };
}

/** What is told of access tokens alone: of a JWT what it says itself (contract §8.1). */
function describeAccessToken(active: ActiveToken<AccessToken>, ctx: ProtocolContext) {
  const { token, client, authorization, user } = active;
  const isJwt = token.format === "jwt";
  const isKeyBound = token.extras?.confirmation?.jkt !== undefined;
  const acr = authorization?.extras?.acr;
  return {
    token_type: isKeyBound ? "DPoP" : isJwt ? "JWT" : "Bearer",
    ...extraClaims(token.extras, user, ctx.tenant),
    ...(token.extras?.audience !== undefined && { aud: audienceOf(token, client) }),
    // RFC 9470 §6.2: for resource servers that ask for a stronger sign-in.
    ...(acr !== undefined && { acr, auth_time: authorization?.authTime }),
    ...(isJwt && accessTokenClaims(active, ctx)),
  };
}

/** RFC 9701 §5: the answer as one claim, so that nothing of it can pass for a claim of another kind of JWT. */
async function asJwt(answer: IntrospectionResponse, caller: Client, ctx: ProtocolContext): Promise<string> {
  const { signingAlgorithm, encryption } = caller.introspection;
  const claims = { iss: ctx.issuer, aud: caller.clientId, iat: ctx.now, token_introspection: answer };
  const signed = await signJwt(claims, await ctx.keys.signer(signingAlgorithm), "token-introspection+jwt");
  return encryption === undefined ? signed : encryptForClient(signed, caller, encryption, ctx);
}
