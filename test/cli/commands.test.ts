import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { encryptionKey } from "../../src/settings/encryption-key.ts";
import { startTessera, temporaryFolder } from "./tessera.ts";

const DEMO = fileURLToPath(new URL("../../demo/bifrost.yaml", import.meta.url));

async function tessera(folder: string, args: readonly string[], env: Record<string, string> = {}) {
  return startTessera(folder, args, env).ended;
}

describe("tessera", () => {
  it("prints its version and its commands", async () => {
    const { version } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"));
    assert.deepEqual(await tessera(".", ["--version"]), { code: 0, stdout: `${version}\n`, stderr: "" });
    const { code, stdout } = await tessera(".", ["help"]);
    assert.equal(code, 0);
    for (const command of ["serve", "apply", "check", "new-encryption-key", "keys", "help"]) {
      assert.match(stdout, new RegExp(`^  ${command}\\b`, "m"));
    }
  });

  it("makes an encryption key that it accepts, another each time", async () => {
    const keys = await Promise.all([1, 2].map(() => tessera(".", ["new-encryption-key"])));
    for (const { stdout } of keys) assert.equal(encryptionKey.parse(stdout.trim()).length, 32);
    assert.notEqual(keys[0]?.stdout, keys[1]?.stdout);
  });

  it("runs by bin/tessera.js", async () => {
    const bin = fileURLToPath(new URL("../../bin/tessera.js", import.meta.url));
    const child = spawn(process.execPath, [bin, "--versoin"], { stdio: "ignore" });
    assert.equal(await new Promise((resolve) => child.on("exit", resolve)), 2);
  });

  const usage: [args: string[], line: string][] = [
    [["serve", "--prot", "1"], "tessera: unknown option '--prot' (Did you mean --port?)\n"],
    [["sevre"], "tessera: unknown command 'sevre' (Did you mean serve?)\n"],
    [["apply"], "tessera: missing required argument 'file'\n"],
  ];
  for (const [args, line] of usage) {
    it(`ends with 2 and one line for: ${args.join(" ")}`, async () => {
      assert.deepEqual(await tessera(".", args), { code: 2, stdout: "", stderr: line });
    });
  }
});

describe("tessera check", () => {
  it("says what a valid file holds", async () => {
    const { code, stdout } = await tessera(".", ["check", DEMO]);
    assert.equal(code, 0);
    assert.equal(stdout, `${DEMO} is valid: 1 organization, 1 user, 5 applications\n`);
  });

  it("lists the faults of a wrong one, settings included, and ends with 1", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "keys.yaml"), "a: 1\nb: 2\n");
    await writeFile(join(folder.path, "port.yaml"), "server:\n  port: x\n");
    assert.deepEqual(await tessera(folder.path, ["check", "keys.yaml"]), {
      code: 1,
      stdout: "",
      stderr: [
        'tessera: keys.yaml:1:1: a is not known: known are "demo", "server", "organizations"',
        'keys.yaml:2:1: b is not known: known are "demo", "server", "organizations"\n',
      ].join("\n"),
    });
    const { code, stderr } = await tessera(folder.path, ["check", "port.yaml"]);
    assert.equal(stderr, 'tessera: port.yaml:2:9: server.port "x" must be a whole number from 0 to 65535\n');
    assert.equal(code, 1);
  });

  it("says why it cannot read a file", async () => {
    await using folder = await temporaryFolder();
    assert.deepEqual(await tessera(folder.path, ["check", "none.yaml"]), {
      code: 1,
      stdout: "",
      stderr:
        "tessera: none.yaml cannot be read: there is no such file: name a configuration file with --config or TESSERA_CONFIG\n",
    });
  });
});

describe("tessera apply", () => {
  it("applies without the encryption key what has nothing to seal, also where an application needs a key of its own", async () => {
    await using folder = await temporaryFolder();
    const application =
      "{ clientId: a, publicClient: true, callbackURLs: [https://app.example/], idToken: { idTokenSignedResponseAlg: ES256 } }";
    await writeFile(join(folder.path, "my.yaml"), `organizations: [{ handle: acme, applications: [${application}] }]`);
    const { code, stderr } = await tessera(folder.path, ["apply", "my.yaml"]);
    assert.equal(code, 0, stderr);
  });

  it("prints each change with a sign and a summary, and changes nothing the second time", async () => {
    await using folder = await temporaryFolder();
    const lines = [
      "organization bifrost",
      "application fv_LScHaB83PN4VPX1cHufphtHQa of bifrost",
      "application bifrost-web of bifrost",
      "application bifrost-sample-app of bifrost",
      "application bifrost-sample-site of bifrost",
      "application bifrost-admin of bifrost",
      "user user1@bifrost.com of bifrost",
      "role Founder of bifrost",
      "setting governance of bifrost",
    ];
    for (const [sign, summary] of [
      ["+", "9 created, 0 changed, 0 unchanged"],
      ["=", "0 created, 0 changed, 9 unchanged"],
    ]) {
      assert.deepEqual(await tessera(folder.path, ["apply", DEMO]), {
        code: 0,
        stdout: `${lines.map((line) => `${sign} ${line}\n`).join("")}${summary}\n`,
        stderr: "",
      });
    }
    assert.deepEqual(await readdir(join(folder.path, "data")), ["tessera.db"]);
  });
});
