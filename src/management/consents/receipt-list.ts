import { z } from "zod";
import { isId } from "../../crypto/ids.ts";
import { type Filter, matchesFilter, parseFilter } from "../filter.ts";
import type { ManagementContext } from "../operation.ts";
import { invalid } from "./errors.ts";
import { listQuery } from "./listing.ts";
import { type ReceiptDocument, STATES, stateAt } from "./model.ts";
import type { Receipt } from "./receipts.ts";

const MOST = 1000;
/** Receipts that are read at a time. */
const AT_ONCE = 200;
const PROPERTY = /\bproperties\.[^\s"]+/gi;

/** What receipts are chosen by (contract §17.14). */
export const receiptQuery = listQuery.extend({
  serviceId: z.string().max(255).optional(),
  state: z.enum(STATES).optional(),
  purposeId: z.string().optional(),
  purposeVersionId: z.string().optional(),
});

type Query = z.output<typeof receiptQuery>;

/** A page of the receipts of a user, or of everybody, in the order of time, with the cursors of its neighbours. */
export async function findReceipts(query: Query, userId: string | undefined, ctx: ManagementContext) {
  const filter = propertiesFilter(query.filter);
  const limit = Math.min(Number(query.limit ?? 10), MOST);
  const backwards = query.after === undefined && query.before !== undefined;
  // One more than asked for, to know whether there are more.
  const found = await collect(query, filter, { userId, backwards, limit: limit + 1 }, ctx);
  const isMore = found.length > limit;
  const page = backwards ? found.slice(-limit) : found.slice(0, limit);
  const cursor = (receipt: Receipt | undefined) => receipt && Buffer.from(receipt.id).toString("base64");
  return {
    page,
    next: backwards || isMore ? cursor(page.at(-1)) : undefined,
    previous: (backwards ? isMore : query.after !== undefined) ? cursor(page[0]) : undefined,
  };
}

async function collect(
  query: Query,
  filter: Filter,
  { userId, backwards, limit }: { userId: string | undefined; backwards: boolean; limit: number },
  { store, nowMilliseconds }: ManagementContext,
): Promise<Receipt[]> {
  let edge = idOf(backwards ? query.before : query.after);
  let found: Receipt[] = [];
  for (;;) {
    const within = backwards ? { before: edge } : { after: edge };
    const read = await store.consentReceipts.list<ReceiptDocument>({ userId, ...within, limit: AT_ONCE });
    const meant = read.filter((receipt) => isMeant(receipt, query, filter, nowMilliseconds));
    found = backwards ? [...meant, ...found] : [...found, ...meant];
    if (read.length < AT_ONCE || found.length >= limit) break;
    edge = (backwards ? read[0] : read.at(-1))?.id;
  }
  return backwards ? found.slice(-limit) : found.slice(0, limit);
}

function isMeant({ document }: Receipt, query: Query, filter: Filter, now: number): boolean {
  const { serviceId, state, purposeId, purposeVersionId } = query;
  const purposes = document.purposes.filter(
    ({ id, versionId }) =>
      (purposeId === undefined || id === purposeId) &&
      (purposeVersionId === undefined || versionId === purposeVersionId),
  );
  return (
    (serviceId === undefined || document.serviceId === serviceId) &&
    (state === undefined || stateAt(document, now) === state) &&
    purposes.length > 0 &&
    matchesFilter(filter, (name) => ownProperty(document.properties ?? {}, name.slice("properties.".length)))
  );
}

function ownProperty(properties: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

/** Over any properties: they are what the filter names. */
function propertiesFilter(text: string | undefined): Filter {
  const filter = text === undefined ? [[]] : parseFilter(text, text.match(PROPERTY) ?? []);
  if (filter === undefined) throw invalid("A filter is over properties.<key> by eq, co, sw, ew.");
  return filter;
}

function idOf(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const id = Buffer.from(cursor, "base64").toString();
  if (!isId(id)) throw invalid("The cursor is none of ours.");
  return id;
}
