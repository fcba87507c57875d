import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { OAuthError } from "../protocol/errors.ts";
import type { AccessToken } from "../protocol/model.ts";
import { SYSTEM_APIS } from "../protocol/system-apis.ts";
import type { ActiveToken } from "../protocol/tokens/find-token.ts";
import { acceptToken, presentedToken } from "../protocol/tokens/presented-token.ts";
import { ApiAccessError } from "./api-error.ts";
import { readCookie } from "./cookies.ts";
import { endpoint } from "./endpoint.ts";
import { tenantPath } from "./paths.ts";
import { protocolContext, type Services } from "./services.ts";

/** What stands behind the access token, with the route's scope, that let the request in; undefined: the route's other way did. */
export type Admission = ActiveToken<AccessToken> | undefined;

/** One method of an API. Each names the scope it needs (security bar 23.1). */
export interface ApiRoute {
  readonly scope: string;
  /** Another way in than the scope: asked first. */
  readonly admits?: (request: FastifyRequest) => Promise<boolean>;
  readonly handle: (request: FastifyRequest, reply: FastifyReply, admission: Admission) => unknown;
}

export type ApiRoutes = Partial<Record<"GET" | "POST" | "PUT" | "PATCH" | "DELETE", ApiRoute>>;

/**
 * Serves an API's methods at the path, below the tenant's URL, to whoever has a token with the scope. Cookies count for nothing. Throws
 * at the start for a scope that no API of ours has.
 */
export function apiEndpoint(app: FastifyInstance, url: string, routes: ApiRoutes, services: Services): void {
  const handlers = Object.entries(routes).map(([method, route]) => {
    if (!SYSTEM_APIS.some(({ scopes }) => (scopes as readonly string[]).includes(route.scope))) {
      throw new Error(`${method} ${url} names no scope`);
    }
    const handler = async (request: FastifyRequest, reply: FastifyReply) => {
      reply.header("cache-control", "no-store").header("pragma", "no-cache");
      if (await route.admits?.(request)) return route.handle(request, reply, undefined);
      return route.handle(request, reply, await requireScope(request, route.scope, services));
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
 * Refuses a request without an active access token that has the scope, in the header alone (RFC 6750 §2.1). What a user may do with
 * these APIs is for roles to say, so the token is one of a client that acts for itself (security bar 23.2).
 */
async function requireScope(
  request: FastifyRequest,
  scope: string,
  services: Services,
): Promise<ActiveToken<AccessToken>> {
  const { authorization, dpop } = request.headers;
  const proof = typeof dpop === "string" ? dpop : undefined;
  try {
    const bindingCookie = readCookie(request, "tokenBinding", services.settings);
    const presented = presentedToken({ authorization, proof, bindingCookie, form: new Map() });
    if (presented === undefined) throw unauthorized(request, services);
    const path = pathOf(request, services).slice(tenantPath(request.tenant.handle).length);
    const ctx = protocolContext(request, services);
    const active = await acceptToken(presented, { method: request.method, path }, ctx);
    if (active.user !== undefined || !active.token.scope.includes(scope)) {
      throw new ApiAccessError(403, challenge(request, services, ["error", "insufficient_scope"], ["scope", scope]));
    }
    return active;
  } catch (error) {
    // With a DPoP proof at fault the answer has to say what is wrong with it (RFC 9449 §7.1).
    if (!(error instanceof OAuthError) || error.challenge === "DPoP") throw error;
    throw new ApiAccessError(401, challenge(request, services, ["error", "invalid_token"]));
  }
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
