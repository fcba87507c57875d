import { z } from "zod";
import type { AuthorizedApi } from "../../protocol/model/client.ts";
import { type Api, findApi, listApis } from "../api-resources/apis.ts";
import { ManagementError } from "../management-error.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { verifyMayGrant } from "./authority.ts";
import { APPLICATIONS, getApplication, type ManagedClient, targetOf } from "./find-application.ts";

const ALL = `${APPLICATIONS}/{applicationId}/authorized-apis`;
const ONE = `${ALL}/{apiId}`;

const text = z.string();
const names = z.array(text).max(1000).optional();

const authorizedApiForm = z.object({
  id: text,
  identifier: text,
  displayName: text,
  policyId: text,
  type: text,
  authorizedScopes: z.array(z.object({ id: text, name: text, displayName: text })),
  authorizedAuthorizationDetailsTypes: z.array(z.object({ id: text, type: text, name: text })),
});

const list = operation({
  id: "getAuthorizedAPIs",
  method: "GET",
  path: ALL,
  scope: "internal_application_mgt_view",
  summary: "Get authorized APIs of the application.",
  answers: { 200: z.array(authorizedApiForm) },
  async handle(call, ctx) {
    const client = await getApplication(call, ctx);
    const apis = await listApis(ctx);
    const body = client.authorizedApis.flatMap((authorized) => {
      // One that was deleted since opens nothing any more.
      const api = apis.find(({ identifier }) => identifier === authorized.identifier);
      return api === undefined ? [] : [describe(authorized, api, client)];
    });
    return { status: 200, body };
  },
});

const add = operation({
  id: "addAuthorizedAPI",
  method: "POST",
  path: ALL,
  scope: "internal_application_mgt_update",
  summary: "Authorize an API to the application.",
  body: z.strictObject({
    id: text,
    policyIdentifier: text.optional(),
    scopes: names,
    authorizationDetailsTypes: names,
  }),
  answers: { 201: undefined },
  async handle(call, ctx) {
    const { id, policyIdentifier = "RBAC", scopes = [], authorizationDetailsTypes = [] } = call.body;
    const client = await getApplication(call, ctx);
    const api = await getApi(id, ctx);
    if (find(client, api) !== undefined) {
      throw new ManagementError(409, "APP-60509", "API resource already authorized.", `It is ${api.identifier}.`);
    }
    if (policyIdentifier !== "RBAC" && policyIdentifier !== "No Policy") {
      throw new ManagementError(400, "APP-60511", "Invalid policy id value provided.", "It is RBAC or No Policy.");
    }
    verifyScopes(scopes, api);
    verifyTypes(authorizationDetailsTypes, api);
    await verifyMayGrant(scopes, ctx);
    const authorized: AuthorizedApi = {
      identifier: api.identifier,
      scopes: [...new Set(scopes)],
      ...(policyIdentifier === "RBAC" && { policy: policyIdentifier }),
    };
    const types = [...client.authorizationDetailsTypes, ...authorizationDetailsTypes];
    const apis = [...client.authorizedApis, authorized];
    return { status: 201, change: await save(client, apis, types, "application.api.authorize", ctx) };
  },
});

const patch = operation({
  id: "patchAuthorizedAPI",
  method: "PATCH",
  path: ONE,
  scope: "internal_application_mgt_update",
  summary: "Update authorized API scopes.",
  body: z.strictObject({
    addedScopes: names,
    removedScopes: names,
    addedAuthorizationDetailsTypes: names,
    removedAuthorizationDetailsTypes: names,
  }),
  answers: { 200: undefined },
  async handle(call, ctx) {
    const { addedScopes = [], removedScopes = [] } = call.body;
    const { addedAuthorizationDetailsTypes: added = [], removedAuthorizationDetailsTypes: removed = [] } = call.body;
    const client = await getApplication(call, ctx);
    const api = await getApi(call.parameters.apiId as string, ctx);
    const before = getAuthorized(client, api);
    verifyScopes(addedScopes, api);
    verifyTypes(added, api);
    verifyTypes(removed, api);
    await verifyMayGrant(addedScopes, ctx);
    const scopes = [...new Set([...before.scopes, ...addedScopes])].filter((scope) => !removedScopes.includes(scope));
    const types = [...client.authorizationDetailsTypes, ...added].filter((type) => !removed.includes(type));
    const apis = client.authorizedApis.map((one) => (one === before ? { ...before, scopes } : one));
    return { status: 200, change: await save(client, apis, types, "application.api.update", ctx) };
  },
});

