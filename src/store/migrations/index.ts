import type { Kysely } from "kysely";
import { initial } from "./0001-initial.ts";

/** The two kinds of database, where a migration must tell them apart. */
export type SqlDialect = "sqlite" | "postgres";

/** Every migration by its name, in the order they are run. A released one is never changed. */
export const migrations: Readonly<Record<string, (db: Kysely<unknown>, dialect: SqlDialect) => Promise<void>>> = {
  "0001-initial": initial,
};
