import { z } from "zod";
import { matchesFilter, parseFilter } from "../filter.ts";
import { type Call, type Operation, operation } from "../operation.ts";
import { API_RESOURCES, type Api, changeApi, getApi, listApis, targetOf } from "./apis.ts";
import { detailsTypeNotFound, invalidFilter } from "./errors.ts";
import { detailsTypeCreationForm, detailsTypeForm } from "./forms.ts";
import { newDetailsTypes } from "./scopes.ts";

const TYPES = `${API_RESOURCES}/{apiResourceId}/authorization-details-types`;
const ONE = `${TYPES}/{authorizationDetailsTypeId}`;
const FILTERED = ["type", "name"];

const getTypes = operation({
  id: "getAuthorizationDetailsTypes",
  method: "GET",
  path: TYPES,
  scope: "internal_api_resource_view",
  summary: "List the authorization details types of an API resource (RFC 9396).",
  answers: { 200: z.array(detailsTypeForm) },
  async handle(call, ctx) {
    return { status: 200, body: (await getApi(call, ctx)).authorizationDetailsTypes };
  },
});

const putTypes = operation({
  id: "putAuthorizationDetailsTypes",
  method: "PUT",
  path: TYPES,
  scope: "internal_api_resource_update",
  summary: "Replace the authorization details types of an API resource. One that stays keeps its id.",
  body: z.array(detailsTypeCreationForm).max(100),
  answers: { 200: z.array(detailsTypeForm) },
  async handle(call, ctx) {
    const { before, after } = await changeApi(call, ctx, async ({ identifier, authorizationDetailsTypes }) => {
      const fresh = await newDetailsTypes(call.body, { identifier }, ctx);
      const idOf = (type: string) => authorizationDetailsTypes.find((known) => known.type === type)?.id;
      return { authorizationDetailsTypes: fresh.map((each) => ({ ...each, id: idOf(each.type) ?? each.id })) };
    });
    const change = { action: "api-resource.update", target: targetOf(after), before, after };
    return { status: 200, body: after.authorizationDetailsTypes, change };
  },
});

const getType = operation({
  id: "getAuthorizationDetailsType",
  method: "GET",
  path: ONE,
  scope: "internal_api_resource_view",
  summary: "Get an authorization details type of an API resource.",
  answers: { 200: detailsTypeForm },
  async handle(call, ctx) {
    return { status: 200, body: typeIn(await getApi(call, ctx), call) };
  },
});

const patchType = operation({
  id: "updateAuthorizationDetailsType",
  method: "PATCH",
  path: ONE,
  scope: "internal_api_resource_update",
  summary: "Change an authorization details type of an API resource.",
  body: detailsTypeCreationForm.partial(),
  answers: { 204: undefined },
  async handle(call, ctx) {
    const { before, after } = await changeApi(call, ctx, async (api) => {
      const { id, ...known } = typeIn(api, call);
      const {
        type = known.type,
        name = known.name,
        description = known.description,
        schema = known.schema,
      } = call.body;
      const others = api.authorizationDetailsTypes.filter((each) => each.id !== id);
      const wanted = { type, name, description, schema };
      await newDetailsTypes([wanted], { ...api, authorizationDetailsTypes: others }, ctx);
      const at = api.authorizationDetailsTypes.findIndex((each) => each.id === id);
      return { authorizationDetailsTypes: others.toSpliced(at, 0, { id, ...wanted }) };
    });
    return { status: 204, change: { action: "api-resource.update", target: targetOf(after), before, after } };
  },
});

const deleteType = operation({
  id: "deleteAuthorizationDetailsType",
  method: "DELETE",
  path: ONE,
  scope: "internal_api_resource_update",
  summary: "Delete an authorization details type of an API resource.",
  answers: { 204: undefined },
  async handle(call, ctx) {
    const { before, after } = await changeApi(call, ctx, async (api) => {
      const { id } = typeIn(api, call);
      return { authorizationDetailsTypes: api.authorizationDetailsTypes.filter((each) => each.id !== id) };
    });
    return { status: 204, change: { action: "api-resource.update", target: targetOf(after), before, after } };
  },
});

const getAllTypes = operation({
  id: "getAllAuthorizationDetailsTypes",
  method: "GET",
  path: "/api/server/v1/authorization-details-types",
  scope: "internal_api_resource_view",
  summary: "List the authorization details types of all API resources.",
  query: z.object({ filter: z.string().optional() }),
  answers: { 200: z.array(detailsTypeForm) },
  async handle({ query }, ctx) {
    const all = (await listApis(ctx)).flatMap(({ authorizationDetailsTypes }) => authorizationDetailsTypes);
    if (query.filter === undefined || query.filter === "") return { status: 200, body: all };
    const filter = parseFilter(query.filter, FILTERED);
    if (filter === undefined) throw invalidFilter(FILTERED);
    const body = all.filter((each) => matchesFilter(filter, (name) => each[name as "type" | "name"]));
    return { status: 200, body };
  },
});

function typeIn(api: Api, { parameters }: Pick<Call, "parameters">) {
  const wanted = parameters.authorizationDetailsTypeId as string;
  const found = api.authorizationDetailsTypes.find(({ id }) => id === wanted);
  if (found === undefined) throw detailsTypeNotFound(wanted);
  return found;
}

export const detailsTypeOperations: readonly Operation[] = [
  getTypes,
  putTypes,
  getType,
  patchType,
  deleteType,
  getAllTypes,
];
