import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ProtocolContext } from "../protocol/context.ts";
import { OAuthError } from "../protocol/errors.ts";
import { handleAt } from "../protocol/handle.ts";
import type { User } from "../protocol/model/user.ts";
import { namesOf } from "../protocol/organization-access.ts";
import { findOrganizationWorld, type OrganizationWorld } from "../protocol/organization-world.ts";
import { isApiScope } from "../protocol/scope.ts";
import { SELF_SERVICE_SCOPE, SYSTEM_SCOPES } from "../protocol/system-apis.ts";
import { acceptToken, type PresentedToken, presentedToken } from "../protocol/tokens/presented-token.ts";
import { issuingOrganizationOf } from "../protocol/tokens/token-issuer.ts";
import { atHomeIn } from "../protocol/user-home.ts";
import { type ApiCaller, authorityOf, findAdministrator } from "./api-caller.ts";
import { ApiAccessError } from "./api-error.ts";
import { readCookie } from "./cookies.ts";
import { endpoint } from "./endpoint.ts";
import { issuerOf, tenantPath } from "./paths.ts";
import { protocolContext, type Services } from "./services.ts";
import { atIssuerOf, atRootOf, rootOf } from "./within.ts";

/** Who was let in for the route's scope; undefined: the route's other way did. */
export type Admission = ApiCaller | undefined;

/** One method of an API. Each names the scope it needs (security bar 23.1). */
export interface ApiRoute {
  readonly scope: string;
  /** Another scope that lets in as well. */
  readonly otherScope?: string | undefined;
  /** It is about the organization that the token is for, and not about the tenant. */
  readonly inOrganization?: boolean | undefined;
  /** It also takes what a member of one of the tenant's organizations has a token for there. */
  readonly forMembers?: boolean | undefined;
  /** Another way in than the scope: asked first. */
  readonly admits?: (request: FastifyRequest) => Promise<boolean>;
  readonly handle: (request: FastifyRequest, reply: FastifyReply, admission: Admission) => unknown;
}

export type ApiRoutes = Partial<Record<"GET" | "POST" | "PUT" | "PATCH" | "DELETE", ApiRoute>>;

/**
 * Serves an API's methods at the path, below the tenant's URL, to whoever has a token with the scope. Cookies count for nothing. Throws
 * for a scope that no API of ours has.
 */
export function apiEndpoint(app: FastifyInstance, url: string, routes: ApiRoutes, services: Services): void {
  const handlers = Object.entries(routes).map(([method, route]) => {
    if (!SYSTEM_SCOPES.has(route.scope) && route.scope !== SELF_SERVICE_SCOPE) {
      throw new Error(`${method} ${url} names no scope`);
    }
    const handler = async (request: FastifyRequest, reply: FastifyReply) => {
      reply.header("cache-control", "no-store").header("pragma", "no-cache");
      if (await route.admits?.(request)) return route.handle(request, reply, undefined);
      return route.handle(request, reply, await requireScope(request, route, services));
    };
    return [method, handler];
  });
  endpoint(app, url, Object.fromEntries(handlers));
}

/** What a request shows that was let in by nothing. */
export function unauthorized(request: FastifyRequest, services: Services): ApiAccessError {
  return new ApiAccessError(401, challenge(request, services));
}

/**
 * Refuses a request without an active access token that has the scope, in the header alone (RFC 6750 §2.1), and one whose application or
 * user may not have the scope any more (security bar 23.2).
 */
async function requireScope(request: FastifyRequest, route: ApiRoute, services: Services): Promise<ApiCaller> {
  const { authorization, dpop } = request.headers;
  const ctx = protocolContext(request, services);
  try {
    // A name and a password say nothing of an organization.
    const administrator = route.inOrganization
      ? undefined
      : await findAdministrator(authorization, ctx, services.settings);
    if (administrator !== undefined) {
      const authority = await authorityOf(administrator, ctx);
      if (!scopesOf(route).some((scope) => authority.has(scope))) throw forbidden(request, route, services);
      return administrator;
    }
    const proof = typeof dpop === "string" ? dpop : undefined;
    const bindingCookie = readCookie(request, "tokenBinding", services.settings);
    const presented = presentedToken({ authorization, proof, bindingCookie, form: new Map() });
    if (presented === undefined) throw unauthorized(request, services);
    const { caller: accepted, at } = await acceptCaller(presented, request, services);
    const caller = route.forMembers ? asTenantsOwn(accepted, request) : accepted;
    const held = scopesOf(route).filter((scope) => caller.token.scope.includes(scope));
    if (!isForPlace(caller, route, request) || !(await mayUse(held, caller, at))) {
      throw forbidden(request, route, services);
    }
    return caller;
  } catch (error) {
    // With a DPoP proof at fault the answer has to say what is wrong with it (RFC 9449 §7.1).
    if (!(error instanceof OAuthError) || error.challenge === "DPoP") throw error;
    throw new ApiAccessError(401, challenge(request, services, ["error", "invalid_token"]));
  }
}

