import type { SigningKeyRecord } from "../store/port/signing-keys.ts";

/** What a key is for at a time. `undefined` stands for a key that has retired. */
export type KeyState = "next" | "active" | "retiring" | undefined;

/**
 * The key that is used for the algorithm. Times come from the clocks of several processes: where none is active yet, because
 * another clock is ahead, it is the oldest.
 */
export function activeKey(
  records: readonly SigningKeyRecord[],
  algorithm: string,
  now: number,
): SigningKeyRecord | undefined {
  return (
    records.findLast((key) => key.algorithm === algorithm && key.activatesAt <= now && !isRetired(key, now)) ??
    records.find((key) => key.algorithm === algorithm && !isRetired(key, now))
  );
}

/** The key that is published already and will take the active one's place. */
export function nextKey(
  records: readonly SigningKeyRecord[],
  algorithm: string,
  now: number,
): SigningKeyRecord | undefined {
  return records.find((key) => key.algorithm === algorithm && stateOf(key, records, now) === "next");
}

export function stateOf(key: SigningKeyRecord, records: readonly SigningKeyRecord[], now: number): KeyState {
  if (isRetired(key, now)) return undefined;
  if (key === activeKey(records, key.algorithm, now)) return "active";
  return key.activatesAt > now ? "next" : "retiring";
}

export function isRetired({ retiresAt }: SigningKeyRecord, now: number): boolean {
  return retiresAt !== undefined && retiresAt <= now;
}
