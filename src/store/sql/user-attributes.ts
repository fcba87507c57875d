import type { Insertable, Transaction } from "kysely";
import { ATTRIBUTE_OF_CLAIM } from "../../protocol/claim-attributes.ts";
import type { Database, UserAttributeRow } from "../schema.ts";

/** Of a longer value this many characters are compared: PostgreSQL's index takes no entry above 2.7 kB. */
const COMPARED_CHARACTERS = 400;
const CASE_EXACT: ReadonlySet<string> = new Set(["externalId"]);
/** SQLite takes 32,766 parameters in a statement. */
const ROWS_AT_ONCE = 1_000;

type Entry = Pick<UserAttributeRow, "path" | "element" | "value">;

/** Makes the user be found by these claims and attributes, and no longer by those of before. */
export async function indexUser(
  transaction: Transaction<Database>,
  tenantId: Buffer,
  userId: Buffer,
  claims: Readonly<Record<string, unknown>>,
  attributes: Readonly<Record<string, unknown>>,
): Promise<void> {
  await transaction
    .deleteFrom("user_attributes")
    .where("tenant_id", "=", tenantId)
    .where("user_id", "=", userId)
    .execute();
  const entries = [...entriesOfClaims(claims, attributes), ...entriesOfAttributes(attributes)];
  // A list within an element of a list would give one place two values.
  const places = new Map(entries.map((entry) => [`${entry.path} ${entry.element}`, entry]));
  const rows = [...places.values()].map(
    (entry): Insertable<UserAttributeRow> => ({ tenant_id: tenantId, user_id: userId, ...entry }),
  );
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    await transaction
      .insertInto("user_attributes")
      .values(rows.slice(from, from + ROWS_AT_ONCE))
      .execute();
  }
}

/** The text as values of the path are compared. */
export function comparable(path: string, value: string): string {
  const text = CASE_EXACT.has(path) ? value : value.normalize("NFC").toLowerCase();
  return [...text.slice(0, 2 * COMPARED_CHARACTERS)].slice(0, COMPARED_CHARACTERS).join("").replaceAll("\0", "");
}

type Members = Readonly<Record<string, unknown>>;

/** What is also an element of a list, with its type and more, is found by that one alone. */
function entriesOfClaims(claims: Members, attributes: Members): Entry[] {
  return Object.entries(claims).flatMap(([name, value]) => {
    const path = ATTRIBUTE_OF_CLAIM[name];
    if (path === undefined) return [];
    const [list = "", member = ""] = path.split(".");
    const elements = attributes[list];
    const isListed = Array.isArray(elements) && elements.some((each) => each[member] === value);
    return isListed ? [] : entriesOf(value, path, -1);
  });
}

function entriesOfAttributes(attributes: Readonly<Record<string, unknown>>): Entry[] {
  return Object.entries(attributes).flatMap(([name, value]) =>
    name.startsWith("urn:")
      ? Object.entries(value as object).flatMap(([member, each]) => entriesOf(each, `${name}:${member}`, 0))
      : entriesOf(value, name, 0),
  );
}

/** One for each value in the tree, under its path. */
function entriesOf(value: unknown, path: string, element: number): Entry[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((each, place) => entriesOf(each, path, place));
  if (typeof value !== "object") return [{ path, element, value: comparable(path, String(value)) }];
  return Object.entries(value).flatMap(([name, each]) => entriesOf(each, `${path}.${name}`, element));
}
