import { sha256 } from "../../crypto/hashes.ts";
import { idFromBytes } from "../../crypto/ids.ts";
import type { ApiResourceDocument } from "../../protocol/model/api-resource.ts";
import { SYSTEM_APIS, type SystemApi } from "../../protocol/system-apis.ts";
import type { StoredRecord } from "../../store/port/records.ts";
import type { Call, ManagementContext } from "../operation.ts";
import { apiResourceNotFound, changedMeanwhile, systemApi } from "./errors.ts";

/** Where the operations are, below the tenant's URL. */
export const API_RESOURCES = "/api/server/v1/api-resources";

/** An API of the tenant's, or one of the server's own, which every tenant has. */
export interface Api extends Omit<ApiResourceDocument, "type"> {
  readonly id: string;
  readonly identifier: string;
  readonly type: ApiResourceDocument["type"] | "TENANT" | "ORGANIZATION";
}

type ApiRecord = StoredRecord<ApiResourceDocument>;

const TRIES = 5;
const SYSTEM: readonly Api[] = SYSTEM_APIS.map(fromSystemApi);

/** By identifier. */
export async function listApis({ root: { store } }: ManagementContext): Promise<Api[]> {
  const own = await store.records.list<ApiResourceDocument>("api resource");
  return [...own.map(toApi), ...SYSTEM].sort((a, b) => (a.identifier < b.identifier ? -1 : 1));
}

/** The API with the id; undefined when there is none. */
export async function findApi(id: string, { root: { store } }: ManagementContext): Promise<Api | undefined> {
  const system = SYSTEM.find((api) => api.id === id);
  if (system !== undefined) return system;
  const record = await store.records.find<ApiResourceDocument>("api resource", id);
  return record && toApi(record);
}

/** The API that the path names. Refuses an id that is none. */
export async function getApi({ parameters }: Pick<Call, "parameters">, ctx: ManagementContext): Promise<Api> {
  const id = parameters.apiResourceId as string;
  const api = await findApi(id, ctx);
  if (api === undefined) throw apiResourceNotFound(id);
  return api;
}

/** Changes the API that the path names, and answers how it was before and after. Refuses one of the server's own. */
export async function changeApi(
  call: Pick<Call, "parameters">,
  ctx: ManagementContext,
  change: (api: Api) => Promise<Partial<ApiResourceDocument>>,
): Promise<{ before: Api; after: Api }> {
  const id = call.parameters.apiResourceId as string;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const api = await getApi(call, ctx);
    const record = await ctx.root.store.records.find<ApiResourceDocument>("api resource", id);
    if (record === undefined) throw systemApi(api.identifier);
    const document = { ...record.document, ...(await change(toApi(record))) };
    const { name, version } = record;
    const outcome = await ctx.root.store.records.replace("api resource", { id, name, version, document }, ctx.now);
    if (outcome === "replaced") return { before: toApi(record), after: toApi({ ...record, document }) };
  }
  throw changedMeanwhile();
}

export function toApi({ id, name: identifier, document }: Pick<ApiRecord, "id" | "name" | "document">): Api {
  return { ...document, id, identifier };
}

/** The path of the API, as links write it. */
export function selfOf({ id }: Pick<Api, "id">, { tenantUrl }: ManagementContext): string {
  return `${new URL(tenantUrl).pathname}${API_RESOURCES}/${id}`;
}

/** For the audit log. */
export function targetOf({ id, name }: Pick<Api, "id" | "name">) {
  return { kind: "api-resource", id, name };
}

function fromSystemApi({ identifier, name, scopes }: SystemApi): Api {
  return {
    id: idOf(identifier),
    identifier,
    name,
    type: identifier.startsWith("/o/") ? "ORGANIZATION" : "TENANT",
    requiresAuthorization: true,
    scopes: scopes.map((scope) => ({ id: idOf(scope), name: scope, displayName: titleOf(scope) })),
    authorizationDetailsTypes: [],
  };
}

/** The same on every server: a UUID (RFC 9562 §5.8) that follows from the name. */
function idOf(name: string): string {
  const bytes = sha256(`system API ${name}`).subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return idFromBytes(bytes);
}

/** `internal_role_mgt_view`: "Role Mgt View". */
function titleOf(scope: string): string {
  const words = scope.replace(/^internal_/, "").split("_");
  return words.map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`).join(" ");
}
