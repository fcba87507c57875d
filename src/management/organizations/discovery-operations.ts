import { z } from "zod";
import type { EmailDomainDocument } from "../../protocol/organization-discovery.ts";
import { matchesFilter, parseFilter } from "../filter.ts";
import { ManagementError } from "../management-error.ts";
import { type Operation, operation } from "../operation.ts";
import { pageOf, pageShape, pagingQuery } from "../paging.ts";
import { pathOf } from "./answers.ts";
import { discoveryAttributesOf, domainsOf, EMAIL_DOMAIN, setDomains, toDomains } from "./email-domains.ts";
import { invalidFilter, invalidRequest } from "./errors.ts";
import { availableForm, discoveryAttributes } from "./forms.ts";
import { allBelow, getBelow, ORGANIZATIONS, targetOf } from "./tree.ts";

const DISCOVERY = `${ORGANIZATIONS}/discovery`;
const OF_ONE = `${ORGANIZATIONS}/{organizationId}/discovery`;
const VIEW = "internal_organization_view";
const UPDATE = "internal_organization_update";
const FILTERED = ["organizationId", "organizationName", "orgHandle", "attributes.type", "attributes.values"];

const text = z.string();
const attributesForm = z.object({ attributes: discoveryAttributes });
const named = z.object({
  organizationId: text,
  organizationName: text,
  orgHandle: text,
  attributes: discoveryAttributes,
});

// The tenant alone decides which addresses mean whom: one organization would take another's.
const place = "tenant";

/** Which e-mail addresses are those of which organization's people (contract §21.1, §21.3). */
export const discoveryOperations: readonly Operation[] = [
  operation({
    id: "addOrganizationDiscovery",
    method: "POST",
    path: DISCOVERY,
    scope: UPDATE,
    place,
    summary: "Give an organization the e-mail domains of its people.",
    body: attributesForm.extend({ organizationId: text }),
    answers: { 201: attributesForm },
    async handle({ body }, ctx) {
      const organization = await getBelow(body.organizationId, ctx);
      const domains = toDomains(body.attributes);
      if ((await domainsOf(organization.id, ctx)).length > 0) {
        throw invalidRequest("The organization has discovery attributes already.");
      }
      await setDomains(organization.id, domains, ctx);
      const after = { attributes: await discoveryAttributesOf(organization.id, ctx) };
      const change = { action: "organization-discovery.create", target: targetOf(organization), after };
      return { status: 201, body: after, location: `${ORGANIZATIONS}/${organization.id}/discovery`, change };
    },
  }),
  operation({
    id: "getOrganizationsDiscovery",
    method: "GET",
    path: DISCOVERY,
    scope: VIEW,
    place,
    summary: "List the organizations that have e-mail domains.",
    query: z.object({ filter: text.optional(), ...pagingQuery }),
    answers: { 200: z.object({ ...pageShape, organizations: z.array(named) }) },
    async handle({ query }, ctx) {
      const records = await ctx.root.store.records.list<EmailDomainDocument>("email domain");
      const domains = Map.groupBy(records, ({ document }) => document.organizationId);
      const all = (await allBelow(ctx)).flatMap(({ id, name, handle }) => {
        const values = domains.get(id)?.map((record) => record.name);
        if (values === undefined) return [];
        const attributes = [{ type: EMAIL_DOMAIN, values }];
        return [{ organizationId: id, organizationName: name, orgHandle: handle, attributes }];
      });
      const { page: organizations, ...rest } = pageOf(filtered(all, query.filter), query, pathOf(DISCOVERY, ctx));
      return { status: 200, body: { ...rest, organizations } };
    },
  }),
  operation({
    id: "checkOrganizationDiscovery",
    method: "POST",
    path: `${ORGANIZATIONS}/check-discovery`,
    scope: VIEW,
    summary: "Whether no organization has the e-mail domain.",
    body: z.object({ type: text, value: text }),
    answers: { 200: availableForm },
    async handle({ body: { type, value } }, ctx) {
      const [domain = ""] = toDomains([{ type, values: [value] }]);
      const found = await ctx.root.store.records.findByName("email domain", domain);
      return { status: 200, body: { available: found === undefined } };
    },
  }),
  operation({
    id: "getOrganizationDiscovery",
    method: "GET",
    path: OF_ONE,
    scope: VIEW,
    place,
    summary: "Get the e-mail domains of an organization.",
    answers: { 200: attributesForm },
    async handle({ parameters }, ctx) {
      const { id } = await getBelow(parameters.organizationId as string, ctx);
      const attributes = await discoveryAttributesOf(id, ctx);
      if (attributes.length === 0) {
        const description = `The organization with ID: ${id} has no discovery attributes.`;
        throw new ManagementError(404, "ORG-60015", "Discovery attributes not found.", description);
      }
      return { status: 200, body: { attributes } };
    },
  }),
  operation({
    id: "updateOrganizationDiscovery",
    method: "PUT",
    path: OF_ONE,
    scope: UPDATE,
    place,
    summary: "Replace the e-mail domains of an organization.",
    body: attributesForm,
    answers: { 200: attributesForm },
    async handle({ parameters, body }, ctx) {
      const organization = await getBelow(parameters.organizationId as string, ctx);
      const before = { attributes: await discoveryAttributesOf(organization.id, ctx) };
      await setDomains(organization.id, toDomains(body.attributes), ctx);
      const after = { attributes: await discoveryAttributesOf(organization.id, ctx) };
      const change = { action: "organization-discovery.update", target: targetOf(organization), before, after };
      return { status: 200, body: after, change };
    },
  }),
  operation({
    id: "deleteOrganizationDiscovery",
    method: "DELETE",
    path: OF_ONE,
    scope: UPDATE,
    place,
    summary: "Take an organization's e-mail domains from it.",
    answers: { 204: undefined },
    async handle({ parameters }, ctx) {
      const organization = await getBelow(parameters.organizationId as string, ctx);
      const before = { attributes: await discoveryAttributesOf(organization.id, ctx) };
      await setDomains(organization.id, [], ctx);
      const change = { action: "organization-discovery.delete", target: targetOf(organization), before };
      return { status: 204, change };
    },
  }),
];

function filtered(all: readonly z.output<typeof named>[], text: string | undefined) {
  if (text === undefined || text === "") return all;
  const filter = parseFilter(text, FILTERED);
  if (filter === undefined) throw invalidFilter(FILTERED);
  return all.filter(({ organizationId, organizationName, orgHandle, attributes }) =>
    attributes.some(({ type, values = [] }) =>
      values.some((value) => {
        const known = {
          organizationId,
          organizationName,
          orgHandle,
          "attributes.type": type,
          "attributes.values": value,
        };
        return matchesFilter(filter, (attribute) => known[attribute as keyof typeof known]);
      }),
    ),
  );
}
