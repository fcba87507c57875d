/** Whom other identity providers know users as. Who is one user there is at most one user here. */
export interface FederatedAssociationStore {
  /** False, and nothing stored, when somebody has the same subject of the provider already, or there is no such user. */
  add(association: FederatedAssociation): Promise<boolean>;
  find(providerId: string, subject: string): Promise<FederatedAssociation | undefined>;
  /** By the time that they were added. */
  listOf(userId: string): Promise<FederatedAssociation[]>;
  /** Whether anybody has one with the provider. */
  hasAny(providerId: string): Promise<boolean>;
  /** False when the user has none with the id. */
  remove(userId: string, id: string): Promise<boolean>;
  /** Removes everybody's with the provider. */
  removeOfProvider(providerId: string): Promise<void>;
}

export interface FederatedAssociation {
  /** A time-ordered UUID. */
  readonly id: string;
  readonly userId: string;
  /** The id of the identity provider's record. */
  readonly providerId: string;
  /** What the provider calls the user by; at most 2,000 characters. */
  readonly subject: string;
  readonly createdAt: number;
}
