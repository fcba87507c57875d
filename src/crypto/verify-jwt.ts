import type { KeyObject } from "node:crypto";
import { type KeyNeed, keyFits, PUBLIC_KEY_ALGORITHMS, SECRET_ALGORITHMS } from "./client-algorithms.ts";
import { importPublicJwk, type Jwk } from "./jwk.ts";
import { JwtFault } from "./jwt-fault.ts";
import { checkTimes, type TimeRules } from "./jwt-times.ts";
import { type JwtParts, LARGEST_JWT_BYTES, parseJwt } from "./parse-jwt.ts";

/** What a JWT of somebody else must be. */
export interface JwtRules extends TimeRules {
  /** The signer's public keys, or the secret that both sides know. */
  readonly keys: readonly Jwk[] | { readonly secret: string | Uint8Array };
  /** What it may be signed with. Those that do not go with the kind of `keys` count for nothing, and `none` never does. */
  readonly algorithms: readonly string[];
  /** The types that `typ` may name, written without `application/`; without this it may be anything (RFC 8725 §3.11). */
  readonly typ?: readonly string[];
  /** A longer text is refused unread; 16 KiB unless told. */
  readonly largestBytes?: number;
}

/**
 * Verifies a JWT that somebody else signed (security bar 20.1, 20.2) and resolves to what it says; issuer, audience and the rest
 * are the caller's to check. The keys are those of the rules: `jku`, `x5u`, `x5c` and `jwk` in a header count for nothing, and a header
 * with `crit` is refused, since no extension is known here. Throws a JwtFault.
 */
export async function verifyJwt(text: string, rules: JwtRules): Promise<JwtParts> {
  const parts = parseJwt(text, rules.largestBytes ?? LARGEST_JWT_BYTES);
  const { alg, crit, typ, kid } = parts.header;
  if (crit !== undefined) throw new JwtFault("an unknown critical header");
  const algorithm = rules.algorithms.find((allowed) => allowed === alg);
  if (algorithm === undefined) throw new JwtFault("an algorithm that is not allowed");
  if (rules.typ !== undefined && !rules.typ.includes(mediaSubtype(typ))) throw new JwtFault("another type of JWT");

  await verifySignature(text, algorithm, keysFor(algorithm, kid, rules.keys));
  checkTimes(parts.claims, rules);
  return parts;
}

/** `typ` is a media type whose `application/` may be left out, in any case (RFC 7515 §4.1.9). */
function mediaSubtype(typ: unknown): string {
  return typeof typ === "string" ? typ.toLowerCase().replace(/^application\//, "") : "";
}

/** The keys to try, one after the other, each ready for the algorithm. */
function keysFor(algorithm: string, kid: unknown, keys: JwtRules["keys"]): readonly (KeyObject | Uint8Array)[] {
  if ("secret" in keys) {
    if (!SECRET_ALGORITHMS.some((known) => known === algorithm))
      throw new JwtFault("an algorithm that needs a public key");
    const secret = typeof keys.secret === "string" ? Buffer.from(keys.secret) : keys.secret;
    if (secret.length === 0) throw new JwtFault("no secret to verify with");
    return [secret];
  }
  // An HMAC that is made with a public key's text finds nothing here (RFC 8725 §2.1).
  const need = Object.entries<KeyNeed>(PUBLIC_KEY_ALGORITHMS).find(([known]) => known === algorithm)?.[1];
  if (need === undefined) throw new JwtFault("an algorithm that needs a secret");
  const fitting = keys.filter((key) => keyFits(key, "sig", algorithm, need));
  // A key without an id, as that of a certificate is, may be the one that the header names; one with another id is not.
  const named = fitting.filter((key) => key.kid === kid);
  const chosen =
    kid === undefined ? fitting : named.length > 0 ? named : fitting.filter((key) => key.kid === undefined);
  if (chosen.length === 0) throw new JwtFault("no key that it could be signed with");
  return chosen.map(importPublicJwk);
}

async function verifySignature(
  text: string,
  algorithm: string,
  keys: readonly (KeyObject | Uint8Array)[],
): Promise<void> {
  // Loaded when the first JWT comes, so that a start need not wait for it.
  const { compactVerify } = await import("jose");
  let cause: unknown;
  for (const key of keys) {
    try {
      await compactVerify(text, key, { algorithms: [algorithm] });
      return;
    } catch (error) {
      cause = error;
    }
  }
  throw new JwtFault("a signature that does not match", { cause });
}
