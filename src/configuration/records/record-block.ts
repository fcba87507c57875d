import { z } from "zod";
import type { ServerKeys } from "../../crypto/sealing.ts";
import type { SealedPlace } from "../../protocol/sealed-document.ts";
import type { RecordKind, StoredRecord } from "../../store/port/records.ts";
import { strictObject } from "../strict-object.ts";
import { uuid } from "../texts.ts";

/** What a record's names depend on beside itself. */
export interface RecordWorld {
  /** Of the tenant. */
  readonly handle: string;
  /** Handles of the organizations inside it, by id. */
  readonly organizations: ReadonlyMap<string, string>;
}

/** One entry of a list of the file. */
export type Entry = Readonly<Record<string, unknown>>;

/** A record that an entry describes. Without an id it keeps the one that it has, or is given a new one. */
export interface DescribedRecord {
  readonly id?: string | undefined;
  readonly name: string;
  readonly document: Readonly<Record<string, unknown>>;
}

/** A list of the file whose entries are stored as records: what administrators change by the management APIs. */
export interface RecordBlock {
  readonly kind: RecordKind;
  /** The list's name in the file. */
  readonly key: string;
  /** What one of them is called in lines for people, and in the audit log. */
  readonly what: string;
  /** What the management APIs call one in the audit log, where that is something else. */
  readonly audited?: readonly string[];
  readonly entry: z.ZodType<Entry>;
  /** The member of an entry, or those, that no two have alike. */
  readonly nameOf: (entry: Entry) => string;
  /** Undefined: the record belongs into another list. */
  readonly toEntry: (
    record: Pick<StoredRecord<Entry>, "id" | "name" | "document">,
    world: RecordWorld,
  ) => Entry | undefined;
  readonly toRecord: (entry: Entry, world: RecordWorld) => DescribedRecord;
  /** Where sealed secrets stand in the document of the record of that name. */
  readonly sealedAt?: (document: Entry, name: string, tenantId: string) => readonly SealedPlace[];
}

export type SecretKeys = Pick<ServerKeys, "seal" | "open">;

const document = z.record(z.string(), z.unknown());

/** The plainest list: names with documents as they are stored. With `ownId` the records have ids of their own, else their names. */
export function plainBlock(
  kind: RecordKind,
  key: string,
  what: string,
  more: Partial<Pick<RecordBlock, "audited" | "sealedAt">> & { readonly ownId?: true } = {},
): RecordBlock {
  const { ownId, ...rest } = more;
  const secrets = z.record(z.string(), z.string().min(1)).optional();
  const members = { name: z.string().min(1).max(1024), document, ...(rest.sealedAt && { secrets }) };
  return {
    kind,
    key,
    what,
    ...rest,
    entry: ownId ? strictObject({ id: uuid.optional(), ...members }) : strictObject(members),
    nameOf: ({ name }) => name as string,
    toEntry: ({ id, name, document: stored }) => ({ name, ...(ownId && { id }), document: stored }),
    toRecord: ({ id, name, document: wanted }) => ({
      id: (ownId ? id : name) as string | undefined,
      name: name as string,
      document: wanted as Entry,
    }),
  };
}
