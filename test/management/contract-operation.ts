/** What the contract says of one operation. */
export interface ContractOperation {
  readonly query: readonly string[];
  /** Those that the body must have. */
  readonly bodyMembers: readonly string[];
  /** Of each answer that is no refusal, by status: the members that its body must have. */
  readonly answers: Readonly<Record<string, readonly string[]>>;
}
