import { createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import { sha256 } from "./hashes.ts";
import { JwtFault } from "./jwt-fault.ts";

/** A key as JSON (RFC 7517 §4). */
export type Jwk = Readonly<Record<string, unknown>> & { readonly kty: string };

const MOST_KEYS = 50;
/** RFC 7518 §3.3. */
const LEAST_RSA_BITS = 2048;
/** A larger one takes its verifier longer than a request may. */
const MOST_RSA_BITS = 8192;

/** What makes a key of each type, in the order that its thumbprint takes (RFC 7638 §3.2, RFC 8037 §2). */
const PUBLIC_MEMBERS = new Map<unknown, readonly string[]>([
  ["RSA", ["e", "kty", "n"]],
  ["EC", ["crv", "kty", "x", "y"]],
  ["OKP", ["crv", "kty", "x"]],
]);
/** RFC 7518 §6.2.2, §6.3.2, §6.4; RFC 8037 §2. */
const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/**
 * The keys of a JWKS document (RFC 7517 §5), parsed from JSON. Those of an unknown type or without what their type needs are left out,
 * as the section asks. Throws a JwtFault when it is no key set, has more than 50 keys, or gives away a private or symmetric key.
 */
export function readJwks(document: unknown): readonly Jwk[] {
  const keys = isObject(document) ? document.keys : undefined;
  if (!Array.isArray(keys) || !keys.every(isObject)) throw new JwtFault("not a JSON Web Key Set");
  if (keys.length > MOST_KEYS) throw new JwtFault(`more than ${MOST_KEYS} keys in a key set`);
  if (keys.some((key) => key.kty === "oct" || PRIVATE_MEMBERS.some((member) => Object.hasOwn(key, member)))) {
    throw new JwtFault("a private or symmetric key in a key set");
  }
  return keys.filter(isPublicJwk);
}

/** The key without its private members. */
export function publicMembersOf(jwk: Jwk): Jwk {
  return Object.fromEntries(Object.entries(jwk).filter(([member]) => !PRIVATE_MEMBERS.includes(member))) as Jwk;
}

/** The thumbprint with SHA-256 (RFC 7638 §3), base64url: what stands in `jkt`. Throws a JwtFault for an incomplete key. */
export function thumbprintOfJwk(jwk: Readonly<Record<string, unknown>>): string {
  if (!isPublicJwk(jwk)) throw new JwtFault("not a public key");
  const members = PUBLIC_MEMBERS.get(jwk.kty)?.map((member) => [member, jwk[member]]) ?? [];
  return sha256(JSON.stringify(Object.fromEntries(members))).toString("base64url");
}

/** The public key of a certificate in PEM or DER. Throws a JwtFault. */
export function jwkOfCertificate(certificate: string | Buffer): Jwk {
  const jwk = publicKeyOf(certificate).export({ format: "jwk" });
  if (!isPublicJwk(jwk)) throw new JwtFault("a certificate whose key is of an unknown type");
  return jwk;
}

const imported = new WeakMap<Jwk, KeyObject>();

/** The key, ready to use. Throws a JwtFault when it is none, or RSA of too few bits or too many. */
export function importPublicJwk(jwk: Jwk): KeyObject {
  const known = imported.get(jwk);
  if (known !== undefined) return known;
  let key: KeyObject;
  try {
    key = createPublicKey({ key: publicMembersOf(jwk), format: "jwk" });
  } catch (cause) {
    throw new JwtFault("not a public key", { cause });
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? LEAST_RSA_BITS;
  if (bits < LEAST_RSA_BITS || bits > MOST_RSA_BITS) {
    throw new JwtFault(`an RSA key of fewer than ${LEAST_RSA_BITS} or more than ${MOST_RSA_BITS} bits`);
  }
  imported.set(jwk, key);
  return key;
}

function publicKeyOf(certificate: string | Buffer): KeyObject {
  try {
    return new X509Certificate(certificate).publicKey;
  } catch (cause) {
    throw new JwtFault("not a certificate", { cause });
  }
}

function isPublicJwk(value: Readonly<Record<string, unknown>>): value is Jwk {
  return PUBLIC_MEMBERS.get(value.kty)?.every((member) => typeof value[member] === "string") ?? false;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
