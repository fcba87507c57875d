export interface AttemptStore {
  /**
   * Counts an attempt before it is made, so that parallel guesses gain nothing (security bar 18.1). Answers the time until which
   * no attempt is allowed, or undefined when this one may go ahead.
   */
  begin(key: string, policy: AttemptPolicy, now: number): Promise<number | undefined>;
  /** The same, and whether this attempt was one too many: of any number at once one is told so. */
  count(key: string, policy: AttemptPolicy, now: number): Promise<CountedAttempt>;
  /** Forgets the key's attempts, after one that succeeded. */
  clear(key: string): Promise<void>;
}

/** How many attempts are free, and how long one waits after them. */
export interface AttemptPolicy {
  /** A lock begins with each `attempts`th attempt. */
  readonly attempts: number;
  /** The first lock's length; each further one is twice as long. */
  readonly lockSeconds: number;
  readonly maximumLockSeconds: number;
  /** After this long without an attempt the count starts anew. */
  readonly forgetSeconds: number;
}

export interface CountedAttempt {
  /** Until when none is allowed; undefined: this one may go ahead. */
  readonly lockedUntil: number | undefined;
  /** Until when none is allowed after this one, which made it so; undefined: further ones are. */
  readonly locksUntil: number | undefined;
}
