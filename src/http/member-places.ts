import type { FastifyRequest } from "fastify";
import { findResponseTarget } from "../protocol/authorize/authorization-request.ts";
import type { ProtocolContext } from "../protocol/context.ts";
import { handleAt } from "../protocol/handle.ts";
import type { SignInStep } from "../protocol/model/application.ts";
import type { Client } from "../protocol/model/client.ts";
import { findOrganizationWorld, type OrganizationWorld } from "../protocol/organization-world.ts";
import type { MemberReference, PendingRequest } from "../store/port/requests.ts";
import { PATHS, tenantPath } from "./paths.ts";
import { assembledFrom, findWaiting } from "./pending-requests.ts";
import { protocolContext, type Services } from "./services.ts";
import { atIssuerOf, rootOf } from "./within.ts";

/** A request at an organization's own issuer that waits for one of the tenant's people who are members. */
export interface WaitingForMember {
  readonly world: OrganizationWorld;
  readonly pending: PendingRequest;
  readonly client: Client;
  readonly redirectUri: string;
  /** What the organization's own issuer knows of the world. */
  readonly ctx: ProtocolContext;
}

/** What waits, from a request at the tenant's URL. Undefined when nothing is left to sign in for. */
export async function findWaitingForMember(
  { organizationId, requestId }: MemberReference,
  request: FastifyRequest,
  services: Services,
): Promise<WaitingForMember | undefined> {
  const world = await findOrganizationWorld(organizationId, rootOf(request, services));
  if (world.kind !== "open") return undefined;
  const there = atIssuerOf(world, request);
  const pending = await findWaiting(there, requestId, services);
  const { native, polled, ownAccount } = pending?.origin ?? {};
  if (pending === undefined || native || ownAccount || polled !== undefined) return undefined;
  const ctx = protocolContext(there, services);
  const { client, redirectUri } = await findResponseTarget(assembledFrom(pending).sent, ctx);
  return { world, pending, client, redirectUri, ctx };
}

/**
 * The steps as they are gone through at the tenant, where the organization's connections are not: with the ways of the server itself alone.
 * Undefined: one of the steps has none.
 */
export function stepsAtTenant(steps: readonly SignInStep[]): readonly SignInStep[] | undefined {
  const own = steps.map((step) => ({ ...step, options: step.options.filter(({ idp }) => idp === "LOCAL") }));
  return own.every(({ options }) => options.length > 0) ? own : undefined;
}

/** From an organization's own sign-in page to the tenant. */
export function toTenantUrl({ within, tenant }: FastifyRequest, { id }: PendingRequest): string {
  const query = new URLSearchParams({ organization: within?.world.organization.id ?? "", request: id });
  return `${tenantPath((within?.root ?? tenant).handle)}${PATHS.memberPage}?${query}`;
}

/** From the tenant back to the organization's request, with what is to be said there. */
export function toOrganizationUrl(
  { tenant }: FastifyRequest,
  { organizationId, requestId }: MemberReference,
  more: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams({ sessionDataKey: requestId, ...more });
  return `${tenantPath(handleAt(tenant, organizationId))}${PATHS.memberPage}?${query}`;
}
