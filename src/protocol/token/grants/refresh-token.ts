import type { ProtocolContext } from "../../context.ts";
import { OAuthError } from "../../errors.ts";
import { type Authorization, issuedTokenId } from "../../model/authorization.ts";
import type { Client } from "../../model/client.ts";
import type { User } from "../../model/user.ts";
import { asOfNow, findOrganizationAccess } from "../../organization-access.ts";
import { audienceAsOfNow } from "../../resource.ts";
import { grantableScope, parseScope } from "../../scope.ts";
import { type IssuedAccessToken, makeAccessToken } from "../../tokens/access-token.ts";
import { type FoundRefreshToken, findRefreshToken, isSessionKept } from "../../tokens/find-token.ts";
import { makeIdToken } from "../../tokens/id-token.ts";
import { type IssuedRefreshToken, makeSuccessor } from "../../tokens/refresh-token.ts";
import { findUserOf } from "../../user-home.ts";
import { verifyRefreshBinding } from "../confirmation.ts";
import { type GrantRequest, type GrantType, type TokenResponse, tokenResponse } from "../grant.ts";
import { narrowedAuthorization } from "../narrowed-authorization.ts";

/** Security bar 5.3: how often the token rotated last may come again within its grace. */
const REUSES_IN_GRACE = 5;

/** RFC 6749 §6: trades a refresh token for a new access token, with rotation and reuse detection (RFC 9700 §4.14.2). */
export const refreshToken: GrantType = {
  name: "refresh_token",
  requires: ["refresh_token"],

  exchange: (request, ctx) => trade(request, ctx, false),
};

/** `again`: another request with the same token was first, so that this one comes with a token that has just been rotated. */
async function trade(request: GrantRequest, ctx: ProtocolContext, again: boolean): Promise<TokenResponse> {
  const { client, parameters, confirmation } = request;
  const text = parameters.get("refresh_token") as string;
  const found = await findOwnRefreshToken(text, client, ctx);
  verifyRefreshBinding(found.authorization, confirmation);
  if (found.rotated === undefined && found.token.expiresAt <= ctx.now) {
    throw new OAuthError("invalid_grant", "Refresh token is expired.");
  }
  const user = await findUserOf(found.authorization, ctx);
  if (!user?.enabled) throw new OAuthError("invalid_grant", "The user of this authorization is not active.");

  const authorization = await authorizationAsOfNow(found.authorization, client, user, ctx);
  if (!(await isSessionKept(client, authorization, ctx))) {
    throw new OAuthError(
      "invalid_grant",
      "Token binding validation failed. Token is not bound to an active SSO session.",
    );
  }
  if (found.rotated !== undefined && !isInGrace(found, client, ctx)) throw await refuseReuse(found, again, ctx);

  // Security bar 23.2: what was taken from the client since is not in its next token.
  const scope = grantableScope(narrowedScope(parameters.get("scope"), authorization.scope), client, ctx.tenant);
  const narrowed = narrowedAuthorization(authorization, request, ctx.tenant);
  const next = found.rotated === undefined && isRotating(client) ? makeSuccessor(found, client, ctx) : undefined;
  const id = next && issuedTokenId(authorization, next.record.generation);
  const accessToken = await makeAccessToken({ id, client, user, authorization: narrowed, scope, confirmation }, ctx);

  const signing = scope.includes("openid")
    ? makeIdToken(
        {
          client,
          user,
          authorization,
          scope,
          accessToken: accessToken.text,
          code: undefined,
          nonce: undefined, // OIDC Core §12.2: should not be there
          includeAuthTime: authorization.extras?.authTimeRequested ?? client.authTimeRequired,
          amr: ["refresh_token"],
        },
        ctx,
      )
    : undefined;
  // A client whose key to encrypt to cannot be had keeps its refresh token.
  if (client.idToken.encryption !== undefined) await signing;
  // The signature and the commit do not wait for each other; the answer waits for both.
  const [refreshToken, idToken] = await Promise.all([store(found, accessToken, next, ctx), signing]);
  if (refreshToken !== undefined) return tokenResponse({ accessToken, refreshToken, idToken });
  if (again || found.rotated !== undefined) throw invalidState();
  return trade(request, ctx, true);
}

