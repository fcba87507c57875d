import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";
import { challengeOf, newVerifier } from "./client.ts";
import { CALLBACK } from "./organizations.ts";
import type { TestServer } from "./server.ts";

/** A key of an application, made by a library of others. */
export interface RequestKey {
  readonly algorithm: string;
  readonly privateKey: CryptoKey;
  /** What the application registers. */
  readonly jwk: JWK;
}

export async function newRequestKey(algorithm: string): Promise<RequestKey> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  return { algorithm, privateKey, jwk: { ...(await exportJWK(publicKey)), kid: algorithm, alg: algorithm } };
}

/** The claims of a request object in order (RFC 9101 §4), changed by `changes`; undefined takes one out. */
export function requestClaims(server: TestServer, clientId: string, changes: Record<string, unknown> = {}): JWTPayload {
  const claims = {
    iss: clientId,
    aud: server.url("/oauth2/token"),
    nbf: server.clock.now,
    exp: server.clock.now + 300,
    client_id: clientId,
    response_type: "code",
    redirect_uri: CALLBACK,
    scope: "openid",
    state: "state of the object",
    code_challenge: challengeOf(newVerifier()),
    code_challenge_method: "S256",
    ...changes,
  };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

/** Signs claims, with the type that RFC 9101 §10.8 asks for unless told. */
export function signRequest(
  claims: JWTPayload,
  key: RequestKey,
  header: Record<string, unknown> = { typ: "oauth-authz-req+jwt" },
): Promise<string> {
  const { algorithm: alg, privateKey, jwk } = key;
  return new SignJWT(claims).setProtectedHeader({ alg, kid: jwk.kid as string, ...header }).sign(privateKey);
}
