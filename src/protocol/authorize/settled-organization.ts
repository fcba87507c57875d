import type { ProtocolContext } from "../context.ts";
import { OAuthError } from "../errors.ts";
import { findOrganizationAccess, namesOf, type OpenAccess, scopeWithin } from "../organization-access.ts";
import type { BrowserSession } from "./authorization-endpoint.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";

/** A request of which it is known where its user is at home. */
export interface SettledRequest {
  /** With what may be had in its organization, if it is for one. */
  readonly request: AuthorizationRequest;
  /** Undefined too when whoever is at the browser is nobody there. */
  readonly browser: BrowserSession | undefined;
  /** The organization whose people sign in, by its id; undefined: the tenant's own. */
  readonly home: string | undefined;
}

/**
 * Holds the request against whoever is at the browser: people of an organization are signed in for that one alone, and the tenant's own for
 * the tenant and for the organizations that they are members of, for whose own applications at the organization's issuer (contract §21.3). Undefined: the user has yet to say which organization is
 * meant. Who is signed in for one need not.
 */
export async function settleOrganization(
  request: AuthorizationRequest,
  browser: BrowserSession | undefined,
  ctx: ProtocolContext,
): Promise<SettledRequest | undefined> {
  const { organization: wanted } = request;
  const home = browser?.user.home;
  if (wanted === undefined) {
    const isMember = home !== undefined && home === ctx.above?.tenantId;
    if (isMember) return { request: ofMember(request, home), browser, home: undefined };
    return { request, browser: home === undefined ? browser : undefined, home: undefined };
  }
  const isNamed = wanted.kind === "named";
  const ofSession = wanted.kind === "to be chosen" ? home : undefined;
  const organizationId = isNamed ? wanted.organizationId : ofSession;
  if (organizationId === undefined) return undefined;
  const access = browser && (await findOrganizationAccess(organizationId, request.client, browser.user, ctx));
  if (access?.kind === "open") return { request: requestIn(request, access, home), browser, home: organizationId };
  return isNamed ? { request, browser: undefined, home: organizationId } : undefined;
}

/** At an organization's own issuer. */
function ofMember(request: AuthorizationRequest, home: string): AuthorizationRequest {
  return { ...request, extras: { ...request.extras, userOrganization: home } };
}

function requestIn(request: AuthorizationRequest, access: OpenAccess, home: string | undefined): AuthorizationRequest {
  const scope = scopeWithin(request.scope, access);
  if (scope.length === 0 && request.scope.length > 0) throw new OAuthError("invalid_scope", "Invalid Scope!");
  const userOrganization = home === undefined ? {} : { userOrganization: home };
  const extras = { ...request.extras, organization: namesOf(access.organization), ...userOrganization };
  return { ...request, scope, extras };
}
