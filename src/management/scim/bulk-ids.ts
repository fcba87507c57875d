import { refusal } from "./scim-error.ts";

/** In a path it stands among other text, in data it is all of it. */
const BULK_ID = /bulkId:(?<name>[^/\s]+)/;

/**
 * The value with the ids of resources that the same request has made before in the places where it names them (RFC 7644 §3.7.2).
 * Refuses names that nothing before has.
 */
export function resolveBulkIds<T>(value: T, ids: ReadonlyMap<string, string>): T {
  return resolve(value, ids) as T;
}

function resolve(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((each) => resolve(each, ids));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, resolve(each, ids)]));
  }
  if (typeof value !== "string") return value;
  const name = BULK_ID.exec(value)?.groups?.name;
  if (name === undefined || !(value.startsWith("bulkId:") || value.startsWith("/"))) return value;
  const id = ids.get(name);
  if (id === undefined) throw refusal("invalidValue", `Nothing before has the bulkId ${name}.`);
  return value.replace(BULK_ID, id);
}
