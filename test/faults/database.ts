import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PostgresServer, startPostgres } from "../postgres.ts";

export const KINDS = ["SQLite", "PostgreSQL"] as const;
export type Kind = (typeof KINDS)[number];

/** An empty database that waits for the disk before it answers a commit. */
export interface Database extends AsyncDisposable {
  readonly kind: Kind;
  /** The server's working folder; with SQLite the database is below it. */
  readonly folder: string;
  /** Undefined: SQLite. */
  readonly postgres: PostgresServer | undefined;
}

/** Makes a database on the disk that is mounted at the path. */
export async function createDatabase(kind: Kind, disk = tmpdir()): Promise<Database> {
  const folder = await mkdtemp(join(disk, "tessera-faults-"));
  const postgres = kind === "PostgreSQL" ? await startPostgres({ durable: true, disk }) : undefined;
  return {
    kind,
    folder,
    postgres,
    async [Symbol.asyncDispose]() {
      await postgres?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
