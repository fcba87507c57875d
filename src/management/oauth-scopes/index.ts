import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { ApiResourceDocument, ApiScope } from "../../protocol/model/api-resource.ts";
import { claimsOfScopes } from "../../protocol/tokens/claims.ts";
import { type Api, changeApi, listApis } from "../api-resources/apis.ts";
import { forgetScopes, newScopes } from "../api-resources/scopes.ts";
import { ManagementError } from "../management-error.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { bind, bindingsOf, organizationRoles, verifyBindings } from "./bindings.ts";
import { scopeExists, scopeNotFound } from "./errors.ts";

const PATH = "/api/identity/oauth2/v1.0/scopes";
const ONE = `${PATH}/name/{name}`;
const MOST = 1000;
/** The API resource that scopes are registered in which are of no other. */
const OWN_API = "oauth2-scopes";
/** The one kind of binding that means something here. */
const ROLE_BINDING = "default";

const text = z.string().max(1024);
const names = z.array(z.string().min(1).max(255)).max(1000);
const whole = z.string().regex(/^\d{1,9}$/, "is not a whole number");

const updateForm = z.object({
  displayName: text.min(1),
  description: text.optional(),
  bindings: names.optional(),
  scopeBindings: z.array(z.object({ bindingType: z.string().optional(), binding: names.optional() })).optional(),
});
const scopeForm = updateForm.extend({
  /** RFC 6749 §3.3. */
  name: z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,255}$/, "is no scope: no blanks, quotes or backslashes"),
});
type Update = z.output<typeof updateForm>;

/**
 * The older API of scopes (contract §17.3). A scope of an API is one of these, and one that is registered here is of an API of its own; the
 * roles that it is bound to are those that allow it.
 */
export const oauthScopeOperations: readonly Operation[] = [
  operation({
    id: "registerScope",
    method: "POST",
    path: PATH,
    scope: "internal_application_mgt_create",
    summary: "Register a scope",
    body: scopeForm,
    answers: { 201: scopeForm, 409: undefined },
    async handle({ body }, ctx) {
      const roles = await organizationRoles(ctx.store.records);
      const bindings = bindingsIn(body);
      verifyBindings(bindings, roles);
      const { name, displayName, description } = body;
      const api = await ownApi(ctx);
      const scopes = await fresh({ name, displayName, description }, api, ctx);
      const { after } = await changeApi(callOf(api), ctx, async (present) => ({
        scopes: [...present.scopes, ...scopes],
      }));
      await bind(name, bindings, roles, ctx);
      const answer = await getScope(name, ctx);
      const change = {
        action: "oauth-scope.create",
        target: targetOf(name),
        after: { ...answer, api: after.identifier },
      };
      return { status: 201, body: answer, location: `${PATH}/name/${encodeURIComponent(name)}`, change };
    },
  }),
  operation({
    id: "getOAuthScopes",
    method: "GET",
    path: PATH,
    scope: "internal_application_mgt_view",
    summary: "List the scopes of the organization's APIs",
    query: z.object({
      startIndex: whole.optional(),
      count: whole.optional(),
      includeOIDCScopes: z.enum(["true", "false"]).optional(),
      requestedScopes: z.string().optional().describe("Only these, with blanks between them."),
    }),
    answers: { 200: z.array(scopeForm) },
    async handle({ query: { startIndex = "1", count, includeOIDCScopes, requestedScopes } }, ctx) {
      const wanted = requestedScopes?.split(/[\s,]+/).filter((name) => name !== "");
      const oidc = includeOIDCScopes === "true" ? oidcScopes(ctx) : [];
      const all = [...(await listScopes(ctx)), ...oidc]
        .filter(({ name }) => wanted === undefined || wanted.includes(name))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const start = Math.max(Number(startIndex), 1) - 1;
      return { status: 200, body: all.slice(start, start + Math.min(Number(count ?? MOST), MOST)) };
    },
  }),
  operation({
    id: "getOAuthScope",
    method: "GET",
    path: ONE,
    scope: "internal_application_mgt_view",
    summary: "Get a scope by its name",
    answers: { 200: scopeForm, 404: undefined },
    handle: async ({ parameters }, ctx) => ({ status: 200, body: await getScope(parameters.name as string, ctx) }),
  }),
  operation({
    id: "updateOAuthScope",
    method: "PUT",
    path: ONE,
    scope: "internal_application_mgt_update",
    summary: "Replace what a scope is called, and the roles that it is bound to",
    body: updateForm,
    answers: { 200: scopeForm, 404: undefined },
    async handle({ parameters, body }, ctx) {
      const name = parameters.name as string;
      const before = await getScope(name, ctx);
      const roles = await organizationRoles(ctx.store.records);
      const bindings = bindingsIn(body);
      verifyBindings(bindings, roles);
      const { displayName, description } = body;
      const changed = ({ id }: ApiScope): ApiScope => ({ id, name, displayName, ...(description && { description }) });
      await changeApi(callOf(await apiOf(name, ctx)), ctx, async ({ scopes }) => ({
        scopes: scopes.map((scope) => (scope.name === name ? changed(scope) : scope)),
      }));
      await bind(name, bindings, roles, ctx);
      const after = await getScope(name, ctx);
      return {
        status: 200,
        body: after,
        change: { action: "oauth-scope.update", target: targetOf(name), before, after },
      };
    },
  }),
  operation({
    id: "deleteOAuthScope",
    method: "DELETE",
    path: ONE,
    scope: "internal_application_mgt_delete",
    summary: "Delete a scope. Whoever was authorized for it is not any more.",
    answers: { 204: undefined, 404: undefined },
    async handle({ parameters }, ctx) {
      const name = parameters.name as string;
      const before = await getScope(name, ctx);
      const { after } = await changeApi(callOf(await apiOf(name, ctx)), ctx, async ({ scopes }) => ({
        scopes: scopes.filter((scope) => scope.name !== name),
      }));
      await forgetScopes([name], after, ctx);
      return { status: 204, change: { action: "oauth-scope.delete", target: targetOf(name), before } };
    },
  }),
];

