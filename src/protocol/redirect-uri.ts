import type { Client } from "./model/client.ts";

/** A registered loopback URI whose port may differ in a request (RFC 8252 §7.3). */
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(?::\d{1,5})?(?=[/?]|$)/;

/**
 * Whether the request's redirect URI is one that the client registered: the same string (RFC 9700 §2.1), or for a public client
 * a loopback URI that differs in its port alone (RFC 8252 §7.3, security bar 2.2).
 */
export function isRegisteredRedirectUri(client: Client, redirectUri: string): boolean {
  if (client.redirectUris.includes(redirectUri)) return true;
  if (!client.publicClient || !LOOPBACK.test(redirectUri) || !URL.canParse(redirectUri)) return false;
  const requested = withoutPort(redirectUri);
  return client.redirectUris.some((registered) => LOOPBACK.test(registered) && withoutPort(registered) === requested);
}

/** Why a URI cannot be registered as a redirect URI, as a half sentence; undefined when it can (security bar 2.3). */
export function redirectUriFault(uri: string): string | undefined {
  if (/[*\s]/.test(uri)) return "contains a wildcard or a blank";
  if (!/^[\x21-\x7e]+$/.test(uri)) return "holds a character that a URI must percent-encode (RFC 3986 §2)";
  if (!URL.canParse(uri)) return "is not an absolute URI";
  const url = new URL(uri);
  if (uri.includes("#")) return "has a fragment (RFC 6749 §3.1.2)";
  if (url.username !== "" || url.password !== "") return "holds a user name or a password";
  if (url.protocol === "https:") return undefined;
  if (url.protocol === "http:") {
    return LOOPBACK.test(uri) ? undefined : "uses http, which is for loopback addresses only (RFC 8252 §8.3)";
  }
  // RFC 8252 §7.1: a private-use scheme is a reversed domain name, which also rules out javascript:, data:, file: and blob:.
  return url.protocol.includes(".")
    ? undefined
    : "uses a scheme that is neither https nor a reversed domain name (RFC 8252 §7.1)";
}

/** Characters that stand for themselves, and others with a backslash in front, which then do so too. */
const LITERALS = /^regexp=\((?<list>(?:[^()\\[\]*+?^$]|\\[.*+?^${}()|[\]])+)\)$/;

/**
 * The URIs behind one of Asgardeo's `callbackURLs` entries, where several stand as `regexp=(a|b)`. Taken as a list of literals:
 * no pattern is evaluated, ever (security bar 2.4). Undefined for an entry that is a real pattern.
 */
export function expandCallbackUrl(entry: string): string[] | undefined {
  if (!entry.startsWith("regexp=")) return [entry];
  const list = LITERALS.exec(entry)?.groups?.list;
  return list?.split(/(?<!\\)\|/).map((uri) => uri.replaceAll(/\\(.)/g, "$1"));
}

function withoutPort(uri: string): string {
  return uri.replace(LOOPBACK, "http://$1");
}
