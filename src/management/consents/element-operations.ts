import { z } from "zod";
import { newId } from "../../crypto/ids.ts";
import type { StoredRecord } from "../../store/port/records.ts";
import type { Call, ManagementContext, Operation } from "../operation.ts";
import { operation } from "../operation.ts";
import { conflict, notFound } from "./errors.ts";
import { listForm, listQuery, recordsPage } from "./listing.ts";
import { type ElementDocument, nameForm, type PurposeDocument, properties } from "./model.ts";

/** Where the operations are, below the tenant's URL. */
export const CONSENT_MANAGEMENT = "/api/identity/consent-mgt/v2.0";
const PATH = `${CONSENT_MANAGEMENT}/elements`;

type Element = StoredRecord<ElementDocument>;

const about = { displayName: z.string().max(255).optional(), description: z.string().max(1024).optional() };
const elementForm = z.object({
  id: z.string(),
  name: z.string(),
  ...about,
  properties: properties.optional(),
  tenantDomain: z.string(),
});

/** The pieces of data that persons are asked about (contract §17.14). */
export const elementOperations: readonly Operation[] = [
  operation({
    id: "elementsCreate",
    method: "POST",
    path: PATH,
    scope: "internal_consent_mgt_element_create",
    summary: "Adds a consent element",
    body: z.object({ name: nameForm, ...about, properties: properties.optional() }),
    answers: { 201: elementForm },
    async handle({ body: { name, ...document } }, ctx) {
      const id = newId(ctx.nowMilliseconds);
      if (!(await ctx.store.records.add("consent element", { id, name, document }, ctx.now))) {
        throw conflict(`There is an element named ${name} already.`);
      }
      const after = toAnswer({ id, name, document }, ctx);
      const change = { action: "consent-element.create", target: targetOf({ id, name }), after };
      return { status: 201, body: after, location: `${PATH}/${id}`, change };
    },
  }),
  operation({
    id: "elementsList",
    method: "GET",
    path: PATH,
    scope: "internal_consent_mgt_element_view",
    summary: "Lists the consent elements",
    query: listQuery,
    answers: { 200: listForm("Elements", elementForm) },
    async handle({ query }, ctx) {
      const all = await ctx.store.records.list<ElementDocument>("consent element");
      const { page, ...rest } = recordsPage(all, query, { name: ({ name }) => name }, PATH, ctx);
      return { status: 200, body: { ...rest, Elements: page.map((each) => toAnswer(each, ctx)) } };
    },
  }),
  operation({
    id: "elementsGet",
    method: "GET",
    path: `${PATH}/{elementId}`,
    scope: "internal_consent_mgt_element_view",
    summary: "Gets a consent element",
    answers: { 200: elementForm },
    handle: async (call, ctx) => ({ status: 200, body: toAnswer(await getElement(call, ctx), ctx) }),
  }),
  operation({
    id: "elementsDelete",
    method: "DELETE",
    path: `${PATH}/{elementId}`,
    scope: "internal_consent_mgt_element_delete",
    summary: "Deletes a consent element that no purpose has",
    answers: { 204: undefined },
    async handle(call, ctx) {
      const element = await getElement(call, ctx);
      const purposes = await ctx.store.records.list<PurposeDocument>("consent purpose");
      const isOf = ({ document }: StoredRecord<PurposeDocument>) =>
        document.versions.some(({ elements }) => elements.some(({ id }) => id === element.id));
      const user = purposes.find(isOf);
      if (user !== undefined) throw conflict(`The purpose ${user.name} has the element.`);
      await ctx.store.records.remove("consent element", element.id);
      const before = toAnswer(element, ctx);
      return { status: 204, change: { action: "consent-element.delete", target: targetOf(element), before } };
    },
  }),
];

async function getElement({ parameters }: Pick<Call, "parameters">, { store }: ManagementContext): Promise<Element> {
  const id = parameters.elementId as string;
  const element = await store.records.find<ElementDocument>("consent element", id);
  if (element === undefined) throw notFound("Element", id);
  return element;
}

function toAnswer({ id, name, document }: Pick<Element, "id" | "name" | "document">, { tenant }: ManagementContext) {
  return { id, name, ...document, tenantDomain: tenant.handle };
}

function targetOf({ id, name }: Pick<Element, "id" | "name">) {
  return { kind: "consent element", id, name };
}
