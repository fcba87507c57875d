import { z } from "zod";
import { type Change, type ManagementContext, type Operation, operation, uploadedFile } from "../operation.ts";
import { type ClaimDocument, type Claims, keyOf, readClaims, saveClaim } from "./claim-records.ts";
import { type DialectOfFile, readDialectFile, writeDialectFile } from "./dialect-file.ts";
import { DIALECTS, foundDialect, LOCAL, refuseTaken } from "./dialect-operations.ts";
import { claimErrors } from "./errors.ts";
import { checkMapped } from "./external-claim-operations.ts";
import { checkMapping, refuseWhileNeeded } from "./local-claim-operations.ts";
import { idOf } from "./model.ts";
import { LOCAL_DIALECT, STANDARD_EXTERNAL_CLAIMS, STANDARD_LOCAL_CLAIMS } from "./standard-claims.ts";

const YAML = "application/yaml";
const JSON_TYPE = "application/json";

/** A dialect with its claims as a file (contract §17.5). */
export const dialectFileOperations: readonly Operation[] = [
  operation({
    id: "exportClaimDialectToFile",
    method: "GET",
    path: `${DIALECTS}/{dialectId}/export`,
    scope: "internal_claim_meta_view",
    summary: "Export a claim dialect with its claims as YAML or JSON",
    fileTypes: [JSON_TYPE, YAML],
    answers: { 200: z.string(), 404: undefined },
    async handle({ parameters: { dialectId }, accept = "" }, { store }) {
      const claims = await readClaims(store.records);
      const dialect = dialectId === LOCAL ? { uri: LOCAL_DIALECT } : foundDialect(dialectId, claims);
      const isYaml = /yaml/i.test(accept);
      if (!isYaml && /\bxml\b/i.test(accept) && !/json|\*\/\*/i.test(accept)) {
        throw claimErrors.noDialectFile("XML is not supported: accept YAML or JSON.");
      }
      const [form, mediaType] = isYaml ? (["yaml", YAML] as const) : (["json", JSON_TYPE] as const);
      const file = { name: `${dialectId}.${form}`, mediaType };
      return { status: 200, body: writeDialectFile(dialect, claims, form), file };
    },
  }),
  operation({
    id: "importClaimDialectFromFile",
    method: "POST",
    path: `${DIALECTS}/import`,
    scope: "internal_claim_meta_create",
    summary: "Add a claim dialect with its claims from an exported YAML or JSON file",
    upload: true,
    body: uploadedFile,
    answers: { 201: undefined, 409: undefined },
    async handle({ body }, ctx) {
      const file = readDialectFile(body.file);
      const claims = await readClaims(ctx.store.records);
      refuseTaken(uriOf(file), claims);
      return { status: 201, location: locationOf(file), change: await saveFile(file, true, claims, ctx) };
    },
  }),
  operation({
    id: "updateClaimDialectFromFile",
    method: "PUT",
    path: `${DIALECTS}/import`,
    scope: "internal_claim_meta_create",
    summary: "Put the claims of an exported file in the place of a dialect's, or beside them",
    query: z.object({ preserveClaims: z.enum(["true", "false"]).default("false") }),
    upload: true,
    body: uploadedFile,
    answers: { 201: undefined, 404: undefined },
    async handle({ body, query }, ctx) {
      const file = readDialectFile(body.file);
      const claims = await readClaims(ctx.store.records);
      if (file.kind === "external") foundDialect(idOf(file.uri), claims);
      const change = await saveFile(file, query.preserveClaims === "true", claims, ctx);
      return { status: 201, location: locationOf(file), change };
    },
  }),
];

/** Stores what the file says. Without `preserved` the dialect's other claims go; those that every organization has are as at the beginning. */
async function saveFile(
  file: DialectOfFile,
  preserved: boolean,
  claims: Claims,
  ctx: ManagementContext,
): Promise<Change> {
  const { records } = ctx.store;
  const wanted = documentsOf(file, claims);
  const kept = new Set(wanted.map(keyOf));
  const others = preserved
    ? []
    : [...claims.stored].filter(([key, { document }]) => isOf(document, file) && !kept.has(key));
  for (const [, { document }] of others) {
    if (document.kind !== "local" || isStandard(document)) continue;
    await refuseWhileNeeded(document.value, claims, ctx);
  }
  if (file.kind === "external" && !claims.dialects.some(({ uri }) => uri === file.uri)) {
    await saveClaim({ kind: "dialect", value: { uri: file.uri } }, claims, records, ctx.now);
  }
  for (const document of wanted) await saveClaim(document, claims, records, ctx.now);
  for (const [key] of others) await records.remove("claim", key);
  const uri = uriOf(file);
  const before = [...claims.stored.values()]
    .filter(({ document }) => isOf(document, file))
    .map(({ document }) => document.value);
  return { action: "claim-dialect.import", target: { kind: "claim-dialect", id: uri }, before, after: file.claims };
}

/** Refuses attributes that are mapped to no user store, and names for attributes that are not there. */
function documentsOf(file: DialectOfFile, claims: Claims): ClaimDocument[] {
  if (file.kind === "local") {
    return file.claims.map((value) => {
      checkMapping(value);
      return { kind: "local", value };
    });
  }
  return file.claims.map((value) => {
    checkMapped(value, claims);
    return { kind: "external", value };
  });
}

function isOf(document: ClaimDocument, file: DialectOfFile): boolean {
  if (file.kind === "local") return document.kind === "local";
  return document.kind === "external" && document.value.claimDialectURI === file.uri;
}

function isStandard(document: ClaimDocument): boolean {
  const standard: ClaimDocument[] = [
    ...STANDARD_LOCAL_CLAIMS.map((value) => ({ kind: "local", value }) as const),
    ...STANDARD_EXTERNAL_CLAIMS.map((value) => ({ kind: "external", value }) as const),
  ];
  return standard.some((one) => keyOf(one) === keyOf(document));
}

function uriOf(file: DialectOfFile): string {
  return file.kind === "local" ? LOCAL_DIALECT : file.uri;
}

function locationOf(file: DialectOfFile): string {
  return `${DIALECTS}/${file.kind === "local" ? LOCAL : idOf(file.uri)}`;
}
