import { OAuthError } from "./errors.ts";
import type { Client } from "./model/client.ts";
import type { Tenant } from "./model/tenant.ts";
import { SELF_SERVICE_SCOPE, SYSTEM_APIS } from "./system-apis.ts";
import { claimsOfScopes } from "./tokens/claims.ts";

const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/; // RFC 6749 §3.3

/** The scope names of a `scope` parameter, each once. Refuses characters outside the grammar (RFC 6749 §3.3). */
export function parseScope(text: string | undefined): string[] {
  if (text === undefined) return [];
  const names = text.split(" ").filter((name) => name !== "");
  if (!names.every((name) => SCOPE_TOKEN.test(name))) throw new OAuthError("invalid_scope", "Invalid Scope!");
  return [...new Set(names)];
}

/**
 * What the client is granted of what it asked for, sorted: scopes of OpenID Connect, and of the APIs that it is authorized for. One that
 * the tenant does not know or the client may not have is dropped, as Asgardeo does (contract §5.6); refuses when nothing is left of a
 * scope that was asked for (security bar 1.7). Which of them a user's token has in the end, the user's roles say (`permittedScope`).
 */
export function grantableScope(
  requested: readonly string[],
  client: Client,
  tenant: Tenant,
  holder: "user" | "client" = "user",
): string[] {
  const granted = requested
    .filter((name) => isOfUsers(name, client, tenant, holder) || isApiScope(name, client, tenant))
    .sort();
  if (granted.length === 0 && requested.length > 0) throw new OAuthError("invalid_scope", "Invalid Scope!");
  return granted;
}

/**
 * Scopes about the user, and the one by which users manage their own account: nobody has it but they, and no client that registered itself
 * unless somebody has given it to that client by name.
 */
function isOfUsers(name: string, client: Client, tenant: Tenant, holder: "user" | "client"): boolean {
  const { scopes, registration } = client;
  if (name === SELF_SERVICE_SCOPE) return holder === "user" && (scopes?.includes(name) ?? registration === undefined);
  return claimsOfScopes(tenant).has(name) && (scopes === undefined || scopes.includes(name));
}

/** Whether an API still has the scope and the client is authorized for it. */
export function isApiScope(name: string, { authorizedApis }: Client, { apiResources }: Tenant): boolean {
  return authorizedApis.some(
    ({ identifier, scopes }) =>
      scopes.includes(name) &&
      [apiResources, SYSTEM_APIS].some((apis) =>
        apis.some((api) => api.identifier === identifier && api.scopes.includes(name)),
      ),
  );
}
