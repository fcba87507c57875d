import { z } from "zod";
import { matchesFilter, parseFilter } from "../filter.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { pageOf, pageShape, pagingQuery } from "../paging.ts";
import { providerErrors } from "./errors.ts";
import { PROVIDERS } from "./find-provider.ts";
import { PROVIDER_TEMPLATES, type ProviderTemplate } from "./templates.ts";

const PATH = `${PROVIDERS}/templates`;
const FILTERED = ["id", "name", "description"];
const text = z.string();
const item = z.object({
  id: text,
  name: text,
  description: text,
  category: z.enum(["DEFAULT"]),
  displayOrder: z.number().int(),
  services: z.array(text),
  self: text,
});

/** The templates of the server: an organization adds none. */
export const providerTemplateOperations: readonly Operation[] = [
  operation({
    id: "getIDPTemplates",
    method: "GET",
    path: PATH,
    scope: "internal_idp_view",
    summary: "List the templates of identity providers.",
    query: z.object({ ...pagingQuery, filter: text.optional() }),
    answers: { 200: z.object({ ...pageShape, templates: z.array(item) }) },
    async handle({ query }, ctx) {
      const filter = query.filter ? parseFilter(query.filter, FILTERED) : [[]];
      if (filter === undefined) throw providerErrors.invalidFilter(FILTERED);
      const read = (template: ProviderTemplate) => (attribute: string) => template[attribute as "id" | "name"];
      const found = PROVIDER_TEMPLATES.filter((template) => matchesFilter(filter, read(template)));
      const { page, ...answer } = pageOf(found, query, listPath(ctx));
      return { status: 200, body: { ...answer, templates: page.map((template) => itemOf(template, ctx)) } };
    },
  }),
  operation({
    id: "getIDPTemplate",
    method: "GET",
    path: `${PATH}/{templateId}`,
    scope: "internal_idp_view",
    summary: "Retrieve a template of identity providers.",
    answers: { 200: item.omit({ services: true, self: true }).extend({ idp: z.unknown() }), 404: undefined },
    async handle({ parameters }, ctx) {
      const template = PROVIDER_TEMPLATES.find(({ id }) => id === parameters.templateId);
      if (template === undefined) throw providerErrors.notFound(parameters.templateId as string);
      const { services: _, self: _s, ...shown } = itemOf(template, ctx);
      return { status: 200, body: { ...shown, idp: template.idp } };
    },
  }),
];

function itemOf(template: ProviderTemplate, ctx: ManagementContext) {
  const { id, name, description } = template;
  return {
    id,
    name,
    description,
    category: "DEFAULT" as const,
    displayOrder: PROVIDER_TEMPLATES.indexOf(template) + 1,
    services: ["authentication"],
    self: `${listPath(ctx)}/${id}`,
  };
}

function listPath({ tenantUrl }: ManagementContext): string {
  return new URL(tenantUrl).pathname + PATH;
}
