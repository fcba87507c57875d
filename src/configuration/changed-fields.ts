import { isDeepStrictEqual } from "node:util";

/** The names of the members in which two values differ. A member that is undefined is the same as one that is not there. */
export function changedFields(before: object, after: object): string[] {
  const [old, wanted] = [plain(before), plain(after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(wanted)])];
  return names.filter((name) => !isDeepStrictEqual(old[name], wanted[name])).sort();
}

function plain(value: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value));
}
