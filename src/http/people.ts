import type { FastifyReply, FastifyRequest } from "fastify";
import { findRequestedOrganization } from "../protocol/authorize/requested-organization.ts";
import type { Client } from "../protocol/model.ts";
import { findOrganizationWorld, type OrganizationWorld } from "../protocol/organization-world.ts";
import type { SignInContext } from "../signin/context.ts";
import type { FlowPlace } from "../signin/flow/flow-place.ts";
import { endFlow } from "../signin/flow/sign-in-flow.ts";
import type { PendingRequest } from "../store/store.ts";
import { go } from "./go.ts";
import { assembledFrom, refuseForm } from "./pending-requests.ts";
import { protocolContext, requestStore, type Services } from "./services.ts";
import { signInUrl } from "./sign-in-urls.ts";

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
}

/** Somebody else's sign-in page, for whoever signs in to an organization; undefined: there is none. */
export async function otherPeopleOf(
  request: FastifyRequest,
  { origin }: PendingRequest,
  { world, goesOnTo }: AtSignIn,
  services: Services,
): Promise<{ readonly organization: string; readonly goesOn: boolean } | undefined> {
  if (goesOnTo !== undefined) return { organization: goesOnTo.organization.name, goesOn: true };
  // To their own account the tenant's people have a way of their own.
  if (world === undefined || origin?.ownAccount) return undefined;
  const { store } = requestStore(request, services);
  const hasMembers = await store.organizationMembers.hasAny(world.organization.id);
  return hasMembers ? { organization: request.tenant.name, goesOn: false } : undefined;
}

/** From the sign-in page of an organization to that of the tenant's members, or back: whatever was begun is over. */
export async function switchPeople(
  request: FastifyRequest,
  reply: FastifyReply,
  {
    pending,
    opened: { place, ctx, ...opened },
  }: {
    readonly pending: PendingRequest;
    readonly opened: AtSignIn & { readonly place: FlowPlace; readonly ctx: SignInContext };
  },
  services: Services,
) {
  if ((await otherPeopleOf(request, pending, opened, services)) === undefined) return refuseForm(reply, request);
  await endFlow(place, place.version, ctx);
  const { continuedUserId: _, ...signIn } = pending.signIn ?? { steps: place.steps };
  const switched = { ...pending, signIn: { ...signIn, members: opened.goesOnTo === undefined } };
  await ctx.store.requests.save(switched);
  return go(request, reply, signInUrl(request, switched));
}
