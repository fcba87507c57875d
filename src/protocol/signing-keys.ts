import type { KeyObject } from "node:crypto";
import { LRUCache } from "lru-cache";
import { type DecryptionAlgorithmName, isDecryptionAlgorithm } from "../crypto/decryption-algorithms.ts";
import type { JwtSigner } from "../crypto/jwt.ts";
import { type KeyAlgorithmName, keyThumbprint } from "../crypto/key-pair.ts";
import type { KeyStore, SigningKeyRecord } from "../store/port/signing-keys.ts";
import type { SigningKeys } from "./context.ts";
import { activeKey, isRetired, stateOf } from "./key-states.ts";
import { type KeyMaking, makeSealedKey, openSealedKey } from "./sealed-keys.ts";

const OPENED_KEYS = 1000;
/** The one algorithm that every client knows (OpenID Connect Discovery §3): its key is in each tenant's JWKS. */
const ALWAYS_THERE = "RS256";
/** What a tenant is encrypted to unless an operator makes keys for more. */
const DECRYPTED = ["RSA-OAEP-256", "ECDH-ES"] as const satisfies readonly DecryptionAlgorithmName[];

/**
 * The keys of the tenants, opened as long as they are in use. A tenant's first key for an algorithm is made when it is first
 * needed; which keys there are is asked of the store each time, which remembers.
 */
export function createSigningKeyRing(keyMaking: KeyMaking) {
  const signers = new LRUCache<string, JwtSigner>({ max: OPENED_KEYS });
  const decryptionKeys = new LRUCache<string, KeyObject>({ max: OPENED_KEYS });
  const making = new Map<string, Promise<readonly SigningKeyRecord[]>>();

  function forTenant(tenantId: string, store: KeyStore, now: number): SigningKeys {
    return {
      async signer(algorithm) {
        const record =
          activeKey(await store.list(), algorithm, now) ??
          (activeKey(await listWith(algorithm), algorithm, now) as SigningKeyRecord);
        const known = signers.get(record.kid);
        if (known !== undefined) return known;
        const privateKey = openSealedKey(tenantId, record, keyMaking.serverKeys);
        const signer = { kid: record.kid, x5t: keyThumbprint(privateKey), algorithm, privateKey };
        signers.set(record.kid, signer);
        return signer;
      },

      async publicJwks() {
        const records = await listWith(ALWAYS_THERE);
        return records.filter((record) => isPublished(record, records, now)).map(({ publicJwk }) => publicJwk);
      },

      async algorithms() {
        const records = await listWith(ALWAYS_THERE);
        return [...new Set(records.filter((record) => !isRetired(record, now)).map(({ algorithm }) => algorithm))];
      },

      async decryptionKeys() {
        const isOne = ({ algorithm }: SigningKeyRecord) => isDecryptionAlgorithm(algorithm);
        let records = await store.list();
        if (!records.some(isOne)) for (const algorithm of DECRYPTED) records = await listWith(algorithm);
        const usable = records.filter((record) => isOne(record) && !isRetired(record, now)).reverse();
        return usable.map((record) => ({
          kid: record.kid,
          alg: record.algorithm as DecryptionAlgorithmName,
          privateKey: openToDecrypt(record),
        }));
      },
    };

    async function listWith(algorithm: KeyAlgorithmName): Promise<readonly SigningKeyRecord[]> {
      const records = await store.list();
      if (activeKey(records, algorithm, now) !== undefined) return records;
      const name = `${tenantId} ${algorithm}`;
      const made = making.get(name) ?? makeFirst(algorithm).finally(() => making.delete(name));
      making.set(name, made);
      return made;
    }

    /** Makes the key unless another process is first: then theirs is the one. */
    async function makeFirst(algorithm: KeyAlgorithmName): Promise<readonly SigningKeyRecord[]> {
      const made = await makeSealedKey(tenantId, algorithm, keyMaking);
      for (;;) {
        const records = await store.list();
        if (activeKey(records, algorithm, now) !== undefined) return records;
        const sequence = (records.at(-1)?.sequence ?? 0) + 1;
        await store.add({ ...made, sequence, createdAt: now, activatesAt: now, retiresAt: undefined });
      }
    }

    function openToDecrypt(record: SigningKeyRecord): KeyObject {
      const known = decryptionKeys.get(record.kid);
      if (known !== undefined) return known;
      const privateKey = openSealedKey(tenantId, record, keyMaking.serverKeys);
      decryptionKeys.set(record.kid, privateKey);
      return privateKey;
    }
  }

  return { forTenant };
}

export type SigningKeyRing = ReturnType<typeof createSigningKeyRing>;

/** Of the keys that others encrypt to only the newest: they would go on with the one before. */
function isPublished(record: SigningKeyRecord, records: readonly SigningKeyRecord[], now: number): boolean {
  return isDecryptionAlgorithm(record.algorithm) ? stateOf(record, records, now) === "active" : !isRetired(record, now);
}
