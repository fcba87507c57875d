import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { ApiResourceDocument } from "../../protocol/model/api-resource.ts";
import { matchesFilter, parseFilter } from "../filter.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { API_RESOURCES, type Api, changeApi, getApi, listApis, selfOf, targetOf, toApi } from "./apis.ts";
import { cursorPage } from "./cursor-page.ts";
import { identifierTaken, invalidFilter, systemApi } from "./errors.ts";
import { apiResourceForm, creationForm, listForm, patchForm } from "./forms.ts";
import { forgetScopes, newDetailsTypes, newScopes } from "./scopes.ts";

const ONE = `${API_RESOURCES}/{apiResourceId}`;
const FILTERED = ["name", "identifier", "type", "id"];
const text = z.string();

const addApiResource = operation({
  id: "addAPIResource",
  method: "POST",
  path: API_RESOURCES,
  scope: "internal_api_resource_create",
  summary: "Add an API resource.",
  body: creationForm,
  answers: { 201: apiResourceForm },
  async handle({ body }, ctx) {
    const { identifier, name, description, requiresAuthorization, resourceType } = body;
    if ((await listApis(ctx)).some((api) => api.identifier === identifier)) throw identifierTaken(identifier);
    const document: ApiResourceDocument = {
      name,
      ...(description !== undefined && { description }),
      type: resourceType,
      requiresAuthorization,
      scopes: await newScopes(body.scopes, { identifier }, ctx),
      authorizationDetailsTypes: await newDetailsTypes(body.authorizationDetailsTypes, { identifier }, ctx),
    };
    const record = { id: randomUUID(), name: identifier, document };
    if (!(await ctx.store.records.add("api resource", record, ctx.now))) throw identifierTaken(identifier);
    const api = toApi(record);
    const change = { action: "api-resource.create", target: targetOf(api), after: api };
    return { status: 201, body: toModel(api, ctx), location: `${API_RESOURCES}/${api.id}`, change };
  },
});

const getApiResources = operation({
  id: "getAPIResources",
  method: "GET",
  path: API_RESOURCES,
  scope: "internal_api_resource_view",
  summary: "List API resources, the server's own among them.",
  query: z.object({
    limit: z
      .string()
      .regex(/^\d{1,6}$/, "is not a whole number")
      .optional(),
    before: text.optional(),
    after: text.optional(),
    filter: text.optional(),
    attributes: text.optional(),
  }),
  answers: { 200: listForm },
  async handle({ query }, ctx) {
    const all = filtered(await listApis(ctx), query.filter);
    const { page, links } = cursorPage(all, ({ identifier }) => identifier, query, listPath(ctx));
    const APIResources = page.map((api) => listItem(api, ctx));
    return { status: 200, body: { totalResults: all.length, links, APIResources } };
  },
});

const getApiResource = operation({
  id: "getAPIResource",
  method: "GET",
  path: ONE,
  scope: "internal_api_resource_view",
  summary: "Get an API resource, with the applications that are authorized for it.",
  answers: { 200: apiResourceForm },
  async handle(call, ctx) {
    const api = await getApi(call, ctx);
    const clients = await ctx.store.clients.list();
    const subscribedApplications = clients
      .filter(({ authorizedApis }) => authorizedApis.some(({ identifier }) => identifier === api.identifier))
      .map(({ name, clientId, application }) => ({ name, id: application?.id ?? clientId }));
    return { status: 200, body: { ...toModel(api, ctx), subscribedApplications } };
  },
});

const updateApiResource = operation({
  id: "patchAPIResource",
  method: "PATCH",
  path: ONE,
  scope: "internal_api_resource_update",
  summary: "Change an API resource: what it is called, and its scopes and authorization details types.",
  body: patchForm,
  answers: { 204: undefined },
  async handle(call, ctx) {
    const { body } = call;
    const { before, after } = await changeApi(call, ctx, async (api) => {
      const scopes = api.scopes.filter(({ name }) => !body.removedScopes.includes(name));
      const types = api.authorizationDetailsTypes.filter(
        ({ type }) => !body.removedAuthorizationDetailsTypes.includes(type),
      );
      const added = await newScopes(body.addedScopes, { ...api, scopes }, ctx);
      const left = { ...api, authorizationDetailsTypes: types };
      const addedTypes = await newDetailsTypes(body.addedAuthorizationDetailsTypes, left, ctx);
      return {
        ...(body.name !== undefined && { name: body.name }),
        ...(body.description !== undefined && { description: body.description }),
        scopes: [...scopes, ...added],
        authorizationDetailsTypes: [...types, ...addedTypes],
      };
    });
    await forgetScopes(goneFrom(before, after), after, ctx);
    return { status: 204, change: { action: "api-resource.update", target: targetOf(after), before, after } };
  },
});

const deleteApiResource = operation({
  id: "deleteAPIResource",
  method: "DELETE",
  path: ONE,
  scope: "internal_api_resource_delete",
  summary: "Delete an API resource. Whoever was authorized for it is not any more.",
  answers: { 204: undefined },
  async handle(call, ctx) {
    const api = await getApi(call, ctx);
    if (!(await ctx.store.records.remove("api resource", api.id))) throw systemApi(api.identifier);
    const names = api.scopes.map(({ name }) => name);
    await forgetScopes(names, api, ctx, true);
    return { status: 204, change: { action: "api-resource.delete", target: targetOf(api), before: api } };
  },
});

/** The scopes that were there and are there no more. */
export function goneFrom(before: Api, after: Api): string[] {
  const left = after.scopes.map(({ name }) => name);
  return before.scopes.map(({ name }) => name).filter((name) => !left.includes(name));
}

/** The APIs for which the filter holds. Refuses what is no filter. */
function filtered(apis: readonly Api[], text: string | undefined): readonly Api[] {
  if (text === undefined || text === "") return apis;
  const filter = parseFilter(text, FILTERED);
  if (filter === undefined) throw invalidFilter(FILTERED);
  return apis.filter((api) => matchesFilter(filter, (attribute) => String(api[attribute as keyof Api])));
}

function listPath({ tenantUrl }: ManagementContext): string {
  return `${new URL(tenantUrl).pathname}${API_RESOURCES}`;
}

function listItem(api: Api, ctx: ManagementContext) {
  const { id, name, identifier, type, requiresAuthorization } = api;
  return { id, name, identifier, type, requiresAuthorization, properties: [], self: selfOf(api, ctx) };
}

function toModel(api: Api, ctx: ManagementContext) {
  const { description, scopes, authorizationDetailsTypes } = api;
  return {
    ...listItem(api, ctx),
    ...(description !== undefined && { description }),
    scopes,
    authorizationDetailsTypes,
  };
}

export const apiResourceOperations: readonly Operation[] = [
  addApiResource,
  getApiResources,
  getApiResource,
  updateApiResource,
  deleteApiResource,
];
