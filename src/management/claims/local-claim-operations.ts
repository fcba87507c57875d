import { z } from "zod";
import { claimsOfLocalUri } from "../local-claims.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { type Claims, keyOf, readClaims, saveClaim } from "./claim-records.ts";
import { claimErrors, refuseUnsupported } from "./errors.ts";
import { localClaimAnswer, localClaimForm, localListQuery } from "./forms.ts";
import { idOf, type LocalClaim } from "./model.ts";
import { LOCAL_DIALECT, STANDARD_LOCAL_CLAIMS } from "./standard-claims.ts";

const PATH = "/api/server/v1/claim-dialects/local/claims";
/** All users are in one store, which goes by these names in Asgardeo. */
const USER_STORES = ["DEFAULT", "PRIMARY", "AGENT"];

/** The attributes of users. */
export const localClaimOperations: readonly Operation[] = [
  operation({
    id: "addLocalClaim",
    method: "POST",
    path: PATH,
    scope: "internal_claim_meta_create",
    summary: "Add a local claim",
    body: localClaimForm,
    answers: { 201: undefined, 409: undefined },
    async handle({ body }, { store, now }) {
      checkMapping(body);
      const claims = await readClaims(store.records);
      if (claims.local.some((one) => sameUri(one.claimURI, body.claimURI))) {
        throw claimErrors.localClaimExists(body.claimURI);
      }
      await saveClaim({ kind: "local", value: body }, claims, store.records, now);
      const change = { action: "claim.create", target: targetOf(body), after: body };
      return { status: 201, location: `${PATH}/${idOf(body.claimURI)}`, change };
    },
  }),
  operation({
    id: "getLocalClaims",
    method: "GET",
    path: PATH,
    scope: "internal_claim_meta_view",
    summary: "List the local claims",
    query: localListQuery,
    answers: { 200: z.array(localClaimAnswer), 501: undefined },
    async handle({ query }, { store }) {
      refuseUnsupported(query);
      const { local } = await readClaims(store.records);
      const isLeftOut = ({ claimURI, properties = [] }: LocalClaim) =>
        (query["exclude-identity-claims"] === "true" && claimURI.startsWith(`${LOCAL_DIALECT}/identity/`)) ||
        (query["exclude-hidden-claims"] === "true" &&
          properties.some(({ key, value }) => key === "hidden" && value === "true"));
      const shown = local.filter((claim) => !isLeftOut(claim));
      return { status: 200, body: shown.map((claim) => answerOf(asIn(query.profile, claim))) };
    },
  }),
  operation({
    id: "getLocalClaim",
    method: "GET",
    path: `${PATH}/{claimId}`,
    scope: "internal_claim_meta_view",
    summary: "Retrieve a local claim",
    answers: { 200: localClaimAnswer, 404: undefined },
    async handle({ parameters }, { store }) {
      return { status: 200, body: answerOf(found(parameters.claimId, await readClaims(store.records))) };
    },
  }),
  operation({
    id: "updateLocalClaim",
    method: "PUT",
    path: `${PATH}/{claimId}`,
    scope: "internal_claim_meta_update",
    summary: "Replace a local claim",
    body: localClaimForm,
    answers: { 200: undefined, 404: undefined, 409: undefined },
    async handle({ parameters, body }, { store, now }) {
      checkMapping(body);
      const claims = await readClaims(store.records);
      const before = found(parameters.claimId, claims);
      if (body.claimURI !== before.claimURI) throw claimErrors.localUriFixed(before.claimURI);
      await saveClaim({ kind: "local", value: body }, claims, store.records, now);
      return { status: 200, change: { action: "claim.update", target: targetOf(body), before, after: body } };
    },
  }),
  operation({
    id: "deleteLocalClaim",
    method: "DELETE",
    path: `${PATH}/{claimId}`,
    scope: "internal_claim_meta_delete",
    summary: "Remove a local claim",
    answers: { 204: undefined, 404: undefined },
    async handle({ parameters }, ctx) {
      const claims = await readClaims(ctx.store.records);
      const before = found(parameters.claimId, claims);
      await refuseWhileNeeded(before, claims, ctx);
      await ctx.store.records.remove("claim", keyOf({ kind: "local", value: before }));
      return { status: 204, change: { action: "claim.delete", target: targetOf(before), before } };
    },
  }),
];

/** URIs that differ by case alone would be taken for one another. */
function sameUri(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function found(id = "", { local }: Claims): LocalClaim {
  const claim = local.find(({ claimURI }) => idOf(claimURI) === id);
  if (claim === undefined) throw claimErrors.noLocalClaim(id);
  return claim;
}

/** Refuses an attribute that is kept in no user store, or in one that is not there. */
export function checkMapping({ attributeMapping }: LocalClaim): void {
  if (attributeMapping.length === 0) throw claimErrors.noMapping();
  const unknown = attributeMapping.find(({ userstore }) => !USER_STORES.includes(userstore.toUpperCase()));
  if (unknown !== undefined) throw claimErrors.unknownUserStore(unknown.userstore);
}

/** Refuses to do without an attribute that every organization has, or that others or applications name. */
export async function refuseWhileNeeded(
  { claimURI }: LocalClaim,
  { external }: Claims,
  { store }: ManagementContext,
): Promise<void> {
  if (STANDARD_LOCAL_CLAIMS.some((one) => one.claimURI === claimURI)) throw claimErrors.isStandard(claimURI);
  if (external.some(({ mappedLocalClaimURI }) => mappedLocalClaimURI === claimURI)) throw claimErrors.isMapped();
  const names = claimsOfLocalUri(claimURI);
  const asking = (await store.clients.list()).find(({ requestedClaims = [] }) =>
    names.some((name) => requestedClaims.includes(name)),
  );
  if (asking !== undefined) throw claimErrors.isRequested(asking.name);
}

/** The claim as the profile, such as that of the self-registration, has it. */
function asIn(profile: string | undefined, claim: LocalClaim): LocalClaim {
  const own = profile === undefined ? undefined : claim.profiles?.[profile];
  return own === undefined ? claim : { ...claim, ...own };
}

function answerOf(claim: LocalClaim) {
  return { id: idOf(claim.claimURI), dialectURI: LOCAL_DIALECT, ...claim };
}

function targetOf({ claimURI, displayName }: LocalClaim) {
  return { kind: "claim", id: claimURI, name: displayName };
}
