import type { FastifyReply, FastifyRequest } from "fastify";
import type { AssembledRequest } from "../protocol/authorize/assembled-request.ts";
import { findResponseTarget } from "../protocol/authorize/authorization-request.ts";
import type { ProtocolContext } from "../protocol/context.ts";

const SHARED = new WeakSet<FastifyRequest>();

/**
 * Whether the request is for a window that the very application has opened which the answer goes to, and which waits for it there: it says so
 * (`display=popup`, OIDC Core §3.1.2.1), and the browser says that it comes from the redirect URI's origin.
 */
export async function isPopUp(
  { headers }: FastifyRequest,
  { sent, fault }: AssembledRequest,
  ctx: ProtocolContext,
): Promise<boolean> {
  const { referer } = headers;
  if (sent.parameters.get("display") !== "popup" || fault !== undefined) return false;
  if (referer === undefined || !URL.canParse(referer)) return false;
  const { redirectUri } = await findResponseTarget(sent, ctx);
  const { origin } = new URL(redirectUri);
  // Applications of a device have no origin.
  return origin !== "null" && new URL(referer).origin === origin;
}

/** The answer leaves the window to whoever has opened it. */
export function keepOpener(request: FastifyRequest): void {
  SHARED.add(request);
}

/**
 * Without it the application could not see the window come back: browsers part a page and its opener unless both ask for the same (HTML,
 * cross-origin opener policies), redirects too.
 */
export function showToOpener(request: FastifyRequest, reply: FastifyReply): void {
  if (SHARED.has(request)) reply.header("cross-origin-opener-policy", "unsafe-none");
}
