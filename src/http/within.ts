import type { FastifyRequest } from "fastify";
import { handleAt } from "../protocol/handle.ts";
import type { Tenant } from "../protocol/model/tenant.ts";
import { namesOf } from "../protocol/organization-access.ts";
import type { OrganizationWorld } from "../protocol/organization-world.ts";
import type { TenantStore } from "../store/port/store.ts";
import { tenantPath } from "./paths.ts";
import type { Services } from "./services.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Set at the URL of an organization. */
    within?: Within | undefined;
  }
}

/** The organization that a URL is of, and the tenant that it lies in. */
export interface Within {
  readonly root: Tenant;
  readonly world: OrganizationWorld;
}

/** Its applications are made by its administrators alone. */
const REGISTRATION_OFF = { clientRegistration: "off", clientIdMetadataDocuments: false } as const;

/** The request as it would be at the organization's own URL. */
export function atIssuerOf(world: OrganizationWorld, request: FastifyRequest): FastifyRequest {
  const root = request.within?.root ?? request.tenant;
  const tenant = issuingTenant(world, root);
  return Object.create(request, { tenant: { value: tenant }, within: { value: { root, world } } }) as FastifyRequest;
}

/** The request as it would be at the URL of the tenant itself. */
export function atRootOf(request: FastifyRequest): FastifyRequest {
  const { within } = request;
  if (within === undefined) return request;
  return Object.create(request, {
    tenant: { value: within.root },
    within: { value: undefined },
  }) as FastifyRequest;
}

/** The organization as the tenant that its own endpoints are of: its applications, its people, its keys and its issuer (contract §1.1). */
export function issuingTenant({ tenant, organization }: OrganizationWorld, root: Tenant): Tenant {
  return {
    ...tenant,
    handle: handleAt(root, organization.id),
    settings: { ...tenant.settings, ...REGISTRATION_OFF },
    organization: namesOf(organization),
  };
}

/** The path that the URLs of the tenant begin with, or those of its organization. */
export function peoplePath(root: Tenant, organizationId: string | undefined): string {
  return tenantPath(organizationId === undefined ? root.handle : handleAt(root, organizationId));
}

/** The tenant itself with its store, wherever in it the request is. */
export function rootOf(
  { tenant, within }: FastifyRequest,
  { store }: Services,
): { tenant: Tenant; store: TenantStore } {
  const root = within?.root ?? tenant;
  return { tenant: root, store: store.forTenant(root.id) };
}
