import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { ApiScope, OidcScopeDocument } from "../../protocol/model/api-resource.ts";
import { SELF_SERVICE_SCOPE } from "../../protocol/system-apis.ts";
import { STANDARD_SCOPES } from "../../protocol/tokens/claims.ts";
import type { StoredRecord } from "../../store/port/records.ts";
import { listApis } from "../api-resources/apis.ts";
import { ManagementError } from "../management-error.ts";
import { changedByTenants, type ManagementContext, type Operation, operation } from "../operation.ts";

const PATH = "/api/server/v1/oidc/scopes";
const ONE = `${PATH}/{id}`;

const text = z.string().max(1024);
const updateForm = z.object({
  displayName: text.min(1),
  description: text.optional(),
  claims: z.array(z.string().min(1).max(255)).max(500),
});
/** RFC 6749 §3.3. */
const name = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,255}$/, "is no scope: no blanks, quotes or backslashes");
const scopeForm = updateForm.extend({ name });

type Scope = z.output<typeof scopeForm>;
type Kept = StoredRecord<OidcScopeDocument>;

/** The scopes that stand for claims (contract §17.4). The id of a scope is its name. */
export const oidcScopeOperations: readonly Operation[] = changedByTenants([
  operation({
    id: "getScopesOfOIDC",
    method: "GET",
    path: PATH,
    scope: "internal_application_mgt_view",
    summary: "List the scopes of OpenID Connect, with the claims behind each.",
    answers: { 200: z.array(scopeForm) },
    handle: async (_call, ctx) => ({ status: 200, body: await listScopes(ctx) }),
  }),
  operation({
    id: "addScope",
    method: "POST",
    path: PATH,
    scope: "internal_application_mgt_create",
    summary: "Add a scope of OpenID Connect.",
    body: scopeForm,
    answers: { 201: undefined },
    async handle({ body }, ctx) {
      const { name: wanted, ...document } = body;
      const isTaken = STANDARD_SCOPES.has(wanted) || wanted === SELF_SERVICE_SCOPE || (await isApiScope(wanted, ctx));
      const record = { id: randomUUID(), name: wanted, document: withoutUndefined(document) };
      if (isTaken || !(await ctx.root.store.records.add("oidc scope", record, ctx.now))) throw nameTaken(wanted);
      const change = { action: "oidc-scope.create", target: targetOf(wanted), after: body };
      return { status: 201, location: `${PATH}/${encodeURIComponent(wanted)}`, change };
    },
  }),
  operation({
    id: "getScope",
    method: "GET",
    path: ONE,
    scope: "internal_application_mgt_view",
    summary: "Get a scope of OpenID Connect.",
    answers: { 200: scopeForm },
    handle: async ({ parameters }, ctx) => ({ status: 200, body: await getScope(parameters.id as string, ctx) }),
  }),
  operation({
    id: "updateScope",
    method: "PUT",
    path: ONE,
    scope: "internal_application_mgt_update",
    summary:
      "Replace what a scope of OpenID Connect is called, and the claims behind it. A standard one can be replaced too.",
    body: updateForm,
    answers: { 200: undefined },
    async handle({ parameters, body }, ctx) {
      const before = await getScope(parameters.id as string, ctx);
      const document = withoutUndefined(body);
      const record = await recordOf(before.name, ctx);
      const stored =
        record === undefined
          ? await ctx.root.store.records.add("oidc scope", { id: randomUUID(), name: before.name, document }, ctx.now)
          : (await ctx.root.store.records.replace("oidc scope", { ...record, document }, ctx.now)) === "replaced";
      if (!stored) throw changedMeanwhile(before.name);
      const target = targetOf(before.name);
      return { status: 200, change: { action: "oidc-scope.update", target, before, after: body } };
    },
  }),
  operation({
    id: "deleteScope",
    method: "DELETE",
    path: ONE,
    scope: "internal_application_mgt_delete",
    summary: "Delete a scope of OpenID Connect. A standard one is as it was in the beginning then.",
    answers: { 204: undefined },
    async handle({ parameters }, ctx) {
      const before = await getScope(parameters.id as string, ctx);
      const record = await recordOf(before.name, ctx);
      if (record === undefined) throw standardScope(before.name);
      await ctx.root.store.records.remove("oidc scope", record.id);
      return { status: 204, change: { action: "oidc-scope.delete", target: targetOf(before.name), before } };
    },
  }),
]);

/** By name. */
async function listScopes({ root: { store } }: ManagementContext): Promise<Scope[]> {
  const own = (await store.records.list<OidcScopeDocument>("oidc scope")).map(toScope);
  const standard = [...STANDARD_SCOPES].map(([name, claims]) => ({
    name,
    displayName: titleOf(name),
    claims: [...claims],
  }));
  const untouched = standard.filter((scope) => !own.some((one) => one.name === scope.name));
  return [...untouched, ...own].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Refuses a name that no scope has. */
async function getScope(wanted: string, ctx: ManagementContext): Promise<Scope> {
  const found = (await listScopes(ctx)).find((scope) => scope.name === wanted);
  if (found === undefined) throw scopeNotFound(wanted);
  return found;
}

function recordOf(wanted: string, { root: { store } }: ManagementContext): Promise<Kept | undefined> {
  return store.records.findByName<OidcScopeDocument>("oidc scope", wanted);
}

async function isApiScope(wanted: string, ctx: ManagementContext): Promise<boolean> {
  const scopes: readonly ApiScope[] = (await listApis(ctx)).flatMap((api) => api.scopes);
  return scopes.some((scope) => scope.name === wanted);
}

function toScope({ name, document }: Kept): Scope {
  return { name, ...document, claims: [...document.claims] };
}

function withoutUndefined({ displayName, description, claims }: z.output<typeof updateForm>): OidcScopeDocument {
  return { displayName, ...(description !== undefined && { description }), claims: [...new Set(claims)] };
}

function titleOf(scope: string): string {
  return scope === "openid" ? "OpenID" : `${scope[0]?.toUpperCase()}${scope.slice(1)}`;
}

function targetOf(scope: string) {
  return { kind: "oidc-scope", id: scope, name: scope };
}

function scopeNotFound(scope: string): ManagementError {
  return new ManagementError(404, "OIDC-SCOPE-60001", "Scope not found.", `There is no scope ${scope}.`);
}

function nameTaken(scope: string): ManagementError {
  return new ManagementError(409, "OIDC-SCOPE-60002", "Scope already exists.", `There is a scope ${scope} already.`);
}

function standardScope(scope: string): ManagementError {
  const description = `${scope} is a standard scope, which every organization has.`;
  return new ManagementError(403, "OIDC-SCOPE-60003", "Not allowed.", description);
}

function changedMeanwhile(scope: string): ManagementError {
  const description = `The scope ${scope} was changed by another request at the same time.`;
  return new ManagementError(409, "OIDC-SCOPE-60004", "Scope was changed meanwhile.", description);
}
