/** A browser that a user signed in with. */
export interface Session {
  /** A UUID; it is the `sid` claim. */
  readonly id: string;
  readonly userId: string;
  readonly authTime: number;
  /** The organization that the user is at home in; undefined: the tenant itself. */
  readonly userOrganization?: string | undefined;
  /** How the user proved who they are, in Asgardeo's names: the `amr` claim. */
  readonly amr: readonly string[];
  readonly remembered: boolean;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  /** Where it was begun: what the browser calls itself, cut where it is long, and the address that it came from. */
  readonly userAgent?: string | undefined;
  readonly address?: string | undefined;
}
