/** The database is lost, full, overloaded or refuses: nobody's fault who asked, and worth another try later (HTTP 503). */
export class StoreUnavailableError extends Error {
  /** Whether the same transaction may succeed when it is run again at once: it lost against another one. */
  readonly conflict: boolean;

  constructor(cause: unknown, conflict = false) {
    super(`the database is unavailable: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = "StoreUnavailableError";
    this.conflict = conflict;
  }
}
