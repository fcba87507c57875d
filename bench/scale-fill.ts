import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { join } from "node:path";
import SqliteFile from "better-sqlite3";
import { newFamilyId } from "../src/crypto/id-families.ts";
import { idFromBytes, idToBytes, newId } from "../src/crypto/ids.ts";
import { spa } from "./clients.ts";
import { progress } from "./progress.ts";
import { TENANT } from "./tessera.ts";

export interface Size {
  readonly tenants: number;
  readonly users: number;
  /** Half of them access tokens, half refresh tokens, one of each in the row of an authorization. */
  readonly tokens: number;
  /** Authorizations with their tokens that ended two hours ago, for the sweep. */
  readonly expired: number;
}

type Row = Record<string, unknown>;
type Insert = (changes: Row) => void;

/** What the benchmark's own tenant gets beside as many users as all others have together: there they are listed. */
const LISTED = { applications: 100, roles: 100 };
const STEP = 5_000;
const LIVE_SECONDS = 30 * 86_400;
const EXPIRED_SECONDS = 2 * 3600;

/** Handles of the tenants that the fill makes. */
export function filledTenant(number: number): string {
  return `tenant-${number}`;
}

/** A user of such a tenant. */
export function filledUser(number: number): string {
  return `user${number}`;
}

/**
 * Brings a database that the server has made, with the benchmark's tenant and an exchange in it, to the size: what is there is not
 * made again. Rows are copies of those that the server wrote, so they are what it would have written.
 */
export function fill(dataDirectory: string, size: Size): void {
  const file = new SqliteFile(join(dataDirectory, "tessera.db"));
  try {
    file.pragma("synchronous = OFF"); // repeated if it fails
    file.pragma("cache_size = -524288");
    const tenantIds = fillTenants(file, size);
    fillTokens(file, tenantIds, size);
    fillListed(file, size);
    file.pragma("wal_checkpoint(TRUNCATE)");
  } finally {
    file.close();
  }
}

/** How many authorizations with their tokens are stored whose time was over an hour ago. */
export function countExpired(dataDirectory: string): number {
  const file = new SqliteFile(join(dataDirectory, "tessera.db"), { readonly: true });
  try {
    const before = Math.floor(Date.now() / 1000) - 3600;
    return file.prepare("select count(*) from authorizations where expires_at < ?").pluck().get(before) as number;
  } finally {
    file.close();
  }
}

function fillTenants(file: SqliteFile.Database, { tenants, users }: Size): Buffer[] {
  const template = tenantId(file, TENANT);
  const insertTenant = copier(file, "tenants", "where handle = ?", TENANT);
  const insertClient = copier(file, "clients", "where tenant_id = ? and client_id = ?", template, spa.clientId);
  const insertOrigin = copier(file, "client_origins", "where tenant_id = ? and client_id = ?", template, spa.clientId);
  const insertUser = copier(file, "users", "where tenant_id = ?", template);
  const usersEach = Math.ceil(users / tenants);

  // Each tenant comes with all of its users, so that the next run can go on where this one ended.
  const made = file.prepare("select count(*) from tenants where handle like 'tenant-%'").pluck().get() as number;
  inSteps(file, "tenants", made, tenants, (number) => {
    const id = idToBytes(newId(Date.now()));
    const handle = filledTenant(number);
    insertTenant({ id, handle, name: handle });
    insertClient({ tenant_id: id });
    insertOrigin({ tenant_id: id });
    for (let user = 0; user < usersEach; user++) {
      const name = filledUser(user);
      insertUser({ tenant_id: id, id: idToBytes(randomUUID()), user_name: name, user_name_folded: name });
    }
  });
  const ids = file.prepare("select id from tenants where handle like 'tenant-%'").pluck().all();
  return ids as Buffer[];
}

/** A user of the tenant in which users are listed. */
export function listedUser(number: number): string {
  return `listed${String(number).padStart(6, "0")}`;
}

