import { claimKey } from "../../configuration/records/claim-block.ts";
import type { RecordStore, StoredRecord } from "../../store/port/records.ts";
import { claimErrors } from "./errors.ts";
import { type Dialect, type ExternalClaim, idOf, type LocalClaim } from "./model.ts";
import { STANDARD_DIALECTS, STANDARD_EXTERNAL_CLAIMS, STANDARD_LOCAL_CLAIMS } from "./standard-claims.ts";

/** What an organization has of its own, or has made of a standard one, as it is stored. */
export type ClaimDocument =
  | { readonly kind: "dialect"; readonly value: Dialect }
  | { readonly kind: "local"; readonly value: LocalClaim }
  | { readonly kind: "external"; readonly value: ExternalClaim };

/** All dialects and claims of an organization: the standard ones, with what it has changed of them, and its own. */
export interface Claims {
  readonly dialects: readonly Dialect[];
  readonly local: readonly LocalClaim[];
  readonly external: readonly ExternalClaim[];
  /** Those that it has stored, by key. */
  readonly stored: ReadonlyMap<string, StoredRecord<ClaimDocument>>;
}

/** Reads them all: there are some dozens. */
export async function readClaims(records: RecordStore): Promise<Claims> {
  const stored = await records.list<ClaimDocument>("claim");
  const documents = stored.map(({ document }) => document);
  const valuesOf = <Kind extends ClaimDocument["kind"]>(kind: Kind) =>
    documents.filter((document) => document.kind === kind).map(({ value }) => value) as Extract<
      ClaimDocument,
      { kind: Kind }
    >["value"][];
  return {
    dialects: [...STANDARD_DIALECTS, ...valuesOf("dialect")],
    local: merged(STANDARD_LOCAL_CLAIMS, valuesOf("local"), ({ claimURI }) => claimURI),
    external: merged(STANDARD_EXTERNAL_CLAIMS, valuesOf("external"), externalKey),
    stored: new Map(stored.map((record) => [record.id, record])),
  };
}

/** Stores the document in the place of what is there; `claims` is what was read before. */
export async function saveClaim(
  document: ClaimDocument,
  { stored }: Claims,
  records: RecordStore,
  now: number,
): Promise<void> {
  const id = keyOf(document);
  const before = stored.get(id);
  const done =
    before === undefined
      ? await records.add("claim", { id, name: id, document }, now)
      : (await records.replace("claim", { id, name: id, document, version: before.version }, now)) === "replaced";
  if (!done) throw claimErrors.changedMeanwhile("uri" in document.value ? document.value.uri : document.value.claimURI);
}

/** What the document is stored by. */
export const keyOf: (document: ClaimDocument) => string = claimKey;

function externalKey({ claimDialectURI, claimURI }: ExternalClaim): string {
  return `${idOf(claimDialectURI)} ${idOf(claimURI)}`;
}

/** The standard ones in their order, each as it was changed, then the others. */
function merged<Value>(
  standard: readonly Value[],
  own: readonly Value[],
  keyOfValue: (value: Value) => string,
): Value[] {
  const byKey = new Map([...standard, ...own].map((value) => [keyOfValue(value), value]));
  return [...byKey.values()];
}
