import { equalInConstantTime, sha256 } from "../../crypto/hashes.ts";
import { isId } from "../../crypto/ids.ts";
import { verifyOwnJwt } from "../../crypto/jwt.ts";
import { parseOpaqueToken } from "../../crypto/opaque-token.ts";
import { deriveRefreshSecret, isGenuine, parseRefreshSecret, type RefreshSecret } from "../../crypto/refresh-secret.ts";
import type { StoredRefreshToken } from "../../store/port/tokens.ts";
import { findClientById } from "../client-by-id.ts";
import type { ProtocolContext } from "../context.ts";
import type { AccessToken, Authorization, RefreshToken } from "../model/authorization.ts";
import type { Client } from "../model/client.ts";
import type { User } from "../model/user.ts";
import { asOfNow, findOrganizationAccess } from "../organization-access.ts";
import { findUserOf } from "../user-home.ts";
import { withoutIssuer } from "./token-issuer.ts";

export interface ActiveToken<Kind extends AccessToken | RefreshToken> {
  readonly token: Kind;
  readonly client: Client;
  /** Both undefined when the client acts for itself. */
  readonly authorization: Authorization | undefined;
  readonly user: User | undefined;
}

/** A refresh token that the server issued, and the one that its authorization has now. */
export interface FoundRefreshToken extends StoredRefreshToken {
  readonly presented: RefreshSecret;
  /** Set when the presented one was rotated; with its successor while that is the one of now. */
  readonly rotated: { readonly successor: RefreshSecret | undefined } | undefined;
}

/**
 * The access token behind the text, opaque or JWT; undefined unless it is of this tenant, unexpired, unrevoked, and its client and
 * its user are enabled (security bar 5.9, 10.4). One for an organization has no more scopes than it could have now.
 */
export async function findActiveAccessToken(
  text: string,
  ctx: ProtocolContext,
): Promise<ActiveToken<AccessToken> | undefined> {
  const found = await findAccessToken(text, ctx);
  return found && activeOf(found.token, found.authorization, ctx);
}

/** The refresh token behind the text; undefined unless it could be exchanged now. */
export async function findActiveRefreshToken(
  text: string,
  ctx: ProtocolContext,
): Promise<ActiveToken<RefreshToken> | undefined> {
  const found = await findRefreshToken(text, ctx);
  if (found === undefined || found.rotated !== undefined) return undefined;
  const active = await activeOf(found.token, found.authorization, ctx);
  return active?.client.grantTypes.includes("refresh_token") ? active : undefined;
}

/** The access token behind the text, whether it is active or not; undefined when its authorization was revoked. */
export async function findAccessToken(text: string, ctx: ProtocolContext) {
  const presented = parseOpaqueToken(withoutIssuer(text, ctx.tenant)) ?? (await readJwt(text, ctx));
  const found = presented && (await ctx.store.tokens.findAccessToken(presented.id));
  const matches = found !== undefined && equalInConstantTime(found.token.secretHash, presented?.secretHash as Buffer);
  return matches ? found : undefined;
}

/** The refresh token behind the text, whether it is active or not; undefined when its authorization was revoked. */
export async function findRefreshToken(text: string, ctx: ProtocolContext): Promise<FoundRefreshToken | undefined> {
  const presented = parseRefreshSecret(text);
  if (presented === undefined) return undefined;
  const stored = await ctx.store.tokens.findRefreshToken(presented.authorizationId);
  if (stored === undefined) return undefined;
  const isOfNow = (secret: RefreshSecret) =>
    secret.generation === stored.token.generation && equalInConstantTime(secret.secretHash, stored.token.secretHash);
  if (isOfNow(presented)) return { ...stored, presented, rotated: undefined };

  const { tenant, secrets } = ctx;
  const isOlder = presented.generation < stored.token.generation;
  if (!isOlder || !isGenuine(presented, tenant.id, secrets.refreshToken)) return undefined;
  const successor = deriveRefreshSecret(presented, tenant.id, secrets.refreshToken);
  return { ...stored, presented, rotated: { successor: isOfNow(successor) ? successor : undefined } };
}

/** A JWT access token is found by its `jti`. An ID token or another server's JWT is none (RFC 9068 §4). */
async function readJwt(text: string, ctx: ProtocolContext) {
  if (!text.includes(".")) return undefined;
  const jwt = await verifyOwnJwt(text, await ctx.keys.publicJwks());
  const { jti, iss } = jwt?.claims ?? {};
  if (jwt?.header.typ !== "at+jwt" || iss !== ctx.issuer || typeof jti !== "string" || !isId(jti)) return undefined;
  return { id: jti, secretHash: sha256(text) };
}

/** Contract §13: the tokens of a client with the binding `sso-session` are worth something while the session lasts that they came of. */
export async function isSessionKept(
  { accessToken }: Client,
  authorization: Authorization | undefined,
  ctx: ProtocolContext,
): Promise<boolean> {
  if (accessToken.binding !== "sso-session" || authorization?.sessionId === undefined) return true;
  return ctx.isSessionLive(authorization.sessionId);
}

async function activeOf<Kind extends AccessToken | RefreshToken>(
  token: Kind,
  authorization: Authorization | undefined,
  ctx: ProtocolContext,
): Promise<ActiveToken<Kind> | undefined> {
  if (token.expiresAt <= ctx.now) return undefined;
  const [client, user] = await Promise.all([
    findClientById(token.clientId, ctx),
    authorization && findUserOf(authorization, ctx),
  ]);
  if (!client?.enabled || (authorization !== undefined && !user?.enabled)) return undefined;
  if (!(await isSessionKept(client, authorization, ctx))) return undefined;
  const active = { token, client, authorization, user };
  const organization = (isAccessToken(token) ? token : authorization)?.extras?.organization;
  return organization === undefined ? active : activeInOrganization(active, organization.id, ctx);
}

/** Security bar 23.2: what was taken from a user, a client or an organization is taken from the tokens at once. */
async function activeInOrganization<Kind extends AccessToken | RefreshToken>(
  active: ActiveToken<Kind>,
  organizationId: string,
  ctx: ProtocolContext,
): Promise<ActiveToken<Kind> | undefined> {
  const { token, client, authorization, user } = active;
  const access = await findOrganizationAccess(organizationId, client, user, ctx);
  if (access.kind !== "open") return undefined;
  return {
    token: isAccessToken(token) ? asOfNow(token, access) : token,
    client,
    authorization: authorization && asOfNow(authorization, access),
    user,
  };
}

function isAccessToken<Kind extends AccessToken | RefreshToken>(token: Kind): token is Kind & AccessToken {
  return "format" in token;
}
