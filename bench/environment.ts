import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { createDatabase, startPostgres } from "../test/postgres.ts";
import type { BenchOptions } from "./options.ts";
import type { Target } from "./target.ts";
import { startTessera, type TesseraOptions } from "./tessera.ts";

/** The folder of the repository for data, and not the system's for temporary files: that one may be in memory. */
const DATA = join(import.meta.dirname, "..", "data");

/** Where the servers of a run keep their data. */
export interface Environment {
  readonly folder: string;
  /** Starts a Tessera with a database of its own. */
  startTessera(options?: Pick<TesseraOptions, "workers" | "nodeArguments">): Promise<Target>;
}

/** Runs with a folder and, if it is asked for, a PostgreSQL server, and removes both in the end. */
export async function withEnvironment(
  database: BenchOptions["database"],
  run: (environment: Environment) => Promise<void>,
): Promise<void> {
  await mkdir(DATA, { recursive: true });
  const folder = await mkdtemp(join(DATA, "bench-"));
  const postgres = database === "postgres" ? await startPostgres({ durable: true }) : undefined;
  try {
    await run({
      folder,
      async startTessera(options = {}) {
        const dataDirectory = await mkdtemp(join(folder, "tessera-"));
        const databaseUrl = postgres && (await createDatabase(postgres.url)).url;
        return startTessera({ dataDirectory, databaseUrl, ...options });
      },
    });
  } finally {
    await postgres?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
