import type { Check } from "./check.ts";
import { KEY_PLACES, keyChecks } from "./key-checks.ts";
import { at } from "./unchecked.ts";

/** Whether the JWTs of a trusted token issuer could be verified. Takes it unchecked. */
export function issuerChecks(issuer: unknown): Check[] {
  return [
    [
      !KEY_PLACES.some((key) => at(issuer, key) !== undefined),
      ["jwksUri"],
      "is missing: give the issuer's public keys as jwksUri, jwks or certificate",
    ],
    ...keyChecks(issuer, "issuer"),
  ];
}
