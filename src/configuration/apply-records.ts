import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { TenantStore } from "../store/port/store.ts";
import type { Applied } from "./apply-api-resources.ts";
import { changedFields } from "./changed-fields.ts";
import { ConfigurationError } from "./configuration.ts";
import { outcomeOf } from "./outcome.ts";
import type { Entry, RecordBlock, RecordWorld, SecretKeys } from "./records/record-block.ts";
import { sealedDocument } from "./records/secrets.ts";

/** What applying a record needs of the world beside its store. */
export interface RecordContext extends RecordWorld {
  readonly tenantId: string;
  /** The ids of the file that are others in the store. */
  readonly ids: ReadonlyMap<string, string>;
  readonly keys: () => Promise<SecretKeys>;
}

/** Makes the store hold the record that the entry describes. */
export async function applyRecord(
  block: RecordBlock,
  entry: Entry,
  store: TenantStore,
  clock: Clock,
  context: RecordContext,
): Promise<Applied> {
  const { kind, what } = block;
  const now = Math.floor(clock.nowMilliseconds() / 1000);
  const { id: given, name, document: described } = withIdsOfStore(block.toRecord(entry, context), context.ids);
  const found = await store.records.findByName<Entry>(kind, name);
  const id = found?.id ?? given ?? randomUUID();
  const document = await sealedDocument(block, { name, document: described, entry }, found?.document, context);
  if (found === undefined) {
    if (!(await store.records.add(kind, { id, name, document }, now))) {
      // Another process that starts with the same file has made it meanwhile.
      if ((await store.records.findByName(kind, name)) !== undefined) {
        return applyRecord(block, entry, store, clock, context);
      }
      throw new ConfigurationError(`${what} ${block.nameOf(entry)} has the id of another one: take its id out`);
    }
    return { id, kind: "created", values: { after: document } };
  }
  const { version } = found;
  const fields = changedFields(found.document, document);
  if (fields.length > 0) {
    const outcome = await store.records.replace(kind, { id, name, version, document }, now);
    if (outcome !== "replaced") {
      throw new ConfigurationError(`${what} ${block.nameOf(entry)} was changed meanwhile`);
    }
  }
  return { id, ...outcomeOf(fields, found.document, document) };
}

/** Names and documents may hold ids of other things, which in this store may be other ones. */
function withIdsOfStore<Value>(value: Value, ids: ReadonlyMap<string, string>): Value {
  if (ids.size === 0) return value;
  const text = JSON.stringify(value).replaceAll(
    /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
    (id) => ids.get(id) ?? id,
  );
  return JSON.parse(text);
}
