import { equalInConstantTime, sha256 } from "../../crypto/hashes.ts";
import type { Client, ClientSecret } from "../model/client.ts";

const NO_SECRET: ClientSecret = { hash: sha256("").toString("base64url"), expiresAt: 0 };

/** Whether a secret is one of the client's that have not expired. Hashed and compared for an unknown client too: it takes as long. */
export function isSecretOf(client: Client | undefined, secret: string, now: number): boolean {
  const hash = sha256(secret);
  const secrets = client?.secrets.length ? client.secrets : [NO_SECRET];
  return secrets.reduce((proven, one) => {
    const matches = equalInConstantTime(hash, Buffer.from(one.hash, "base64url"));
    return proven || (matches && isValid(one, now));
  }, false);
}

/** Whether a secret has not expired (security bar 6.6). */
export function isValid({ expiresAt }: ClientSecret, now: number): boolean {
  return expiresAt === undefined || expiresAt > now;
}
