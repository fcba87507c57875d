import { isDecryptionAlgorithm } from "../crypto/decryption-algorithms.ts";
import type { KeyAlgorithmName } from "../crypto/key-pair.ts";
import type { SigningKeyRecord, SigningKeyTimes } from "../store/port/signing-keys.ts";
import type { TenantStore } from "../store/port/store.ts";
import { activeKey, isRetired, nextKey, stateOf } from "./key-states.ts";
import type { Client } from "./model/client.ts";
import { type KeyMaking, makeSealedKey, openSealedKey } from "./sealed-keys.ts";

/** How long a client may keep the JWKS, in seconds (security bar 8.7). */
export const JWKS_CACHED_SECONDS = 3600;
/** A new key is used so much later (security bar 20.5), with a minute for processes that learn of it last or whose clocks differ. */
const PUBLISHED_BEFORE_SECONDS = JWKS_CACHED_SECONDS + 60;
const DAY_SECONDS = 86_400;

/** When a new key takes over: once clients know it, at once, or at once with an end of all the others. */
export type RotationKind = "planned" | "now" | "revoke";

/** The key that takes over. */
export interface Rotation {
  readonly kid: string;
  readonly activatesAt: number;
  /** It was there already: the rotation before has not ended. */
  readonly pending: boolean;
}

export interface RotatingTenant {
  readonly id: string;
  readonly store: TenantStore;
  readonly keyMaking: KeyMaking;
  /** Unix seconds. */
  readonly now: number;
}

/**
 * Puts a new key of the algorithm in the place of the present one, or makes the first (OIDC Core §10.1.1, security bar 20.5). The old
 * one stays published until the last token it signed has expired, unless it is revoked. While a planned rotation waits, another
 * one does nothing, and `now` ends the waiting. Of processes that rotate at once, one makes the key. Throws when the server's key
 * does not open the present one.
 */
export async function rotateKey(
  algorithm: KeyAlgorithmName,
  kind: RotationKind,
  { id, store, keyMaking, now }: RotatingTenant,
): Promise<Rotation> {
  let made: Awaited<ReturnType<typeof makeSealedKey>> | undefined;
  for (;;) {
    const records = await store.keys.list();
    const current = activeKey(records, algorithm, now);
    // Whoever seals with another key than the servers makes keys that they cannot use.
    if (current !== undefined) openSealedKey(id, current, keyMaking.serverKeys);
    const next = nextKey(records, algorithm, now);
    if (next !== undefined && kind !== "revoke") {
      if (kind === "planned") return { kid: next.kid, activatesAt: next.activatesAt, pending: true };
      const retiresAt = now + (await longestUse(store));
      const replaced = current === undefined ? [] : [timesOf(current, retiresAt)];
      await store.keys.setTimes([...replaced, { ...timesOf(next, next.retiresAt), activatesAt: now }]);
      return { kid: next.kid, activatesAt: now, pending: true };
    }

    made ??= await makeSealedKey(id, algorithm, keyMaking);
    // Nothing is signed with a key that others encrypt to, and the first one has no other before it.
    const atOnce = kind !== "planned" || current === undefined || isDecryptionAlgorithm(algorithm);
    const activatesAt = atOnce ? now : now + PUBLISHED_BEFORE_SECONDS;
    const retiresAt = kind === "revoke" ? now : activatesAt + (await longestUse(store));
    const replaced = records
      .filter((key) => key.algorithm === algorithm && !isRetired(key, now))
      .filter((key) => kind === "revoke" || key.retiresAt === undefined)
      .map((key) => timesOf(key, retiresAt));
    const sequence = (records.at(-1)?.sequence ?? 0) + 1;
    const key: SigningKeyRecord = { ...made, sequence, createdAt: now, activatesAt, retiresAt: undefined };
    if (await store.keys.add(key, replaced)) return { kid: key.kid, activatesAt, pending: false };
  }
}

/** Plans the rotation of those keys that have been active for so many days. */
export async function rotateWhenDue(everyDays: number, tenant: RotatingTenant): Promise<Rotation[]> {
  const records = await tenant.store.keys.list();
  const due = records.filter(
    (key) =>
      stateOf(key, records, tenant.now) === "active" &&
      key.retiresAt === undefined &&
      key.activatesAt + everyDays * DAY_SECONDS <= tenant.now,
  );
  const rotations: Rotation[] = [];
  for (const { algorithm } of due) rotations.push(await rotateKey(algorithm as KeyAlgorithmName, "planned", tenant));
  return rotations.filter(({ pending }) => !pending);
}

function timesOf({ sequence, activatesAt }: SigningKeyRecord, retiresAt: number | undefined): SigningKeyTimes {
  return { sequence, activatesAt, retiresAt };
}

/** How long what is signed now may be met, in seconds: as long as the longest-lived token of an application, at least a day. */
async function longestUse(store: TenantStore): Promise<number> {
  return Math.max(DAY_SECONDS, ...(await store.clients.list()).flatMap(lifetimesOf));
}

function lifetimesOf({ accessToken, idToken }: Client): number[] {
  return [accessToken.userLifetimeSeconds, accessToken.applicationLifetimeSeconds, idToken.lifetimeSeconds];
}
