import type { FastifyReply, FastifyRequest } from "fastify";
import type { Settings } from "../settings.ts";
import { tenantPath } from "./paths.ts";

/** The server's cookies, in Asgardeo's names where it has one (contract §4). */
const COOKIES = {
  /** The session. */
  session: { name: "commonAuthId", httpOnly: true, inFrames: false },
  /** What `session_state` is made from; the check-session script reads it, in a frame of any site (security bar 15.3). */
  browserState: { name: "opbs", httpOnly: false, inFrames: true },
  /** The browser's name for itself, which pending requests and forms are tied to. */
  browser: { name: "sessionNonceCookie", httpOnly: true, inFrames: false },
  /** Marks a device that a user has signed in on. */
  device: { name: "knownDevice", httpOnly: true, inFrames: false },
  /** Marks a device that second factors are not asked for on. */
  rememberedDevice: { name: "rememberedDevice", httpOnly: true, inFrames: false },
  /** What tokens are bound to (contract §13), where an application's scripts call from a site of its own. */
  tokenBinding: { name: "atbv", httpOnly: true, inFrames: true },
} as const;

export type CookieName = keyof typeof COOKIES;

/** The cookie's value, as the browser sent it. */
export function readCookie(request: FastifyRequest, cookie: CookieName, settings: Settings): string | undefined {
  return request.cookies[cookieName(cookie, settings)];
}

/** Sets the cookie for this tenant's paths; without a lifetime it goes when the browser closes. */
export function setCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  cookie: CookieName,
  value: string,
  settings: Settings,
  lifetimeSeconds?: number,
): void {
  reply.setCookie(cookieName(cookie, settings), value, {
    ...attributes(request, cookie, settings),
    ...(lifetimeSeconds !== undefined && { maxAge: lifetimeSeconds }),
  });
}

export function clearCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  cookie: CookieName,
  settings: Settings,
): void {
  reply.clearCookie(cookieName(cookie, settings), attributes(request, cookie, settings));
}

/**
 * The cookie's name on the wire: `__Secure-`, and not `__Host-`, because the cookies are confined to one tenant's path (security bar
 * 15.3).
 */
export function cookieName(cookie: CookieName, settings: Settings): string {
  return `${isHttps(settings) ? "__Secure-" : ""}${COOKIES[cookie].name}`;
}

function attributes(request: FastifyRequest, cookie: CookieName, settings: Settings) {
  return {
    path: `${tenantPath(request.tenant.handle)}/`,
    httpOnly: COOKIES[cookie].httpOnly,
    secure: isHttps(settings),
    // Browsers take None from https alone.
    sameSite: COOKIES[cookie].inFrames && isHttps(settings) ? "none" : "lax",
  } as const;
}

function isHttps({ baseUrl }: Settings): boolean {
  return baseUrl.startsWith("https:");
}
