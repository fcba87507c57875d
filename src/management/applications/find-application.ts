import type { Application } from "../../protocol/model/application.ts";
import type { Client } from "../../protocol/model/client.ts";
import type { Call, ManagementContext } from "../operation.ts";
import { applicationNotFound, protocolNotConfigured } from "./errors.ts";
import { toModel } from "./model-mapping.ts";
import { speaksOpenIdConnect, toOpenIdConnect } from "./oidc-mapping.ts";

/** Where the operations are, below the tenant's URL. */
export const APPLICATIONS = "/api/server/v1/applications";
export const OIDC = `${APPLICATIONS}/{applicationId}/inbound-protocols/oidc`;

/** A client with all that administrators keep of it. */
export type ManagedClient = Client & { readonly application: Application };

/** The application that the path names. Refuses an id that is none. */
export async function getApplication(call: Pick<Call, "parameters">, ctx: ManagementContext): Promise<ManagedClient> {
  const id = call.parameters.applicationId as string;
  const client = await ctx.store.clients.findByApplicationId(id);
  if (client?.application === undefined) throw applicationNotFound(id, ctx.tenant.handle);
  return { ...client, application: client.application };
}

/** The same, which also speaks OpenID Connect. */
export async function getOidcApplication(call: Pick<Call, "parameters">, ctx: ManagementContext) {
  const client = await getApplication(call, ctx);
  if (!speaksOpenIdConnect(client)) throw protocolNotConfigured("oauth2", client.application.id);
  return client;
}

/** The path of an application's, as links write it. */
export function selfOf(client: ManagedClient, ctx: ManagementContext): string {
  return `${listPath(ctx)}/${client.application.id}`;
}

export function listPath({ tenantUrl }: ManagementContext): string {
  return new URL(tenantUrl).pathname + APPLICATIONS;
}

/** For the audit log. */
export function targetOf({ name, application }: ManagedClient) {
  return { kind: "application", id: application.id, name };
}

/** For the audit log: all of the application but its secrets. */
export function snapshotOf(client: Client): Readonly<Record<string, unknown>> {
  return { ...toModel(client), ...(speaksOpenIdConnect(client) && { oidc: toOpenIdConnect(client) }) };
}
