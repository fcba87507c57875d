import { encryptionKey } from "./settings/encryption-key.ts";
import { addressList, databaseUrl, hostName, integer, oneOf, path, publicUrl } from "./settings/kinds.ts";
import { type GivenSettings, readRows } from "./settings/read-rows.ts";
import type { Setting } from "./settings/setting.ts";

export { SettingsError } from "./settings/settings-error.ts";

/** What an operator can set. Lifetimes are seconds. */
export interface Settings {
  readonly config: string | undefined;
  readonly host: string;
  readonly port: number;
  /** Without a trailing slash. The issuer of a tenant is `${baseUrl}/t/${handle}/oauth2/token`. */
  readonly baseUrl: string;
  readonly dataDirectory: string;
  /** Undefined: SQLite, in the file `tessera.db` of the data directory. */
  readonly databaseUrl: string | undefined;
  /** Processes that share the port. */
  readonly workers: number;
  readonly encryptionKey: Buffer | undefined;
  readonly logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
  readonly trustedProxies: readonly string[];
  readonly codeLifetimeSeconds: number;
  readonly sessionIdleSeconds: number;
  readonly sessionRememberedIdleSeconds: number;
  readonly sessionMaximumSeconds: number;
  readonly refreshTokenMaximumSeconds: number;
}

const YEAR = 31_536_000;

/** One row per setting; the manual's table is made from them. */
export const SETTINGS: { readonly [Name in keyof Settings]: Setting<Settings[Name]> } = {
  config: {
    env: "TESSERA_CONFIG",
    flag: "config",
    kind: path,
    default: undefined,
    about: "the configuration file to apply on start; without one an empty database gets the demo",
  },
  host: {
    env: "TESSERA_HOST",
    flag: "host",
    kind: hostName,
    default: "localhost",
    about: "the address to listen on; `0.0.0.0` listens on all",
  },
  port: {
    env: "TESSERA_PORT",
    flag: "port",
    kind: integer(0, 65_535),
    default: 9763,
    about: "the port to listen on; 0 picks a free one",
  },
  baseUrl: {
    env: "TESSERA_BASE_URL",
    flag: "base-url",
    kind: publicUrl,
    default: ({ port }) => new URL(`http://localhost:${port}`).origin, // without the scheme's own port
    about: "the URL that users and applications reach the server under, hence the issuer; https unless it is loopback",
  },
  dataDirectory: {
    env: "TESSERA_DATA_DIR",
    flag: "data-dir",
    kind: path,
    default: "./data",
    about: "the folder of the SQLite database and of the demo's key",
  },
  databaseUrl: {
    env: "TESSERA_DATABASE_URL",
    flag: "database-url",
    kind: databaseUrl,
    default: undefined,
    about: "a PostgreSQL database to use instead of SQLite",
  },
  workers: {
    env: "TESSERA_WORKERS",
    flag: "workers",
    kind: integer(1, 256),
    default: 1,
    about: "how many processes share the port, to use more cores (docs/scaling.md)",
  },
  encryptionKey: {
    env: "TESSERA_ENCRYPTION_KEY",
    // Every user of the machine can read the flags of its processes.
    flag: undefined,
    kind: encryptionKey,
    default: undefined,
    about: "encrypts the signing keys in the database; needed outside the demo (`tessera new-encryption-key`)",
  },
  logLevel: {
    env: "TESSERA_LOG_LEVEL",
    flag: "log-level",
    kind: oneOf(["fatal", "error", "warn", "info", "debug", "trace", "silent"]),
    default: "info",
    about: "how much is logged, as JSON lines to the standard error output",
  },
  trustedProxies: {
    env: "TESSERA_TRUSTED_PROXIES",
    flag: "trusted-proxies",
    kind: addressList,
    default: [],
    about: "the proxies whose forwarded headers are believed",
  },
  codeLifetimeSeconds: {
    env: "TESSERA_CODE_LIFETIME_SECONDS",
    flag: "code-lifetime-seconds",
    kind: integer(1, 600), // security bar 4.1
    default: 60,
    about: "how long an authorization code can be exchanged",
    unit: "seconds",
  },
  sessionIdleSeconds: {
    env: "TESSERA_SESSION_IDLE_SECONDS",
    flag: "session-idle-seconds",
    kind: integer(60, YEAR),
    default: 900,
    about: "how long a browser stays signed in without being used",
    unit: "seconds",
  },
  sessionRememberedIdleSeconds: {
    env: "TESSERA_SESSION_REMEMBERED_IDLE_SECONDS",
    flag: "session-remembered-idle-seconds",
    kind: integer(60, YEAR),
    default: 1_209_600,
    about: "the same for a user who chose to be remembered",
    unit: "seconds",
  },
  sessionMaximumSeconds: {
    env: "TESSERA_SESSION_MAXIMUM_SECONDS",
    flag: "session-maximum-seconds",
    kind: integer(60, YEAR),
    default: 2_592_000,
    about: "after this long a browser must sign in again, used or not",
    unit: "seconds",
  },
  refreshTokenMaximumSeconds: {
    env: "TESSERA_REFRESH_TOKEN_MAXIMUM_SECONDS",
    flag: "refresh-token-maximum-seconds",
    kind: integer(60, YEAR),
    default: 2_592_000,
    about: "after this long an application's refresh tokens end, however often they were renewed",
    unit: "seconds",
  },
};

/**
 * The settings, of which a flag outranks the environment, the environment the file, and the file the default. Throws a
 * SettingsError about the first that is wrong or unknown. An empty environment variable counts as not set.
 */
export function readSettings(given: GivenSettings): Settings {
  return readRows(SETTINGS, given);
}
