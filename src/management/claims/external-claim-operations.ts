import { z } from "zod";
import { type Operation, operation } from "../operation.ts";
import { type Claims, keyOf, readClaims, saveClaim } from "./claim-records.ts";
import { foundDialect } from "./dialect-operations.ts";
import { claimErrors, refuseUnsupported } from "./errors.ts";
import { externalClaimAnswer, externalClaimForm, listQuery } from "./forms.ts";
import { type Dialect, type ExternalClaim, idOf } from "./model.ts";
import { STANDARD_EXTERNAL_CLAIMS } from "./standard-claims.ts";

const PATH = "/api/server/v1/claim-dialects/{dialectId}/claims";

/** What the dialects call the attributes. */
export const externalClaimOperations: readonly Operation[] = [
  operation({
    id: "addExternalClaim",
    method: "POST",
    path: PATH,
    scope: "internal_claim_meta_create",
    summary: "Add a claim to a dialect",
    body: externalClaimForm,
    answers: { 201: undefined, 404: undefined, 409: undefined },
    async handle({ parameters, body }, { store, now }) {
      const claims = await readClaims(store.records);
      const dialect = foundDialect(parameters.dialectId, claims);
      checkMapped(body, claims);
      if (claimsOf(dialect, claims).some(({ claimURI }) => claimURI === body.claimURI)) {
        throw claimErrors.externalClaimExists(body.claimURI);
      }
      const value = { claimDialectURI: dialect.uri, ...body };
      await saveClaim({ kind: "external", value }, claims, store.records, now);
      const location = `${PATH.replace("{dialectId}", idOf(dialect.uri))}/${idOf(body.claimURI)}`;
      return { status: 201, location, change: { action: "claim.create", target: targetOf(value), after: value } };
    },
  }),
  operation({
    id: "getExternalClaims",
    method: "GET",
    path: PATH,
    scope: "internal_claim_meta_view",
    summary: "List the claims of a dialect",
    query: listQuery,
    answers: { 200: z.array(externalClaimAnswer), 404: undefined, 501: undefined },
    async handle({ parameters, query }, { store }) {
      refuseUnsupported(query);
      const claims = await readClaims(store.records);
      return { status: 200, body: claimsOf(foundDialect(parameters.dialectId, claims), claims).map(answerOf) };
    },
  }),
  operation({
    id: "getExternalClaim",
    method: "GET",
    path: `${PATH}/{claimId}`,
    scope: "internal_claim_meta_view",
    summary: "Retrieve a claim of a dialect",
    answers: { 200: externalClaimAnswer, 404: undefined },
    async handle({ parameters }, { store }) {
      return { status: 200, body: answerOf(found(parameters, await readClaims(store.records))) };
    },
  }),
  operation({
    id: "updateExternalClaim",
    method: "PUT",
    path: `${PATH}/{claimId}`,
    scope: "internal_claim_meta_update",
    summary: "Map a claim of a dialect to another attribute",
    body: externalClaimForm,
    answers: { 200: undefined, 404: undefined, 409: undefined },
    async handle({ parameters, body }, { store, now }) {
      const claims = await readClaims(store.records);
      const before = found(parameters, claims);
      if (body.claimURI !== before.claimURI) throw claimErrors.externalUriFixed(before.claimURI);
      checkMapped(body, claims);
      const after = { ...before, ...body };
      await saveClaim({ kind: "external", value: after }, claims, store.records, now);
      return { status: 200, change: { action: "claim.update", target: targetOf(after), before, after } };
    },
  }),
  operation({
    id: "deleteExternalClaim",
    method: "DELETE",
    path: `${PATH}/{claimId}`,
    scope: "internal_claim_meta_delete",
    summary: "Remove a claim from a dialect",
    answers: { 204: undefined, 404: undefined },
    async handle({ parameters }, { store }) {
      const before = found(parameters, await readClaims(store.records));
      const key = keyOf({ kind: "external", value: before });
      if (STANDARD_EXTERNAL_CLAIMS.some((one) => keyOf({ kind: "external", value: one }) === key)) {
        throw claimErrors.isStandard(before.claimURI);
      }
      await store.records.remove("claim", key);
      return { status: 204, change: { action: "claim.delete", target: targetOf(before), before } };
    },
  }),
];

function claimsOf({ uri }: Dialect, { external }: Claims): ExternalClaim[] {
  return external.filter(({ claimDialectURI }) => claimDialectURI === uri);
}

function found(parameters: Readonly<Record<string, string>>, claims: Claims): ExternalClaim {
  const { dialectId = "", claimId: id = "" } = parameters;
  const claim = claimsOf(foundDialect(dialectId, claims), claims).find(({ claimURI }) => idOf(claimURI) === id);
  if (claim === undefined) throw claimErrors.noExternalClaim(id, dialectId);
  return claim;
}

/** Refuses a claim that stands for no attribute. */
export function checkMapped({ mappedLocalClaimURI }: { mappedLocalClaimURI: string }, { local }: Claims): void {
  if (!local.some(({ claimURI }) => claimURI === mappedLocalClaimURI)) {
    throw claimErrors.noMappedClaim(mappedLocalClaimURI);
  }
}

function answerOf(claim: ExternalClaim) {
  return { id: idOf(claim.claimURI), ...claim, properties: [] };
}

function targetOf({ claimURI, claimDialectURI }: ExternalClaim) {
  return { kind: "claim", id: claimURI, name: `${claimURI} of ${claimDialectURI}` };
}