const remove = operation({
  id: "deleteAuthorizedAPI",
  method: "DELETE",
  path: ONE,
  scope: "internal_application_mgt_update",
  summary: "Remove API authorization from the application.",
  answers: { 204: undefined },
  async handle(call, ctx) {
    const client = await getApplication(call, ctx);
    const api = await getApi(call.parameters.apiId as string, ctx);
    const before = getAuthorized(client, api);
    const ofApi = api.authorizationDetailsTypes.map(({ type }) => type);
    const types = client.authorizationDetailsTypes.filter((type) => !ofApi.includes(type));
    const apis = client.authorizedApis.filter((one) => one !== before);
    return { status: 204, change: await save(client, apis, types, "application.api.remove", ctx) };
  },
});

/** Which APIs an application may ask scopes of. */
export const authorizedApiOperations: readonly Operation[] = [list, add, patch, remove];

function describe({ scopes, policy }: AuthorizedApi, api: Api, client: ManagedClient) {
  const authorized = api.scopes.filter(({ name }) => scopes.includes(name));
  const types = api.authorizationDetailsTypes.filter(({ type }) => client.authorizationDetailsTypes.includes(type));
  return {
    id: api.id,
    identifier: api.identifier,
    displayName: api.name,
    policyId: policy ?? "No Policy",
    type: api.type,
    authorizedScopes: authorized.map(({ id, name, displayName }) => ({ id, name, displayName })),
    authorizedAuthorizationDetailsTypes: types.map(({ id, type, name }) => ({ id, type, name })),
  };
}

function find(client: ManagedClient, { identifier }: Api): AuthorizedApi | undefined {
  return client.authorizedApis.find((one) => one.identifier === identifier);
}

async function getApi(id: string, ctx: ManagementContext): Promise<Api> {
  const api = await findApi(id, ctx);
  if (api !== undefined) return api;
  throw new ManagementError(404, "APP-60507", "API resource not found.", `There is no API resource with the id ${id}.`);
}

function getAuthorized(client: ManagedClient, api: Api): AuthorizedApi {
  const authorized = find(client, api);
  if (authorized !== undefined) return authorized;
  const message = "API resource not authorized for the application.";
  throw new ManagementError(404, "APP-60510", message, `It is ${api.identifier}.`);
}

function verifyScopes(scopes: readonly string[], api: Api): void {
  const unknown = scopes.find((scope) => !api.scopes.some(({ name }) => name === scope));
  if (unknown === undefined) return;
  throw new ManagementError(400, "APP-60508", "API scopes not found.", `${api.identifier} has no scope ${unknown}.`);
}

function verifyTypes(types: readonly string[], api: Api): void {
  const unknown = types.find((name) => !api.authorizationDetailsTypes.some(({ type }) => type === name));
  if (unknown === undefined) return;
  const message = "API authorization details types not found.";
  throw new ManagementError(400, "APP-60519", message, `${api.identifier} has no type ${unknown}.`);
}

async function save(
  client: ManagedClient,
  authorizedApis: readonly AuthorizedApi[],
  types: readonly string[],
  action: string,
  { store }: ManagementContext,
) {
  const authorizationDetailsTypes = [...new Set(types)];
  await store.clients.save({ ...client, authorizedApis, authorizationDetailsTypes });
  return {
    action,
    target: targetOf(client),
    before: { authorizedApis: client.authorizedApis, authorizationDetailsTypes: client.authorizationDetailsTypes },
    after: { authorizedApis, authorizationDetailsTypes },
  };
}
