import { X509Certificate } from "node:crypto";

/** A byte sequence of structured fields (RFC 8941 §3.3.5), whose parameters nobody has defined a meaning for (RFC 9440 §2.1). */
const BYTE_SEQUENCE = /^:(?<base64>[A-Za-z0-9+/]+={0,2}):(?:;.*)?$/;
const PEM = /^\s*-----BEGIN CERTIFICATE-----\s+(?<base64>[A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/;

/**
 * The certificate in a proxy's header: `:base64 of the DER:` (RFC 9440 §2), or PEM with percent encoding, as nginx and others send it.
 * Undefined when there is none, or one that cannot be read: RFC 8941 §4.2 has such a field ignored, two of them in a request as well.
 */
export function certificateInHeader(value: string | readonly string[] | undefined): X509Certificate | undefined {
  if (typeof value !== "string") return undefined;
  const base64 = BYTE_SEQUENCE.exec(value.trim())?.groups?.base64 ?? PEM.exec(decoded(value))?.groups?.base64;
  if (base64 === undefined) return undefined;
  try {
    return new X509Certificate(Buffer.from(base64, "base64"));
  } catch {
    return undefined;
  }
}

/** Not `+` for a space: base64 is full of it. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return "";
  }
}
