import { z } from "zod";
import { toYaml } from "../../configuration/export/to-yaml.ts";
import { parseSource } from "../../configuration/source.ts";
import type { Claims } from "./claim-records.ts";
import { claimErrors } from "./errors.ts";
import { externalClaimForm, localClaimForm } from "./forms.ts";
import type { Dialect, ExternalClaim, LocalClaim } from "./model.ts";
import { LOCAL_DIALECT } from "./standard-claims.ts";

const MOST_CLAIMS = 2000;

const externalFile = z.object({
  dialectURI: z.string().min(1).max(255),
  claims: z.array(externalClaimForm).max(MOST_CLAIMS),
});
const localFile = z.object({ dialectURI: z.literal(LOCAL_DIALECT), claims: z.array(localClaimForm).max(MOST_CLAIMS) });

/** A dialect with its claims, as a file holds them. */
export type DialectOfFile =
  | { readonly kind: "local"; readonly claims: readonly LocalClaim[] }
  | { readonly kind: "external"; readonly uri: string; readonly claims: readonly ExternalClaim[] };

/** The dialect with its claims as YAML or JSON; those of another dialect than the local one by their URIs. */
export function writeDialectFile({ uri }: Dialect, { local, external }: Claims, form: "json" | "yaml"): string {
  const ofDialect = external
    .filter(({ claimDialectURI }) => claimDialectURI === uri)
    .sort((a, b) => (a.claimURI < b.claimURI ? -1 : 1));
  const claims = uri === LOCAL_DIALECT ? local : ofDialect.map(({ claimDialectURI: _, ...claim }) => claim);
  const document = { dialectURI: uri, claims };
  return form === "json" ? `${JSON.stringify(document, undefined, 2)}\n` : toYaml(document);
}

/** Reads YAML or JSON. Refuses what is no dialect, with the first fault. */
export function readDialectFile({ name, text }: { readonly name: string; readonly text: string }): DialectOfFile {
  const value = parsed(text, name || "the file");
  const isLocal = Object(value).dialectURI === LOCAL_DIALECT;
  const { data, error } = (isLocal ? localFile : externalFile).safeParse(value);
  if (data === undefined) {
    const [issue] = error?.issues ?? [];
    throw claimErrors.noDialectFile(`${issue?.path.join(".") || "the file"}: ${issue?.message}`);
  }
  if (isLocal) return { kind: "local", claims: data.claims as LocalClaim[] };
  const { dialectURI: uri, claims } = data as z.output<typeof externalFile>;
  return { kind: "external", uri, claims: claims.map((claim) => ({ claimDialectURI: uri, ...claim })) };
}

function parsed(text: string, name: string): unknown {
  if (text.trimStart().startsWith("<")) throw claimErrors.noDialectFile("XML is not supported: send YAML or JSON.");
  try {
    return parseSource(text, name).value;
  } catch (error) {
    throw claimErrors.noDialectFile((error as Error).message.split("\n")[0] as string);
  }
}
