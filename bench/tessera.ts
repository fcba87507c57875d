import { randomBytes, randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "../src/clock.ts";
import { applyConfiguration } from "../src/configuration/apply.ts";
import { parseConfiguration } from "../src/configuration/parse.ts";
import { hashPassword } from "../src/crypto/password-hash.ts";
import { findFreePort } from "../src/free-port.ts";
import { openStore } from "../src/store/open-store.ts";
import type { Store } from "../src/store/port/store.ts";
import { startNode } from "./child-process.ts";
import { type BenchClient, CALLBACK, CLIENTS, claimsOf, PASSWORD, SECRET, USER_COUNT, userName } from "./clients.ts";
import { createSessionPool } from "./session-pool.ts";
import type { Target } from "./target.ts";

const BIN = join(import.meta.dirname, "..", "bin", "tessera.js");
export const TENANT = "bench";
export const ADMINISTRATOR = "administrator";

export interface TesseraOptions {
  readonly dataDirectory: string;
  /** Undefined: SQLite. */
  readonly databaseUrl: string | undefined;
  readonly workers?: number;
  /** Options of Node, before the program. */
  readonly nodeArguments?: readonly string[];
  /** base64url; a new one unless the database was filled with it. */
  readonly encryptionKey?: string;
}

/** Starts the server as an operator does, on a database with the benchmark's tenant, clients and users. */
export async function startTessera(options: TesseraOptions): Promise<Target> {
  const config = join(options.dataDirectory, "bench.json");
  await writeFile(config, configuration());
  await fillDatabase(options);
  return serveTessera({ ...options, config });
}

/** Starts the server on a database that is there already. */
export async function serveTessera({
  dataDirectory,
  databaseUrl,
  workers = 1,
  nodeArguments = [],
  encryptionKey = randomBytes(32).toString("base64url"),
  config,
}: TesseraOptions & { readonly config?: string }): Promise<Target> {
  const port = await findFreePort("127.0.0.1");
  const host = `localhost:${port}`;
  const env = {
    TESSERA_HOST: "127.0.0.1",
    TESSERA_PORT: String(port),
    TESSERA_BASE_URL: `http://${host}`,
    TESSERA_DATA_DIR: dataDirectory,
    TESSERA_ENCRYPTION_KEY: encryptionKey,
    TESSERA_CODE_LIFETIME_SECONDS: "600", // minted beforehand, all of them
    TESSERA_SESSION_IDLE_SECONDS: "86400",
    TESSERA_LOG_LEVEL: "warn",
    ...(databaseUrl !== undefined && { TESSERA_DATABASE_URL: databaseUrl }),
    ...(config !== undefined && { TESSERA_CONFIG: config }),
  };
  const args = [...nodeArguments, BIN, "serve", ...(workers > 1 ? ["--workers", String(workers)] : [])];
  const { pid, stop } = await startNode(args, env, "listens on");
  const target: Target = {
    name: "Tessera",
    pid,
    port,
    host,
    paths: pathsOf(TENANT),
    sessionCookies: ["commonAuthId", "opbs", "sessionNonceCookie"],
    formCookies: ["sessionNonceCookie"],
    sessions: createSessionPool(() => target),
    stop,
  };
  return target;
}

/** The endpoints of a tenant. */
export function pathsOf(tenant: string): Target["paths"] {
  const path = (name: string) => `/t/${tenant}/oauth2/${name}`;
  return {
    authorize: path("authorize"),
    token: path("token"),
    introspection: path("introspect"),
    userinfo: path("userinfo"),
  };
}

/** No client of the benchmark has a secret that must be had again. */
async function nothingToSeal(): Promise<never> {
  throw new Error("a secret is to be sealed, and there is no key");
}

/** Users go in beside the configuration, with one hash for all: hashing a password for each would take half a minute. */
async function fillDatabase(options: TesseraOptions): Promise<void> {
  const store = await openStore(options);
  try {
    await store.migrate();
    await applyConfiguration(parseConfiguration(configuration(), "bench.json", {}), store, systemClock, nothingToSeal);
    const tenant = await store.tenants.find(TENANT);
    if (tenant === undefined) throw new Error(`there is no tenant ${TENANT}`);
    await saveUsers(store, tenant.id);
  } finally {
    await store.close();
  }
}

async function saveUsers(store: Store, tenantId: string): Promise<void> {
  const hash = await hashPassword(PASSWORD);
  const updatedAt = Math.floor(Date.now() / 1000);
  const { users } = store.forTenant(tenantId);
  const names = Array.from({ length: USER_COUNT }, (_, number) => userName(number));
  await Promise.all(
    names.map((name) =>
      users.save({ id: randomUUID(), userName: name, enabled: true, claims: claimsOf(name), updatedAt }, hash),
    ),
  );
}

/** A program that may ask for every scope of the management APIs. */
const ADMINISTRATOR_APPLICATION = {
  clientId: ADMINISTRATOR,
  clientSecret: SECRET,
  grantTypes: ["client_credentials"],
  authorizedAPIs: "management",
};

/** The configuration file; JSON is YAML too. */
function configuration(): string {
  const applications = [...CLIENTS.map(applicationOf), ADMINISTRATOR_APPLICATION];
  return JSON.stringify({ organizations: [{ handle: TENANT, applications }] });
}

/** An application of the configuration file. */
export function applicationOf({ clientId, kind, idTokenAlgorithm, accessTokenAlgorithm }: BenchClient) {
  const signingAlg = accessTokenAlgorithm;
  return {
    clientId,
    ...(kind === "public"
      ? { publicClient: true, callbackURLs: [CALLBACK], skipLoginConsent: true }
      : { clientSecret: SECRET, grantTypes: ["client_credentials"] }),
    idToken: { idTokenSignedResponseAlg: idTokenAlgorithm },
    ...(signingAlg !== undefined && { accessToken: { type: "JWT", signingAlg } }),
  };
}
