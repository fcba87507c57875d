import { z } from "zod";
import { type Operation, operation } from "../operation.ts";
import { type Claims, keyOf, readClaims, saveClaim } from "./claim-records.ts";
import { claimErrors, refuseUnsupported } from "./errors.ts";
import { dialectAnswer, dialectForm, listQuery } from "./forms.ts";
import { type Dialect, idOf } from "./model.ts";
import { LOCAL_DIALECT, STANDARD_DIALECTS } from "./standard-claims.ts";

/** Where the operations are, below the tenant's URL. */
export const DIALECTS = "/api/server/v1/claim-dialects";
/** The local dialect goes by a name instead of an id. */
export const LOCAL = "local";

/** The sets of names that attributes go by. */
export const dialectOperations: readonly Operation[] = [
  operation({
    id: "addClaimDialect",
    method: "POST",
    path: DIALECTS,
    scope: "internal_claim_meta_create",
    summary: "Add a claim dialect",
    body: dialectForm,
    answers: { 201: undefined, 409: undefined },
    async handle({ body: { dialectURI: uri } }, { store, now }) {
      const claims = await readClaims(store.records);
      refuseTaken(uri, claims);
      await saveClaim({ kind: "dialect", value: { uri } }, claims, store.records, now);
      const change = { action: "claim-dialect.create", target: targetOf(uri), after: { uri } };
      return { status: 201, location: `${DIALECTS}/${idOf(uri)}`, change };
    },
  }),
  operation({
    id: "getClaimDialects",
    method: "GET",
    path: DIALECTS,
    scope: "internal_claim_meta_view",
    summary: "List the claim dialects",
    query: listQuery,
    answers: { 200: z.array(dialectAnswer), 501: undefined },
    async handle({ query }, { store, tenantUrl }) {
      refuseUnsupported(query);
      const { dialects } = await readClaims(store.records);
      const all = [{ uri: LOCAL_DIALECT }, ...dialects];
      return { status: 200, body: all.map((dialect) => answerOf(dialect, tenantUrl)) };
    },
  }),
  operation({
    id: "getClaimDialect",
    method: "GET",
    path: `${DIALECTS}/{dialectId}`,
    scope: "internal_claim_meta_view",
    summary: "Retrieve a claim dialect",
    answers: { 200: dialectAnswer, 404: undefined },
    async handle({ parameters }, { store, tenantUrl }) {
      const id = parameters.dialectId;
      const dialect = id === LOCAL ? { uri: LOCAL_DIALECT } : foundDialect(id, await readClaims(store.records));
      return { status: 200, body: answerOf(dialect, tenantUrl) };
    },
  }),
  operation({
    id: "updateClaimDialect",
    method: "PUT",
    path: `${DIALECTS}/{dialectId}`,
    scope: "internal_claim_meta_update",
    summary: "Rename a claim dialect",
    body: dialectForm,
    answers: { 200: undefined, 404: undefined, 409: undefined },
    async handle({ parameters, body: { dialectURI: uri } }, { store, now }) {
      const claims = await readClaims(store.records);
      const before = ownDialect(parameters.dialectId, claims);
      if (uri === before.uri) return { status: 200 };
      refuseTaken(uri, claims);
      await saveClaim({ kind: "dialect", value: { uri } }, claims, store.records, now);
      for (const claim of claimsOf(before, claims)) {
        await saveClaim({ kind: "external", value: { ...claim, claimDialectURI: uri } }, claims, store.records, now);
        await store.records.remove("claim", keyOf({ kind: "external", value: claim }));
      }
      await store.records.remove("claim", keyOf({ kind: "dialect", value: before }));
      const change = { action: "claim-dialect.update", target: targetOf(uri), before, after: { uri } };
      return { status: 200, change };
    },
  }),
  operation({
    id: "deleteClaimDialect",
    method: "DELETE",
    path: `${DIALECTS}/{dialectId}`,
    scope: "internal_claim_meta_delete",
    summary: "Remove a claim dialect and its claims",
    answers: { 204: undefined, 404: undefined },
    async handle({ parameters }, { store }) {
      const claims = await readClaims(store.records);
      const before = ownDialect(parameters.dialectId, claims);
      const ofIt = claimsOf(before, claims);
      for (const claim of ofIt) await store.records.remove("claim", keyOf({ kind: "external", value: claim }));
      await store.records.remove("claim", keyOf({ kind: "dialect", value: before }));
      const change = {
        action: "claim-dialect.delete",
        target: targetOf(before.uri),
        before: { ...before, claims: ofIt },
      };
      return { status: 204, change };
    },
  }),
];

/** The dialect with the id, which is not the local one. */
export function foundDialect(id = "", { dialects }: Claims): Dialect {
  const dialect = dialects.find(({ uri }) => idOf(uri) === id);
  if (dialect === undefined) throw id === LOCAL ? claimErrors.isLocalDialect() : claimErrors.noDialect(id);
  return dialect;
}

/** One that the organization has made itself. */
function ownDialect(id: string | undefined, claims: Claims): Dialect {
  const dialect = foundDialect(id, claims);
  if (STANDARD_DIALECTS.some(({ uri }) => uri === dialect.uri)) throw claimErrors.isStandard(dialect.uri);
  return dialect;
}

/** Refuses the URI of a dialect that is there. */
export function refuseTaken(uri: string, { dialects }: Claims): void {
  if (uri === LOCAL_DIALECT || dialects.some((one) => one.uri === uri)) throw claimErrors.dialectExists(uri);
}

function claimsOf({ uri }: Dialect, { external }: Claims) {
  return external.filter(({ claimDialectURI }) => claimDialectURI === uri);
}

function answerOf({ uri: dialectURI }: Dialect, tenantUrl: string) {
  const id = dialectURI === LOCAL_DIALECT ? LOCAL : idOf(dialectURI);
  return { id, dialectURI, link: { href: `${new URL(tenantUrl).pathname}${DIALECTS}/${id}/claims`, rel: "claims" } };
}

function targetOf(uri: string) {
  return { kind: "claim-dialect", id: uri };
}
