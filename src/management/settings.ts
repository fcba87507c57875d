import type { RecordStore, StoredRecord } from "../store/port/records.ts";
import { ManagementError } from "./management-error.ts";

/** What an organization has decided about the thing of this name, as it is stored; undefined: nothing. */
export async function readSetting<Document extends object>(
  records: RecordStore,
  name: string,
): Promise<StoredRecord<Document> | undefined> {
  return records.findByName<Document>("setting", name);
}

/** Puts the document in the place of what was read before. Refuses when somebody else has changed it meanwhile. */
export async function saveSetting(
  records: RecordStore,
  name: string,
  document: object,
  before: StoredRecord<object> | undefined,
  now: number,
): Promise<void> {
  const done =
    before === undefined
      ? await records.add("setting", { id: name, name, document }, now)
      : (await records.replace("setting", { id: name, name, document, version: before.version }, now)) === "replaced";
  if (!done) throw new ManagementError(409, "UE-10000", "Conflict", "Somebody else has changed it meanwhile.");
}

/** Forgets what was decided. False when nothing was. */
export async function removeSetting(records: RecordStore, name: string): Promise<boolean> {
  return records.remove("setting", name);
}
