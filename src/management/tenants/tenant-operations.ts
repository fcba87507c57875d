import type { z } from "zod";
import type { Tenant } from "../../protocol/model/tenant.ts";
import type { HandleCondition } from "../../store/port/tenants.ts";
import { parseFilter } from "../filter.ts";
import type { Change } from "../operation.ts";
import { boundsOf, placeOf } from "../paging.ts";
import { createTenant } from "./create-tenant.ts";
import { invalidQuery } from "./errors.ts";
import { answerFor, tenantOf, tenantOfDomain } from "./find-tenant.ts";
import { listQuery, newTenantForm, statusForm, tenantAnswer, tenantsAnswer } from "./forms.ts";
import { type OperatorContext, TENANTS_PATH, type TenantOperation, tenantOperation } from "./tenant-operation.ts";

/** Tenants, from their creation to their removal. */
export const tenantOperations: readonly TenantOperation[] = [
  tenantOperation({
    id: "retrieveTenants",
    method: "GET",
    path: TENANTS_PATH,
    summary: "Lists tenants, by domain",
    query: listQuery,
    answers: { 200: tenantsAnswer },
    handle: ({ query }, ctx) => listTenants(query, ctx),
  }),
  tenantOperation({
    id: "addTenant",
    method: "POST",
    path: TENANTS_PATH,
    summary: "Creates a tenant with its first administrators",
    body: newTenantForm,
    answers: { 201: undefined },
    async handle({ body }, ctx) {
      const tenant = await createTenant(body, ctx);
      const { owners } = await answerFor(tenant, ctx);
      const after = { handle: tenant.handle, name: tenant.name, owners };
      return { status: 201, location: placeOfTenant(tenant), tenant, change: changeOf("create", tenant, { after }) };
    },
  }),
  tenantOperation({
    id: "getTenant",
    method: "GET",
    path: `${TENANTS_PATH}/{tenantId}`,
    summary: "Gets a tenant",
    answers: { 200: tenantAnswer },
    handle: async (call, ctx) => ({ status: 200, body: await answerFor(await tenantOf(call, ctx), ctx) }),
  }),
  tenantOperation({
    id: "getTenantByDomain",
    method: "GET",
    path: `${TENANTS_PATH}/domain/{tenantDomain}`,
    summary: "Gets a tenant by its domain",
    answers: { 200: tenantAnswer },
    handle: async (call, ctx) => ({ status: 200, body: await answerFor(await tenantOfDomain(call, ctx), ctx) }),
  }),
  tenantOperation({
    id: "isDomainExist",
    method: "HEAD",
    path: `${TENANTS_PATH}/domain/{tenantDomain}`,
    summary: "Says whether there is a tenant with the domain",
    answers: { 200: undefined },
    async handle(call, ctx) {
      await tenantOfDomain(call, ctx);
      return { status: 200 };
    },
  }),
  tenantOperation({
    id: "updateTenantStatus",
    method: "PUT",
    path: `${TENANTS_PATH}/{tenantId}/lifecycle-status`,
    summary: "Activates or deactivates a tenant",
    body: statusForm,
    answers: { 200: undefined },
    async handle(call, ctx) {
      const tenant = await tenantOf(call, ctx);
      const { activated } = "lifecycleStatus" in call.body ? call.body.lifecycleStatus : call.body;
      await ctx.store.tenants.setEnabled(tenant.id, activated);
      const values = { before: { enabled: tenant.enabled }, after: { enabled: activated } };
      const change = activated === tenant.enabled ? undefined : changeOf("update", tenant, values);
      return { status: 200, location: placeOfTenant(tenant), tenant, ...(change && { change }) };
    },
  }),
  tenantOperation({
    id: "deleteTenantMetadata",
    method: "DELETE",
    path: `${TENANTS_PATH}/{tenantId}/metadata`,
    summary: "Deletes a tenant with all that is in it",
    answers: { 204: undefined },
    async handle(call, ctx) {
      const tenant = await tenantOf(call, ctx);
      const before = await answerFor(tenant, ctx);
      await ctx.store.tenants.remove(tenant.id);
      return { status: 204, tenant, removed: true, change: changeOf("delete", tenant, { before }) };
    },
  }),
];

async function listTenants(query: z.output<typeof listQuery>, ctx: OperatorContext) {
  const { filter: text, sortBy = "domainName", sortOrder = "asc" } = query;
  const filter = text === undefined ? undefined : parseFilter(text, ["domainName"]);
  if (text !== undefined && filter === undefined) {
    throw invalidQuery("A filter is conditions on domainName with eq, co, sw or ew, joined by and or or.");
  }
  if (sortBy.toLowerCase() !== "domainname") throw invalidQuery("Tenants are sorted by domainName.");
  if (!/^(asc|desc)$/i.test(sortOrder)) throw invalidQuery("sortOrder is asc or desc.");
  const descending = sortOrder.toLowerCase() === "desc";
  const conditions = filter?.map((group) =>
    group.map(({ operator, value }) => ({ operator: operator as HandleCondition["operator"], value })),
  );
  const { total, resources } = await ctx.store.tenants.search({ filter: conditions, descending, ...boundsOf(query) });
  const tenants = await Promise.all(resources.map((tenant) => answerFor(tenant, ctx)));
  return { status: 200, body: { ...placeOf(tenants, total, query, TENANTS_PATH), tenants } };
}

function placeOfTenant({ id }: Pick<Tenant, "id">): string {
  return `${TENANTS_PATH}/${id}`;
}

/** The audit log calls a tenant what the configuration file calls it. */
function changeOf(
  verb: "create" | "update" | "delete",
  { id, handle }: Pick<Tenant, "id" | "handle">,
  values: Pick<Change, "before" | "after">,
): Change {
  return { action: `organization.${verb}`, target: { kind: "organization", id, name: handle }, ...values };
}
