import { sha256 } from "../../crypto/hashes.ts";
import { newId } from "../../crypto/ids.ts";
import { signJwt } from "../../crypto/jwt.ts";
import { issueOpaqueToken } from "../../crypto/opaque-token.ts";
import type { ProtocolContext } from "../context.ts";
import type {
  AccessToken,
  AccessTokenExtras,
  Authorization,
  AuthorizationExtras,
  Confirmation,
} from "../model/authorization.ts";
import type { Client } from "../model/client.ts";
import type { User } from "../model/user.ts";
import { permittedScope } from "../permitted-scope.ts";
import { accessTokenClaims } from "./access-token-claims.ts";
import { claimsForClient } from "./claims.ts";
import { withIssuer } from "./token-issuer.ts";

export interface IssuedAccessToken {
  readonly text: string;
  readonly record: AccessToken;
}

/** Whom an access token speaks for: a user through an authorization, or with no user the client itself (RFC 6749 §4.4). */
export interface AccessTokenGrant {
  /** Where it takes its place in the authorization: its `issuedTokenId`. */
  readonly id?: string | undefined;
  readonly client: Client;
  readonly user: User | undefined;
  readonly authorization: Authorization | undefined;
  /** What was granted; the token has of it what the user's roles allow. */
  readonly scope: readonly string[];
  /** What it is bound to. */
  readonly confirmation: Confirmation | undefined;
  /** What this token has in place of what its authorization says. */
  readonly extras?: AccessTokenExtras;
  /** When it ends at the latest, Unix seconds. */
  readonly expiresBy?: number;
}

/** Makes an access token of the client's format; it is not stored yet. Always a new one (security bar 9.7). */
export async function makeAccessToken(grant: AccessTokenGrant, ctx: ProtocolContext): Promise<IssuedAccessToken> {
  const { client, user, authorization } = grant;
  const scope = await permittedScope(grant.scope, grant, ctx);
  const { format, userLifetimeSeconds, applicationLifetimeSeconds } = client.accessToken;
  const lifetimeSeconds = user === undefined ? applicationLifetimeSeconds : userLifetimeSeconds;
  const { id = newId(ctx.nowMilliseconds) } = grant;
  const extras = withConfirmation(grant.extras ?? extrasOf(authorization?.extras), grant.confirmation);
  const common = {
    id,
    clientId: client.clientId,
    authorizationId: authorization?.id,
    scope,
    format,
    issuedAt: ctx.now,
    expiresAt: Math.min(ctx.now + lifetimeSeconds, grant.expiresBy ?? Number.POSITIVE_INFINITY),
    ...(extras !== undefined && { extras }),
  };

  if (format === "opaque") {
    const { text, secretHash } = issueOpaqueToken(id);
    return { text: withIssuer(text, ctx.tenant), record: { ...common, secretHash } };
  }
  const { scopeAsArray, claims, signingAlgorithm } = client.accessToken;
  const text = await signJwt(
    {
      ...(user !== undefined && (await claimsForClient(user, client, claims, ctx))),
      ...accessTokenClaims({ token: common, client, user, authorization }, ctx),
      // RFC 9068 §2.2.3 knows it as a text; as an array it is Asgardeo's (contract §7.3).
      ...(scope.length > 0 && { scope: scopeAsArray || ctx.tenant.settings.jwtScopeAsArray ? scope : scope.join(" ") }),
    },
    await ctx.keys.signer(signingAlgorithm),
    "at+jwt",
  );
  return { text, record: { ...common, secretHash: sha256(text) } };
}

/** What an authorization says of its access tokens; undefined when it says nothing. */
function extrasOf(extras: AuthorizationExtras | undefined): AccessTokenExtras | undefined {
  if (extras === undefined) return undefined;
  const { resources, authorizationDetails, actor, organization } = extras;
  const inherited = {
    ...(resources && { audience: resources }),
    ...(authorizationDetails && { authorizationDetails }),
    ...(actor && { actor }),
    ...(organization && { organization }),
  };
  return Object.keys(inherited).length > 0 ? inherited : undefined;
}

function withConfirmation(extras: AccessTokenExtras | undefined, confirmation: Confirmation | undefined) {
  return confirmation === undefined ? extras : { ...extras, confirmation };
}
