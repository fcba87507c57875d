import type { FastifyRequest } from "fastify";
import type { AccountWorld } from "../accounts/account-world.ts";
import { knownDeviceId } from "../signin/known-device.ts";
import { networkOf } from "../throttling/network-of.ts";
import { readCookie } from "./cookies.ts";
import { tellOfEndIn } from "./end-session.ts";
import { notifyIn } from "./notifying.ts";
import { requestStore, type Services, signInContext } from "./services.ts";
import { atRootOf, rootOf } from "./within.ts";

/** The world as registration and recovery see it: of the tenant's own people, or at the URL of an organization of that one's. */
export function accountWorld(request: FastifyRequest, services: Services): AccountWorld {
  const world = request.within?.world;
  const here = requestStore(request, services);
  const deviceCookie = readCookie(request, "device", services.settings);
  const signIn = signInContext(request, services, world);
  const root = world === undefined ? { tenant: request.tenant, store: here.store } : rootOf(request, services);
  return {
    ...here,
    tenant: world?.tenant ?? request.tenant,
    root,
    notify: notifyIn(root, world, services),
    isBreached: services.isBreached,
    isKnownHere: (userName) => knownDeviceId(deviceCookie, userName, signIn) !== undefined,
    sessionsEnded: (user, sessions) => tellOfEndIn(world, atRootOf(request), user, sessions, services),
  };
}

/** Counts a request about an account that nobody has signed in for: the seconds to wait when too many come from the address (security bar 18.5). */
export function accountWait(request: FastifyRequest, services: Services): number | undefined {
  const { now } = requestStore(request, services);
  const key = `${request.tenant.id} ${networkOf(request.ip)}`;
  const seconds = services.accountRequests.waitSeconds(key, now);
  if (seconds === undefined) services.accountRequests.fail(key, now);
  return seconds;
}
