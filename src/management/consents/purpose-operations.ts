import { z } from "zod";
import { newId } from "../../crypto/ids.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { CONSENT_MANAGEMENT } from "./element-operations.ts";
import { conflict } from "./errors.ts";
import { listForm, listQuery, recordsPage } from "./listing.ts";
import { nameForm, type PurposeDocument, properties } from "./model.ts";
import { elementsOf, getPurpose, getVersion, makeVersion, type Purpose, refuseIfConsented } from "./purposes.ts";

/** Where the operations are, below the tenant's URL. */
export const PURPOSES = `${CONSENT_MANAGEMENT}/purposes`;

/** What a version of a purpose is made of. */
export const versionShape = {
  version: z.string().min(1).max(100),
  description: z.string().max(1024).optional(),
  elements: z
    .array(z.object({ id: z.string(), mandatory: z.boolean().optional() }))
    .max(100)
    .optional(),
  properties: properties.optional(),
};

/** An element of a purpose as it is told. */
export const purposeElementForm = z.object({
  id: z.string(),
  name: z.string(),
  displayName: z.string().optional(),
  description: z.string().optional(),
  mandatory: z.boolean(),
});

const summaryShape = {
  id: z.string(),
  name: z.string(),
  description: z.string().optional(),
  type: z.string(),
  latestVersion: z.object({ id: z.string(), version: z.string() }),
  tenantDomain: z.string(),
};
const purposeForm = z.object({
  ...summaryShape,
  elements: z.array(purposeElementForm),
  properties: properties.optional(),
});

/** What data of persons is used for (contract §17.14). */
export const purposeOperations: readonly Operation[] = [
  operation({
    id: "purposesCreate",
    method: "POST",
    path: PURPOSES,
    scope: "internal_consent_mgt_purpose_create",
    summary: "Adds a consent purpose with its first version",
    body: z.object({ name: nameForm, type: z.string().max(255), ...versionShape }),
    answers: { 201: purposeForm },
    async handle({ body: { name, type, description, ...first } }, ctx) {
      const version = await makeVersion(first, ctx);
      const id = newId(ctx.nowMilliseconds);
      const document: PurposeDocument = { description, type, latest: version.id, versions: [version] };
      if (!(await ctx.store.records.add("consent purpose", { id, name, document }, ctx.now))) {
        throw conflict(`There is a purpose named ${name} already.`);
      }
      const after = await toAnswer({ id, name, document }, ctx);
      const change = { action: "consent-purpose.create", target: targetOf({ id, name }), after };
      return { status: 201, body: after, location: `${PURPOSES}/${id}`, change };
    },
  }),
  operation({
    id: "purposesList",
    method: "GET",
    path: PURPOSES,
    scope: "internal_consent_mgt_purpose_view",
    summary: "Lists the consent purposes",
    query: listQuery,
    answers: { 200: listForm("Purposes", z.object(summaryShape)) },
    async handle({ query }, ctx) {
      const all = await ctx.store.records.list<PurposeDocument>("consent purpose");
      const attributes = { name: ({ name }: Purpose) => name, type: ({ document }: Purpose) => document.type };
      const { page, ...rest } = recordsPage(all, query, attributes, PURPOSES, ctx);
      return { status: 200, body: { ...rest, Purposes: page.map((each) => summaryOf(each, ctx)) } };
    },
  }),
  operation({
    id: "purposesGet",
    method: "GET",
    path: `${PURPOSES}/{purposeId}`,
    scope: "internal_consent_mgt_purpose_view",
    summary: "Gets a consent purpose as its latest version has it",
    answers: { 200: purposeForm },
    handle: async (call, ctx) => ({ status: 200, body: await toAnswer(await getPurpose(call, ctx), ctx) }),
  }),
  operation({
    id: "purposesDelete",
    method: "DELETE",
    path: `${PURPOSES}/{purposeId}`,
    scope: "internal_consent_mgt_purpose_delete",
    summary: "Deletes a consent purpose that nobody was asked about",
    answers: { 204: undefined },
    async handle(call, ctx) {
      const purpose = await getPurpose(call, ctx);
      await refuseIfConsented(purpose, undefined, ctx);
      await ctx.store.records.remove("consent purpose", purpose.id);
      const before = await toAnswer(purpose, ctx);
      return { status: 204, change: { action: "consent-purpose.delete", target: targetOf(purpose), before } };
    },
  }),
];

/** For the audit log. */
export function targetOf({ id, name }: Pick<Purpose, "id" | "name">) {
  return { kind: "consent purpose", id, name };
}

type Told = Pick<Purpose, "id" | "name" | "document">;

function summaryOf({ id, name, document }: Told, { tenant }: ManagementContext) {
  const { description, type, latest, versions } = document;
  const version = versions.find((one) => one.id === latest)?.version ?? "";
  return {
    id,
    name,
    ...(description !== undefined && { description }),
    type,
    latestVersion: { id: latest, version },
    tenantDomain: tenant.handle,
  };
}

async function toAnswer(purpose: Told, ctx: ManagementContext) {
  const latest = getVersion(purpose, purpose.document.latest);
  const { properties } = latest;
  const elements = await elementsOf(latest, ctx);
  return { ...summaryOf(purpose, ctx), elements, ...(properties !== undefined && { properties }) };
}
