import { z } from "zod";
import type { ApiScope } from "../../protocol/model/api-resource.ts";
import { matchesFilter, parseFilter } from "../filter.ts";
import { type Call, type ManagementContext, type Operation, operation } from "../operation.ts";
import { goneFrom } from "./api-resource-operations.ts";
import { API_RESOURCES, changeApi, getApi, listApis, targetOf } from "./apis.ts";
import { invalidFilter, scopeNotFound } from "./errors.ts";
import { scopeCreationForm, scopeForm, scopePatchForm } from "./forms.ts";
import { forgetScopes, newScopes } from "./scopes.ts";

const SCOPES = `${API_RESOURCES}/{apiResourceId}/scopes`;
const FILTERED = ["name"];

const getScopesOfApi = operation({
  id: "getAPIResourceScopes",
  method: "GET",
  path: SCOPES,
  scope: "internal_api_resource_view",
  summary: "List the scopes of an API resource.",
  answers: { 200: z.array(scopeForm) },
  async handle(call, ctx) {
    return { status: 200, body: (await getApi(call, ctx)).scopes };
  },
});

const putScopes = operation({
  id: "putAPIResourceScopes",
  method: "PUT",
  path: SCOPES,
  scope: "internal_api_resource_update",
  summary: "Replace the scopes of an API resource. One that stays keeps its id.",
  body: z.array(scopeCreationForm).max(1000),
  answers: { 204: undefined },
  async handle(call, ctx) {
    const { before, after } = await changeApi(call, ctx, async (api) => {
      const fresh = await newScopes(call.body, { identifier: api.identifier }, ctx);
      const idOf = (name: string) => api.scopes.find((scope) => scope.name === name)?.id;
      return { scopes: fresh.map((scope) => ({ ...scope, id: idOf(scope.name) ?? scope.id })) };
    });
    await forgetScopes(goneFrom(before, after), after, ctx);
    return { status: 204, change: { action: "api-resource.update", target: targetOf(after), before, after } };
  },
});

const getScopes = operation({
  id: "getScopes",
  method: "GET",
  path: "/api/server/v1/scopes",
  scope: "internal_api_resource_view",
  summary: "List the scopes of all API resources.",
  query: z.object({ filter: z.string().optional() }),
  answers: { 200: z.array(scopeForm) },
  async handle({ query }, ctx) {
    const all = (await listApis(ctx)).flatMap(({ scopes }) => scopes);
    if (query.filter === undefined || query.filter === "") return { status: 200, body: all };
    const filter = parseFilter(query.filter, FILTERED);
    if (filter === undefined) throw invalidFilter(FILTERED);
    return { status: 200, body: all.filter(({ name }) => matchesFilter(filter, () => name)) };
  },
});

/** A scope is named by its name, or by its id. */
function ofOneScope(path: string, member: "name" | "id", suffix: string): Operation[] {
  const wantedOf = ({ parameters }: Pick<Call, "parameters">) =>
    parameters[member === "id" ? "scopeId" : "scopeName"] as string;
  const patch = operation({
    id: `patchScope${suffix}`,
    method: "PATCH",
    path,
    scope: "internal_api_resource_update",
    summary: "Change what a scope is called.",
    body: scopePatchForm,
    answers: { 204: undefined },
    async handle(call, ctx) {
      const wanted = wantedOf(call);
      const { before, after } = await changeApi(call, ctx, async ({ scopes }) => {
        if (!scopes.some((scope) => scope[member] === wanted)) throw scopeNotFound(wanted);
        const changed = ({ displayName, description, ...scope }: ApiScope): ApiScope => ({
          ...scope,
          displayName: call.body.displayName ?? displayName,
          description: call.body.description ?? description,
        });
        return { scopes: scopes.map((scope) => (scope[member] === wanted ? changed(scope) : scope)) };
      });
      return { status: 204, change: { action: "api-resource.update", target: targetOf(after), before, after } };
    },
  });
  const remove = operation({
    id: `deleteScope${suffix}`,
    method: "DELETE",
    path,
    scope: "internal_api_resource_delete",
    summary: "Delete a scope. Whoever was authorized for it is not any more.",
    answers: { 204: undefined },
    async handle(call, ctx: ManagementContext) {
      const wanted = wantedOf(call);
      const { before, after } = await changeApi(call, ctx, async ({ scopes }) => {
        const left = scopes.filter((scope) => scope[member] !== wanted);
        if (left.length === scopes.length) throw scopeNotFound(wanted);
        return { scopes: left };
      });
      await forgetScopes(goneFrom(before, after), after, ctx);
      return { status: 204, change: { action: "api-resource.update", target: targetOf(after), before, after } };
    },
  });
  return [patch, remove];
}

export const scopeOperations: readonly Operation[] = [
  getScopesOfApi,
  putScopes,
  ...ofOneScope(`${SCOPES}/{scopeName}`, "name", "ByName"),
  ...ofOneScope(`${SCOPES}/id/{scopeId}`, "id", "ById"),
  getScopes,
];
