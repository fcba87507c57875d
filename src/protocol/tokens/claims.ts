import type { Client, RequestedClaim, RequestedClaims, User } from "../model.ts";

/** The claims behind each scope of OpenID Connect, in Asgardeo's extent (contract §7.6; OIDC Core §5.4). */
const CLAIMS_OF_SCOPE: ReadonlyMap<string, readonly string[]> = new Map(
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

/** The scopes a tenant knows. */
export const OIDC_SCOPES: ReadonlySet<string> = new Set(CLAIMS_OF_SCOPE.keys());

/** Every claim that can stand in an ID token or a userinfo answer about a user. */
export const USER_CLAIMS: readonly string[] = ["sub", ...[...CLAIMS_OF_SCOPE.values()].flat()];

/** The members of the address claim (OIDC Core §5.1.1) that are claims of their own as well. */
const ADDRESS_MEMBERS = ["street_address", "locality", "region", "postal_code", "country"];

/** By claim name, as in one member of the `claims` parameter (OIDC Core §5.5). */
type NamedClaims = Readonly<Record<string, RequestedClaim | null>> | undefined;

/**
 * The user's claims for the granted scopes and those that were asked for by name (OIDC Core §5.4, §5.5), as far as the client may have
 * them and the user has a value.
 */
export function userClaims(
  user: User,
  client: Client,
  scope: readonly string[],
  named?: NamedClaims,
): Record<string, unknown> {
  const names = scope.flatMap((granted) => CLAIMS_OF_SCOPE.get(granted) ?? []);
  if (named !== undefined) names.push(...Object.keys(named).filter((name) => isOfSomeScope(name, client)));
  const { requestedClaims } = client;
  return claimsByName(user, requestedClaims ? names.filter((name) => requestedClaims.includes(name)) : names);
}

/** The scopes that hold the claims which a client asked for by name and may have: what a user allows who allows the claims. */
export function scopesOfClaims({ id_token, userinfo }: RequestedClaims, client: Client): string[] {
  const { requestedClaims } = client;
  const asked = [...Object.keys(id_token ?? {}), ...Object.keys(userinfo ?? {})];
  const names = asked.filter((name) => requestedClaims?.includes(name) ?? true);
  return scopesOf(client).filter((scope) => names.some((name) => CLAIMS_OF_SCOPE.get(scope)?.includes(name)));
}

/** Those of the claims that the user has a value for. */
export function claimsByName(user: User, names: readonly string[]): Record<string, unknown> {
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
  if (name === "address") return value ?? addressOf(user);
  return name === "groups" && value !== undefined && !Array.isArray(value) ? [value] : value;
}

/** The `claims` parameter gives a client nothing that no scope of its own could. */
function isOfSomeScope(name: string, client: Client): boolean {
  return scopesOf(client).some((scope) => CLAIMS_OF_SCOPE.get(scope)?.includes(name));
}

function scopesOf({ scopes }: Client): readonly string[] {
  return scopes ?? [...OIDC_SCOPES];
}

/** The address as one object, of a user whose address is stored in parts. */
function addressOf(user: User): Record<string, unknown> | undefined {
  const address = claimsByName(user, ADDRESS_MEMBERS);
  return Object.keys(address).length === 0 ? undefined : address;
}
