import type { FastifyRequest } from "fastify";
import type { AccountWorld } from "../accounts/account-world.ts";
import { tellOfEnd } from "./end-session.ts";
import { notifyIn } from "./notifying.ts";
import { requestStore, type Services } from "./services.ts";

/** The world as registration and recovery see it, of the tenant's own people. */
export function accountWorld(request: FastifyRequest, services: Services): AccountWorld {
  const { tenant } = request;
  const root = { tenant, ...requestStore(request, services) };
  return {
    ...root,
    root,
    notify: notifyIn(root, undefined, services),
    isBreached: services.isBreached,
    async sessionsEnded(user, sessions) {
      await tellOfEnd(request, user, sessions, services);
    },
  };
}

/** Counts a request about an account that nobody has signed in for: the seconds to wait when too many come from the address (security bar 18.5). */
export function accountWait(request: FastifyRequest, services: Services): number | undefined {
  const { now } = requestStore(request, services);
  const key = `${request.tenant.id} ${request.ip}`;
  const seconds = services.accountRequests.waitSeconds(key, now);
  if (seconds === undefined) services.accountRequests.fail(key, now);
  return seconds;
}
