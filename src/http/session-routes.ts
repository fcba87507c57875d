import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { parseOpaqueToken } from "../crypto/opaque-token.ts";
import { checkSessionPage } from "../pages/check-session-page.ts";
import { readSessionKey } from "../protocol/tokens/session-key.ts";
import { extendSession } from "../signin/sessions.ts";
import { currentSession } from "./authorize-routes.ts";
import { cookieName, readCookie } from "./cookies.ts";
import { endpoint, queryOf } from "./endpoint.ts";
import { ASSETS_PATH, PATHS } from "./paths.ts";
import { protocolContext, type Services, signInContext } from "./services.ts";

/** Asgardeo's refusals (contract §4). */
const REFUSALS = {
  "ISE-60001": "Invalid request",
  "ISE-60002": "Session Key param value invalid",
  "ISE-60003": "Session cookie invalid",
  "ISE-60004": "Session not available / already expired",
} as const;

/** What applications do with a session that goes on: ask whether it is still the same, and prolong it. */
export function sessionRoutes(app: FastifyInstance, services: Services): void {
  endpoint(app, PATHS.checkSession, { GET: (_request, reply) => showCheck(reply, services) });
  endpoint(app, PATHS.extendSession, { GET: (request, reply) => extend(request, reply, services) });
}

/** The one page that other sites may frame (security bar 14.1): it shows nothing and has nothing to press. */
function showCheck(reply: FastifyReply, { settings }: Services) {
  return reply
    .header("content-security-policy", "default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'")
    .removeHeader("x-frame-options")
    .header("cache-control", "public, max-age=3600")
    .type("text/html; charset=utf-8")
    .send(checkSessionPage({ assets: ASSETS_PATH, cookie: cookieName("browserState", settings) }));
}

async function extend(request: FastifyRequest, reply: FastifyReply, services: Services) {
  const refusal = await refusalOf(request, services);
  reply.header("cache-control", "no-store");
  if (refusal === undefined) return reply.send({});
  return reply.code(400).send({
    code: refusal,
    message: REFUSALS[refusal],
    description: `${REFUSALS[refusal]}.`,
    traceId: request.id,
  });
}

/** Prolongs the session that the key or the cookie names. Returns what is wrong with the request, if anything is. */
async function refusalOf(request: FastifyRequest, services: Services): Promise<keyof typeof REFUSALS | undefined> {
  const { parameters, repeated } = queryOf(request);
  const key = parameters.get("idpSessionKey");
  if (repeated.size > 0) return "ISE-60001";
  if (key !== undefined) {
    const sessionId = readSessionKey(key, protocolContext(request, services));
    if (sessionId === undefined) return "ISE-60002";
    return (await extendSession(sessionId, signInContext(request, services))) ? undefined : "ISE-60004";
  }
  const cookie = readCookie(request, "session", services.settings);
  if (cookie === undefined) return "ISE-60001";
  if (parseOpaqueToken(cookie) === undefined) return "ISE-60003";
  const live = await currentSession(request, services);
  if (live === undefined) return "ISE-60004";
  await extendSession(live.session.id, signInContext(request, services));
  return undefined;
}
