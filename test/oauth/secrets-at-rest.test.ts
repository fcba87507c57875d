import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { sha256 } from "../../src/crypto/hashes.ts";
import { readMember } from "../../src/crypto/id-families.ts";
import { createServerKeys } from "../../src/crypto/sealing.ts";
import { basic, TestClient } from "../client.ts";
import { PASSWORD } from "../organizations.ts";
import { createDatabase, type TestDatabase } from "../postgres.ts";
import { startServer, TEST_KEY, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";

describe("security bar 26: secrets in the database and in the log", () => {
  let server: TestServer;
  let dataDirectory: string;
  let database: TestDatabase | undefined;
  /** All that the database holds, while the server runs. */
  let stored: Buffer;
  let secrets: ReadonlyMap<string, string>;
  let ids: readonly Buffer[];

  before(async () => {
    dataDirectory = await mkdtemp(join(tmpdir(), "tessera-secrets-"));
    database = process.env.TESSERA_TEST_STORE === "postgres" ? await createDatabase() : undefined;
    server = await startServer({ settings: { dataDirectory, databaseUrl: database?.url } });
    secrets = await journey(server);
    stored = database === undefined ? await readFolder(dataDirectory) : await readRows(database.url);
    const kept = [...secrets].filter(([name]) => /^(code|refresh token|opaque access token 1)/.test(name));
    ids = kept.map(([, text]) => {
      const id = Buffer.from(text, "base64url").subarray(0, 16);
      return readMember(id)?.family ?? id; // an access token that an authorization keeps is found by that one's id
    });
  });
  after(async () => {
    await server.stop();
    await database?.drop();
    await rm(dataDirectory, { recursive: true, force: true });
  });

  it("has been given something to look through", () => {
    for (const text of ["kim@example.com", "Single Page"]) assert.ok(stored.includes(text), text);
    assert.ok(stored.includes(sha256("acme-web-secret").toString("base64url")), "the hash of a client's secret");
    assert.ok(ids.length >= 6);
    for (const client of ["spa", "web", "jwt", "steady"]) {
      assert.match(secrets.get(`refresh token 1 ${client}`) ?? "", /^[A-Za-z0-9_-]{96}$/);
    }
    for (const id of ids) assert.ok(stored.includes(id), "the id that a token begins with");
    for (const event of ["authorization_code_reused", "client_authentication_failed", "sign_in_failed"]) {
      assert.ok(
        server.logLines.some((line) => line.includes(`"event":"${event}"`)),
        event,
      );
    }
  });

  it("holds no code, token, cookie, secret or password, in any spelling (security bar 26.3)", () => {
    for (const [name, text] of secrets) {
      for (const spelling of spellings(text)) assert.ok(!stored.includes(spelling), name);
    }
  });

  it("logs none of them either (security bar 26.1)", () => {
    for (const [name, text] of secrets) {
      for (const spelling of [text, encodeURIComponent(text), Buffer.from(text).toString("base64")]) {
        const line = server.logLines.find((logged) => logged.includes(spelling));
        assert.equal(line, undefined, name);
      }
    }
    for (const line of server.logLines) assert.doesNotMatch(line, /"url":"[^"]*\?/, "URLs go without their query");
  });

  it("seals the private keys: they open with the server's key, in their own row only (security bar 26.4)", async () => {
    const tenant = await server.store.tenants.find("acme");
    const records = await (await tenantStore(server)).keys.list();
    assert.ok(records.length > 0);
    for (const { kid, sealedPrivateKey } of records) {
      const context = `signing key ${tenant?.id} ${kid}`;
      const pkcs8 = createServerKeys(TEST_KEY).open(sealedPrivateKey, context);
      const jwk = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" }).export({ format: "jwk" });
      for (const secret of [pkcs8, Buffer.from(jwk.d as string, "base64url")]) {
        for (const spelling of bytesSpelled(secret)) assert.ok(!stored.includes(spelling), kid);
      }
      assert.throws(() => createServerKeys(TEST_KEY).open(sealedPrivateKey, `${context}x`));
      assert.throws(() => createServerKeys(Buffer.alloc(32, "another key")).open(sealedPrivateKey, context));
    }
    assert.ok(!stored.includes("PRIVATE KEY"));
  });
});

