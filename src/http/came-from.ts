import type { FastifyRequest } from "fastify";
import type { PendingRequest } from "../store/port/requests.ts";
import { findPending } from "./pending-requests.ts";
import { protocolContext, type Services } from "./services.ts";
import { signInTarget } from "./sign-in-flow.ts";

/** The sign-in that somebody has left to register, if it waits still, and for this browser (security bar 1.18). */
export async function cameFrom(
  requestId: string | undefined,
  request: FastifyRequest,
  services: Services,
): Promise<PendingRequest | undefined> {
  const found = requestId === undefined ? undefined : await findPending(request, requestId, services);
  return found?.kind === "found" ? found.pending : undefined;
}

/** Where that sign-in leads in the end; undefined: nowhere but here, or there is none. */
export async function targetOfOrigin(
  requestId: string | undefined,
  request: FastifyRequest,
  services: Services,
): Promise<string | undefined> {
  const pending = await cameFrom(requestId, request, services);
  const ctx = protocolContext(request, services);
  return pending && (await signInTarget(request, pending, ctx, services))?.redirectUri;
}
