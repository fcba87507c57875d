/** The value with what a partial one says in its place, member by member; a list is replaced as a whole. */
export function merge<Value>(whole: Value, part: unknown): Value {
  if (part === undefined) return whole;
  if (!isObject(whole) || !isObject(part)) return part as Value;
  const names = new Set([...Object.keys(whole), ...Object.keys(part)]);
  return Object.fromEntries([...names].map((name) => [name, merge(whole[name], part[name])])) as Value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
