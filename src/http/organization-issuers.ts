import type { FastifyInstance, FastifyRequest } from "fastify";
import { isId } from "../crypto/ids.ts";
import { withOrganization } from "../protocol/authorize/requested-organization.ts";
import type { Tenant } from "../protocol/model/tenant.ts";
import { findOrganizationWorld } from "../protocol/organization-world.ts";
import { pairsOf } from "../protocol/parameters.ts";
import { formOf, queryOf } from "./endpoint.ts";
import { go } from "./go.ts";
import { PATHS, tenantPath } from "./paths.ts";
import type { Services } from "./services.ts";
import { findTenants, refuseTenant } from "./tenants.ts";
import { issuingTenant } from "./within.ts";

/** What the URLs of a tenant's organizations begin with, below the tenant's own. */
export const ORGANIZATION_PATH = "/o/:organization";

/**
 * Lets each request below `/t/:tenant/o/:organization` meet the organization as a tenant of its own: its applications, its people, its keys
 * and its issuer (contract §1.1). Nobody is told whether one that is not served is there.
 */
export function findOrganizationIssuers(app: FastifyInstance, services: Services): void {
  findTenants(app, services.store);
  app.addHook("onRequest", async (request, reply) => {
    const { organization: id } = request.params as { organization: string };
    const { tenant } = request;
    const store = services.store.forTenant(tenant.id);
    const world = isId(id) ? await findOrganizationWorld(id, { tenant, store }) : undefined;
    if (world?.kind !== "open") return refuseTenant(request, reply, 404, `invalid organization : ${id}`);
    request.within = { root: tenant, world };
    request.tenant = issuingTenant(world, tenant);
  });
  app.addHook("preHandler", async (request, reply) => {
    const root = request.within?.root;
    const elsewhere = root && (await sharedApplicationUrl(request, root, services));
    if (elsewhere !== undefined) return go(request, reply, elsewhere);
  });
}

/**
 * Where an authorization request of an application of the tenant goes on that is shared with the organization (contract §21.3): its
 * people sign in to it by the tenant's own endpoint. Undefined for every other request.
 */
async function sharedApplicationUrl(
  request: FastifyRequest,
  root: Tenant,
  { store }: Services,
): Promise<string | undefined> {
  if (!request.routeOptions.url?.endsWith(`${ORGANIZATION_PATH}${PATHS.authorize}`)) return undefined;
  const sent = request.method === "POST" ? formOf(request) : queryOf(request);
  const clientId = sent.parameters.get("client_id");
  if (clientId === undefined || sent.repeated.size > 0) return undefined;
  if ((await store.forTenant(request.tenant.id).clients.find(clientId)) !== undefined) return undefined;
  if ((await store.forTenant(root.id).clients.find(clientId)) === undefined) return undefined;
  const parameters = withOrganization(pairsOf(sent), request.tenant.id);
  const query = new URLSearchParams(parameters.map(([name, value]): [string, string] => [name, value]));
  return `${tenantPath(root.handle)}${PATHS.authorize}?${query}`;
}
