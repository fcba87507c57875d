import type { RoleDocument } from "../../protocol/model/role.ts";
import type { Reference } from "./queries.ts";

/** Who has which role. The roles themselves are records. */
export interface RoleMemberStore {
  /** The roles that the user has, directly or through a group. */
  rolesOf(userId: string): Promise<AssignedRole[]>;
  rolesOfGroup(groupId: string): Promise<AssignedRole[]>;
  /** The same of many users, by their ids; who has none is left out. */
  rolesOfUsers(userIds: readonly string[]): Promise<ReadonlyMap<string, readonly AssignedRole[]>>;
  rolesOfGroups(groupIds: readonly string[]): Promise<ReadonlyMap<string, readonly AssignedRole[]>>;
  /** By name. Who was removed meanwhile is not among them. */
  usersOf(roleId: string): Promise<Reference[]>;
  groupsOf(roleId: string): Promise<Reference[]>;
  /**
   * Changes who has the role, in one commit. With `keepsOne`: false, and nothing stored, when it would take the role from the last
   * enabled user that has it, directly or through a group.
   */
  change(roleId: string, change: RoleMemberChange, keepsOne?: boolean): Promise<boolean>;
  /** The ids of the enabled users that have the role, directly or through a group. */
  enabledUsersOf(roleId: string): Promise<string[]>;
  /** Takes the role from everybody. */
  removeAll(roleId: string): Promise<void>;
}

export interface AssignedRole {
  readonly id: string;
  /** Undefined for a role that is no record. */
  readonly document: RoleDocument | undefined;
}

/** By ids. Whom is removed who is added as well has the role afterwards. */
export interface RoleMemberChange {
  readonly addedUsers?: readonly string[];
  readonly removedUsers?: readonly string[];
  readonly addedGroups?: readonly string[];
  readonly removedGroups?: readonly string[];
}
