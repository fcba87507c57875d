import type { Client, User } from "../model.ts";

/** The claims behind each scope of OpenID Connect, in Asgardeo's extent (contract §7.6; OIDC Core §5.4). */
const CLAIMS_OF_SCOPE: Readonly<Record<string, readonly string[]>> = {
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
};

/** The scopes a tenant knows. */
export const OIDC_SCOPES: ReadonlySet<string> = new Set(Object.keys(CLAIMS_OF_SCOPE));

/** Every claim that can stand in an ID token or a userinfo answer about a user. */
export const USER_CLAIMS: readonly string[] = ["sub", ...Object.values(CLAIMS_OF_SCOPE).flat()];

/** The user's claims for the granted scopes, as far as the client asks for them and the user has a value (OIDC Core §5.4). */
export function userClaims(user: User, client: Client, scope: readonly string[]): Record<string, unknown> {
  const claims: Record<string, unknown> = {};
  for (const name of scope.flatMap((granted) => CLAIMS_OF_SCOPE[granted] ?? [])) {
    if (client.requestedClaims !== undefined && !client.requestedClaims.includes(name)) continue;
    const value = claimOf(user, name);
    if (value !== undefined) claims[name] = value;
  }
  return claims;
}

/** The value of `sub` for this client: the user's id, or the claim the client is configured for (contract §7.5). */
export function subjectOf(user: User, client: Client): string {
  if (client.subjectClaim === undefined) return user.id;
  const value = claimOf(user, client.subjectClaim);
  return typeof value === "string" && value !== "" ? value : user.userName;
}

function claimOf(user: User, name: string): unknown {
  if (name === "username") return user.userName;
  if (name === "updated_at") return user.updatedAt;
  return user.claims[name];
}
