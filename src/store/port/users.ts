import type { User } from "../../protocol/model/user.ts";
import type { Found, Reference, ResourceQuery } from "./queries.ts";

export interface UserStore {
  find(id: string): Promise<User | undefined>;
  /** User names differ by more than case. */
  findByName(userName: string): Promise<UserWithPassword | undefined>;
  /**
   * Replaces the user and the password: without a hash the user has none. Further attributes stay. A `groups` claim makes the user a
   * member of the groups of these names and no others, and makes those that are not there; without it the user's groups stay.
   */
  save(user: User, passwordHash: string | undefined): Promise<void>;
  /**
   * Counts as a change of the user. With `present`: only in the place of the password with that hash, or of none. False, and nothing stored, when the user has another one by
   * now, or there is no such user.
   */
  setPasswordHash(
    id: string,
    passwordHash: string,
    present?: { readonly passwordHash: string | undefined },
  ): Promise<boolean>;
  findProfile(id: string): Promise<UserProfile | undefined>;
  /** Stores a new user, a member of no group. False, and nothing stored, when the name or the id is taken. */
  create(profile: Pick<UserProfile, "user" | "attributes">, passwordHash: string | undefined): Promise<boolean>;
  /**
   * Replaces the user of the version that the caller has seen, but not the password and the groups. With `keptRole`: nothing is stored when
   * no enabled user would have the role any more.
   */
  replace(
    profile: Pick<UserProfile, "user" | "attributes" | "version">,
    keptRole?: string,
  ): Promise<"replaced" | "name taken" | "changed meanwhile" | "last of the role">;
  search(query: ResourceQuery): Promise<Found<UserProfile>>;
  /**
   * Removes the user with all that hangs on them: sessions, authorizations with their tokens, consents, credentials, memberships. With
   * `keptRole`: nobody is removed when no enabled user would have the role any more.
   */
  remove(id: string, now: number, keptRole?: string): Promise<"removed" | "not found" | "last of the role">;
}

/** A user with all that is known of them beside their claims (RFC 7643 §4). */
export interface UserProfile {
  readonly user: User;
  /** SCIM's attributes that no claim holds, by their names; those of an extension below its URN. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** By name. */
  readonly groups: readonly Reference[];
  /** Counts the changes. */
  readonly version: number;
  readonly createdAt: number;
}

export interface UserWithPassword {
  readonly user: User;
  /** A PHC string. Undefined: the user has no password. */
  readonly passwordHash: string | undefined;
}
