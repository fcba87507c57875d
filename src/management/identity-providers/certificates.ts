import { X509Certificate } from "node:crypto";
import type { z } from "zod";
import { jwkOfCertificate } from "../../crypto/jwk.ts";
import { JwtFault } from "../../crypto/jwt-fault.ts";
import { providerErrors } from "./errors.ts";
import type { certificateForm } from "./forms.ts";

type Sent = z.output<typeof certificateForm>;

/** Where the keys are, as they are sent, and as they are kept: certificates as PEM. */
export function keysFrom(sent: Sent | undefined): {
  readonly jwksUri?: string;
  readonly certificates: readonly string[];
} {
  const { certificates = [], jwksUri } = sent ?? {};
  if (jwksUri) return { jwksUri: webAddress("certificate.jwksUri", jwksUri), certificates: [] };
  return { certificates: certificates.map(pemOf) };
}

/** As they are told; undefined where there are none. */
export function certificateOf(keys: {
  readonly jwksUri?: string | undefined;
  readonly certificates: readonly string[];
}): Sent | undefined {
  if (keys.jwksUri !== undefined) return { jwksUri: keys.jwksUri };
  if (keys.certificates.length === 0) return undefined;
  return { certificates: keys.certificates.map((pem) => Buffer.from(pem).toString("base64")) };
}

/** A certificate as PEM, whether it was sent as that, as its base64, or as base64 of DER. Refuses what is none. */
export function pemOf(sent: string): string {
  const decoded = sent.includes("-----BEGIN") ? Buffer.from(sent) : Buffer.from(sent, "base64");
  try {
    const pem = new X509Certificate(decoded).toString();
    jwkOfCertificate(pem);
    return pem;
  } catch (error) {
    const reason = error instanceof JwtFault ? error.message : "it cannot be read as X.509";
    throw providerErrors.invalidCertificate(`A certificate is not in order: ${reason}.`);
  }
}

/** Refuses what no request can be sent to. */
export function webAddress(what: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !["https:", "http:"].includes(url.protocol) || url.username !== "" || url.hash !== "") {
    throw providerErrors.invalid(`${what} is not a web address.`);
  }
  return value;
}
