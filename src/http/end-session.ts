import { setTimeout } from "node:timers/promises";
import type { FastifyRequest } from "fastify";
import { frontChannelUrls, sendLogoutNotices } from "../protocol/logout-notices.ts";
import type { Session } from "../protocol/model/session.ts";
import type { User } from "../protocol/model/user.ts";
import { findOrganizationWorld, type OrganizationWorld } from "../protocol/organization-world.ts";
import { handOverClients, type SessionClient, takeClientsOf } from "../protocol/session-clients.ts";
import { atHomeIn } from "../protocol/user-home.ts";
import { endSession, type LiveSession } from "../signin/sessions.ts";
import { protocolContext, type Services, signInContext } from "./services.ts";
import { atIssuerOf, rootOf } from "./within.ts";

/** How long the user waits for the applications that are told; whichever is slower is told while the user goes on. */
const LONGEST_WAIT_MILLISECONDS = 1500;

/**
 * Ends the session and tells its applications over the back channel. Returns the addresses that the browser has yet to load for those
 * that want to be told over the front channel.
 */
export async function endSessionEverywhere(
  request: FastifyRequest,
  { session, user }: Pick<LiveSession, "session" | "user">,
  services: Services,
): Promise<readonly string[]> {
  const ctx = protocolContext(request, services);
  await endSession(session, signInContext(request, services));
  return frontChannelUrls(await tellOfEnd(request, user, [session], services), ctx.issuer);
}

/**
 * Tells the applications of sessions that have ended, over the back channel, and of the tenant's own user those of the organizations that they
 * are members of: what they have opened there follows their sessions here. Returns the former.
 */
export async function tellOfEnd(
  request: FastifyRequest,
  user: User,
  sessions: readonly Session[],
  services: Services,
): Promise<readonly SessionClient[]> {
  const member = { ...user, home: request.tenant.id };
  for (const there of await atOrganizationsOf(user, request, services)) {
    await tellClients(there, member, sessions, services);
  }
  return tellClients(request, user, sessions, services);
}

/** The request as it would be at the issuers of the organizations where sessions follow the user's here: only of the tenant's own. */
async function atOrganizationsOf(user: User, request: FastifyRequest, services: Services): Promise<FastifyRequest[]> {
  if (request.within !== undefined || user.home !== undefined) return [];
  const root = rootOf(request, services);
  const ids = await root.store.organizationMembers.organizationsOf(user.id);
  const worlds = await Promise.all(ids.map((id) => findOrganizationWorld(id, root)));
  return worlds.flatMap((world) => (world.kind === "open" ? [atIssuerOf(world, request)] : []));
}

async function tellClients(
  request: FastifyRequest,
  user: User,
  sessions: readonly Session[],
  services: Services,
): Promise<readonly SessionClient[]> {
  const ctx = protocolContext(request, services);
  const clients = (await Promise.all(sessions.map(({ id }) => takeClientsOf(id, ctx)))).flat();
  const told = sendLogoutNotices({ user, clients }, ctx);
  await Promise.race([told, setTimeout(LONGEST_WAIT_MILLISECONDS, undefined, { ref: false })]);
  return clients;
}

/**
 * The same of one of an organization's people, from a request at the tenant's URL: they are signed in to the tenant's applications, and at the
 * organization's own issuer to its own, where they are known as no others. Without an organization of the tenant's own people.
 */
export async function tellOfEndIn(
  world: OrganizationWorld | undefined,
  request: FastifyRequest,
  user: User,
  sessions: readonly Session[],
  services: Services,
): Promise<void> {
  await tellOfEnd(request, world === undefined ? user : atHomeIn(world.organization, user), sessions, services);
  if (world !== undefined) await tellOfEnd(atIssuerOf(world, request), user, sessions, services);
}

/**
 * Ends the session in whose place a new one has begun. To the applications of a user who has signed in once more nothing has ended: they
 * are told when the new session ends. Those of another user are told now.
 */
export async function replaceSession(
  request: FastifyRequest,
  previous: LiveSession,
  next: Session,
  services: Services,
): Promise<void> {
  if (previous.user.id !== next.userId) {
    await endSessionEverywhere(request, previous, services);
    return;
  }
  await endSession(previous.session, signInContext(request, services));
  for (const place of [...(await atOrganizationsOf(previous.user, request, services)), request]) {
    await handOverClients(previous.session, next, protocolContext(place, services));
  }
}
