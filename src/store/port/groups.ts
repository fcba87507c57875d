import type { Found, Reference, ResourceQuery } from "./queries.ts";

/** Users by the groups that they are in. */
export interface GroupStore {
  find(id: string): Promise<Group | undefined>;
  /** By user name. */
  membersOf(id: string): Promise<Reference[]>;
  search(query: ResourceQuery): Promise<Found<Group>>;
  create(group: NewGroup, members: readonly string[], now: number): Promise<"created" | "name taken" | UnknownMember>;
  /**
   * Replaces the name and the external id of the version that the caller has seen, and changes who is in it. With `keptRole`: nothing is
   * stored when no enabled user would have the role any more.
   */
  replace(
    group: NewGroup & Pick<Group, "version">,
    members: { readonly added: readonly string[]; readonly removed: readonly string[] },
    now: number,
    keptRole?: string,
  ): Promise<"replaced" | "name taken" | "changed meanwhile" | "last of the role" | UnknownMember>;
  /** With `keptRole`: the group stays when no enabled user would have the role any more. */
  remove(id: string, keptRole?: string): Promise<"removed" | "not found" | "last of the role">;
}

export type NewGroup = Pick<Group, "id" | "name" | "externalId">;

/** Nothing was stored, because there is no user with the id. */
export interface UnknownMember {
  readonly unknownMember: string;
}

export interface Group {
  readonly id: string;
  /** Names of groups differ by more than case. */
  readonly name: string;
  readonly externalId: string | undefined;
  /** Counts the changes. */
  readonly version: number;
  readonly createdAt: number;
  readonly modifiedAt: number;
}
