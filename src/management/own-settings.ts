import type { TenantSettings } from "../protocol/model/tenant.ts";
import { OWN_SETTINGS } from "../protocol/organization-world.ts";
import type { RecordStore } from "../store/port/records.ts";
import { readSetting, saveSetting } from "./settings.ts";

/** Keeps what an organization inside a tenant decides otherwise than the tenant does. */
export async function saveOwnSettings(
  changes: Partial<TenantSettings>,
  records: RecordStore,
  now: number,
): Promise<void> {
  const before = await readSetting<Partial<TenantSettings>>(records, OWN_SETTINGS);
  await saveSetting(records, OWN_SETTINGS, { ...before?.document, ...changes }, before, now);
}
