import { createPrivateKey, type KeyObject } from "node:crypto";
import { sha256 } from "../../crypto/hashes.ts";
import type { ServerKeys } from "../../crypto/sealing.ts";
import type { ServiceAccount } from "../model/application.ts";
import type { SealedPlace } from "../sealed-document.ts";

/** Seals the private key of a client's service account. */
export type SealAccountKey = (privateKey: string, clientId: string) => string;

/** What stands where a key is yet to be sealed. */
const UNSEALED = "";

/**
 * The service account of a key file that Google has given out. Undefined for anything else. Without `seal` it is one to be compared with
 * others: its key is told apart by its hash alone.
 */
export function toServiceAccount(file: unknown, clientId: string, seal?: SealAccountKey): ServiceAccount | undefined {
  const { type, client_email: email, private_key: key, private_key_id: keyId, ...others } = Object(file);
  if (type !== "service_account" || typeof email !== "string" || email === "" || typeof key !== "string") {
    return undefined;
  }
  if (readKey(key) === undefined) return undefined;
  return {
    email,
    ...(typeof keyId === "string" && { keyId }),
    kept: others,
    keyHash: sha256(key).toString("base64url"),
    sealedKey: seal?.(key, clientId) ?? UNSEALED,
  };
}

/** Whether the account's key is stored with it, and can be had again. */
export function isSealed({ sealedKey }: ServiceAccount): boolean {
  return sealedKey !== UNSEALED;
}

/** Seals the key, bound to the client (security bar 26.4). */
export function accountKeySealer(tenantId: string, keys: Pick<ServerKeys, "seal">): SealAccountKey {
  return (privateKey, clientId) => keys.seal(Buffer.from(privateKey), contextOf(tenantId, clientId));
}

/** Throws when it was sealed for another client, or with a key that the server does not have. */
export function openAccountKey(
  { sealedKey }: ServiceAccount,
  tenantId: string,
  clientId: string,
  keys: Pick<ServerKeys, "open">,
): KeyObject {
  return createPrivateKey(keys.open(sealedKey, contextOf(tenantId, clientId)).toString());
}

/** Where in a client a key of this kind is sealed. */
export function sealedAccountKeyOf(tenantId: string, clientId: string): SealedPlace {
  return { path: "application.attestation.serviceAccount.sealedKey", context: contextOf(tenantId, clientId) };
}

/** Google's are of RSA. */
function readKey(text: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(text);
    return key.asymmetricKeyType === "rsa" ? key : undefined;
  } catch {
    return undefined;
  }
}

function contextOf(tenantId: string, clientId: string): string {
  return `service account key ${tenantId} ${clientId}`;
}
