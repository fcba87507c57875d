import { rm } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { newId } from "../../src/crypto/ids.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { Store, TenantStore } from "../../src/store/port/store.ts";
import { dataFolder } from "../data-folder.ts";
import { createDatabase, createMigratedDatabase, type TestDatabase } from "../postgres.ts";

/** One database, for as long as one `describe` runs. */
export interface StoreUnderTest {
  readonly kind: "SQLite" | "PostgreSQL";
  /** Where it is, for a process or a client of the test's own. */
  readonly options: () => { databaseUrl: string | undefined; dataDirectory: string };
  /** A further store over the same database, closed with the others at the end. */
  makeStore(): Promise<Store>;
  /**
   * A rule that holds for each of two tenants beside each other: the body runs for one and then for the other, with the same
   * ids and names, so whatever leaks from the first is found by the second. `other` is a third, which nobody has used.
   */
  rule(title: string, body: (tenant: TenantStore, other: TenantStore) => Promise<void>): void;
}

/** Runs the suite on SQLite and then on PostgreSQL, each in an empty database with the present schema. */
export function forEachStore(suite: (under: StoreUnderTest) => void): void {
  for (const kind of ["SQLite", "PostgreSQL"] as const) describe(`on ${kind}`, () => suite(prepare(kind, true)));
}

/** The same without a schema. */
export function forEachEmptyDatabase(suite: (under: StoreUnderTest) => void): void {
  for (const kind of ["SQLite", "PostgreSQL"] as const) describe(`on ${kind}`, () => suite(prepare(kind, false)));
}

function prepare(kind: StoreUnderTest["kind"], migrated: boolean): StoreUnderTest {
  const opened: Store[] = [];
  let dataDirectory = "";
  let database: TestDatabase | undefined;
  let shared: Store;

  const options = () => ({ databaseUrl: database?.url, dataDirectory });
  const makeStore = async () => {
    const store = await openStore(options());
    opened.push(store);
    return store;
  };

  before(async () => {
    dataDirectory = await dataFolder();
    if (kind === "PostgreSQL") database = await (migrated ? createMigratedDatabase() : createDatabase());
    if (!migrated) return;
    shared = await makeStore();
    await shared.migrate();
  });
  after(async () => {
    for (const store of opened) await store.close();
    await database?.drop();
    await rm(dataDirectory, { recursive: true, force: true });
  });

  return {
    kind,
    options,
    makeStore,
    rule(title, body) {
      it(title, async () => {
        const tenants = [1, 2].map(() => shared.forTenant(newId(Date.now())));
        for (const tenant of tenants) await body(tenant, shared.forTenant(newId(Date.now())));
      });
    },
  };
}

/** How many of the promised answers are true. */
export async function countTrue(answers: Iterable<Promise<boolean>>): Promise<number> {
  return (await Promise.all(answers)).filter(Boolean).length;
}