/** Who calls with the token, and where it is of: the tenant's own issuer, or that of the organization that it names. */
async function acceptCaller(presented: PresentedToken, request: FastifyRequest, services: Services) {
  const root = atRootOf(request);
  const { baseUrl } = services.settings;
  const id = issuingOrganizationOf(presented.text, (each) => issuerOf(baseUrl, handleAt(root.tenant, each)));
  const found = id === undefined ? undefined : await findOrganizationWorld(id, rootOf(root, services));
  const issuer = found?.kind === "open" ? found : undefined;
  const { tenantUrl, mutualTlsUrl } = protocolContext(root, services);
  const at = issuer === undefined ? root : atIssuerOf(issuer, root);
  // A proof names the URL that is called (RFC 9449 §4.3).
  const ctx = { ...protocolContext(at, services), tenantUrl, mutualTlsUrl };
  const path = pathOf(request, services).slice(tenantPath(root.tenant.handle).length);
  const active = await acceptToken(presented, { method: request.method, path }, ctx);
  if (issuer === undefined) return { caller: active, at: ctx };
  const { token, user } = active;
  const extras = { ...token.extras, organization: namesOf(issuer.organization) };
  const caller = {
    ...active,
    issuer,
    token: { ...token, extras },
    user: user && asSeenFromAbove(user, issuer),
  };
  return { caller, at: ctx };
}

/** Somebody for whom an organization's own application calls: one of its people, or of the tenant's, who is at home there. */
function asSeenFromAbove(user: User, { organization }: OrganizationWorld): User {
  const { home, ...person } = user;
  return home === undefined ? atHomeIn(organization, user) : person;
}

/**
 * A member of an organization as the tenant's user that they are, who may read of themselves what SDKs ask the tenant for after a switch
 * (contract §24.10): nothing else that the token is good for in the organization counts. Anybody else stays who they are.
 */
function asTenantsOwn(caller: TokenBearer, { within }: FastifyRequest): TokenBearer {
  const { token, user, issuer } = caller;
  const { organization, ...extras } = token.extras ?? {};
  const isMember = organization !== undefined && user !== undefined && user.home === undefined;
  if (!isMember || issuer !== undefined || within !== undefined) return caller;
  return { ...caller, token: { scope: token.scope.filter((name) => name === SELF_SERVICE_SCOPE), extras } };
}

type TokenBearer = ApiCaller & { readonly token: NonNullable<ApiCaller["token"]> };

/** A token for an organization is for that one, and neither for the tenant above it nor for another one; nor is it the other way round. */
function isForPlace({ token }: ApiCaller, route: ApiRoute, { within }: FastifyRequest): boolean {
  const organizationId = token?.extras?.organization?.id;
  if (!route.inOrganization) return organizationId === undefined;
  return organizationId !== undefined && organizationId === (within?.world.organization.id ?? organizationId);
}

/** Whether one of the scopes, which the token has, is still for its client and, where it speaks for a user, that user's. */
async function mayUse(held: readonly string[], caller: ApiCaller, ctx: ProtocolContext): Promise<boolean> {
  const { client, user } = caller;
  if (user !== undefined && held.includes(SELF_SERVICE_SCOPE)) return true;
  const still = held.filter((scope) => client !== undefined && isApiScope(scope, client, ctx.tenant));
  if (still.length === 0) return false;
  const authority = await authorityOf(caller, ctx);
  return still.some((scope) => authority.has(scope));
}

function scopesOf({ scope, otherScope }: ApiRoute): string[] {
  return otherScope === undefined ? [scope] : [scope, otherScope];
}

function forbidden(request: FastifyRequest, { scope }: ApiRoute, services: Services): ApiAccessError {
  return new ApiAccessError(403, challenge(request, services, ["error", "insufficient_scope"], ["scope", scope]));
}

/** RFC 9728 §5.1: where to read which server gives tokens for this. */
function challenge(request: FastifyRequest, services: Services, ...parameters: [string, string][]): string {
  const metadata = `${services.settings.baseUrl}/.well-known/oauth-protected-resource${pathOf(request, services)}`;
  const all = [...parameters, ["resource_metadata", metadata]];
  return `Bearer ${all.map(([name, value]) => `${name}="${value}"`).join(", ")}`;
}

/** The path of the request, written as URLs are: what it came with may hold a quotation mark. */
function pathOf({ url }: FastifyRequest, { settings }: Services): string {
  return new URL(url, settings.baseUrl).pathname;
}
