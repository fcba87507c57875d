import type { FastifyReply, FastifyRequest } from "fastify";
import type { Client } from "../protocol/model/client.ts";
import type { Settings } from "../settings.ts";
import { NativeError } from "./native-error.ts";
import { requestStore, type Services } from "./services.ts";

/**
 * Lets a script of a registered origin read this answer. The endpoint itself is open to no script (security bar 8.4): what it otherwise
 * answers is for the browser alone.
 */
export async function showToOrigin(request: FastifyRequest, reply: FastifyReply, services: Services): Promise<void> {
  const { origin } = request.headers;
  reply.header("vary", "Origin");
  if (origin === undefined || !(await requestStore(request, services).store.clients.allowsOrigin(origin))) return;
  reply.header("access-control-allow-origin", origin).header("access-control-allow-credentials", "true");
  reply.header("access-control-expose-headers", "retry-after");
}

/**
 * Refuses a page of another site than the application's own: it could sign its visitor in as somebody else, or use the session that they
 * have (security bar 14.3). Programs that are no browser name no origin.
 */
export function verifyOrigin(request: FastifyRequest, client: Client, settings: Settings): void {
  const { origin, "sec-fetch-site": site } = request.headers;
  const isForeign = origin === undefined ? site === "cross-site" : !isOriginOf(origin, client, settings);
  if (!isForeign) return;
  throw new NativeError("ABA-60001", "The origin is none of the application's.", { status: 403 });
}

function isOriginOf(origin: string, { allowedOrigins }: Client, { baseUrl }: Settings): boolean {
  return origin === new URL(baseUrl).origin || allowedOrigins.includes(origin);
}
