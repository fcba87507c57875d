import type { ProtocolContext } from "../context.ts";
import type { AccessToken, AccessTokenExtras, Authorization } from "../model/authorization.ts";
import type { Client } from "../model/client.ts";
import type { Tenant } from "../model/tenant.ts";
import type { User } from "../model/user.ts";
import { organizationClaims } from "./organization-claims.ts";
import { subjectOf } from "./subject.ts";

/** What stands behind an access token. */
export interface DescribedAccessToken {
  readonly token: Omit<AccessToken, "secretHash">;
  readonly client: Client;
  readonly user: User | undefined;
  readonly authorization: Authorization | undefined;
}

/**
 * What a JWT access token says but for its scope and the user's claims (RFC 9068 §2.2), with Asgardeo's `aut`, `azp` and `nbf` (contract
 * §7.3).
 */
export function accessTokenClaims(
  described: DescribedAccessToken,
  ctx: Pick<ProtocolContext, "issuer" | "tenant">,
): Record<string, unknown> {
  const { token, client, user, authorization } = described;
  return {
    sub: user === undefined ? client.clientId : subjectOf(user, client, ctx),
    aut: user === undefined ? "APPLICATION" : "APPLICATION_USER",
    iss: ctx.issuer,
    client_id: client.clientId,
    azp: client.clientId,
    aud: audienceOf(token, client),
    nbf: token.issuedAt,
    iat: token.issuedAt,
    exp: token.expiresAt,
    jti: token.id,
    ...(authorization !== undefined && { auth_time: authorization.authTime }),
    ...(authorization?.extras?.acr !== undefined && { acr: authorization.extras.acr }),
    ...extraClaims(token.extras, user, ctx.tenant),
  };
}

/** What few access tokens have: the same in a JWT and in an introspection answer. */
export function extraClaims(extras: AccessTokenExtras | undefined, user: User | undefined, tenant: Tenant) {
  if (extras === undefined) return organizationClaims(undefined, user, tenant);
  const { confirmation, actor, authorizationDetails, organization } = extras;
  const { cookie, ...cnf } = confirmation ?? {};
  const { jkt, "x5t#S256": x5t } = cnf;
  return {
    ...(Object.keys(cnf).length > 0 && { cnf }),
    // Asgardeo's names for the same (contract §7.3, §13).
    ...(jkt !== undefined && { binding_type: "DPoP", binding_ref: jkt }),
    ...(jkt === undefined && x5t !== undefined && { binding_type: "certificate", binding_ref: x5t }),
    ...(cookie !== undefined && { binding_type: "cookie", binding_ref: cookie }),
    ...(actor && { act: actor }),
    ...(authorizationDetails && { authorization_details: authorizationDetails }),
    ...organizationClaims(organization, user, tenant),
  };
}

/** The APIs that the token was asked for alone (RFC 8707 §2), else the client and what else it is configured for. */
export function audienceOf({ extras }: Pick<AccessToken, "extras">, { clientId, accessToken }: Client) {
  const all = extras?.audience ?? [clientId, ...accessToken.audience];
  return all.length === 1 ? all[0] : all;
}
