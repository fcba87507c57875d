import { createHash, X509Certificate } from "node:crypto";
import { type CryptoKey, exportJWK, importJWK } from "jose";
import { makeCertificate, type TestCertificate } from "../../certificates.ts";
import { newRequestKey, type RequestKey } from "../../request-objects.ts";
import type { Which } from "./variant.ts";

/** What the suite's two clients prove themselves with. */
export interface ClientKeys {
  /** Signs assertions and request objects. */
  readonly signing: RequestKey;
  readonly certificate: TestCertificate;
  /** What a token that is bound to it names it by (RFC 8705 §3.1). */
  readonly certificateThumbprint: string;
  /** Both public keys, the certificate's with the certificate itself (RFC 8705 §2.2.2). */
  readonly jwks: { readonly keys: readonly object[] };
}

/** The names in the certificates. */
export const SUBJECT_DN = { first: "CN=first", second: "CN=second" } as const;

/** New keys, and certificates that the authority has issued. */
export async function newClientKeys(authority: TestCertificate): Promise<Readonly<Record<Which, ClientKeys>>> {
  const [first, second] = await Promise.all([keysOf("first", authority), keysOf("second", authority)]);
  return { first, second };
}

async function keysOf(which: Which, issuer: TestCertificate): Promise<ClientKeys> {
  // RSA, since the suite also tries what RS256 makes of the same key.
  const made = await newRequestKey("PS256");
  const signing = { ...made, jwk: { ...made.jwk, kid: `${which} client` } };
  const certificate = makeCertificate({ subject: [{ CN: which }], issuer, usage: "client" });
  const { publicKey, raw } = new X509Certificate(certificate.certificate);
  const ofTheCertificate = {
    ...publicKey.export({ format: "jwk" }),
    kid: `${which} certificate`,
    x5c: [raw.toString("base64")],
  };
  const certificateThumbprint = createHash("sha256").update(raw).digest("base64url");
  return { signing, certificate, certificateThumbprint, jwks: { keys: [signing.jwk, ofTheCertificate] } };
}

/** The same key, for signatures that FAPI 2.0 Security Profile §5.4.1 rules out. */
export async function asRs256({ privateKey, jwk }: RequestKey): Promise<RequestKey> {
  const algorithm = "RS256";
  const sameKey = (await importJWK(await exportJWK(privateKey), algorithm)) as CryptoKey;
  return { algorithm, privateKey: sameKey, jwk };
}
