import type { ProtocolContext } from "../context.ts";
import type { Tenant } from "../model/tenant.ts";
import type { User } from "../model/user.ts";
import { scopesOfClaims } from "../tokens/claims.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";

/** Whether the user is to be asked before the client gets what it requests (security bar 25.1). */
export async function needsConsent(request: AuthorizationRequest, user: User, ctx: ProtocolContext): Promise<boolean> {
  const { client, prompt } = request;
  if (prompt.has("consent")) return true;
  if (client.skipConsent) return false;
  if (!isConsentRemembered(request)) return true;
  const allowed = await ctx.store.consents.find(user.id, client.clientId);
  // A scope that was never shown asks again; a request without any is shown once too.
  return allowed === undefined || !scopeToAllow(request, ctx.tenant).every((name) => allowed.includes(name));
}

/** What the user is asked for: the scopes, and those that hold the claims which the request names one by one (OIDC Core §5.5). */
export function scopeToAllow({ client, scope, extras }: AuthorizationRequest, tenant: Tenant): readonly string[] {
  return extras.claims === undefined
    ? scope
    : [...new Set([...scope, ...scopesOfClaims(extras.claims, client, tenant)])].sort();
}

/**
 * Whether an answer holds for the next time. Not for a client that registered itself, whom nobody has looked at, nor for a native one,
 * in whose name any program of the device can ask (RFC 8252 §8.6, security bar 25.1).
 */
export function isConsentRemembered({ client, redirectUri, extras }: AuthorizationRequest): boolean {
  // RFC 9396 §7: they say what is allowed this once, down to an amount.
  if (extras.authorizationDetails !== undefined) return false;
  if (client.registration !== undefined) return false;
  return client.applicationType !== "native" || redirectUri.startsWith("https:");
}

/** Adds the scopes of the request to what the user has allowed the client for good. */
export async function rememberConsent(request: AuthorizationRequest, user: User, ctx: ProtocolContext): Promise<void> {
  const { client } = request;
  const before = (await ctx.store.consents.find(user.id, client.clientId)) ?? [];
  const together = [...new Set([...before, ...scopeToAllow(request, ctx.tenant)])].sort();
  await ctx.store.consents.save(user.id, client.clientId, together, ctx.now);
}
