import { refusal } from "./scim-error.ts";

/** In a path it stands among other text, in data it is all of it. */
const BULK_ID = /bulkId:(?<name>[^/\s]+)/;

/**
 * The operations in an order in which each comes after those that make what it names, else as they were sent (RFC 7644 §3.7.2). Those that
 * name each other in a circle stay where they are.
 */
export function inOrder<
  Each extends { readonly path: string; readonly bulkId?: string | undefined; readonly data?: unknown },
>(operations: readonly Each[]): readonly Each[] {
  const makers = new Map(operations.map((each) => [each.bulkId, each]));
  const ordered = new Set<Each>();
  const visit = (each: Each, visiting: ReadonlySet<Each>): void => {
    if (ordered.has(each) || visiting.has(each)) return;
    const within = new Set([...visiting, each]);
    for (const name of namesIn([each.path, each.data])) {
      const maker = makers.get(name);
      if (maker !== undefined) visit(maker, within);
    }
    ordered.add(each);
  };
  for (const each of operations) visit(each, new Set());
  return [...ordered];
}

function namesIn(value: unknown): string[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(namesIn);
  const name = typeof value === "string" ? nameIn(value) : undefined;
  return name === undefined ? [] : [name];
}

function nameIn(text: string): string | undefined {
  const isReference = text.startsWith("bulkId:") || text.startsWith("/");
  return isReference ? BULK_ID.exec(text)?.groups?.name : undefined;
}

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
  const name = nameIn(value);
  if (name === undefined) return value;
  const id = ids.get(name);
  if (id === undefined) throw refusal("invalidValue", `Nothing was made that has the bulkId ${name}.`);
  return value.replace(BULK_ID, id);
}
