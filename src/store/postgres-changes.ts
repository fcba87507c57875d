import { sql, type Transaction } from "kysely";
import type pg from "pg";
import type { Changes } from "./changes.ts";
import type { Database } from "./schema.ts";
import type { SqlDatabase } from "./sql-store.ts";
import { StoreUnavailableError } from "./store-unavailable.ts";

const CHANNEL = "tessera_changes";
/** The listener's connection is asked this often, while anybody wants to know, whether it still hears. */
const PROOF_MILLISECONDS = 250;
/** Without an answer for this long nothing older than a second is believed. */
const PROVEN_MILLISECONDS = 750;
const RECONNECT_MILLISECONDS = 1_000;

/** What other processes announce. `close` ends the connection. */
export interface ChangeListener extends Changes {
  close(): Promise<void>;
}

/**
 * Listens on a connection of its own, opened when first asked. Every notification makes a new version, and so does the loss of
 * the connection; as long as nothing can be heard the version changes each second. An answer of the connection proves that
 * every notification sent before has arrived.
 */
export function listenForChanges(createClient: () => pg.Client): ChangeListener {
  let notifications = 0;
  let client: pg.Client | undefined;
  let provenAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;
  let closed = false;

  function lose(lost: pg.Client): void {
    if (client !== lost) return;
    client = undefined;
    notifications += 1;
    provenAt = Number.NEGATIVE_INFINITY;
    lost.end().catch(() => {}); // it is gone already
  }

  async function prove(now: number): Promise<void> {
    let asked = client;
    try {
      if (asked === undefined) {
        const opened = createClient();
        asked = opened;
        client = opened;
        opened.on("error", () => lose(opened));
        opened.on("end", () => lose(opened));
        opened.on("notification", () => {
          notifications += 1;
        });
        await opened.connect();
        await opened.query(`listen ${CHANNEL}`);
        notifications += 1; // what was announced before is not known
      } else {
        await asked.query("select 1");
      }
      if (client === asked) provenAt = now;
    } catch {
      if (asked !== undefined) lose(asked);
    }
  }

  return {
    version() {
      const now = performance.now();
      const wait = client === undefined ? RECONNECT_MILLISECONDS : PROOF_MILLISECONDS;
      if (!closed && asking === undefined && now - triedAt >= wait) {
        triedAt = now;
        asking = prove(now).finally(() => {
          asking = undefined;
        });
      }
      const proven = now - provenAt < PROVEN_MILLISECONDS;
      return proven ? String(notifications) : `${notifications} at ${Math.floor(now / 1000)}`;
    },

    async close() {
      closed = true;
      await asking; // a connection that is ended while it is being made never says so
      await client?.end().catch(() => {});
    },
  };
}

/** Makes the announcement, which does nothing on a database without notifications: there nobody hears any either. */
export function createAnnouncement(): SqlDatabase["announceChange"] {
  const announce = (transaction: Transaction<Database>) => sql`select pg_notify(${CHANNEL}, '')`.execute(transaction);
  let possible: boolean | undefined;
  return async (transaction) => {
    if (possible === false) return;
    if (possible) {
      await announce(transaction);
      return;
    }
    // On the transaction's own connection: others may be waiting for it with all that there are.
    await sql`savepoint before_announcement`.execute(transaction);
    try {
      await announce(transaction);
      possible = true;
    } catch (error) {
      if (error instanceof StoreUnavailableError) throw error;
      await sql`rollback to savepoint before_announcement`.execute(transaction);
      possible = false;
    }
  };
}
