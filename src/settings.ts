import { encryptionKey } from "./settings/encryption-key.ts";
import {
  addressList,
  databaseUrl,
  headerName,
  hostList,
  hostName,
  integer,
  oneNumberOf,
  oneOf,
  originList,
  path,
  publicUrl,
} from "./settings/kinds.ts";
import { emailAddress, type SmtpUrl, smtpUrl } from "./settings/mail-settings.ts";
import { operatorToken } from "./settings/operator-token.ts";
import { checkPasskeySettings } from "./settings/passkey-settings.ts";
import { type GivenSettings, readRows } from "./settings/read-rows.ts";
import type { Setting } from "./settings/setting.ts";
import { checkTlsSettings } from "./settings/tls-settings.ts";

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
  /** Whether PostgreSQL itself keeps the rows of tenants apart. */
  readonly rowLevelSecurity: "off" | "on" | "remove";
  /** Processes that share the port. */
  readonly workers: number;
  readonly encryptionKey: Buffer | undefined;
  /** What the encryption key was before; opens what is not sealed anew yet. */
  readonly previousEncryptionKey: Buffer | undefined;
  /** The size of the RSA keys that are made. */
  readonly rsaKeyBits: 2048 | 3072 | 4096;
  readonly logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
  readonly trustedProxies: readonly string[];
  /** Hosts that requests to addresses which others name may go to although they are internal, each with or without a port. */
  readonly outboundAllowedHosts: readonly string[];
  /** PEM files; both, and then the server ends TLS itself, or neither. */
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  /** A second port, which asks for client certificates. */
  readonly mtlsPort: number | undefined;
  /** Without a trailing slash: where clients with certificates reach the server. */
  readonly mtlsBaseUrl: string | undefined;
  /** A PEM file. */
  readonly tlsClientCa: string | undefined;
  /** In which the trusted proxies pass the client's certificate on. */
  readonly clientCertificateHeader: string | undefined;
  readonly managementBasicAuth: "off" | "on";
  /** Opens the tenant API; undefined: there is none. */
  readonly operatorToken: string | undefined;
  /** Takes the mail of all organizations that have no sender of their own; undefined: there is none. */
  readonly smtpUrl: SmtpUrl | undefined;
  /** What that mail comes from; undefined: `no-reply@` and the base URL's host. */
  readonly mailFrom: string | undefined;
  /** The host name that passkeys are made for; undefined: the base URL's. */
  readonly passkeyDomain: string | undefined;
  /** Where passkeys may be used beside the server's own pages. */
  readonly passkeyOrigins: readonly string[];
  /** A filter that `tessera breached-passwords build` has made. */
  readonly breachedPasswords: string | undefined;
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
    default: ({ port, tls }) => new URL(`${tls ? "https" : "http"}://localhost:${port}`).origin, // without the scheme's own port
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
  rowLevelSecurity: {
    env: "TESSERA_ROW_LEVEL_SECURITY",
    flag: "row-level-security",
    kind: oneOf(["off", "on", "remove"]), // security bar 22.1
    default: "off",
    about: "whether PostgreSQL itself hides each organization's rows from the others' statements (docs/scaling.md)",
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
  previousEncryptionKey: {
    env: "TESSERA_PREVIOUS_ENCRYPTION_KEY",
    flag: undefined,
    kind: encryptionKey,
    default: undefined,
    about: "the encryption key before the present one, while it is replaced (docs/guides/signing-keys.md)",
  },
  rsaKeyBits: {
    env: "TESSERA_RSA_KEY_BITS",
    flag: "rsa-key-bits",
    kind: oneNumberOf([2048, 3072, 4096]), // security bar 20.3
    default: 2048,
    about: "the size of new RSA keys; to sign with 3072 bits takes three times as long, with 4096 seven times",
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
  outboundAllowedHosts: {
    env: "TESSERA_OUTBOUND_ALLOWED_HOSTS",
    flag: "outbound-allowed-hosts",
    kind: hostList, // security bar 21.4
    default: [],
    about: "the internal hosts that applications may name in their URLs (key sets, logout, request objects)",
  },
  tlsCert: {
    env: "TESSERA_TLS_CERT",
    flag: "tls-cert",
    kind: path,
    default: undefined,
    about: "a PEM file with the server's certificate and its chain, to serve https",
  },
  tlsKey: {
    env: "TESSERA_TLS_KEY",
    flag: "tls-key",
    kind: path,
    default: undefined,
    about: "a PEM file with that certificate's private key",
  },
  mtlsPort: {
    env: "TESSERA_MTLS_PORT",
    flag: "mtls-port",
    kind: integer(1, 65_535),
    default: undefined,
    about: "a second https port, which asks for client certificates (docs/guides/https-and-client-certificates.md)",
  },
  mtlsBaseUrl: {
    env: "TESSERA_MTLS_BASE_URL",
    flag: "mtls-base-url",
    kind: publicUrl,
    default: undefined,
    about:
      "the URL that clients with certificates reach the server under; by default the base URL's host with `mtlsPort`",
  },
  tlsClientCa: {
    env: "TESSERA_TLS_CLIENT_CA",
    flag: "tls-client-ca",
    kind: path,
    default: undefined,
    about: "a PEM file with the authorities that may issue client certificates for `tls_client_auth`",
  },
  clientCertificateHeader: {
    env: "TESSERA_CLIENT_CERTIFICATE_HEADER",
    flag: "client-certificate-header",
    kind: headerName,
    default: undefined,
    about: "the header in which the trusted proxies pass the client's certificate on; nobody else's is read",
  },
  managementBasicAuth: {
    env: "TESSERA_MANAGEMENT_BASIC_AUTH",
    flag: "management-basic-auth",
    kind: oneOf(["off", "on"]),
    default: "off",
    about: "whether the management APIs take an administrator's user name and password (HTTP Basic) beside tokens",
  },
  operatorToken: {
    env: "TESSERA_OPERATOR_TOKEN",
    // Every user of the machine can read the flags of its processes.
    flag: undefined,
    kind: operatorToken,
    default: undefined,
    about:
      "opens the API that creates, disables and deletes organizations (docs/guides/tenants.md); without it there is none",
  },
  smtpUrl: {
    env: "TESSERA_SMTP_URL",
    // It holds a password, and every user of the machine can read the flags of its processes.
    flag: undefined,
    kind: smtpUrl,
    default: undefined,
    about:
      "the server that mail goes out by (docs/guides/mail.md); without one a server on loopback keeps it at /outbox",
  },
  mailFrom: {
    env: "TESSERA_MAIL_FROM",
    flag: "mail-from",
    kind: emailAddress,
    default: undefined,
    about: "the address that this mail comes from; by default `no-reply@` and the base URL's host",
  },
  passkeyDomain: {
    env: "TESSERA_PASSKEY_DOMAIN",
    flag: "passkey-domain",
    kind: hostName,
    default: undefined,
    about:
      "the domain that passkeys are made for: the base URL's host by default, or one above it; another one later is the end of all passkeys",
  },
  passkeyOrigins: {
    env: "TESSERA_PASSKEY_ORIGINS",
    flag: "passkey-origins",
    kind: originList, // security bar 19.4
    default: [],
    about: "the origins of applications that use passkeys on pages of their own; for all organizations",
  },
  breachedPasswords: {
    env: "TESSERA_BREACHED_PASSWORDS",
    flag: "breached-passwords",
    kind: path,
    default: undefined,
    about: "a filter of stolen passwords, which nobody may choose (`tessera breached-passwords build`)",
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
  const settings = readRows(SETTINGS, given);
  checkTlsSettings(settings);
  checkPasskeySettings(settings);
  return { ...settings, mtlsBaseUrl: settings.mtlsBaseUrl ?? defaultMtlsBaseUrl(settings) };
}

function defaultMtlsBaseUrl({ baseUrl, mtlsPort }: Settings): string | undefined {
  return mtlsPort === undefined ? undefined : new URL(`https://${new URL(baseUrl).hostname}:${mtlsPort}`).origin;
}
