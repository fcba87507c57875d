/** Of how pages look, and of what they say. */
export type PreferenceTarget = "branding-preference" | "branding-text";

/** Whom a preference is of, with all that tells it from others. */
export interface PreferenceOwner {
  readonly type: "ORG" | "APP" | "CUSTOM";
  /** The application's id; of an organization its id, of a tenant its handle. */
  readonly name: string;
  readonly locale: string;
  /** The page, where the preference is of one. */
  readonly screen: string;
}

/** The name of the setting (a record) that the preference is. */
export function preferenceKey(target: string, { type, name, locale, screen }: PreferenceOwner): string {
  return [target, type, name, locale, screen].map(encodeURIComponent).join(" ");
}

/** What the setting of this name is; undefined: no preference. */
export function readPreferenceKey(key: string): (PreferenceOwner & { readonly target: PreferenceTarget }) | undefined {
  const [target, type, name, locale, screen] = key.split(" ").map(decodeURIComponent);
  if (target !== "branding-preference" && target !== "branding-text") return undefined;
  if (type !== "ORG" && type !== "APP" && type !== "CUSTOM") return undefined;
  return { target, type, name: name ?? "", locale: locale ?? "", screen: screen ?? "" };
}
