import type { Organization } from "../../protocol/model/organization.ts";
import type { TenantStore } from "./store.ts";

/** The organizations of the tenant, a tree of which the tenant is the root. */
export interface OrganizationStore {
  find(id: string): Promise<Organization | undefined>;
  findByHandle(handle: string): Promise<Organization | undefined>;
  /** Undefined too when several have the name. */
  findByName(name: string): Promise<Organization | undefined>;
  /** The organization, the one that it lies right below, and so on up to the tenant. Empty when there is none with the id. */
  lineage(id: string): Promise<Organization[]>;
  /** Those right below the organization, or with undefined right below the tenant; by handle. */
  childrenOf(id: string | undefined): Promise<Organization[]>;
  /** All that lie below the organization, however deep, or with undefined all of the tenant; by handle. */
  below(id: string | undefined): Promise<Organization[]>;
  /** False, and nothing stored, when the id or the handle is taken, or there is no organization that it could lie below. */
  add(organization: Organization): Promise<boolean>;
  /** Replaces all but its handle, its place in the tree and its time of creation. False when there is none. */
  update(organization: Organization): Promise<boolean>;
  /** Removes the organization with all that is stored in its world, and who is a member of it. One that others lie below stays. */
  remove(id: string): Promise<"removed" | "has children" | "not found">;
  /** What the organization has of its own. Of one that was found here, since this asks nothing. */
  worldOf(organization: Pick<Organization, "id">): TenantStore;
}

/**
 * Which of the tenant's users may act in which of its organizations, and with which scopes beside those of their roles there. A member is
 * also one of the users of the organization's world, by the id that `memberIdIn` says.
 */
export interface OrganizationMemberStore {
  /** The ids of the organizations that the user is a member of. */
  organizationsOf(userId: string): Promise<string[]>;
  /** The scopes that the user may have in the organization; undefined: the user is no member of it. */
  find(organizationId: string, userId: string): Promise<readonly string[] | undefined>;
  list(organizationId: string): Promise<OrganizationMember[]>;
  /** Whether there are any. */
  hasAny(organizationId: string): Promise<boolean>;
  /** Replaces the scopes that the user had there. False, and nothing stored, when there is no such organization. */
  save(organizationId: string, member: OrganizationMember): Promise<boolean>;
  /** False when the user was no member. */
  remove(organizationId: string, userId: string): Promise<boolean>;
}

export interface OrganizationMember {
  readonly userId: string;
  readonly scope: readonly string[];
}
