import { isIP } from "node:net";
import { isLoopbackHost } from "./loopback.ts";
import { SettingsError } from "./settings-error.ts";

/** What a setting's text can be: `parse` throws a SettingsError with the fault and the remedy as a half sentence. */
export interface Kind<T> {
  /** For the manual. */
  readonly name: string;
  /** Its value may not be shown in a message. */
  readonly secret: boolean;
  parse(text: string): T;
}

function kind<T>(name: string, parse: (text: string) => T, secret = false): Kind<T> {
  return { name, secret, parse };
}

/** A whole number within the bounds, both included. */
export function integer(minimum: number, maximum: number): Kind<number> {
  return kind(`${minimum} to ${maximum}`, (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= minimum && value <= maximum) return value;
    throw new SettingsError(`must be a whole number from ${minimum} to ${maximum}`);
  });
}

export function oneOf<const T extends string>(values: readonly T[]): Kind<T> {
  return kind(values.join(", "), (text) => {
    const value = values.find((known) => known === text);
    if (value !== undefined) return value;
    throw new SettingsError(`is not known: use one of ${values.join(", ")}`);
  });
}

/** One of a few numbers. */
export function oneNumberOf<const T extends number>(values: readonly T[]): Kind<T> {
  return kind(values.join(", "), (text) => {
    const value = values.find((known) => String(known) === text);
    if (value !== undefined) return value;
    throw new SettingsError(`is not possible: use one of ${values.join(", ")}`);
  });
}

export const path: Kind<string> = kind("path", (text) => {
  if (!text.includes("\0") && text.trim() !== "") return text;
  throw new SettingsError("is not a path: name a file or folder");
});

export const hostName: Kind<string> = kind("host name or IP address", (text) => {
  if (isIP(text) !== 0) return text;
  const label = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
  if (new RegExp(`^${label}(\\.${label})*$`).test(text) && !/^[\d.]+$/.test(text)) return text;
  throw new SettingsError(
    "is not a host name or IP address: use localhost for this machine only, or 0.0.0.0 for all its addresses",
  );
});

/** The public URL, from which issuers and links are made (security bar 27.1). Plain http is for loopback hosts alone. */
export const publicUrl: Kind<string> = kind("URL", (text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new SettingsError("is not an http or https URL: write it as https://id.example.com");
  }
  // What a URL parser would tidy up silently would make an issuer that differs from what the operator wrote.
  if (text !== url.origin) {
    throw new SettingsError(`is more or other than scheme, host and port: write it as ${url.origin}`);
  }
  if (url.protocol === "http:" && !isLoopbackHost(url.hostname)) {
    throw new SettingsError(
      `uses plain http, which is for loopback hosts only: write it as https://${url.host}, with TLS ended by a proxy`,
    );
  }
  return text;
});

export const databaseUrl: Kind<string> = kind(
  "PostgreSQL URL",
  (text) => {
    if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)) return text;
    throw new SettingsError(
      "is not a PostgreSQL URL: write it as postgres://user:password@host/database, or leave it out for SQLite",
    );
  },
  true,
);

/** The name of a header of HTTP (RFC 9110 §5.1). */
export const headerName: Kind<string> = kind("header name", (text) => {
  if (/^[A-Za-z0-9-]+$/.test(text)) return text;
  throw new SettingsError("is not a header's name: write it as Client-Cert");
});

/** IP addresses and networks (`10.0.0.0/8`), separated by commas. */
export const addressList: Kind<readonly string[]> = kind("addresses or networks, comma-separated", (text) => {
  const entries = text.split(",").map((entry) => entry.trim());
  const wrong = entries.find((entry) => !isAddressOrNetwork(entry));
  if (wrong === undefined) return entries;
  throw new SettingsError(
    `holds "${wrong}", which is not an IP address or network: write them as 10.0.0.5,10.1.0.0/16`,
  );
});

function isAddressOrNetwork(entry: string): boolean {
  const [address = "", prefix, ...more] = entry.split("/");
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  if (prefix === undefined) return true;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128);
}

/** Hosts, each with or without a port, separated by commas; as the parser of URLs writes them, since URLs are compared with them. */
export const hostList: Kind<readonly string[]> = kind("hosts or host:port, comma-separated", (text) =>
  text.split(",").map((entry) => {
    const { host, port } = /^(?<host>\[[^\]]+\]|[\w.-]+)(?::(?<port>\d{1,5}))?$/.exec(entry.trim())?.groups ?? {};
    const url = host !== undefined && URL.canParse(`https://${host}`) ? new URL(`https://${host}`) : undefined;
    if (url === undefined || url.href !== `https://${url.hostname}/` || Number(port ?? 1) > 65_535) {
      throw new SettingsError(`holds "${entry.trim()}", which is not a host: write them as app.internal,10.0.0.5:8443`);
    }
    return port === undefined ? url.hostname : `${url.hostname}:${Number(port)}`;
  }),
);

/** Origins of pages, and those that Android gives its apps, separated by commas. */
export const originList: Kind<readonly string[]> = kind("origins, comma-separated", (text) =>
  text.split(",").map((entry) => {
    const origin = entry.trim();
    if (/^android:apk-key-hash:[\w-]{43}$/.test(origin)) return origin;
    const url = URL.canParse(origin) ? new URL(origin) : undefined;
    const isSecure = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopbackHost(url.hostname));
    if (url !== undefined && isSecure && url.origin === origin && !origin.includes("*")) return origin;
    throw new SettingsError(`holds "${origin}", which is not an origin: write them as https://app.example.com`);
  }),
);
