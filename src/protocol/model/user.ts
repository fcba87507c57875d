import { derivedId, isDerivedId } from "../../crypto/derived-id.ts";

/** A person who signs in; in RFC 6749's word the resource owner. */
export interface User {
  readonly id: string;
  readonly userName: string;
  readonly enabled: boolean;
  /** OpenID Connect claims by name (OIDC Core §5.1); `sub` is never among them. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly updatedAt: number;
  /** The organization that the user is at home in, as whoever found them there says; undefined: the tenant itself. */
  readonly home?: string | undefined;
}

/** A user name as it is compared: names that differ by case alone are one. */
export function foldUserName(userName: string): string {
  return userName.normalize("NFC").toLowerCase();
}

/**
 * The id by which a user from outside is known in an organization that they are a member of. It is another one than at home: whoever
 * administrates the organization has power over what is called so there, and none over the user.
 */
export function memberIdIn(organizationId: string, userId: string): string {
  return derivedId(`${organizationId} member ${userId}`);
}

/**
 * Whether it is a member from outside, as the organization knows them. They sign in at home, with the factors that they have there and for as
 * long as they are let in there: nothing opens what the organization knows of them by itself.
 */
export function isFromOutside({ id }: Pick<User, "id">): boolean {
  return isDerivedId(id);
}
