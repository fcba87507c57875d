import { z } from "zod";
import { cursorPage } from "../api-resources/cursor-page.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { conflict } from "./errors.ts";
import { listForm, pageQuery } from "./listing.ts";
import { type PurposeVersion, properties } from "./model.ts";
import { PURPOSES, purposeElementForm, targetOf, versionShape } from "./purpose-operations.ts";
import { elementsOf, getPurpose, getVersion, makeVersion, refuseIfConsented, savePurpose } from "./purposes.ts";

const VERSIONS = `${PURPOSES}/{purposeId}/versions`;
/** So many versions a purpose may have: all of them are read with it. */
const MOST = 200;

const summaryShape = { id: z.string(), version: z.string(), description: z.string().optional() };
const versionForm = z.object({
  ...summaryShape,
  elements: z.array(purposeElementForm),
  properties: properties.optional(),
});

/** The versions of purposes: who has agreed to one has not agreed to the next (contract §17.14). */
export const versionOperations: readonly Operation[] = [
  operation({
    id: "purposesVersionsList",
    method: "GET",
    path: VERSIONS,
    scope: "internal_consent_mgt_purpose_view",
    summary: "Lists the versions of a consent purpose",
    query: z.object(pageQuery),
    answers: { 200: listForm("Versions", z.object(summaryShape)) },
    async handle(call, ctx) {
      const { id, document } = await getPurpose(call, ctx);
      const versions = document.versions.toSorted((one, other) => (one.id < other.id ? -1 : 1));
      const path = `${new URL(ctx.tenantUrl).pathname}${PURPOSES}/${id}/versions`;
      const { page, links } = cursorPage(versions, (version) => version.id, call.query, path);
      return { status: 200, body: { totalResults: page.length, links, Versions: page.map(summaryOf) } };
    },
  }),
  operation({
    id: "purposesVersionsCreate",
    method: "POST",
    path: VERSIONS,
    scope: "internal_consent_mgt_purpose_update",
    summary: "Adds a version to a consent purpose",
    body: z.object({ ...versionShape, setAsLatest: z.boolean().default(false) }),
    answers: { 201: versionForm },
    async handle({ body: { setAsLatest, ...asked }, parameters }, ctx) {
      const purpose = await getPurpose({ parameters }, ctx);
      const { versions, latest } = purpose.document;
      if (versions.some(({ version }) => version === asked.version)) {
        throw conflict(`The purpose has a version ${asked.version} already.`);
      }
      if (versions.length >= MOST) throw conflict(`A purpose has at most ${MOST} versions.`);
      const made = await makeVersion(asked, ctx);
      const document = {
        ...purpose.document,
        versions: [...versions, made],
        latest: setAsLatest ? made.id : latest,
      };
      await savePurpose(purpose, document, ctx);
      const body = await toAnswer(made, ctx);
      const change = { action: "consent-purpose.add-version", target: targetOf(purpose), after: body };
      return { status: 201, body, location: `${PURPOSES}/${purpose.id}/versions/${made.id}`, change };
    },
  }),
  operation({
    id: "purposesSetLatestVersion",
    method: "PUT",
    path: `${VERSIONS}/latest`,
    scope: "internal_consent_mgt_purpose_update",
    summary: "Says which version of a consent purpose persons are asked about",
    body: z.object({ id: z.string() }),
    answers: { 204: undefined },
    async handle(call, ctx) {
      const purpose = await getPurpose(call, ctx);
      const { id } = getVersion(purpose, call.body.id);
      await savePurpose(purpose, { ...purpose.document, latest: id }, ctx);
      const [before, after] = [{ latest: purpose.document.latest }, { latest: id }];
      return { status: 204, change: { action: "consent-purpose.update", target: targetOf(purpose), before, after } };
    },
  }),
  operation({
    id: "purposesVersionsGet",
    method: "GET",
    path: `${VERSIONS}/{versionId}`,
    scope: "internal_consent_mgt_purpose_view",
    summary: "Gets a version of a consent purpose",
    answers: { 200: versionForm },
    async handle(call, ctx) {
      const version = getVersion(await getPurpose(call, ctx), call.parameters.versionId as string);
      return { status: 200, body: await toAnswer(version, ctx) };
    },
  }),
  operation({
    id: "purposesVersionsDelete",
    method: "DELETE",
    path: `${VERSIONS}/{versionId}`,
    scope: "internal_consent_mgt_purpose_delete",
    summary: "Deletes a version of a consent purpose that is not the latest and nobody was asked about",
    answers: { 204: undefined },
    async handle(call, ctx) {
      const purpose = await getPurpose(call, ctx);
      const before = getVersion(purpose, call.parameters.versionId as string);
      const { latest, versions } = purpose.document;
      if (before.id === latest) throw conflict("The latest version stays.");
      await refuseIfConsented(purpose, before.id, ctx);
      const document = { ...purpose.document, versions: versions.filter(({ id }) => id !== before.id) };
      await savePurpose(purpose, document, ctx);
      return { status: 204, change: { action: "consent-purpose.remove-version", target: targetOf(purpose), before } };
    },
  }),
];

function summaryOf({ id, version, description }: PurposeVersion) {
  return { id, version, ...(description !== undefined && { description }) };
}

async function toAnswer(version: PurposeVersion, ctx: ManagementContext) {
  const { properties } = version;
  const elements = await elementsOf(version, ctx);
  return { ...summaryOf(version), elements, ...(properties !== undefined && { properties }) };
}
