import type { FastifyReply, FastifyRequest } from "fastify";
import { findRequestedOrganization } from "../protocol/authorize/requested-organization.ts";
import type { Client } from "../protocol/model/client.ts";
import { findOrganizationWorld, type OrganizationWorld } from "../protocol/organization-world.ts";
import type { SignInContext } from "../signin/context.ts";
import type { FlowPlace } from "../signin/flow/flow-place.ts";
import { endFlow } from "../signin/flow/sign-in-flow.ts";
import type { PendingRequest } from "../store/port/requests.ts";
import { go } from "./go.ts";
import { stepsAtTenant, toOrganizationUrl } from "./member-places.ts";
import { assembledFrom, refuseForm } from "./pending-requests.ts";
import { protocolContext, type Services } from "./services.ts";
import { resumeUrl, signInUrl } from "./sign-in-urls.ts";
import { rootOf } from "./within.ts";

/** Whose people sign in for a pending request: the tenant's own, or an organization's (contract §21.3). */
export type People =
  /** `goesOnTo`: as members of this organization. */
  | { readonly kind: "of the tenant"; readonly goesOnTo?: OrganizationWorld }
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
  const reference = pending.origin?.memberOf;
  if (reference !== undefined) {
    const world = await findOrganizationWorld(reference.organizationId, ctx);
    return world.kind === "open" ? { kind: "of the tenant", goesOnTo: world } : { kind: "of the tenant" };
  }
  // A request that its client polls for is for the tenant's own.
  if (pending.origin?.polled !== undefined) return { kind: "of the tenant" };
  const wanted = await findRequestedOrganization(assembledFrom(pending).sent.parameters, client, ctx);
  if (wanted === undefined) return { kind: "of the tenant" };
  if (wanted.kind !== "named") return { kind: "to be chosen" };
  const world = await findOrganizationWorld(wanted.organizationId, ctx);
  if (world.kind !== "open") return { kind: "to be chosen" };
  return pending.signIn?.members ? { kind: "of the tenant", goesOnTo: world } : { kind: "of an organization", world };
}

/** Whose sign-in page somebody is at: an organization's, or the tenant's as a member of one. */
interface AtSignIn {
  readonly world: OrganizationWorld | undefined;
  readonly goesOnTo: OrganizationWorld | undefined;
  readonly place: Pick<FlowPlace, "steps">;
}

/** Somebody else's sign-in page, for whoever signs in to an organization; undefined: there is none. */
export async function otherPeopleOf(
  request: FastifyRequest,
  { origin }: PendingRequest,
  { world, goesOnTo, place }: AtSignIn,
  services: Services,
): Promise<{ readonly organization: string; readonly goesOn: boolean } | undefined> {
  if (goesOnTo !== undefined) return { organization: goesOnTo.organization.name, goesOn: true };
  // To their own account the tenant's people have a way of their own; what a client polls for is not for them.
  const at = world ?? (stepsAtTenant(place.steps) && request.within?.world);
  if (at === undefined || origin?.ownAccount || origin?.polled !== undefined) return undefined;
  const { store, tenant } = rootOf(request, services);
  const hasMembers = await store.organizationMembers.hasAny(at.organization.id);
  return hasMembers ? { organization: tenant.name, goesOn: false } : undefined;
}

/**
 * From the sign-in page of an organization to that of the tenant's members, or back, as the form says: whatever was begun is over. A form
 * that was sent twice leads to one place.
 */
export async function switchPeople(
  request: FastifyRequest,
  reply: FastifyReply,
  {
    pending,
    to,
    opened,
  }: {
    readonly pending: PendingRequest;
    /** The button that was pressed. */
    readonly to: string;
    readonly opened: AtSignIn & { readonly place: FlowPlace; readonly ctx: SignInContext };
  },
  services: Services,
) {
  const { place, ctx } = opened;
  const isKnown = to === "members" || to === "own";
  const others = isKnown ? await otherPeopleOf(request, pending, opened, services) : undefined;
  if (others === undefined) return refuseForm(reply, request);
  const members = to === "members";
  if (others.goesOn === members) return go(request, reply, signInUrl(request, pending));
  // Two at once: what the other one has done counts.
  if (!(await endFlow(place, place.version, ctx))) return go(request, reply, resumeUrl(request, pending));
  const { memberOf } = pending.origin ?? {};
  if (memberOf !== undefined) return go(request, reply, toOrganizationUrl(request, memberOf));
  const { continuedUserId: _, ...signIn } = pending.signIn ?? { steps: place.steps };
  const switched = { ...pending, signIn: { ...signIn, members } };
  await ctx.store.requests.change(switched);
  return go(request, reply, signInUrl(request, switched));
}
