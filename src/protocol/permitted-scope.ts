import type { ProtocolContext } from "./context.ts";
import type { Authorization } from "./model/authorization.ts";
import type { Client } from "./model/client.ts";
import type { User } from "./model/user.ts";
import { permissionsIn } from "./roles.ts";
import { SYSTEM_SCOPES } from "./system-apis.ts";

/**
 * Of the granted scopes those that a token may have now: what the server's own APIs and those under RBAC take, the user's roles must
 * allow (security bar 23.2). In an organization the user's membership has said what may be done, and the tenant's own APIs are closed.
 */
export async function permittedScope(
  scope: readonly string[],
  holder: { client: Client; user: User | undefined; authorization: Authorization | undefined },
  ctx: Pick<ProtocolContext, "tenant" | "store">,
): Promise<readonly string[]> {
  const { client, user, authorization } = holder;
  // Most clients have no API: nothing is asked for them.
  if (user === undefined || client.authorizedApis.length === 0) return scope;
  if (authorization?.extras?.organization !== undefined) return scope;
  if (!scope.some((name) => needsRole(name, client))) return scope;
  const permissions = await permissionsIn(client, user, ctx);
  return scope.filter((name) => permissions.has(name) || !needsRole(name, client));
}

/** Whether no authorized API gives the scope to every user of the client. */
function needsRole(name: string, { authorizedApis }: Client): boolean {
  const apis = authorizedApis.filter(({ scopes }) => scopes.includes(name));
  return SYSTEM_SCOPES.has(name) || (apis.length > 0 && apis.every(({ policy }) => policy === "RBAC"));
}
