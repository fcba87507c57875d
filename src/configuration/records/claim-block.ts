import { z } from "zod";
import { strictObject } from "../strict-object.ts";
import type { RecordBlock } from "./record-block.ts";

const uri = z.string().min(1).max(1024);
const value = z.looseObject({ uri: uri.optional(), claimURI: uri.optional(), claimDialectURI: uri.optional() });

/** What an organization has made of the attributes of users, and of their names in other dialects. */
export const claimBlock: RecordBlock = {
  kind: "claim",
  key: "claims",
  what: "claim",
  audited: ["claim-dialect"],
  entry: z.discriminatedUnion(
    "kind",
    [
      strictObject({ kind: z.literal("dialect"), value: value.required({ uri: true }) }),
      strictObject({ kind: z.literal("local"), value: value.required({ claimURI: true }) }),
      strictObject({ kind: z.literal("external"), value: value.required({ claimURI: true, claimDialectURI: true }) }),
    ],
    "is not known: kind is dialect, local or external",
  ),
  nameOf: (entry) => nameOf(entry.value as Value),
  toEntry: ({ document }) => document,
  toRecord(entry) {
    const name = claimKey(entry as unknown as Parameters<typeof claimKey>[0]);
    return { id: name, name, document: entry };
  },
};

interface Value {
  readonly uri?: string;
  readonly claimURI?: string;
  readonly claimDialectURI?: string;
}

function nameOf({ uri: dialect, claimURI = "", claimDialectURI }: Value): string {
  return dialect ?? (claimDialectURI === undefined ? claimURI : `${claimURI} of ${claimDialectURI}`);
}

/** What a dialect or a claim is stored by: its kind and its URIs, each in base64url without padding. */
export function claimKey({ kind, value: of }: { readonly kind: string; readonly value: object }): string {
  const { uri: dialect, claimURI, claimDialectURI } = of as Value;
  const uris = [dialect, claimDialectURI, claimURI].filter((each) => each !== undefined);
  return [kind, ...uris.map((each) => Buffer.from(each).toString("base64url"))].join(" ");
}
