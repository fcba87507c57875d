import { LRUCache } from "lru-cache";
import type { JwtSigner } from "../crypto/jwt.ts";
import { generateSigningKeyPair, importPrivateKey, keyThumbprint } from "../crypto/key-pair.ts";
import type { ServerKeys } from "../crypto/sealing.ts";
import type { SigningAlgorithmName } from "../crypto/signing-algorithms.ts";
import type { KeyStore, SigningKeyRecord } from "../store/store.ts";
import type { SigningKeys } from "./context.ts";

/** How long a key that another process made may stay unseen, in milliseconds. */
const FRESH_MILLISECONDS = 1000;
const CACHED_TENANTS = 1000;
/** The one algorithm that every client knows (OpenID Connect Discovery §3): its key is in each tenant's JWKS. */
const ALWAYS_THERE = "RS256";

/**
 * Keeps the signing keys of the tenants in use. A tenant's first key for an algorithm is made when it is first needed; private keys
 * are sealed at rest (security bar 26.4), bound to their tenant and `kid`.
 */
export function createSigningKeyRing(serverKeys: ServerKeys) {
  const lists = new LRUCache<string, Promise<SigningKeyRecord[]>>({ max: CACHED_TENANTS, ttl: FRESH_MILLISECONDS });
  const signers = new LRUCache<string, JwtSigner>({ max: CACHED_TENANTS });

  const making = new Map<string, Promise<SigningKeyRecord[]>>();

  function forTenant(tenantId: string, store: KeyStore, now: number): SigningKeys {
    return {
      async signer(algorithm) {
        const record = newest(await listWith(algorithm), algorithm) as SigningKeyRecord;
        const known = signers.get(record.kid);
        if (known !== undefined) return known;
        const privateKey = importPrivateKey(serverKeys.open(record.sealedPrivateKey, contextOf(record.kid)));
        const signer = { kid: record.kid, x5t: keyThumbprint(privateKey), algorithm, privateKey };
        signers.set(record.kid, signer);
        return signer;
      },
      publicJwks: async () => (await listWith(ALWAYS_THERE)).map(({ publicJwk }) => publicJwk),
    };

    async function listWith(algorithm: SigningAlgorithmName): Promise<SigningKeyRecord[]> {
      const records = await (lists.get(tenantId) ?? remember(store.list()));
      if (newest(records, algorithm) !== undefined) return records;
      const name = `${tenantId} ${algorithm}`;
      const made = making.get(name) ?? makeFirst(algorithm).finally(() => making.delete(name));
      making.set(name, made);
      return remember(made);
    }

    /** Makes the key unless another process is first: then theirs is the one. */
    async function makeFirst(algorithm: SigningAlgorithmName): Promise<SigningKeyRecord[]> {
      const { kid, publicJwk, privateKey } = await generateSigningKeyPair(algorithm);
      const sealedPrivateKey = serverKeys.seal(privateKey, contextOf(kid));
      for (;;) {
        const records = await store.list();
        if (newest(records, algorithm) !== undefined) return records;
        const sequence = (records.at(-1)?.sequence ?? 0) + 1;
        await store.add({ sequence, kid, algorithm, publicJwk, sealedPrivateKey, createdAt: now });
      }
    }

    function remember(reading: Promise<SigningKeyRecord[]>): Promise<SigningKeyRecord[]> {
      lists.set(tenantId, reading);
      reading.catch(() => lists.delete(tenantId)); // a failed read is no answer for the next request
      return reading;
    }

    function contextOf(kid: string): string {
      return `signing key ${tenantId} ${kid}`;
    }
  }

  return { forTenant };
}

export type SigningKeyRing = ReturnType<typeof createSigningKeyRing>;

function newest(records: readonly SigningKeyRecord[], algorithm: string): SigningKeyRecord | undefined {
  return records.findLast((record) => record.algorithm === algorithm);
}
