import { ConfigurationError } from "../configuration.ts";
import type { Entry, RecordBlock, SecretKeys } from "./record-block.ts";

/** A record of the file whose secrets are to be sealed, or one of the store. */
interface Sealable {
  readonly name: string;
  readonly document: Entry;
}

/**
 * The document with the entry's secrets sealed at their places. One that is the same as before keeps its seal, since no two seals are alike;
 * one that the entry does not name stays.
 */
export async function sealedDocument(
  block: RecordBlock,
  { name, document: described, entry }: Sealable & { readonly entry: Entry },
  before: Entry | undefined,
  { tenantId, keys }: { readonly tenantId: string; readonly keys: () => Promise<SecretKeys> },
): Promise<Entry> {
  const placesOf = (document: Entry) => block.sealedAt?.(document, name, tenantId) ?? [];
  let document = described;
  for (const { path } of before === undefined ? [] : placesOf(before)) {
    document = withValue(document, path, valueAt(before, path));
  }
  for (const [path, secret] of Object.entries((entry.secrets ?? {}) as Readonly<Record<string, string>>)) {
    const place = placesOf(withValue(document, path, "")).find((each) => each.path === path);
    if (place === undefined) throw new ConfigurationError(`${block.what} ${block.nameOf(entry)} has no secret ${path}`);
    const present = valueAt(before, path);
    const opened = await keys();
    const isSame = typeof present === "string" && opened.open(present, place.context).toString() === secret;
    document = withValue(document, path, isSame ? present : opened.seal(Buffer.from(secret), place.context));
  }
  return document;
}

/** The document without its secrets, and what stood at their places. */
export function withoutSecrets(
  block: RecordBlock,
  { name, document }: Sealable,
  tenantId: string,
): { readonly document: Entry; readonly sealed: Readonly<Record<string, string>> } {
  const paths = (block.sealedAt?.(document, name, tenantId) ?? []).map(({ path }) => path);
  return {
    document: paths.reduce((rest, path) => withValue(rest, path, undefined), document),
    sealed: Object.fromEntries(paths.map((path) => [path, String(valueAt(document, path))])),
  };
}

function valueAt(value: unknown, path: string): unknown {
  return path.split(".").reduce((current, step) => (current as Entry | undefined)?.[step], value);
}

/** A copy with the value at the path; undefined takes the member away. */
function withValue(document: Entry, path: string, value: unknown): Entry {
  const copy = structuredClone(document) as Record<string, unknown>;
  const steps = path.split(".");
  const last = steps.pop() as string;
  let holder = copy;
  for (const step of steps) {
    if (holder[step] === undefined && value === undefined) return copy;
    holder[step] ??= {};
    holder = holder[step] as Record<string, unknown>;
  }
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}
