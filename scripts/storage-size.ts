import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import { newFamilyId } from "../src/crypto/id-families.ts";
import { newId } from "../src/crypto/ids.ts";
import {
  type AccessToken,
  type AuthorizationCode,
  issuedTokenId,
  type RefreshToken,
} from "../src/protocol/model/authorization.ts";
import { openStore } from "../src/store/open-store.ts";
import type { Store, TenantStore } from "../src/store/port/store.ts";
import { startPostgres } from "../test/postgres.ts";

/**
 * `node scripts/storage-size.ts`: fills both databases through the store, as the server does, and prints what an exchange, a
 * client credentials token and a refresh take. `--count N` is how many of each (100,000), `--tenants N` among how many tenants.
 */
const AT_ONCE = 128;
const CLIENT_ID = "fv_LScHaB83PN4VPX1cHufphtHQa"; // as long as they are

const { values } = parseArgs({
  options: { count: { type: "string", default: "100000" }, tenants: { type: "string", default: "100" } },
});
const count = Number(values.count);
const tenantIds = Array.from({ length: Number(values.tenants) }, () => newId(Date.now()));

/** An open database, and how large it is. */
interface Sized {
  readonly store: Store;
  /** Data and indexes, in bytes. */
  size(): Promise<number>;
  /** All that was written to its log so far, in bytes; undefined where it begins anew. */
  written(): Promise<number | undefined>;
  remove(): Promise<void>;
}

console.log(`${count} of each, among ${tenantIds.length} tenants; bytes each\n`);
console.log("              exchange   client credentials   refresh");
await measure("SQLite", await openSqlite());
await measure("PostgreSQL", await openPostgres());

async function measure(name: string, database: Sized): Promise<void> {
  const { store } = database;
  await store.migrate();
  const issued: { tenant: TenantStore; refreshToken: RefreshToken }[] = [];
  const sizes: number[] = [];
  const logged: (number | undefined)[] = [];
  const steps = [
    async (tenant: TenantStore) => {
      const code = makeCode();
      const tokens = makeTokens(code.authorization.id);
      await tenant.authorizations.create(code);
      await tenant.authorizations.redeemCode(code.authorization.id, tokens, now());
      issued.push({ tenant, refreshToken: tokens.refreshToken });
    },
    (tenant: TenantStore) => tenant.tokens.saveAccessToken(makeAccessToken(undefined)),
    // Last, since what it deletes makes room for others.
    async () => {
      const { tenant, refreshToken } = issued.pop() as (typeof issued)[number];
      const { authorizationId, generation } = refreshToken;
      await tenant.tokens.rotateRefreshToken(refreshToken, makeTokens(authorizationId, generation + 1));
    },
  ];
  for (const step of steps) {
    const [size, written] = [await database.size(), await database.written()];
    await repeat(step, store);
    sizes.push(((await database.size()) - size) / count);
    const writtenNow = await database.written();
    logged.push(written === undefined || writtenNow === undefined ? undefined : (writtenNow - written) / count);
  }
  await database.remove();
  console.log(row(name, sizes));
  const known = logged.filter((bytes) => bytes !== undefined);
  if (known.length > 0) console.log(row("  its WAL", known));
}

function row(name: string, numbers: readonly number[]): string {
  return (
    name.padEnd(12) +
    [10, 21, 10]
      .map((width, i) =>
        Math.round(numbers[i] ?? 0)
          .toString()
          .padStart(width),
      )
      .join("")
  );
}

async function repeat(step: (tenant: TenantStore) => Promise<unknown>, store: Store): Promise<void> {
  const tenants = tenantIds.map((id) => store.forTenant(id));
  let left = count;
  const work = async () => {
    while (left-- > 0) await step(tenants[Math.floor(Math.random() * tenants.length)] as TenantStore);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function openSqlite(): Promise<Sized> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "tessera-size-"));
  const store = await openStore({ databaseUrl: undefined, dataDirectory });
  return {
    store,
    async size() {
      // A second connection that closes after the last write; the file alone counts, not its log.
      const { default: SqliteFile } = await import("better-sqlite3");
      const file = new SqliteFile(join(dataDirectory, "tessera.db"));
      file.pragma("wal_checkpoint(TRUNCATE)");
      file.close();
      return (await stat(join(dataDirectory, "tessera.db"))).size;
    },
    written: async () => undefined,
    async remove() {
      await store.close();
      await rm(dataDirectory, { recursive: true });
    },
  };
}

async function openPostgres(): Promise<Sized> {
  const server = await startPostgres();
  const store = await openStore({ databaseUrl: server.url, dataDirectory: "" });
  const ask = async (expression: string) => {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    const { rows } = await client.query(`select (${expression})::float8 as value`);
    await client.end();
    return rows[0].value as number;
  };
  return {
    store,
    size: () => ask("pg_database_size(current_database())"),
    written: () => ask("pg_current_wal_lsn() - '0/0'::pg_lsn"),
    async remove() {
      await store.close();
      await server.stop();
    },
  };
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}

function makeCode(): AuthorizationCode {
  return {
    authorization: {
      id: newFamilyId(Date.now()),
      clientId: CLIENT_ID,
      userId: randomUUID(),
      scope: ["openid", "profile", "email"],
      authTime: now(),
      amr: ["BasicAuthenticator"],
      sessionId: newId(Date.now()),
      createdAt: now(),
    },
    secretHash: randomBytes(32),
    redirectUri: "https://app.example.com/callback",
    codeChallenge: randomBytes(32).toString("base64url"),
    codeChallengeMethod: "S256",
    nonce: randomBytes(16).toString("base64url"),
    authTimeRequested: false,
    expiresAt: now() + 60,
  };
}

function makeTokens(authorizationId: string, generation = 0): { accessToken: AccessToken; refreshToken: RefreshToken } {
  const accessToken = makeAccessToken(authorizationId, issuedTokenId({ id: authorizationId }, generation));
  const refreshToken = {
    generation,
    clientId: CLIENT_ID,
    authorizationId,
    secretHash: randomBytes(32),
    issuedAt: now(),
    expiresAt: now() + 86_400,
  };
  return { accessToken, refreshToken };
}

function makeAccessToken(authorizationId: string | undefined, id = newId(Date.now())): AccessToken {
  return {
    id,
    clientId: CLIENT_ID,
    authorizationId,
    scope: ["openid", "profile", "email"],
    format: "opaque",
    secretHash: randomBytes(32),
    issuedAt: now(),
    expiresAt: now() + 3600,
  };
}
