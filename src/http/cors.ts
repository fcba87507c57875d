import fastifyCors, { type FastifyCorsOptions } from "@fastify/cors";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { isId } from "../crypto/ids.ts";
import type { Store, TenantStore } from "../store/port/store.ts";
import { PATHS } from "./paths.ts";

/** Called by scripts of registered origins only (security bar 8.5). */
const FOR_REGISTERED_ORIGINS: ReadonlySet<string> = new Set([
  PATHS.token,
  PATHS.nativeStep,
  PATHS.pushedRequest,
  PATHS.deviceAuthorization,
  PATHS.userinfo,
  PATHS.introspect,
  PATHS.revoke,
]);
const METADATA = /\/\.well-known\/|\/oauth2\/jwks$/;
/**
 * The APIs likewise, those that are not served too: an SDK reads a 404 and goes on, but an answer that the browser hides from it
 * it takes for the sign of an expired token, and refreshes.
 */
const API = /^(\/o)?\/(scim2|api)\//;
/** The tenant, the organization whose own endpoint it is if it is one, and the endpoint. */
const TENANT_PATH = /^\/t\/([^/]+)(?:\/o\/([0-9a-f-]{36})(?=\/))?(\/[^?]*)/;

const NONE: FastifyCorsOptions = { origin: false };
/** Security bar 8.7: the metadata is public. */
const ANY: FastifyCorsOptions = { origin: "*", methods: ["GET", "HEAD"] };

/**
 * Cross-origin answers: metadata for everybody, the token endpoint, its like and the APIs for the origins that an application of the
 * tenant registered, the authorization endpoint and the pages for nobody (security bar 8.4).
 */
export async function allowCrossOrigin(app: FastifyInstance, store: Store): Promise<void> {
  await app.register(fastifyCors, { delegator: (request: FastifyRequest) => policyFor(request, store) });
}

async function policyFor(request: FastifyRequest, store: Store): Promise<FastifyCorsOptions> {
  const { origin } = request.headers;
  if (origin === undefined) return NONE;
  const [path = ""] = request.url.split("?");
  const [, handle = "", organizationId, endpoint = ""] = TENANT_PATH.exec(path) ?? [];
  const isMetadata = METADATA.test(path);
  if (!isMetadata && !FOR_REGISTERED_ORIGINS.has(endpoint) && !API.test(endpoint)) return NONE;

  const tenant = await store.tenants.find(handle);
  const world = tenant?.enabled ? worldAt(store.forTenant(tenant.id), organizationId) : undefined;
  const registered = (await (await world)?.clients.allowsOrigin(origin)) ?? false;
  // Asgardeo's SDKs fetch the keys with credentials, and to those requests a browser does not let `*` answer.
  if (isMetadata) return registered ? { ...ANY, origin, credentials: true } : ANY;
  if (!registered) return NONE;
  return {
    origin,
    credentials: true,
    methods: API.test(endpoint) ? ["GET", "POST", "PUT", "PATCH", "DELETE"] : ["GET", "POST"],
    allowedHeaders: ["authorization", "content-type", "dpop"],
    exposedHeaders: ["www-authenticate", "location", "retry-after", "dpop-nonce"],
    maxAge: 3600,
  };
}

/** The tenant's own, or that of one of its organizations: undefined where that one is not served, which nobody is told (contract §16). */
async function worldAt(tenant: TenantStore, organizationId: string | undefined): Promise<TenantStore | undefined> {
  if (organizationId === undefined) return tenant;
  const lineage = isId(organizationId) ? await tenant.organizations.lineage(organizationId) : [];
  const [organization] = lineage;
  const isServed = organization !== undefined && lineage.every(({ status }) => status === "ACTIVE");
  return isServed ? tenant.organizations.worldOf(organization) : undefined;
}
