import { z } from "zod";
import { matchesFilter, parseFilter } from "../filter.ts";
import { ManagementError } from "../management-error.ts";
import { type Operation, operation } from "../operation.ts";
import { pageOf, pagingQuery } from "../paging.ts";
import { invalidFilter } from "./errors.ts";
import { APPLICATIONS, listPath } from "./find-application.ts";
import { creationForm } from "./forms.ts";
import { type ApplicationTemplate, TEMPLATES } from "./templates.ts";

const PATH = `${APPLICATIONS}/templates`;
const scope = "internal_application_mgt_view";

const itemShape = {
  id: z.string(),
  name: z.string(),
  description: z.string(),
  authenticationProtocol: z.string(),
  types: z.array(z.string()),
  category: z.enum(["DEFAULT", "VENDOR"]),
  displayOrder: z.number().int(),
  templateGroup: z.string(),
};

const listTemplates = operation({
  id: "getAllApplicationTemplates",
  method: "GET",
  path: PATH,
  scope,
  summary: "List application templates.",
  query: z.object({ ...pagingQuery, filter: z.string().optional() }),
  answers: { 200: z.object({ templates: z.array(z.object({ ...itemShape, self: z.string() })) }) },
  async handle({ query }, ctx) {
    const filter = query.filter === undefined ? [[]] : parseFilter(query.filter, ["name", "templateGroup"]);
    if (filter === undefined) throw invalidFilter();
    const items = TEMPLATES.map((template) => ({
      ...describeTemplate(template),
      self: `${listPath(ctx)}/templates/${template.id}`,
    }));
    const read = (item: (typeof items)[number]) => (attribute: string) => item[attribute as "name" | "templateGroup"];
    const { page } = pageOf(
      items.filter((item) => matchesFilter(filter, read(item))),
      query,
      `${listPath(ctx)}/templates`,
    );
    return { status: 200, body: { templates: page } };
  },
});

const getTemplate = operation({
  id: "getApplicationTemplate",
  method: "GET",
  path: `${PATH}/{templateId}`,
  scope,
  summary: "Retrieve application template by ID.",
  answers: { 200: z.object({ ...itemShape, application: creationForm }) },
  async handle(call) {
    const id = call.parameters.templateId;
    const template = TEMPLATES.find((one) => one.id === id);
    if (template === undefined) {
      throw new ManagementError(404, "APP-60532", "Template not found.", `There is no template with the id ${id}.`);
    }
    const { name, model, oidc } = template;
    const application = { name, templateId: template.id, ...model, inboundProtocolConfiguration: { oidc } };
    return { status: 200, body: { ...describeTemplate(template), application } };
  },
});

/** What applications can be made by. */
export const templateOperations: readonly Operation[] = [listTemplates, getTemplate];

function describeTemplate(template: ApplicationTemplate) {
  const { id, name, description, types, group } = template;
  return {
    id,
    name,
    description,
    authenticationProtocol: "oidc",
    types,
    category: "DEFAULT",
    displayOrder: TEMPLATES.indexOf(template),
    templateGroup: group,
  };
}
