import { type Jwk, thumbprintOfJwk } from "../../crypto/jwk.ts";
import { JwtFault } from "../../crypto/jwt-fault.ts";
import type { ClientCertificate } from "../client-certificate.ts";
import { byCertificate } from "./by-certificate.ts";

/** RFC 8705 §2.2: a certificate that is among the client's, or whose key is among its keys. Who has issued it says nothing. */
export const selfSignedTlsClientAuth = byCertificate(
  "self_signed_tls_client_auth",
  async (certificate, client, { clientKeys, now }) => {
    if (client === undefined) return false;
    const known = await clientKeys.keysOf(client.keys, { now });
    if (known.some((key) => isKeyOf(key, certificate))) return true;
    // It may be newer than the set that was fetched: asking for an id that no key has gets the set fetched anew.
    const newest = await clientKeys.keysOf(client.keys, { kid: certificate.thumbprint, now });
    if (newest.some((key) => isKeyOf(key, certificate))) return true;
    throw new JwtFault("a certificate that is not registered");
  },
);

/** RFC 8705 §2.2.2: `x5c` begins with the certificate (RFC 7517 §4.7); without it the key stands for all certificates that hold it. */
function isKeyOf(key: Jwk, { der, publicKeyJwk }: ClientCertificate): boolean {
  if (key.use !== undefined && key.use !== "sig") return false;
  const [registered] = Array.isArray(key.x5c) ? key.x5c : [];
  if (typeof registered === "string") return der.equals(Buffer.from(registered, "base64"));
  return publicKeyJwk !== undefined && thumbprintOfJwk(key) === thumbprintOfJwk(publicKeyJwk);
}
