/** What its users may do, for those who have it, directly or through a group. */
export interface Role {
  readonly id: string;
  readonly displayName: string;
  readonly audience: RoleAudience;
  /** Scopes of APIs. */
  readonly permissions: readonly string[];
}

/** Whether a role counts in all of the tenant's applications or in one; its value is the tenant's id or the application's. */
export interface RoleAudience {
  readonly type: "organization" | "application";
  readonly value: string;
}

/** How a role is kept: the document of a record whose name tells it apart from the others of its audience. */
export type RoleDocument = Omit<Role, "id">;
