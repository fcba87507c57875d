import { LRUCache } from "lru-cache";
import type { JwtSigner } from "../crypto/jwt.ts";
import { generateSigningKeyPair, importPrivateKey, keyThumbprint } from "../crypto/key-pair.ts";
import type { ServerKeys } from "../crypto/sealing.ts";
import type { KeyStore, SigningKeyRecord } from "../store/store.ts";
import type { SigningKeys } from "./context.ts";

/** How long a key that another process made may stay unseen, in milliseconds. */
const FRESH_MILLISECONDS = 1000;
const CACHED_TENANTS = 1000;

/**
 * Keeps the signing keys of the tenants in use. A tenant's first key is made when it is first needed; private keys are sealed at
 * rest (security bar 26.4), bound to their tenant and `kid`.
 */
export function createSigningKeyRing(serverKeys: ServerKeys) {
  const records = new LRUCache<string, Promise<SigningKeyRecord[]>>({ max: CACHED_TENANTS, ttl: FRESH_MILLISECONDS });
  const signers = new LRUCache<string, JwtSigner>({ max: CACHED_TENANTS });

  return {
    forTenant(tenantId: string, store: KeyStore, now: number): SigningKeys {
      const context = (kid: string) => `signing key ${tenantId} ${kid}`;

      function list(): Promise<SigningKeyRecord[]> {
        const known = records.get(tenantId);
        if (known !== undefined) return known;
        const reading = store.list().then((keys) => (keys.length > 0 ? keys : makeFirst()));
        records.set(tenantId, reading);
        reading.catch(() => records.delete(tenantId)); // a failed read is no answer for the next request
        return reading;
      }

      async function makeFirst(): Promise<SigningKeyRecord[]> {
        const { kid, algorithm, publicJwk, privateKey } = await generateSigningKeyPair();
        const sealedPrivateKey = serverKeys.seal(privateKey, context(kid));
        await store.add({ sequence: 1, kid, algorithm, publicJwk, sealedPrivateKey, createdAt: now });
        return store.list(); // another process may have been first: then its key is the one
      }

      return {
        async signer() {
          const newest = (await list()).at(-1) as SigningKeyRecord;
          const known = signers.get(newest.kid);
          if (known !== undefined) return known;
          const privateKey = importPrivateKey(serverKeys.open(newest.sealedPrivateKey, context(newest.kid)));
          const signer: JwtSigner = { kid: newest.kid, x5t: keyThumbprint(privateKey), algorithm: "RS256", privateKey };
          signers.set(newest.kid, signer);
          return signer;
        },
        async publicJwks() {
          return (await list()).map(({ publicJwk }) => publicJwk);
        },
      };
    },
  };
}

export type SigningKeyRing = ReturnType<typeof createSigningKeyRing>;
