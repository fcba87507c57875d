import { z } from "zod";
import { HANDLE, isReservedHandle } from "../../protocol/handle.ts";
import type { Organization } from "../../protocol/model/organization.ts";
import { cursorPage } from "../api-resources/cursor-page.ts";
import { matchesFilter, parseFilter } from "../filter.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { parentsAmong, pathOf, toBasic } from "./answers.ts";
import { isHandleTaken, isNameTaken } from "./changes.ts";
import { invalidFilter } from "./errors.ts";
import { availableForm, links, listForm, listQuery } from "./forms.ts";
import { allBelow, ORGANIZATIONS, placeBelow } from "./tree.ts";

const VIEW = "internal_organization_view";
const FILTERED = ["id", "name", "orgHandle", "description", "status", "parentId"];
const META_ATTRIBUTE = /\battributes\.[^\s"]+/gi;
const META_ATTRIBUTES = `${ORGANIZATIONS}/meta-attributes`;

type ListQuery = z.output<typeof listQuery>;

/** The organizations below the one that acts, and what is free among all of the tenant (contract §21.1). */
export const organizationListOperations: readonly Operation[] = [
  operation({
    id: "getOrganizations",
    method: "GET",
    path: ORGANIZATIONS,
    scope: VIEW,
    summary: "List the organizations right below, or with recursive all that lie below.",
    query: listQuery,
    answers: { 200: listForm },
    async handle({ query }, ctx) {
      const all = await allBelow(ctx);
      const meant = filtered(inReach(all, query, ctx), query.filter, ctx);
      const { page, links: found } = cursorPage(meant, ({ handle }) => handle, query, pathOf(ORGANIZATIONS, ctx));
      const parents = parentsAmong(all);
      const organizations = page.map((each) => toBasic(each, parents.has(each.id), ctx));
      return { status: 200, body: { links: found, organizations } };
    },
  }),
  operation({
    id: "getOrganizationMetaAttributes",
    method: "GET",
    path: META_ATTRIBUTES,
    scope: VIEW,
    summary: "List the attributes that organizations have.",
    query: listQuery,
    answers: { 200: z.object({ links, attributes: z.array(z.string()) }) },
    async handle({ query }, ctx) {
      const meant = inReach(await allBelow(ctx), query, ctx);
      const names = [...new Set(meant.flatMap(({ attributes }) => Object.keys(attributes)))].sort();
      const filter = query.filter === undefined ? undefined : parseFilter(query.filter, ["attributes"]);
      if (query.filter !== undefined && filter === undefined) throw invalidFilter(["attributes"]);
      const found = filter === undefined ? names : names.filter((name) => matchesFilter(filter, () => name));
      const { page: attributes, links: neighbours } = cursorPage(
        found,
        (name) => name,
        query,
        pathOf(META_ATTRIBUTES, ctx),
      );
      return { status: 200, body: { links: neighbours, attributes } };
    },
  }),
  operation({
    id: "checkOrganizationName",
    method: "POST",
    path: `${ORGANIZATIONS}/check-name`,
    scope: VIEW,
    summary: "Whether no organization has the name.",
    body: z.object({ name: z.string() }),
    answers: { 200: availableForm },
    async handle({ body }, ctx) {
      return { status: 200, body: { available: !(await isNameTaken(body.name.trim(), undefined, ctx)) } };
    },
  }),
  operation({
    id: "checkOrganizationHandle",
    method: "POST",
    path: `${ORGANIZATIONS}/check-handle`,
    scope: VIEW,
    summary: "Whether no organization has the handle.",
    body: z.object({ orgHandle: z.string() }),
    answers: { 200: availableForm },
    async handle({ body: { orgHandle } }, ctx) {
      const isPossible = HANDLE.test(orgHandle) && !isReservedHandle(orgHandle);
      const available = isPossible && !(await isHandleTaken(orgHandle, ctx));
      return { status: 200, body: { available } };
    },
  }),
];

/** Those right below the acting one, or all. */
function inReach(all: readonly Organization[], { recursive }: ListQuery, ctx: ManagementContext) {
  if (recursive === "true") return all;
  const above = placeBelow(ctx.tenant, ctx);
  return all.filter(({ parentId }) => parentId === above);
}

/** The organizations for which the filter holds. Refuses what is no filter. */
export function filtered(
  all: readonly Organization[],
  text: string | undefined,
  ctx: ManagementContext,
): readonly Organization[] {
  if (text === undefined || text === "") return all;
  const metaAttributes = text.match(META_ATTRIBUTE) ?? [];
  const filter = parseFilter(text, [...FILTERED, ...metaAttributes]);
  if (filter === undefined) throw invalidFilter([...FILTERED, "attributes.<name>"]);
  return all.filter((each) => matchesFilter(filter, (attribute) => read(each, attribute, ctx)));
}

function read(organization: Organization, attribute: string, { root }: ManagementContext): string | undefined {
  const { id, name, handle, description, status, parentId = root.tenant.id, attributes } = organization;
  const known: Readonly<Record<string, string | undefined>> = {
    id,
    name,
    orgHandle: handle,
    description,
    status,
    parentId,
  };
  if (Object.hasOwn(known, attribute)) return known[attribute];
  const key = attribute.slice("attributes.".length);
  return Object.hasOwn(attributes, key) ? attributes[key] : undefined;
}
