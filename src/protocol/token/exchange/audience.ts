import type { ProtocolContext } from "../../context.ts";
import { OAuthError } from "../../errors.ts";
import type { AccessToken } from "../../model/authorization.ts";
import type { Client } from "../../model/client.ts";
import type { Tenant } from "../../model/tenant.ts";
import { quoted } from "../../quoted.ts";
import { narrowedResources } from "../../resource.ts";
import { audienceOf } from "../../tokens/access-token-claims.ts";
import type { ActiveToken } from "../../tokens/find-token.ts";
import { isHeld } from "../confirmation.ts";
import type { GrantRequest } from "../grant.ts";

/** Whether the client may exchange the token: it was issued to the client, or names it in its audience (security bar 13.4). */
export function isMeantFor({ clientId }: Client, { token, client }: ActiveToken<AccessToken>): boolean {
  return token.clientId === clientId || [audienceOf(token, client)].flat().includes(clientId);
}

/**
 * Whether the request has shown what the token is bound to, if it has to: another client that proves who it is got the token as a resource
 * server, and cannot have that.
 */
export function isShown(
  { client, confirmation }: GrantRequest,
  active: ActiveToken<AccessToken>,
  ctx: ProtocolContext,
): boolean {
  const isBearers = active.token.clientId === client.clientId || client.publicClient;
  return !isBearers || isHeld(active, confirmation, ctx);
}

/**
 * The audience that the request asks for by `audience` and `resource` (RFC 8693 §2.1); undefined when it is the client's usual one. Refuses
 * what is not among those `allowed`, where the subject token was for them alone, or else what is not the client's to ask for.
 */
export function requestedAudience(
  { client, lists }: GrantRequest,
  allowed: readonly string[] | undefined,
  tenant: Tenant,
): readonly string[] | undefined {
  const audiences = lists.get("audience");
  const resources = lists.get("resource");
  if (audiences === undefined && resources === undefined) return allowed;
  for (const audience of audiences ?? []) {
    const known = allowed?.includes(audience) ?? isAudienceOf(client, audience, tenant);
    if (!known) throw new OAuthError("invalid_target", `Invalid audience value provided : ${quoted(audience)}`);
  }
  const identifiers = resources && narrowedResources(resources, allowed, client, tenant);
  return [...new Set([...(audiences ?? []), ...(identifiers ?? [])])];
}

function isAudienceOf(client: Client, audience: string, tenant: Tenant): boolean {
  if (audience === client.clientId || client.accessToken.audience.includes(audience)) return true;
  return (
    client.authorizedApis.some(({ identifier }) => identifier === audience) &&
    tenant.apiResources.some(({ identifier }) => identifier === audience)
  );
}