/** Does all that the server can do, well and badly, and returns every secret that was seen on the way. */
async function journey(server: TestServer): Promise<Map<string, string>> {
  const secrets = new Map<string, string>();
  const keep = (name: string, text: string | undefined) => {
    if (text !== undefined && text !== "") secrets.set(name, text);
  };
  for (const clientId of ["spa", "web", "jwt", "steady"]) {
    const client = new TestClient(server, clientId);
    const secret = ["web", "steady"].includes(clientId) ? { client_secret: `acme-${clientId}-secret` } : {};
    keep(`client secret ${clientId}`, secret.client_secret);
    const browser = new ScriptLessBrowser();
    const redeemable = await client.obtainCode({ scope: "openid profile email", nonce: "n" }, browser);
    keep(`session cookie ${clientId}`, browser.cookie("commonAuthId"));
    for (const name of ["opbs", "sessionNonceCookie", "knownDevice"]) keep(`${name} ${clientId}`, browser.cookie(name));
    keep(`code ${clientId}`, redeemable.code);
    keep(`verifier ${clientId}`, redeemable.code_verifier);
    const { body: first } = await client.exchange(redeemable, secret);
    const { body: second } = await client.refresh(first.refresh_token, secret);
    for (const [n, tokens] of [first, second].entries()) {
      keep(`${clientId === "jwt" ? "JWT" : "opaque"} access token ${n} ${clientId}`, tokens.access_token);
      keep(`refresh token ${n} ${clientId}`, tokens.refresh_token);
      keep(`ID token ${n} ${clientId}`, tokens.id_token);
    }
    await client.userinfo(second.access_token);
    await client.introspect(second.access_token);
    await client.get(`/oauth2/userinfo?access_token=${second.access_token}`);
    await client.post(`/oauth2/token?code=${redeemable.code}`, { ...redeemable });
    await client.refresh("a", { client_secret: "a-mistyped-secret" });
    if (clientId === "spa") await client.exchange(redeemable, secret); // a replay is logged
    await client.get(`/oidc/logout?id_token_hint=${second.id_token}`);
  }
  const service = new TestClient(server, "service");
  const { body } = await service.token(
    { grant_type: "client_credentials", client_id: undefined },
    basic("service", "acme-service-secret"),
  );
  keep("opaque access token service", body.access_token);
  keep("client secret service", "acme-service-secret");
  keep("mistyped client secret", "a-mistyped-secret");
  keep("password", PASSWORD);

  const browser = new ScriptLessBrowser();
  const page = await browser.open(new TestClient(server, "spa").authorizeUrl());
  await browser.submit(page, { usernameUserInput: "kim", password: "a mistyped password" });
  keep("mistyped password", "a mistyped password");
  return secrets;
}

/**
 * The text, and the secret parts of a token, in the spellings that a database or a programmer would choose. After its id an opaque
 * token has 32 secret bytes; a refresh token has the generation's 4, then 32 secret ones, then a tag of 20.
 */
function spellings(text: string): (Buffer | string)[] {
  const bytes = Buffer.from(text, "base64url");
  const isOpaque = /^[A-Za-z0-9_-]{64}$/.test(text);
  const isRefreshToken = /^[A-Za-z0-9_-]{96}$/.test(text);
  const parts = [
    ...(isOpaque ? [bytes.subarray(16)] : []),
    ...(isRefreshToken ? [bytes.subarray(20), bytes.subarray(20, 52), bytes.subarray(52)] : []),
  ];
  return [Buffer.from(text), ...parts].flatMap(bytesSpelled);
}

function bytesSpelled(bytes: Buffer): (Buffer | string)[] {
  const hex = bytes.toString("hex");
  // Base64 of a text may lack its last character, which depends on what follows.
  const unpadded = bytes.toString("base64").replace(/.?=*$/, "");
  return [bytes, hex, hex.toUpperCase(), unpadded, unpadded.replaceAll("+", "-").replaceAll("/", "_")];
}

/** The database's files: the write-ahead log too, and pages that are free by now. */
async function readFolder(folder: string): Promise<Buffer> {
  const names = await readdir(folder);
  return Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))));
}

async function readRows(url: string): Promise<Buffer> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query("select tablename from pg_tables where schemaname = 'public'");
    const parts: Buffer[] = [];
    for (const { tablename } of tables) {
      const { rows } = await client.query(`select * from ${client.escapeIdentifier(tablename)}`);
      for (const value of rows.flatMap((row) => Object.values(row))) {
        parts.push(Buffer.isBuffer(value) ? value : Buffer.from(`${value}`));
      }
    }
    return Buffer.concat(parts);
  } finally {
    await client.end();
  }
}
