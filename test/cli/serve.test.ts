import assert from "node:assert/strict";
import { once } from "node:events";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { encryptionKey } from "../../src/settings/encryption-key.ts";
import { type Run, startTessera, temporaryFolder } from "./tessera.ts";

const KEY = "qk3Zc0yC1mVdM2xWZ7y0uHnR5tPoLs9eJb8fGa6iXwQ";
const REAL = "organizations: [{ handle: acme }]";

/** Serves on a free port until it listens; `stop` ends it and answers its exit code. */
async function serve(folder: string, args: readonly string[] = [], env: Record<string, string> = {}) {
  const run = startTessera(folder, ["serve", "--port", "0", ...args], env);
  const message = await run.printed("listens on");
  return { run, message, baseUrl: /listens on (\S+)/.exec(message)?.[1] as string, stop: () => stop(run) };
}

async function stop(run: Run) {
  run.process.kill("SIGTERM");
  return run.ended;
}

async function issuerAt(baseUrl: string, organization: string): Promise<unknown> {
  const answer = await fetch(`${baseUrl}/t/${organization}/oauth2/token/.well-known/openid-configuration`);
  return ((await answer.json()) as { issuer: unknown }).issuer;
}

describe("tessera serve", () => {
  it("creates the demo on the first start, and serves the same on the second", async () => {
    await using folder = await temporaryFolder();
    for (const start of ["first", "second"]) {
      const { baseUrl, run, stop } = await serve(folder.path);
      const message = await run.printed("npm run demo");
      assert.equal(await issuerAt(baseUrl, "bifrost"), `${baseUrl}/t/bifrost/oauth2/token`);
      assert.match(message, /user1@bifrost\.com/);
      assert.match(message, /Bifrost@2026/);
      assert.equal(message.includes("encryption key was made in data/encryption.key"), start === "first");
      assert.equal((await stop()).code, 0);
    }
  });

  it("keeps the demo's key in a file that only its owner can read (security bar 26.4)", async () => {
    await using folder = await temporaryFolder();
    await (await serve(folder.path)).stop();
    const path = join(folder.path, "data", "encryption.key");
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.equal(encryptionKey.parse((await readFile(path, "utf8")).trim()).length, 32);
  });

  it("has a key for what the file's applications are signed with before anybody reads the JWKS (OIDC Core §10.1.1)", async () => {
    await using folder = await temporaryFolder();
    const application =
      "{ clientId: a, publicClient: true, callbackURLs: [https://app.example/], idToken: { idTokenSignedResponseAlg: ES256 } }";
    await writeFile(join(folder.path, "my.yaml"), `organizations: [{ handle: acme, applications: [${application}] }]`);
    const { baseUrl, stop } = await serve(folder.path, ["--config", "my.yaml"], { TESSERA_ENCRYPTION_KEY: KEY });
    const { keys } = (await (await fetch(`${baseUrl}/t/acme/oauth2/jwks`)).json()) as { keys: { alg: string }[] };
    assert.deepEqual(keys.map(({ alg }) => alg).sort(), ["ES256", "RS256"]);
    assert.equal((await stop()).code, 0);
  });

  it("serves the organizations of a configuration, with settings from its file", async () => {
    await using folder = await temporaryFolder();
    const file = [`server: { baseUrl: 'https://id.example.com', encryptionKey: '\${KEY}' }`, REAL].join("\n");
    await writeFile(join(folder.path, "my.yaml"), file);
    const run = startTessera(folder.path, ["serve", "--port", "0", "--config", "my.yaml"], { KEY });
    assert.match(await run.printed("discovery"), /issuer +https:\/\/id\.example\.com\/t\/acme\/oauth2\/token$/m);
    assert.equal((await stop(run)).code, 0);
    assert.equal((await readdir(join(folder.path, "data"))).includes("encryption.key"), false);
  });

  const refusals: [what: string, env: Record<string, string>, line: RegExp][] = [
    [
      "the demo on another address",
      { TESSERA_HOST: "0.0.0.0" },
      /on TESSERA_HOST 0\.0\.0\.0: set it to localhost, or /,
    ],
    [
      "the demo under a public URL",
      { TESSERA_BASE_URL: "https://id.example.com" },
      /as TESSERA_BASE_URL https:\/\/id\.example\.com: leave it out, or /,
    ],
    ["a wrong setting", { TESSERA_PORT: "x" }, /TESSERA_PORT "x" must be a whole number from 0 to 65535$/],
    [
      "an unknown setting",
      { TESSERA_DATADIR: "x" },
      /TESSERA_DATADIR is not a setting: did you mean "TESSERA_DATA_DIR"\?$/,
    ],
    ["a sample key", { TESSERA_ENCRYPTION_KEY: "00".repeat(32) }, /is no random key .* `tessera new-encryption-key`$/],
    ["a missing file", { TESSERA_CONFIG: "none.yaml" }, /none\.yaml cannot be read: there is no such file: /],
    [
      "organizations without a key",
      { TESSERA_CONFIG: "my.yaml" },
      /TESSERA_ENCRYPTION_KEY is not set, .* `tessera new-encryption-key` /,
    ],
  ];
  for (const [what, env, line] of refusals) {
    it(`refuses ${what} in one line, and writes nothing (security bar 26.4)`, async () => {
      await using folder = await temporaryFolder();
      await writeFile(join(folder.path, "my.yaml"), REAL);
      const { code, stdout, stderr } = await startTessera(folder.path, ["serve"], env).ended;
      assert.equal(code, 1);
      assert.equal(stdout, "");
      assert.match(stderr.trimEnd(), line);
      assert.equal(stderr.split("\n").length, 2);
      assert.deepEqual(await readdir(folder.path), ["my.yaml"]);
    });
  }

  it("refuses a database that holds the demo off loopback, also with another configuration and a key", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "my.yaml"), REAL);
    await (await serve(folder.path)).stop();
    const env = { TESSERA_HOST: "0.0.0.0", TESSERA_ENCRYPTION_KEY: KEY };
    for (const args of [[], ["--config", "my.yaml"]]) {
      const { code, stderr } = await startTessera(folder.path, ["serve", ...args], env).ended;
      assert.equal(code, 1);
      assert.match(stderr, /^tessera: the demo has public passwords .*TESSERA_HOST 0\.0\.0\.0.*\n$/);
    }
  });

  it("says in one line that the port is taken", async () => {
    await using folder = await temporaryFolder();
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    const args = ["serve", "--host", "127.0.0.1", "--port", String(port)];
    const { code, stderr } = await startTessera(folder.path, args, { TESSERA_LOG_LEVEL: "silent" }).ended;
    other.close();
    assert.equal(code, 1);
    assert.equal(
      stderr,
      `tessera: cannot listen on 127.0.0.1:${port}: another program listens there: stop it, or set TESSERA_PORT to another port (0 picks a free one)\n`,
    );
  });

  it("says in one line that the data directory cannot be used", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "data"), "a file");
    const { code, stderr } = await startTessera(folder.path, ["serve"]).ended;
    assert.equal(code, 1);
    assert.match(stderr, /^tessera: .*\.?\/?data.* TESSERA_DATA_DIR .*\n$/);
  });

  it("ends at once at a second signal, though a request is under way", async () => {
    await using folder = await temporaryFolder();
    const { run, baseUrl } = await serve(folder.path);
    const socket = connect(Number(new URL(baseUrl).port), "localhost").on("error", () => {});
    socket.write("POST /t/bifrost/oauth2/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n");
    socket.write("Content-Type: application/x-www-form-urlencoded\r\n\r\n");
    await setTimeout(200);
    run.process.kill("SIGTERM");
    await setTimeout(700);
    assert.equal(run.process.exitCode, null);
    run.process.kill("SIGTERM");
    assert.equal((await run.ended).code, 143);
    socket.destroy();
  });
});
