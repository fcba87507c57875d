import { OAuthError } from "./errors.ts";
import type { Client, Tenant } from "./model.ts";
import { type ScopedApi, SYSTEM_APIS } from "./system-apis.ts";
import { OIDC_SCOPES } from "./tokens/claims.ts";

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
 * scope that was asked for (security bar 1.7). The scopes of the server's own APIs are for a client that acts for itself.
 */
export function grantableScope(
  requested: readonly string[],
  client: Client,
  tenant: Tenant,
  holder: "user" | "client" = "user",
): string[] {
  // What a user may do with the server's own APIs is for roles to say (security bar 23.2), and not for the application.
  const apis = holder === "client" ? [...tenant.settings.apiResources, ...SYSTEM_APIS] : tenant.settings.apiResources;
  const granted = requested.filter((name) => isOpenIdScope(name, client) || isApiScope(name, client, apis)).sort();
  if (granted.length === 0 && requested.length > 0) throw new OAuthError("invalid_scope", "Invalid Scope!");
  return granted;
}

function isOpenIdScope(name: string, { scopes }: Client): boolean {
  return OIDC_SCOPES.has(name) && (scopes === undefined || scopes.includes(name));
}

/** The API must still have the scope that the client was once authorized for. */
function isApiScope(name: string, { authorizedApis }: Client, apis: readonly ScopedApi[]): boolean {
  return authorizedApis.some(
    ({ identifier, scopes }) =>
      scopes.includes(name) && apis.some((api) => api.identifier === identifier && api.scopes.includes(name)),
  );
}
