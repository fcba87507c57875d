import assert from "node:assert/strict";
import { type JWTPayload, SignJWT } from "jose";
import { type Answer, TestClient } from "./client.ts";
import type { RequestKey } from "./request-objects.ts";
import type { TestServer } from "./server.ts";

export const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/** The two secrets of the client `secret`. */
export const SECRET = "a secret that both sides know, of more than 32 bytes";
export const OLD_SECRET = "the secret before, which works for a while yet, as long";

type Changes = Readonly<Record<string, unknown>>;

/** What an assertion is signed with. */
export type AssertionKey = Pick<RequestKey, "algorithm" | "privateKey"> | { algorithm: string; privateKey: Uint8Array };

export function secretKey(secret = SECRET, algorithm = "HS256"): AssertionKey {
  return { algorithm, privateKey: Buffer.from(secret) };
}

let assertions = 0;

/** The claims of an assertion in order (RFC 7523 §3), changed by `changes`; undefined takes one out. */
export function assertionClaims(server: TestServer, clientId: string, changes: Changes = {}): JWTPayload {
  const { now } = server.clock;
  assertions += 1;
  const claims = {
    iss: clientId,
    sub: clientId,
    aud: server.url("/oauth2/token"),
    jti: `assertion ${assertions}`,
    iat: now,
    exp: now + 60,
    ...changes,
  };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

export function signAssertion(claims: JWTPayload, by: AssertionKey, header: Changes = {}): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: by.algorithm, ...header }).sign(by.privateKey);
}

let addresses = 0;

/**
 * Sends an assertion to the introspection endpoint, which needs nothing but the client's authentication, or to another one. It comes
 * from another address each time, so that the failures of one test do not slow another; the server must trust its proxy.
 */
export function sendAssertion(
  server: TestServer,
  assertion: string,
  form: Readonly<Record<string, string | undefined>> = {},
  path = "/oauth2/introspect",
): Promise<Answer> {
  addresses += 1;
  const sent = { token: "abc", client_assertion_type: ASSERTION_TYPE, client_assertion: assertion, ...form };
  const headers = { "x-forwarded-for": `10.0.${addresses >> 8}.${addresses & 255}` };
  return new TestClient(server, "").post(path, sent, headers);
}

/** What every refused client is told, whatever was wrong. */
export function assertRefused({ status, headers, body }: Answer): void {
  const error_description = "Client credentials are invalid.";
  assert.deepEqual([status, body], [401, { error: "invalid_client", error_description }]);
  assert.match(headers.get("www-authenticate") as string, /^Basic realm="[^"]+"$/); // contract §5.5
  assert.equal(headers.get("cache-control"), "no-store");
}
