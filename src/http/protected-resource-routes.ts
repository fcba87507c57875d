import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { handleAt } from "../protocol/handle.ts";
import { SYSTEM_APIS, systemApiAt } from "../protocol/system-apis.ts";
import type { Settings } from "../settings.ts";
import { endpoint } from "./endpoint.ts";
import { issuerOf, tenantPath } from "./paths.ts";
import type { Services } from "./services.ts";

const PLACE = "/.well-known/oauth-protected-resource";
/** As URLs of our APIs are written. */
const PATH = /^(\/[A-Za-z0-9._~%-]+)+$/;
/** The URL of one of the tenant's organizations, and of the API below it. */
const IN_NAMED_ORGANIZATION = /^\/o\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(\/.+)$/;

/**
 * RFC 9728 §3: which server gives tokens for an API of ours, and for which scopes. The well-known part goes between the host and the path
 * of the URL that is called, whichever URL of the API it is, because the document must name that very URL (§3.3).
 */
export function rootProtectedResourceRoute(app: FastifyInstance, { settings }: Services): void {
  serve(app, `${PLACE}/t/:tenant/*`, settings, (request) => `/${(request.params as { "*": string })["*"]}`);
}

/** The same below each API, for whoever looks for it there. */
export function protectedResourceRoutes(app: FastifyInstance, { settings }: Services): void {
  for (const { identifier } of SYSTEM_APIS) serve(app, `${identifier}${PLACE}`, settings, () => identifier);
}

function serve(
  app: FastifyInstance,
  url: string,
  { baseUrl }: Settings,
  pathOf: (request: FastifyRequest) => string,
): void {
  const handler = (request: FastifyRequest, reply: FastifyReply) => {
    const path = pathOf(request);
    const [, organizationId, below] = IN_NAMED_ORGANIZATION.exec(path) ?? [];
    const api = PATH.test(path) ? systemApiAt(below === undefined ? path : `/o${below}`) : undefined;
    if (api === undefined) return reply.callNotFound();
    const { handle } = request.tenant;
    // What an organization's own applications have is of its own issuer.
    const own = organizationId === undefined ? [] : [handleAt(request.tenant, organizationId)];
    return reply.header("cache-control", "public, max-age=3600").send({
      resource: `${baseUrl}${tenantPath(handle)}${path}`,
      authorization_servers: [...own, handle].map((each) => issuerOf(baseUrl, each)),
      scopes_supported: api.scopes,
      bearer_methods_supported: ["header"],
    });
  };
  endpoint(app, url, { GET: handler, HEAD: handler });
}
