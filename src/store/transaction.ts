import { setTimeout } from "node:timers/promises";
import type { Kysely, Transaction } from "kysely";
import type { Database } from "./schema.ts";
import { StoreUnavailableError } from "./store-unavailable.ts";

const RETRIES = 3;
const RETRY_DELAY_MILLISECONDS = 20;

/**
 * Runs `work` in one transaction and answers once it is committed. A transaction that lost against another one is run again, so
 * `work` must do nothing but ask the database.
 */
export function inTransaction<T>(
  db: Kysely<Database>,
  work: (transaction: Transaction<Database>) => Promise<T>,
): Promise<T> {
  return retryConflicts(() => db.transaction().execute(work));
}

/** Runs `work` again when its transaction lost against another one (a deadlock; on CockroachDB any conflict). */
export async function retryConflicts<T>(work: () => Promise<T>): Promise<T> {
  for (let retries = 0; ; retries += 1) {
    try {
      return await work();
    } catch (error) {
      if (retries === RETRIES || !(error instanceof StoreUnavailableError && error.conflict)) throw error;
      await setTimeout(Math.random() * RETRY_DELAY_MILLISECONDS * 2 ** retries);
    }
  }
}
