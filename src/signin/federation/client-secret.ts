import { createPrivateKey } from "node:crypto";
import { SIGNING_ALGORITHMS } from "../../crypto/signing-algorithms.ts";
import type { ConnectionSettings } from "../../protocol/identity-provider.ts";

const LIFETIME_SECONDS = 300;

/** What the server proves itself with: the secret, or one that is signed for this moment, as Apple wants it. */
export async function clientSecretOf(settings: ConnectionSettings, now: number): Promise<string | undefined> {
  const { secretKey, clientSecret, clientId, issuer } = settings;
  if (secretKey === undefined) return clientSecret;
  const header = { alg: "ES256", kid: secretKey.keyId };
  const claims = { iss: secretKey.teamId, iat: now, exp: now + LIFETIME_SECONDS, aud: issuer, sub: clientId };
  const input = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  const key = createPrivateKey(secretKey.privateKey);
  return `${input}.${(await SIGNING_ALGORITHMS.ES256.sign(Buffer.from(input), key)).toString("base64url")}`;
}
