import type { FastifyRequest } from "fastify";
import { findRequestedOrganization } from "../protocol/authorize/requested-organization.ts";
import type { Client } from "../protocol/model.ts";
import { findOrganizationWorld, type OrganizationWorld } from "../protocol/organization-world.ts";
import type { PendingRequest } from "../store/store.ts";
import { assembledFrom } from "./pending-requests.ts";
import { protocolContext, type Services } from "./services.ts";

/** Whose people sign in for a pending request: the tenant's own, or an organization's (contract §21.3). */
export type People =
  | { readonly kind: "of the tenant" }
  | { readonly kind: "of an organization"; readonly world: OrganizationWorld }
  /** The user has to say which organization first. */
  | { readonly kind: "to be chosen" };

/** Whose people sign in for the request, as things are now. */
export async function findPeople(
  request: FastifyRequest,
  pending: PendingRequest,
  client: Client,
  services: Services,
): Promise<People> {
  const ctx = protocolContext(request, services);
  // A request that its client polls for is for the tenant's own.
  if (pending.origin?.polled !== undefined) return { kind: "of the tenant" };
  const wanted = await findRequestedOrganization(assembledFrom(pending).sent.parameters, client, ctx);
  if (wanted === undefined) return { kind: "of the tenant" };
  if (wanted.kind !== "named") return { kind: "to be chosen" };
  const world = await findOrganizationWorld(wanted.organizationId, ctx);
  return world.kind === "open" ? { kind: "of an organization", world } : { kind: "to be chosen" };
}
