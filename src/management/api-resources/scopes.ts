import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { ApiAuthorizationDetailsType, ApiScope } from "../../protocol/model/api-resource.ts";
import type { RoleDocument } from "../../protocol/model/role.ts";
import { SELF_SERVICE_SCOPE } from "../../protocol/system-apis.ts";
import { claimsOfScopes } from "../../protocol/tokens/claims.ts";
import type { ManagementContext } from "../operation.ts";
import { type Api, listApis } from "./apis.ts";
import { detailsTypeTaken, invalidRequest, scopeTaken } from "./errors.ts";
import type { detailsTypeCreationForm, scopeCreationForm } from "./forms.ts";

/** New scopes of an API. Refuses a name twice, and one that another API of the organization, or OpenID Connect, has. */
export async function newScopes(
  wanted: readonly z.output<typeof scopeCreationForm>[],
  api: Pick<Api, "identifier"> & Partial<Pick<Api, "scopes">>,
  ctx: ManagementContext,
): Promise<ApiScope[]> {
  const names = wanted.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw invalidRequest(`The scope ${twice} stands twice.`);
  const others = (await listApis(ctx)).filter(({ identifier }) => identifier !== api.identifier);
  const taken = new Set([...others, api].flatMap(({ scopes = [] }) => scopes.map(({ name }) => name)));
  const known = claimsOfScopes(ctx.tenant);
  const conflict = names.find((name) => taken.has(name) || known.has(name) || name === SELF_SERVICE_SCOPE);
  if (conflict !== undefined) throw scopeTaken(conflict);
  return wanted.map(({ name, displayName = name, description }) => ({
    id: randomUUID(),
    name,
    displayName,
    ...(description !== undefined && { description }),
  }));
}

/** New authorization details types of an API. Refuses a type twice, and one that another API of the organization has. */
export async function newDetailsTypes(
  wanted: readonly z.output<typeof detailsTypeCreationForm>[],
  api: Pick<Api, "identifier"> & Partial<Pick<Api, "authorizationDetailsTypes">>,
  ctx: ManagementContext,
): Promise<ApiAuthorizationDetailsType[]> {
  const types = wanted.map(({ type }) => type);
  const twice = types.find((type, at) => types.indexOf(type) !== at);
  if (twice !== undefined) throw invalidRequest(`The authorization details type ${twice} stands twice.`);
  const others = (await listApis(ctx)).filter(({ identifier }) => identifier !== api.identifier);
  const taken = new Set(
    [...others, api].flatMap(({ authorizationDetailsTypes = [] }) => authorizationDetailsTypes.map(({ type }) => type)),
  );
  const conflict = types.find((type) => taken.has(type));
  if (conflict !== undefined) throw detailsTypeTaken(conflict);
  return wanted.map((detailsType) => ({ id: randomUUID(), ...detailsType }));
}

/**
 * Takes scopes that are gone from the applications that were authorized for them and from the roles that allow them, so that one of the same
 * name that comes later is nobody's. With `wholeApi` the applications lose the API too.
 */
export async function forgetScopes(
  names: readonly string[],
  { identifier }: Pick<Api, "identifier">,
  { store, now }: ManagementContext,
  wholeApi = false,
): Promise<void> {
  for (const client of await store.clients.list()) {
    if (!client.authorizedApis.some((api) => api.identifier === identifier)) continue;
    const authorizedApis = client.authorizedApis.flatMap((api) => {
      if (api.identifier !== identifier) return [api];
      return wholeApi ? [] : [{ ...api, scopes: api.scopes.filter((scope) => !names.includes(scope)) }];
    });
    await store.clients.save({ ...client, authorizedApis });
  }
  for (const { id, name, version, document } of await store.records.list<RoleDocument>("role")) {
    const permissions = document.permissions.filter((permission) => !names.includes(permission));
    if (permissions.length === document.permissions.length) continue;
    await store.records.replace("role", { id, name, version, document: { ...document, permissions } }, now);
  }
}
