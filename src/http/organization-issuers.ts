import type { FastifyInstance, FastifyRequest } from "fastify";
import { isId } from "../crypto/ids.ts";
import { withOrganization } from "../protocol/authorize/requested-organization.ts";
import type { Tenant } from "../protocol/model.ts";
import { namesOf } from "../protocol/organization-access.ts";
import { findOrganizationWorld, type OrganizationWorld } from "../protocol/organization-world.ts";
import { pairsOf } from "../protocol/parameters.ts";
import { formOf, queryOf } from "./endpoint.ts";
import { go } from "./go.ts";
import { PATHS, tenantPath } from "./paths.ts";
import type { Services } from "./services.ts";
import { findTenants, refuseTenant } from "./tenants.ts";

/** What the URLs of a tenant's organizations begin with, below the tenant's own. */
export const ORGANIZATION_PATH = "/o/:organization";

/** Its applications are made by its administrators alone. */
const REGISTRATION_OFF = { clientRegistration: "off", clientIdMetadataDocuments: false } as const;

/**
 * Lets each request below `/t/:tenant/o/:organization` meet the organization as a tenant of its own: its applications, its people, its keys
 * and its issuer (contract §1.1). Nobody is told whether one that is not served is there.
 */
export function findOrganizationIssuers(app: FastifyInstance, services: Services): void {
  const roots = new WeakMap<FastifyRequest, Tenant>();
  findTenants(app, services.store);
  app.addHook("onRequest", async (request, reply) => {
    const { organization: id } = request.params as { organization: string };
    const { tenant } = request;
    const store = services.store.forTenant(tenant.id);
    const world = isId(id) ? await findOrganizationWorld(id, { tenant, store }) : undefined;
    if (world?.kind !== "open") return refuseTenant(request, reply, 404, `invalid organization : ${id}`);
    roots.set(request, tenant);
    request.tenant = issuingTenant(world, tenant);
  });
  app.addHook("preHandler", async (request, reply) => {
    const root = roots.get(request);
    const elsewhere = root && (await sharedApplicationUrl(request, root, services));
    if (elsewhere !== undefined) return go(request, reply, elsewhere);
  });
}

/** The request as it would be at the organization's own endpoints. */
export function atIssuerOf(world: OrganizationWorld, request: FastifyRequest): FastifyRequest {
  return Object.create(request, { tenant: { value: issuingTenant(world, request.tenant) } }) as FastifyRequest;
}

function issuingTenant({ tenant, organization }: OrganizationWorld, root: Tenant): Tenant {
  return {
    ...tenant,
    handle: `${root.handle}/o/${organization.id}`,
    settings: { ...tenant.settings, ...REGISTRATION_OFF },
    organization: namesOf(organization),
  };
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
