import { jwkOfCertificate, readJwks } from "../crypto/jwk.ts";
import { JwtFault } from "../crypto/jwt-fault.ts";
import type { Check } from "./check.ts";
import { at, textAt } from "./unchecked.ts";

/** Where somebody's public keys can be. */
export const KEY_PLACES = ["jwks", "jwksUri", "certificate"];

/** Whether the public keys of an application or an issuer are in one place, and can be used. Takes it unchecked. */
export function keyChecks(owner: unknown, whose: string): Check[] {
  const [, second] = KEY_PLACES.filter((key) => at(owner, key) !== undefined);
  return [
    [
      second !== undefined,
      [second ?? ""],
      `is a second place for the ${whose}'s keys: keep one of jwks, jwksUri and certificate`,
    ],
    ...unreadable("jwks", at(owner, "jwks"), readJwks),
    ...unreadable("certificate", textAt(owner, "certificate"), jwkOfCertificate),
  ];
}

/** A key that could never verify anything, or a private one that is not to leave its owner. */
function unreadable<Value>(key: string, value: Value | undefined, read: (value: Value) => unknown): Check[] {
  try {
    if (value !== undefined) read(value);
    return [];
  } catch (error) {
    if (error instanceof JwtFault) return [[true, [key], `cannot be used: ${error.message}`]];
    throw error;
  }
}