function fillListed(file: SqliteFile.Database, { users }: Size): void {
  const tenant = tenantId(file, TENANT);
  const insertUser = copier(file, "users", "where tenant_id = ? and user_name = ?", tenant, filledUser(0));
  const { id } = file
    .prepare("select id from users where tenant_id = ? and user_name = ?")
    .get(tenant, filledUser(0)) as Row;
  const attributes = file
    .prepare("select * from user_attributes where tenant_id = ? and user_id = ?")
    .all(tenant, id) as Row[];
  const insertAttribute = copier(file, "user_attributes", "where tenant_id = ?", tenant);
  const made = file.prepare("select count(*) from users where tenant_id = ? and user_name like 'listed%'").pluck();
  inSteps(file, "users in one tenant", made.get(tenant) as number, users, (number) => {
    const name = listedUser(number);
    const user_id = idToBytes(newId(Date.now() + number));
    insertUser({ id: user_id, user_name: name, user_name_folded: name });
    for (const attribute of attributes) {
      const value = attribute.path === "emails.value" ? `${name}@example.com` : attribute.value;
      insertAttribute({ ...attribute, user_id, value });
    }
  });

  const insertClient = copier(file, "clients", "where tenant_id = ? and client_id = ?", tenant, spa.clientId);
  const document = JSON.parse(
    file
      .prepare("select document from clients where tenant_id = ? and client_id = ?")
      .pluck()
      .get(tenant, spa.clientId) as string,
  );
  const has = file
    .prepare("select count(*) from clients where tenant_id = ? and client_id like 'listed%'")
    .pluck()
    .get(tenant);
  inSteps(file, "applications in it", has as number, LISTED.applications, (number) => {
    const client_id = `listed${number}`;
    const application_id = randomUUID();
    const application = { ...document.application, id: application_id };
    const named = { ...document, clientId: client_id, name: `Application ${number}`, application };
    insertClient({ client_id, application_id, document: JSON.stringify(named) });
  });

  const insertRole = file.prepare(
    `insert or ignore into records (tenant_id, kind, id, name, document, version, created_at, modified_at)
    values (?, 'role', ?, ?, ?, 1, 0, 0)`,
  );
  const audience = { type: "organization", value: idFromBytes(tenant) };
  for (let number = 0; number < LISTED.roles; number++) {
    const displayName = `role ${number}`;
    const role = JSON.stringify({ displayName, audience, permissions: ["orders:read"] });
    insertRole.run(tenant, randomUUID(), `organization ${audience.value} ${displayName}`, role);
  }
}

function fillTokens(file: SqliteFile.Database, tenantIds: readonly Buffer[], { tokens, expired }: Size): void {
  const template = tenantId(file, TENANT);
  const insertAuthorization = copier(
    file,
    "authorizations",
    "where tenant_id = ? and refresh_generation = 0",
    template,
  );
  const userOf = file.prepare("select id from users where tenant_id = ? limit 1 offset ?").pluck();
  const usersOf = new Map<Buffer, Buffer>();
  const now = Math.floor(Date.now() / 1000);

  // Ids grow with the time of their issue, over all tenants side by side, as a server's would.
  const insert = (issuedAt: number, endsAt: number) => {
    const tenant_id = tenantIds[randomInt(tenantIds.length)] as Buffer;
    const user_id = usersOf.get(tenant_id) ?? (userOf.get(tenant_id, 0) as Buffer);
    usersOf.set(tenant_id, user_id);
    insertAuthorization({
      tenant_id,
      id: idToBytes(newFamilyId(issuedAt * 1000)),
      user_id,
      created_at: issuedAt,
      auth_time: issuedAt,
      code_secret_hash: randomBytes(32),
      refresh_secret_hash: randomBytes(32),
      tokens_issued_at: issuedAt,
      access_secret_hash: randomBytes(32),
      access_expires_at: endsAt,
      refresh_expires_at: endsAt,
      expires_at: endsAt,
    });
  };

  const count = (condition: string) =>
    file.prepare(`select count(*) from authorizations where expires_at ${condition} ?`).pluck().get(now) as number;
  const pairs = tokens / 2;
  inSteps(
    file,
    "live tokens",
    count(">="),
    pairs,
    (number) => {
      insert(now - 3600 + Math.floor((number / pairs) * 3600), now + LIVE_SECONDS);
    },
    2,
  );
  inSteps(file, "expired authorizations", count("<"), expired, (number) => {
    insert(now - 86_400 + Math.floor((number / expired) * 3600), now - EXPIRED_SECONDS);
  });
}

/** An insert of copies of the first row that is found, with changes. */
function copier(file: SqliteFile.Database, table: string, where: string, ...parameters: unknown[]): Insert {
  const template = file.prepare(`select * from ${table} ${where} limit 1`).get(...parameters) as Row | undefined;
  if (template === undefined) throw new Error(`there is no row of ${table} to copy`);
  const columns = Object.keys(template);
  const insert = file.prepare(
    `insert into ${table} (${columns.join(", ")}) values (${columns.map((column) => `@${column}`).join(", ")})`,
  );
  return (changes) => insert.run({ ...template, ...changes });
}

function tenantId(file: SqliteFile.Database, handle: string): Buffer {
  return file.prepare("select id from tenants where handle = ?").pluck().get(handle) as Buffer;
}

function inSteps(
  file: SqliteFile.Database,
  what: string,
  from: number,
  to: number,
  make: (number: number) => void,
  rowsEach = 1,
): void {
  for (let start = from; start < to; start += STEP) {
    progress(`filling: ${bar(start / to)} ${(start * rowsEach).toLocaleString("en")} ${what}`);
    file.transaction(() => {
      for (let number = start; number < Math.min(start + STEP, to); number++) make(number);
    })();
  }
  progress("");
}

function bar(share: number): string {
  return `[${"#".repeat(Math.round(share * 20)).padEnd(20, ".")}]`;
}
