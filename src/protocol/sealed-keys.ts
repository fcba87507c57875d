import type { KeyObject } from "node:crypto";
import { generateKeyPair, importPrivateKey, type KeyAlgorithmName } from "../crypto/key-pair.ts";
import type { ServerKeys } from "../crypto/sealing.ts";
import type { RsaBits } from "../crypto/signing-algorithms.ts";
import type { SigningKeyRecord } from "../store/port/signing-keys.ts";

/** A key that is not stored yet, and so has no place among the tenant's. */
export type NewKey = Pick<SigningKeyRecord, "kid" | "algorithm" | "publicJwk" | "sealedPrivateKey">;

/** What the keys of tenants are made and opened with. */
export interface KeyMaking {
  readonly serverKeys: ServerKeys;
  readonly rsaBits: RsaBits;
}

/** Makes a key for the tenant; its private half is sealed, bound to the tenant and `kid` (security bar 26.4). */
export async function makeSealedKey(
  tenantId: string,
  algorithm: KeyAlgorithmName,
  { serverKeys, rsaBits }: KeyMaking,
): Promise<NewKey> {
  const { kid, publicJwk, privateKey } = await generateKeyPair(algorithm, rsaBits);
  return { kid, algorithm, publicJwk, sealedPrivateKey: serverKeys.seal(privateKey, contextOf(tenantId, kid)) };
}

/** Throws when it was sealed for another tenant, or with a key the server does not have. */
export function openSealedKey(tenantId: string, key: SigningKeyRecord, serverKeys: ServerKeys): KeyObject {
  return importPrivateKey(serverKeys.open(key.sealedPrivateKey, contextOf(tenantId, key.kid)));
}

/** The key sealed with the server's present key; undefined when it is already. */
export function resealedKey(tenantId: string, key: SigningKeyRecord, serverKeys: ServerKeys): string | undefined {
  if (serverKeys.isCurrent(key.sealedPrivateKey)) return undefined;
  const context = contextOf(tenantId, key.kid);
  return serverKeys.seal(serverKeys.open(key.sealedPrivateKey, context), context);
}

function contextOf(tenantId: string, kid: string): string {
  return `signing key ${tenantId} ${kid}`;
}
