import { sha256 } from "../crypto/hashes.ts";
import type { TenantStore } from "../store/port/store.ts";
import { type Brand, brandOf } from "./brand.ts";
import { memberAt } from "./member.ts";
import { type PreferenceOwner, type PreferenceTarget, readPreferenceKey } from "./preference-key.ts";

/** An organization, or the tenant itself, as far as its preferences go. */
export interface BrandPlace {
  /** What its own preferences are called by: its id; of a tenant the handle. */
  readonly name: string;
  readonly store: Pick<TenantStore, "records">;
}

/** What counts on a page. */
export interface BrandInUse extends Brand {
  /** The style sheet's hash. */
  readonly stylesheetId: string | undefined;
  /** What stands in the place of our words, by Asgardeo's names for them (contract §17.9). */
  readonly texts: Readonly<Record<string, string>>;
}

/** How the pages of a place look, read once for all of them. */
export interface BrandBook {
  /** For pages in the language, shown in the name of the application, if of any. Undefined: as they are where nothing is said. */
  find(language: string, applicationId: string | undefined): BrandInUse | undefined;
  /** The style sheet with the hash. */
  stylesheet(id: string): string | undefined;
}

interface Kept extends PreferenceOwner {
  readonly target: PreferenceTarget;
  readonly preference: unknown;
}

/** In characters. */
const LONGEST_WORDS = 1_000;

/** Reads what the places have decided: the one whose pages they are first, and then those above it. */
export async function readBrandBook(places: readonly BrandPlace[], year: number): Promise<BrandBook> {
  const kept = await Promise.all(places.map(preferencesOf));
  const known = new Map<string, BrandInUse | undefined>();
  let stylesheets: ReadonlyMap<string, string> | undefined;
  return {
    find(language, applicationId) {
      const key = `${language} ${applicationId ?? ""}`;
      if (!known.has(key)) known.set(key, find(kept, language, applicationId, year));
      return known.get(key);
    },
    stylesheet(id) {
      stylesheets ??= new Map(
        kept.flat().flatMap(({ target, preference, locale }) => {
          const theme = target === "branding-preference" ? brandOf(preference, locale).theme : undefined;
          return theme === undefined ? [] : [[idOf(theme.stylesheet), theme.stylesheet] as const];
        }),
      );
      return stylesheets.get(id);
    },
  };
}

async function preferencesOf({ name, store }: BrandPlace): Promise<Kept[]> {
  const records = await store.records.list<{ readonly preference?: unknown }>("setting");
  return records.flatMap((record) => {
    const owner = readPreferenceKey(record.name);
    if (owner === undefined || (owner.type === "ORG" && owner.name !== name)) return [];
    return [{ ...owner, preference: record.document.preference }];
  });
}

function find(
  places: readonly (readonly Kept[])[],
  language: string,
  applicationId: string | undefined,
  year: number,
): BrandInUse | undefined {
  const owners = places.flatMap((kept, height) => [
    { height, kept: kept.filter(({ type, name }) => type === "APP" && name === applicationId) },
    { height, kept: kept.filter(({ type }) => type === "ORG") },
  ]);
  const texts = textsOf(
    owners.flatMap(({ kept }) => kept),
    language,
    year,
  );
  for (const { height, kept } of owners) {
    const published = kept.filter(
      ({ target, preference }) =>
        target === "branding-preference" && memberAt(preference, "configs.isBrandingEnabled") === true,
    );
    const chosen =
      published.find(({ locale }) => isIn(locale, language)) ?? published.find(({ locale }) => isIn(locale, "en"));
    if (chosen === undefined) continue;
    const brand = brandOf(chosen.preference, isIn(chosen.locale, language) ? chosen.locale : language);
    // What is named for all below it is still not their name.
    const displayName = height === 0 ? brand.displayName : undefined;
    const copyright = brand.copyright && withYear(brand.copyright, year);
    return { ...brand, displayName, copyright, texts, stylesheetId: brand.theme && idOf(brand.theme.stylesheet) };
  }
  return Object.keys(texts).length === 0 ? undefined : { ...brandOf({}, language), texts, stylesheetId: undefined };
}

/** Of each screen the nearest words in the language; words in another one are no use. */
function textsOf(kept: readonly Kept[], language: string, year: number): Record<string, string> {
  const ofScreens = new Map<string, unknown>();
  for (const { target, locale, screen, preference } of kept) {
    if (target === "branding-text" && isIn(locale, language) && !ofScreens.has(screen))
      ofScreens.set(screen, preference);
  }
  const pairs = [...ofScreens.values()].flatMap((preference) => Object.entries(Object(memberAt(preference, "text"))));
  return Object.fromEntries(
    pairs.flatMap(([key, text]) =>
      typeof text === "string" && text.trim() !== ""
        ? [[key, withYear(text.trim().slice(0, LONGEST_WORDS), year)]]
        : [],
    ),
  );
}

function withYear(text: string, year: number): string {
  return text.replaceAll("{{currentYear}}", String(year));
}

function isIn(locale: string, language: string): boolean {
  return locale.split(/[-_]/)[0]?.toLowerCase() === language;
}

function idOf(stylesheet: string): string {
  return sha256(stylesheet).toString("base64url").slice(0, 22);
}