async function findOwnRefreshToken(text: string, client: Client, ctx: ProtocolContext): Promise<FoundRefreshToken> {
  const found = await findRefreshToken(text, ctx);
  if (found?.token.clientId !== client.clientId) {
    throw new OAuthError("invalid_grant", "Invalid refresh token value in the request");
  }
  return found;
}

/**
 * The authorization with what the client may still ask for, and one for an organization with what the user may still do there. Refuses
 * when that is nothing.
 */
async function authorizationAsOfNow(
  granted: Authorization,
  client: Client,
  user: User,
  ctx: ProtocolContext,
): Promise<Authorization> {
  if (granted.extras === undefined) return granted;
  const { resources, authorizationDetails: details, organization } = granted.extras;
  const types = client.authorizationDetailsTypes;
  const left = {
    ...(resources && { resources: audienceAsOfNow(resources, client) }),
    ...(details && { authorizationDetails: details.filter(({ type }) => types.includes(type as string)) }),
  };
  const authorization = { ...granted, extras: { ...granted.extras, ...left } };
  if (organization === undefined) return authorization;
  const access = await findOrganizationAccess(organization.id, client, user, ctx);
  if (access.kind !== "open") {
    const reason = `an organization: ${access.kind}`;
    throw new OAuthError("invalid_grant", "Provided Authorization Grant is invalid", { reason });
  }
  return asOfNow(authorization, access);
}

/** RFC 6749 §6: never wider than what the user allowed; narrower for this access token alone. */
function narrowedScope(requested: string | undefined, granted: readonly string[]): readonly string[] {
  if (requested === undefined) return granted;
  // Clients of OpenID Connect name here what they had named before; the refresh token is what that one asked for (OIDC Core §11).
  const names = parseScope(requested).filter((name) => name !== "offline_access");
  if (names.length === 0 || !names.every((name) => granted.includes(name))) {
    throw new OAuthError("invalid_scope", "Invalid Scope!");
  }
  return names.sort();
}

/** FAPI 2.0 Security Profile §5.3.2.1: what is bound already is not rotated. RFC 9700 §2.2.2: a public client's always is. */
function isRotating({ publicClient, refreshToken, profile }: Client): boolean {
  return publicClient || (refreshToken.rotate && profile === undefined);
}

/** Security bar 5.3: whether it is the token rotated last, and that not long ago. */
function isInGrace({ token, rotated }: FoundRefreshToken, { refreshToken }: Client, { now }: ProtocolContext): boolean {
  return rotated?.successor !== undefined && now - token.issuedAt < refreshToken.graceSeconds;
}

/**
 * Stores the new access token, and `next` in the place of the token that was found; returns the refresh token to go on with. Undefined when
 * another request has rotated that token meanwhile, or a rotated one has been used again too often.
 */
async function store(
  { presented, token, rotated }: FoundRefreshToken,
  { record: accessToken }: IssuedAccessToken,
  next: IssuedRefreshToken | undefined,
  ctx: ProtocolContext,
): Promise<string | undefined> {
  const { tokens } = ctx.store;
  if (rotated !== undefined) {
    // The successor follows from the token and the server's key: a second answer is the same as the first.
    return (await tokens.reuseRefreshToken(token, accessToken, REUSES_IN_GRACE)) ? rotated.successor?.text : undefined;
  }
  if (next === undefined) {
    await tokens.saveAccessToken(accessToken);
    return presented.text;
  }
  const isFirst = await tokens.rotateRefreshToken(token, { accessToken, refreshToken: next.record });
  return isFirst ? next.text : undefined;
}

/** A token that was rotated comes again outside its grace: that ends its authorization. */
async function refuseReuse(
  { authorization }: FoundRefreshToken,
  sideBySide: boolean,
  ctx: ProtocolContext,
): Promise<OAuthError> {
  // Security bar 5.4: requests side by side are one client's haste, not a theft. Who is refused here has gained nothing, and a
  // thief who comes again is met below.
  if (!sideBySide) {
    const { clientId, userId, id } = authorization;
    await ctx.store.authorizations.revoke(id, ctx.now);
    ctx.record("refresh_token_reused", { client: clientId, user: userId, authorization: id });
  }
  return invalidState();
}

function invalidState(): OAuthError {
  return new OAuthError("invalid_grant", "Invalid refresh token state");
}
