import { systemClock } from "../clock.ts";
import { nextKey, stateOf } from "../protocol/key-states.ts";
import type { SigningKeyRecord } from "../store/port/signing-keys.ts";
import type { Flags } from "./given.ts";
import { issuersOf, withOrganizations } from "./organizations.ts";
import { asTable } from "./table.ts";

/** `tessera keys list`: prints what keys the organizations have, and what each is for. */
export async function listKeys(handle: string | undefined, flags: Flags): Promise<void> {
  await withOrganizations(handle, flags, async ({ store, tenants }) => {
    const now = Math.floor(systemClock.nowMilliseconds() / 1000);
    const rows = [["ORGANIZATION", "ALGORITHM", "STATE", "KID"]];
    for (const issuer of await issuersOf({ store, tenants })) {
      const records = await issuer.store.keys.list();
      for (const key of records) {
        const state = describe(key, records, now);
        if (state !== undefined) rows.push([issuer.name, key.algorithm, state, key.kid]);
      }
    }
    console.log(asTable(rows));
  });
}

/** A time of day as a person reads it. */
export function timeText(unixSeconds: number): string {
  return `${new Date(unixSeconds * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

function describe(key: SigningKeyRecord, records: readonly SigningKeyRecord[], now: number): string | undefined {
  const state = stateOf(key, records, now);
  if (state === "next") return `next, from ${timeText(key.activatesAt)}`;
  if (state === "retiring") return `retiring, until ${timeText(key.retiresAt as number)}`;
  if (state === undefined) return undefined;
  return nextKey(records, key.algorithm, now) === undefined ? "active" : "active, until the next";
}
