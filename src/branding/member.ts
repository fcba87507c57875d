/** What stands at the dotted place inside the preference; undefined: nothing. The preference is anything that is JSON. */
export function memberAt(preference: unknown, place: string): unknown {
  let value = preference;
  for (const name of place.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}

/** The first of the places that holds some text, without the blanks around it. */
export function textAt(preference: unknown, ...places: readonly string[]): string | undefined {
  for (const place of places) {
    const value = memberAt(preference, place);
    if (typeof value === "string" && value.trim() !== "") return value.trim();
  }
  return undefined;
}
