/** A B2B organization inside a tenant (contract §21). They form a tree below the tenant, which is the root of it. */
export interface Organization {
  readonly id: string;
  /** No other of the tenant's organizations has it. */
  readonly handle: string;
  readonly name: string;
  readonly description: string | undefined;
  /** One is active as long as all that it lies below are so too. */
  readonly status: "ACTIVE" | "DISABLED";
  /** The organization that it lies right below; undefined: the tenant itself. It stays where it was made. */
  readonly parentId: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** The organization that a token is for, by its names when the token was issued or last looked at. */
export type NamedOrganization = Pick<Organization, "id" | "name" | "handle">;
