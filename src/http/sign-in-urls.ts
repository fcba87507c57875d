import type { FastifyRequest } from "fastify";
import type { PendingRequest } from "../store/port/requests.ts";
import { PATHS, tenantPath } from "./paths.ts";

/** The sign-in page of a pending request. */
export function signInUrl(
  request: FastifyRequest,
  { id }: PendingRequest,
  more: Readonly<Record<string, string>> = {},
): string {
  return `${tenantPath(request.tenant.handle)}${PATHS.signInPage}?${new URLSearchParams({ sessionDataKey: id, ...more })}`;
}

/** Where a pending request goes on when its user has done something for it. */
export function resumeUrl(request: FastifyRequest, { id, origin, parameters }: PendingRequest): string {
  if (origin?.ownAccount) {
    const locales = parameters.find(([name]) => name === "ui_locales")?.[1];
    const query = locales === undefined ? "" : `?${new URLSearchParams({ ui_locales: locales })}`;
    return `${tenantPath(request.tenant.handle)}${PATHS.myAccount}${query}`;
  }
  const path = origin?.memberOf ? PATHS.memberPage : origin?.polled ? PATHS.approvalPage : PATHS.authorize;
  return `${tenantPath(request.tenant.handle)}${path}?${new URLSearchParams({ sessionDataKey: id })}`;
}
