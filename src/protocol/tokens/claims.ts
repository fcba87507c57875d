import type { ProtocolContext } from "../context.ts";
import type { OidcScope } from "../model/api-resource.ts";
import type { RequestedClaim, RequestedClaims } from "../model/authorization.ts";
import type { Client } from "../model/client.ts";
import type { Tenant } from "../model/tenant.ts";
import type { User } from "../model/user.ts";
import { toldRoles } from "../roles.ts";

type ClaimsOfScopes = ReadonlyMap<string, readonly string[]>;

/** The claims behind each scope of OpenID Connect, in Asgardeo's extent (contract §7.6; OIDC Core §5.4). */
export const STANDARD_SCOPES: ClaimsOfScopes = new Map(
  Object.entries({
    openid: [],
    profile: [
      "name",
      "family_name",
      "given_name",
      "middle_name",
      "nickname",
      "preferred_username",
      "profile",
      "picture",
      "website",
      "gender",
      "birthdate",
      "zoneinfo",
      "locale",
      "updated_at",
      "username",
    ],
    email: ["email", "email_verified"],
    phone: ["phone_number", "phone_number_verified"],
    address: ["address", "street_address", "locality", "region", "postal_code", "country"],
    groups: ["groups"],
    roles: ["roles"],
  }),
);

/** The standard scopes that every tenant knows. */
export const OIDC_SCOPES: ReadonlySet<string> = new Set(STANDARD_SCOPES.keys());

/** By the list that they are made from, which is another one once a tenant's scopes change. */
const merged = new WeakMap<readonly OidcScope[], ClaimsOfScopes>();

/** The claims behind each scope that the tenant knows: the standard ones, and what its administrators have made of them. */
export function claimsOfScopes({ oidcScopes }: Pick<Tenant, "oidcScopes">): ClaimsOfScopes {
  if (oidcScopes.length === 0) return STANDARD_SCOPES;
  const known = merged.get(oidcScopes);
  if (known !== undefined) return known;
  const own = oidcScopes.map(({ name, claims }) => [name, claims] as const);
  const all = new Map([...STANDARD_SCOPES, ...own]);
  merged.set(oidcScopes, all);
  return all;
}

/** The members of the address claim (OIDC Core §5.1.1) that are claims of their own as well. */
const ADDRESS_MEMBERS = ["street_address", "locality", "region", "postal_code", "country"];

/** By claim name, as in one member of the `claims` parameter (OIDC Core §5.5). */
type NamedClaims = Readonly<Record<string, RequestedClaim | null>> | undefined;

/**
 * The user's claims for the granted scopes and those that were asked for by name (OIDC Core §5.4, §5.5), as far as the client may have
 * them and the user has a value.
 */
export async function userClaims(
  user: User,
  client: Client,
  scope: readonly string[],
  ctx: Pick<ProtocolContext, "tenant" | "store">,
  named?: NamedClaims,
): Promise<Record<string, unknown>> {
  const claims = claimsOfScopes(ctx.tenant);
  const names = scope.flatMap((granted) => claims.get(granted) ?? []);
  if (named !== undefined) names.push(...Object.keys(named).filter((name) => isOfSomeScope(name, client, claims)));
  const { requestedClaims } = client;
  const allowed = requestedClaims ? names.filter((name) => requestedClaims.includes(name)) : names;
  return claimsForClient(user, client, allowed, ctx);
}

/** Those of the claims that the user has a value for; `roles` are the names of the user's roles that count in the client. */
export async function claimsForClient(
  user: User,
  client: Client,
  names: readonly string[],
  ctx: Pick<ProtocolContext, "tenant" | "store">,
): Promise<Record<string, unknown>> {
  const claims = claimsByName(user, names);
  if (!names.includes("roles")) return claims;
  const roles = (await toldRoles(client, user, ctx)).map(({ displayName }) => displayName).sort();
  return roles.length === 0 ? claims : { ...claims, roles };
}

/** The scopes that hold the claims which a client asked for by name and may have: what a user allows who allows the claims. */
export function scopesOfClaims({ id_token, userinfo }: RequestedClaims, client: Client, tenant: Tenant): string[] {
  const claims = claimsOfScopes(tenant);
  const { requestedClaims } = client;
  const asked = [...Object.keys(id_token ?? {}), ...Object.keys(userinfo ?? {})];
  const names = asked.filter((name) => requestedClaims?.includes(name) ?? true);
  return scopesOf(client, claims).filter((scope) => names.some((name) => claims.get(scope)?.includes(name)));
}

/** Those of the claims that the user has a value for. */
function claimsByName(user: User, names: readonly string[]): Record<string, unknown> {
  const claims: Record<string, unknown> = {};
  for (const name of names) {
    const value = claimOf(user, name);
    if (value !== undefined) claims[name] = value;
  }
  return claims;
}

/** The value of one claim, in the type that OIDC Core §5.1 and contract §7.6 give it. */
export function claimOf(user: User, name: string): unknown {
  if (name === "username") return user.userName;
  if (name === "updated_at") return user.updatedAt;
  const value = Object.hasOwn(user.claims, name) ? user.claims[name] : undefined;
  return name === "address" ? (value ?? addressOf(user)) : value;
}

/** The `claims` parameter gives a client nothing that no scope of its own could. */
function isOfSomeScope(name: string, client: Client, claims: ClaimsOfScopes): boolean {
  return scopesOf(client, claims).some((scope) => claims.get(scope)?.includes(name));
}

function scopesOf({ scopes }: Client, claims: ClaimsOfScopes): readonly string[] {
  return scopes ?? [...claims.keys()];
}

/** The address as one object, of a user whose address is stored in parts. */
function addressOf(user: User): Record<string, unknown> | undefined {
  const address = claimsByName(user, ADDRESS_MEMBERS);
  return Object.keys(address).length === 0 ? undefined : address;
}