/** The roles of a request: named plainly, or as the binding of the kind that roles have. */
function bindingsIn({ bindings, scopeBindings = [] }: Update): string[] {
  const typed = scopeBindings.filter(({ bindingType }) => (bindingType ?? ROLE_BINDING).toLowerCase() === ROLE_BINDING);
  return [...new Set([...(bindings ?? []), ...typed.flatMap(({ binding }) => binding ?? [])])];
}

/** Those of the organization's own APIs. */
async function listScopes(ctx: ManagementContext) {
  const [apis, roles] = await Promise.all([ownApis(ctx), organizationRoles(ctx.store.records)]);
  return apis.flatMap(({ scopes }) => scopes).map((scope) => toModel(scope, bindingsOf(scope.name, roles)));
}

function oidcScopes({ tenant }: ManagementContext) {
  return [...claimsOfScopes(tenant).keys()].map((name) => toModel({ name, displayName: name }, []));
}

function toModel({ name, displayName, description }: Omit<ApiScope, "id">, bindings: readonly string[]) {
  return {
    name,
    displayName,
    ...(description !== undefined && { description }),
    bindings,
    scopeBindings: bindings.length === 0 ? [] : [{ bindingType: ROLE_BINDING, binding: bindings }],
  };
}

async function getScope(name: string, ctx: ManagementContext) {
  const found = (await listScopes(ctx)).find((scope) => scope.name === name);
  if (found === undefined) throw scopeNotFound(name);
  return found;
}

async function apiOf(name: string, ctx: ManagementContext): Promise<Api> {
  const api = (await ownApis(ctx)).find(({ scopes }) => scopes.some((scope) => scope.name === name));
  if (api === undefined) throw scopeNotFound(name);
  return api;
}

async function ownApis(ctx: ManagementContext): Promise<Api[]> {
  return (await listApis(ctx)).filter(({ type }) => type === "BUSINESS" || type === "MCP");
}

/** The API that scopes are registered in, which the first of them makes. */
async function ownApi(ctx: ManagementContext): Promise<Api> {
  const find = async () => (await ownApis(ctx)).find(({ identifier }) => identifier === OWN_API);
  const known = await find();
  if (known !== undefined) return known;
  const document: ApiResourceDocument = {
    name: "OAuth 2.0 scopes",
    type: "BUSINESS",
    requiresAuthorization: true,
    scopes: [],
    authorizationDetailsTypes: [],
  };
  // Of two at the same time the second finds what the first has made.
  await ctx.store.records.add("api resource", { id: randomUUID(), name: OWN_API, document }, ctx.now);
  return (await find()) as Api;
}

async function fresh(scope: Omit<ApiScope, "id">, api: Api, ctx: ManagementContext): Promise<ApiScope[]> {
  try {
    return await newScopes([scope], api, ctx);
  } catch (error) {
    throw error instanceof ManagementError && error.status === 409 ? scopeExists(scope.name) : error;
  }
}

function callOf({ id }: Api) {
  return { parameters: { apiResourceId: id } };
}

function targetOf(name: string) {
  return { kind: "oauth-scope", id: name, name };
}
