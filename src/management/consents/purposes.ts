import { newId } from "../../crypto/ids.ts";
import type { StoredRecord } from "../../store/port/records.ts";
import type { Call, ManagementContext } from "../operation.ts";
import { conflict, invalid, notFound } from "./errors.ts";
import type { ElementDocument, PurposeDocument, PurposeVersion, ReceiptDocument } from "./model.ts";

export type Purpose = StoredRecord<PurposeDocument>;

/** Receipts that are read at a time. */
const AT_ONCE = 500;

/** The purpose that the path names. Refuses an id that is none. */
export async function getPurpose(
  { parameters }: Pick<Call, "parameters">,
  { store }: ManagementContext,
): Promise<Purpose> {
  const id = parameters.purposeId as string;
  const purpose = await store.records.find<PurposeDocument>("consent purpose", id);
  if (purpose === undefined) throw notFound("Purpose", id);
  return purpose;
}

/** A version of the purpose. Refuses an id that is none. */
export function getVersion({ document }: Pick<Purpose, "document">, id: string): PurposeVersion {
  const version = document.versions.find((one) => one.id === id);
  if (version === undefined) throw notFound("Purpose version", id);
  return version;
}

/** A new version. Refuses elements that there are not, and one named twice. */
export async function makeVersion(
  asked: {
    readonly version: string;
    readonly description?: string | undefined;
    readonly elements?: readonly { readonly id: string; readonly mandatory?: boolean | undefined }[] | undefined;
    readonly properties?: Readonly<Record<string, string>> | undefined;
  },
  { store, nowMilliseconds }: ManagementContext,
): Promise<PurposeVersion> {
  const { version, description, elements = [], properties } = asked;
  const ids = new Set(elements.map(({ id }) => id));
  if (ids.size < elements.length) throw invalid("An element stands there twice.");
  for (const id of ids) {
    if ((await store.records.find("consent element", id)) === undefined) throw invalid(`There is no element ${id}.`);
  }
  const bound = elements.map(({ id, mandatory = false }) => ({ id, mandatory }));
  return { id: newId(nowMilliseconds), version, description, elements: bound, properties };
}

/** The version's elements with what is known of them. */
export async function elementsOf({ elements }: PurposeVersion, { store }: ManagementContext) {
  const told = await Promise.all(
    elements.map(async ({ id, mandatory }) => {
      const element = await store.records.find<ElementDocument>("consent element", id);
      if (element === undefined) return [];
      const { displayName, description } = element.document;
      return [
        {
          id,
          name: element.name,
          ...(displayName !== undefined && { displayName }),
          ...(description !== undefined && { description }),
          mandatory,
        },
      ];
    }),
  );
  return told.flat();
}

/** Refuses while somebody has agreed to the purpose, or to this version of it: what they agreed to can be looked up. */
export async function refuseIfConsented(
  { id, name }: Purpose,
  versionId: string | undefined,
  { store }: ManagementContext,
): Promise<void> {
  for (let after: string | undefined; ; ) {
    const receipts = await store.consentReceipts.list<ReceiptDocument>({ after, limit: AT_ONCE });
    const isOf = (one: ReceiptDocument["purposes"][number]) =>
      one.id === id && (versionId === undefined || one.versionId === versionId);
    if (receipts.some(({ document }) => document.purposes.some(isOf))) {
      throw conflict(`There are consents about ${name}.`);
    }
    if (receipts.length < AT_ONCE) return;
    after = receipts.at(-1)?.id;
  }
}

/** Stores a changed purpose. Refuses when somebody else has changed it meanwhile. */
export async function savePurpose(purpose: Purpose, document: PurposeDocument, ctx: ManagementContext): Promise<void> {
  const { id, name, version } = purpose;
  const outcome = await ctx.store.records.replace("consent purpose", { id, name, version, document }, ctx.now);
  if (outcome !== "replaced") throw conflict("Somebody else has changed the purpose meanwhile.");
}
