import { createHash, randomUUID } from "node:crypto";
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTPayload,
  SignJWT,
} from "jose";
import type { TestServer } from "./server.ts";

type Changes = Readonly<Record<string, unknown>>;

/** A key that a client proves to have, made by a library of others. */
export interface ProofKey {
  readonly algorithm: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
  /** The `jkt` of what is bound to it. */
  readonly thumbprint: string;
}

export async function newProofKey(algorithm = "ES256"): Promise<ProofKey> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = await exportJWK(publicKey);
  return { algorithm, privateKey, jwk, thumbprint: await calculateJwkThumbprint(jwk) };
}

/** The claims of a proof in order for a POST to a path of the tenant acme (RFC 9449 §4.2), changed by `changes`; undefined takes one out. */
export function proofClaims(server: TestServer, path = "/oauth2/token", changes: Changes = {}): JWTPayload {
  const claims = { jti: randomUUID(), htm: "POST", htu: server.url(path), iat: server.clock.now, ...changes };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

/** Signs claims, under the header in order changed by `header`; undefined takes a member out. */
export function signProof(claims: JWTPayload, key: ProofKey, header: Changes = {}): Promise<string> {
  const members = { typ: "dpop+jwt", alg: key.algorithm, jwk: key.jwk, ...header };
  const kept = Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
  return new SignJWT(claims).setProtectedHeader(kept as typeof members).sign(key.privateKey);
}

/** The header of a request to a path, changed like `proofClaims`. */
export async function proofHeader(server: TestServer, key: ProofKey, path?: string, changes: Changes = {}) {
  return { dpop: await signProof(proofClaims(server, path, changes), key) };
}

/** What a request with an access token sends. */
export async function resourceHeaders(server: TestServer, key: ProofKey, accessToken: string, changes: Changes = {}) {
  const about = { htm: "GET", ath: createHash("sha256").update(accessToken).digest("base64url"), ...changes };
  const proof = await proofHeader(server, key, "/oauth2/userinfo", about);
  return { authorization: `DPoP ${accessToken}`, ...proof };
}
