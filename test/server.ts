import { rm } from "node:fs/promises";
import { pino } from "pino";
import { createApp } from "../src/app.ts";
import { readTlsFiles } from "../src/cli/tls-files.ts";
import type { Clock } from "../src/clock.ts";
import { applyConfiguration } from "../src/configuration/apply.ts";
import { parseConfiguration } from "../src/configuration/parse.ts";
import { hashPassword } from "../src/crypto/password-hash.ts";
import { createServerKeys } from "../src/crypto/sealing.ts";
import { findFreePort } from "../src/free-port.ts";
import { createClientAuthorities } from "../src/http/client-authorities.ts";
import { listenHttps } from "../src/http/https-listener.ts";
import type { AttestationAuthorities } from "../src/protocol/client-attestation/authorities.ts";
import { createSessionNotices } from "../src/session-notices.ts";
import { readSettings, type Settings } from "../src/settings.ts";
import { openStore } from "../src/store/open-store.ts";
import type { Store } from "../src/store/port/store.ts";
import { dataFolder } from "./data-folder.ts";
import { organizations as standardOrganizations } from "./organizations.ts";
import { createMigratedDatabase } from "./postgres.ts";

/** The real server on a real store, on loopback, with a clock that the test moves. */
export interface TestServer {
  /** `http://localhost:<port>`; with `tlsCert` and `tlsKey` in the settings, `https://localhost:<port>`. */
  readonly baseUrl: string;
  readonly store: Store;
  readonly clock: TestClock;
  /** What the server has logged, a JSON line each. */
  readonly logLines: readonly string[];
  /** The URL of a path of the tenant. */
  url(path: string, tenant?: string): string;
  /** Applies a configuration of these organizations to the running server. */
  configure(organizations: readonly object[]): Promise<void>;
  stop(): Promise<void>;
}

export interface TestClock extends Clock {
  /** Moves the time forward, in seconds. */
  advance(seconds: number): void;
  /** Unix seconds. */
  readonly now: number;
}

/** Keys and data are thrown away, so any will do. */
export const TEST_KEY = Buffer.alloc(32, "test key of the test server");

/**
 * Starts a server with the organizations of test/organizations.ts, or others. The store is SQLite in a folder of its own; with
 * TESSERA_TEST_STORE=postgres it is a PostgreSQL database of its own.
 */
export async function startServer(
  options: {
    organizations?: readonly object[];
    settings?: Partial<Settings>;
    attestationAuthorities?: AttestationAuthorities;
  } = {},
): Promise<TestServer> {
  const port = await findFreePort("localhost");
  const dataDirectory = await dataFolder();
  const database = process.env.TESSERA_TEST_STORE === "postgres" ? await createMigratedDatabase() : undefined;
  const settings: Settings = {
    ...readSettings({ flags: {}, env: {}, file: {} }),
    port,
    baseUrl: originAt(port, options.settings),
    dataDirectory,
    databaseUrl: database?.url,
    ...options.settings,
  };
  const store = await openStore(settings);
  await store.migrate();

  const clock = movableClock();
  const logLines: string[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => logLines.push(line) });
  const keys = createServerKeys(TEST_KEY);
  const configure = async (organizations: readonly object[]) => {
    const text = JSON.stringify({ demo: true, organizations: await Promise.all(organizations.map(withHashes)) });
    const record = () => {};
    const sessionsEnded = createSessionNotices({ settings, store, clock, keys: async () => keys, record });
    await applyConfiguration(parseConfiguration(text, "test.yaml", {}), store, clock, async () => keys, sessionsEnded);
  };
  await configure(options.organizations ?? standardOrganizations);
  const files = await readTlsFiles(settings);
  const clientAuthorities = createClientAuthorities(files.clientCa);
  const { attestationAuthorities } = options;
  const attesting = attestationAuthorities && { attestationAuthorities };
  const app = await createApp({ settings, store, keys, log, clock, clientAuthorities, ...attesting });
  const address = { host: "localhost", port, mtlsPort: settings.mtlsPort, reusePort: false };
  const https = files.server && (await listenHttps(app, files, address));
  if (https === undefined) await app.listen({ host: "localhost", port });

  return {
    baseUrl: settings.baseUrl,
    store,
    clock,
    logLines,
    url: (path, tenant = "acme") => `${originAt(port, options.settings)}/t/${tenant}${path}`,
    configure,
    async stop() {
      await Promise.all([app.close(), https?.close()]);
      await store.close();
      await database?.drop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** What each password of a test's users was hashed to. */
const hashes = new Map<string, Promise<string>>();

/**
 * The organization with its users' passwords as hashes: to hash them anew for each server takes as long as all the rest of a start. How
 * passwords come from a file is the subject of test/configuration/apply.test.ts.
 */
async function withHashes(organization: {
  readonly users?: readonly { readonly password?: string }[];
  readonly subOrganizations?: readonly object[];
}): Promise<object> {
  const { users, subOrganizations } = organization;
  return {
    ...organization,
    ...(users && { users: await Promise.all(users.map(withHash)) }),
    ...(subOrganizations && { subOrganizations: await Promise.all(subOrganizations.map(withHashes)) }),
  };
}

async function withHash({ password, ...user }: { readonly password?: string }): Promise<object> {
  if (password === undefined) return user;
  const hash = hashes.get(password) ?? hashPassword(password);
  hashes.set(password, hash);
  return { ...user, passwordHash: await hash };
}

function originAt(port: number, settings: Partial<Settings> = {}): string {
  return `${settings.tlsCert === undefined ? "http" : "https"}://localhost:${port}`;
}

function movableClock(): TestClock {
  let milliseconds = Date.now();
  return {
    nowMilliseconds: () => milliseconds,
    advance(seconds) {
      milliseconds += seconds * 1000;
    },
    get now() {
      return Math.floor(milliseconds / 1000);
    },
  };
}
