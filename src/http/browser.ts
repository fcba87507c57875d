import type { FastifyReply, FastifyRequest } from "fastify";
import { equalInConstantTime } from "../crypto/hashes.ts";
import type { Settings } from "../settings.ts";
import { browserHash, newBrowserName } from "../signin/form-token.ts";
import type { PendingRequest } from "../store/port/requests.ts";
import { readCookie, setCookie } from "./cookies.ts";

/** A browser's name is 43 characters; anything else in the cookie is not ours. */
const BROWSER_NAME = /^[A-Za-z0-9_-]{43}$/;

/** The browser's name; undefined when it has none yet. */
export function browserName(request: FastifyRequest, settings: Settings): string | undefined {
  const name = readCookie(request, "browser", settings);
  return name !== undefined && BROWSER_NAME.test(name) ? name : undefined;
}

/** The names that were given with the answers to these requests. */
const given = new WeakMap<FastifyReply, string>();

/** The browser's name, given to it now if it has none. */
export function nameBrowser(request: FastifyRequest, reply: FastifyReply, settings: Settings): string {
  const known = browserName(request, settings) ?? given.get(reply);
  if (known !== undefined) return known;
  const name = newBrowserName();
  given.set(reply, name);
  setCookie(request, reply, "browser", name, settings);
  return name;
}

/** Whether the pending request was begun in this browser (security bar 1.18). */
export function isBrowserOf(pending: PendingRequest, name: string | undefined): name is string {
  return name !== undefined && equalInConstantTime(pending.browserHash, browserHash(name));
}

/**
 * Whether a form came from a page of ours. A browser that says nothing about it is judged by the form's token alone (security bar
 * 14.3).
 */
export function isSameOrigin(request: FastifyRequest, settings: Settings): boolean {
  const { origin, "sec-fetch-site": site } = request.headers;
  if (origin !== undefined && origin !== settings.baseUrl) return false;
  return site === undefined || site === "same-origin" || site === "none";
}
