import type { FastifyRequest } from "fastify";

/** Below the tenant's URL. */
export const SCIM_PATH = "/scim2/";
/** The schema of SCIM's errors (RFC 7644 §3.12). */
export const SCIM_ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";

/** Whether the request is one of SCIM's. */
export function isScim({ routeOptions }: FastifyRequest): boolean {
  return ["", "/o"].some((place) => routeOptions.url?.startsWith(`/t/:tenant${place}${SCIM_PATH}`));
}
