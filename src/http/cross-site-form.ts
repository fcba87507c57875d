import type { FastifyRequest } from "fastify";
import type { ReadParameters } from "../protocol/parameters.ts";
import { tenantPath } from "./paths.ts";

/** A request this long still fits into a URL. In characters. */
const LONGEST_QUERY = 8192;

/**
 * Where to send a browser whose form came from another site, and so without our SameSite cookies: the redirect brings them, and with them
 * the session. Undefined when the form is to be taken as it is.
 */
export function navigationInstead(
  request: FastifyRequest,
  { parameters, repeated }: ReadParameters,
  path: string,
): string | undefined {
  if (request.headers["sec-fetch-site"] !== "cross-site" || repeated.size > 0) return undefined;
  const query = new URLSearchParams([...parameters]).toString();
  return query.length < LONGEST_QUERY ? `${tenantPath(request.tenant.handle)}${path}?${query}` : undefined;
}
