/** What is to be written to people, until it has gone out: whichever process takes a message sends it. */
export interface MessageStore {
  add(message: QueuedMessage & { readonly dueAt: number }): Promise<void>;
  /** The tenants that have messages which are due. */
  tenantsWithDue(now: number): Promise<string[]>;
  /**
   * Takes up to `limit` of the tenant's that are due, and counts it: until `until` they are nobody else's, and then anybody's, since whoever
   * took them has not said what became of them.
   */
  take(tenantId: string, now: number, until: number, limit: number): Promise<QueuedMessage[]>;
  /** Lets others take it again from then on. False, as below, when somebody else has taken it since. */
  postpone(message: QueuedMessage, dueAt: number): Promise<boolean>;
  /** Has it lie until it expires, to be looked at. */
  keep(message: QueuedMessage, expiresAt: number): Promise<boolean>;
  remove(message: QueuedMessage): Promise<boolean>;
  /** Those of all tenants that are kept, the latest first. */
  listKept(limit: number, now: number): Promise<QueuedMessage[]>;
  /** All of the tenant's, whatever becomes of them: the first of those with ids after this one, or with undefined the first of all. */
  listAfter(tenantId: string, id: string | undefined, limit: number): Promise<QueuedMessage[]>;
  /** Puts what it says in the place of what was sealed otherwise, also while it is taken. */
  reseal(message: QueuedMessage, sealed: string): Promise<void>;
}

export interface QueuedMessage {
  /** Ids grow with time. */
  readonly id: string;
  readonly tenantId: string;
  readonly sealed: string;
  /** How often it was taken. */
  readonly attempts: number;
  readonly expiresAt: number;
}
