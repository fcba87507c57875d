import { z } from "zod";
import { type PreferenceOwner, preferenceKey, readPreferenceKey } from "../../branding/preference-key.ts";
import { strictObject } from "../strict-object.ts";
import type { Entry, RecordBlock, RecordWorld } from "./record-block.ts";

const word = z.string().min(1).max(255);
const owner = { type: z.enum(["ORG", "APP", "CUSTOM"]), name: word.optional(), locale: word };
const preference = z.record(z.string(), z.unknown());

/** How pages look, or what they say: a list with an entry for each owner and language, whose setting's name begins with `target`. */
export function preferenceBlock(key: string, target: string, what: string): RecordBlock {
  const hasScreen = target === "branding-text";
  return {
    kind: "setting",
    key,
    what,
    audited: [target],
    entry: hasScreen ? strictObject({ ...owner, screen: word, preference }) : strictObject({ ...owner, preference }),
    nameOf: ({ type, name, locale, screen }) =>
      [type, name, locale, screen].filter((part) => part !== undefined).join(" "),
    toEntry({ name, document }) {
      const of = readPreferenceKey(name);
      if (of?.target !== target) return undefined;
      const { type, name: owned, locale, screen } = of;
      // There is one organization here, so it need not be named.
      return { type, ...(type !== "ORG" && owned && { name: owned }), locale, ...(screen && { screen }), ...document };
    },
    toRecord(entry, world) {
      const name = preferenceKey(target, ownerOf(entry, world));
      return { id: name, name, document: { preference: entry.preference } };
    },
  };
}

function ownerOf({ type, name = "", locale, screen = "" }: Entry, { handle }: RecordWorld): PreferenceOwner {
  return { type, name: type === "ORG" ? handle : name, locale, screen } as PreferenceOwner;
}
