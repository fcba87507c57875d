import assert from "node:assert/strict";
import { jwtVerify } from "jose";
import { headerOf } from "../client.ts";
import { halfHash } from "../front-channel.ts";
import type { Parameters } from "./authorization.ts";
import { assertStandardClaims, type Claims } from "./claims.ts";
import type { ModuleRun } from "./module.ts";

const FIVE_MINUTES = 300;
const YEAR = 365 * 86_400;

/** What was issued with the ID token: its hash, where it is there, must be right. */
interface Beside {
  readonly accessToken?: string | undefined;
  readonly code?: string | undefined;
}

/**
 * The claims of an ID token that `jose` accepts, with everything that holds for each (OIDC Core §2, §3.1.3.7): issuer, audience, times,
 * the request's nonce, the key's id, RS256, and hashes of what came with it.
 */
export async function verifyIdToken(
  run: ModuleRun,
  idToken: string,
  request: Parameters,
  beside: Beside = {},
): Promise<Claims> {
  const { server, metadata, keys } = run.server;
  const { now } = server.clock;
  const { payload } = await jwtVerify(idToken, keys, {
    issuer: metadata.issuer,
    audience: request.client_id as string,
    algorithms: ["RS256"],
    requiredClaims: ["sub", "exp", "iat"],
    currentDate: new Date(server.clock.nowMilliseconds()),
  });
  const { sub, exp = 0, iat = 0, auth_time, acr } = payload;
  assert.equal(typeof headerOf(idToken).kid, "string");
  assert.match(sub ?? "", /^[\x20-\x7e]{1,255}$/);
  assert.ok(exp < now + 50 * YEAR);
  assert.ok(Math.abs(now - iat) <= FIVE_MINUTES);
  if (auth_time !== undefined) {
    assert.ok(Number.isInteger(auth_time) && (auth_time as number) > now - YEAR && (auth_time as number) <= now);
  }
  if (acr !== undefined) assert.ok(typeof acr === "string" && acr !== "");
  assert.equal(payload.nonce, request.nonce);
  assertHash(payload.at_hash, beside.accessToken);
  assertHash(payload.c_hash, beside.code);
  assertStandardClaims(payload);
  return payload;
}

function assertHash(hash: unknown, of: string | undefined): void {
  if (hash !== undefined) assert.equal(hash, halfHash(of ?? "nothing"));
}
