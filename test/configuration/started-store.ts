import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../../src/clock.ts";
import { createServerKeys, type ServerKeys } from "../../src/crypto/sealing.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/port/store.ts";
import { createDatabase } from "../postgres.ts";

/** An empty store, with a clock that moves on by a second each time it is read. */
export interface StartedStore {
  readonly store: Store;
  readonly clock: Clock;
  readonly keys: ServerKeys;
  stop(): Promise<void>;
}

/** Starts one: SQLite in a folder of its own, or with TESSERA_TEST_STORE=postgres a PostgreSQL database. */
export async function startStore(): Promise<StartedStore> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "tessera-configuration-"));
  const database = process.env.TESSERA_TEST_STORE === "postgres" ? await createDatabase() : undefined;
  const store = await openStore({ databaseUrl: database?.url, dataDirectory });
  await store.migrate();
  let milliseconds = 1_790_000_000_000;
  const nowMilliseconds = () => {
    milliseconds += 1000;
    return milliseconds;
  };
  return {
    store,
    clock: { nowMilliseconds },
    keys: createServerKeys(Buffer.alloc(32, "a test's key")),
    async stop() {
      await store.close();
      await database?.drop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}
