import { z } from "zod";
import { type Call, type ManagementContext, type Operation, operation } from "../operation.ts";
import type { TemplateApi } from "./api.ts";
import { displayNameForm, listQuery, typeAnswer } from "./forms.ts";
import { removeAll, targetOf } from "./own-templates.ts";
import { listed } from "./paging.ts";
import { systemOperations } from "./system-template-operations.ts";
import { setOperations } from "./template-sets.ts";
import { addType, getType, idOfType, listTypes, removeType } from "./types.ts";

/** Types, and their templates of the organization, of each application and, if it is so, of the server (contract §17.13). */
export function templateApi(api: TemplateApi): readonly Operation[] {
  const { suffix, scopes, errors, channel, hasSystemTemplates } = api;
  const types = `${api.path}/template-types`;
  const one = `${types}/{templateTypeId}`;
  const typeOf = ({ parameters }: Pick<Call, "parameters">, ctx: ManagementContext) =>
    getType(parameters.templateTypeId as string, channel, errors, ctx);
  const selfOf = (path: string, { tenantUrl }: ManagementContext) => new URL(tenantUrl).pathname + path;
  const pathOf = (name: string) => `${types}/${idOfType(name)}`;
  const typeBody = (name: string, ctx: ManagementContext) => ({
    id: idOfType(name),
    displayName: name,
    self: selfOf(pathOf(name), ctx),
  });
  return [
    operation({
      ...scopes.view,
      id: `getTemplateTypes${suffix}`,
      method: "GET",
      path: types,
      summary: `List the types of messages by ${channel}.`,
      query: z.object(listQuery),
      answers: { 200: z.array(typeAnswer) },
      async handle({ query }, ctx) {
        const found = listed(await listTypes(channel, ctx), query);
        return { status: 200, body: found.map(({ name }) => typeBody(name, ctx)) };
      },
    }),
    operation({
      ...scopes.create,
      id: `addTemplateType${suffix}`,
      method: "POST",
      path: types,
      summary: `Add a type of messages by ${channel}.`,
      body: displayNameForm,
      answers: { 201: typeAnswer, 409: undefined },
      async handle({ body: { displayName } }, ctx) {
        await addType(displayName, channel, errors, ctx);
        const target = targetOf({ channel, type: displayName });
        const change = { action: "notification-template-type.create", target, after: { displayName } };
        return { status: 201, body: typeBody(displayName, ctx), location: pathOf(displayName), change };
      },
    }),
    operation({
      ...scopes.view,
      id: `getTemplateType${suffix}`,
      method: "GET",
      path: one,
      summary: `Retrieve a type of messages by ${channel}.`,
      answers: { 200: typeAnswer, 404: undefined },
      handle: async (call, ctx) => ({ status: 200, body: typeBody((await typeOf(call, ctx)).name, ctx) }),
    }),
    operation({
      ...scopes.delete,
      id: `deleteTemplateType${suffix}`,
      method: "DELETE",
      path: one,
      summary: `Delete a type of messages by ${channel} of the organization's own, with its templates.`,
      answers: { 204: undefined, 404: undefined },
      async handle(call, ctx) {
        const type = await typeOf(call, ctx);
        await removeType(type, channel, errors, ctx);
        await removeAll({ channel, type: type.name }, ctx);
        const target = targetOf({ channel, type: type.name });
        return { status: 204, change: { action: "notification-template-type.delete", target, before: type } };
      },
    }),
    ...setOperations(api, { path: `${one}/org-templates`, name: "Org", what: "the organization" }),
    ...setOperations(api, { path: `${one}/app-templates/{applicationId}`, name: "App", what: "an application" }),
    ...(hasSystemTemplates ? systemOperations(api) : []),
  ];
}
