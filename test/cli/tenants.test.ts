import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { newEncryptionKey } from "../../src/cli/master-key.ts";
import { startTessera, temporaryFolder } from "./tessera.ts";

const TODAY = new Date().toISOString().slice(0, 10);

describe("tessera tenants", () => {
  const env = { TESSERA_ENCRYPTION_KEY: newEncryptionKey() };
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  before(async () => {
    folder = await temporaryFolder();
  });
  after(() => folder[Symbol.asyncDispose]());

  /** Runs the command with this on its standard input. */
  const run = (args: string[], input = "") => {
    const started = startTessera(folder.path, args, env);
    started.process.stdin?.end(input);
    return started.ended;
  };
  const tenants = async () => {
    const { stdout } = await run(["tenants", "list"]);
    return stdout
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(/ {2,}/).join(" | "));
  };

  it("creates an organization with an administrator and an application, and prints their secrets and the next step", async () => {
    const { stdout, code } = await run([
      ...["tenants", "create", "acme", "--name", "Acme Corporation", "--owner", "kim@acme.example"],
      ...["--admin-application", "scripts"],
    ]);
    assert.equal(code, 0);
    const lines = stdout.trim().split("\n");
    assert.equal(lines[0], "created acme");
    assert.match(lines[1] ?? "", /^ {2}password of kim@acme\.example: [\w-]{43}$/);
    assert.match(lines[2] ?? "", /^ {2}secret of scripts: [\w-]{43}$/);
    assert.match(lines[3] ?? "", /^Next: curl -u scripts:<secret> http:\/\/localhost:9763\/t\/acme\/oauth2\/token /);
    assert.equal(lines.length, 4);
    assert.deepEqual(await tenants(), [`acme | Acme Corporation | enabled | ${TODAY} | kim@acme.example`]);
  });

  it("takes the administrator's password from the standard input, and prints none", async () => {
    const given = await run(
      ["tenants", "create", "globex", "--owner", "lee@x.example", "--password-stdin"],
      "owl green\n",
    );
    assert.equal(given.code, 0);
    assert.match(
      given.stdout,
      /^created globex\nNext: give it applications by a configuration file with `handle: globex`/,
    );
  });

  it("disables and enables it; a file that says nothing of that leaves it", async () => {
    const disabled = await run(["tenants", "disable", "globex"]);
    assert.equal(disabled.stdout, "globex is disabled: within a second all of its endpoints refuse\n");
    await writeFile(join(folder.path, "own.yaml"), JSON.stringify({ organizations: [{ handle: "globex" }] }));
    assert.equal((await run(["apply", "own.yaml"])).stdout.split("\n")[0], "= organization globex");
    assert.match((await tenants())[1] ?? "", /^globex \| globex \| disabled \| /);
    const file = { organizations: [{ handle: "globex", enabled: true }] };
    await writeFile(join(folder.path, "own.yaml"), JSON.stringify(file));
    assert.equal((await run(["apply", "own.yaml"])).stdout.split("\n")[0], "~ organization globex (enabled)");
    await run(["tenants", "disable", "globex"]);
    assert.match((await run(["tenants", "enable", "globex"])).stdout, /^globex is enabled: /);
    assert.match((await tenants())[1] ?? "", /^globex \| globex \| enabled \| /);
  });

  it("notes all of it in the organization's audit log (security bar 26.2)", async () => {
    const { stdout } = await run(["audit", "globex", "--json", "--limit", "20"]);
    const entries = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const told = entries.map(({ action, actor, after }) => [action, actor.id, after.enabled ?? after.owners]);
    assert.deepEqual(told.reverse(), [
      ["organization.create", "command line", ["lee@x.example"]],
      ["organization.update", "command line", false],
      ["organization.update", "configuration file", true],
      ["organization.update", "command line", false],
      ["organization.update", "command line", true],
    ]);
  });

  it("deletes it when its handle is written, or without asking", async () => {
    for (const input of ["", "glo\n"]) {
      const { code, stderr } = await run(["tenants", "delete", "globex"], input);
      assert.equal(code, 1);
      assert.match(stderr, /^tessera: globex stays: its handle was not written \(--yes goes on without asking\)\n$/);
    }
    assert.equal((await tenants()).length, 2);
    assert.match((await run(["tenants", "delete", "globex"], "globex\n")).stdout, /deleted globex\n$/);
    assert.equal((await run(["tenants", "delete", "acme", "--yes"])).stdout, "deleted acme\n");
    assert.deepEqual(await tenants(), []);
  });

  const refused: [args: string[], input: string, line: RegExp][] = [
    [["create", "Acme"], "", /^tessera: domain is not 1 to 63 lower-case letters, digits, - and \., .*\n$/],
    [["create", "acme", "--owner", "kim"], "", /^tessera: owners\.0\.email Invalid email address\n$/],
    [
      ["create", "acme", "--owner", "kim@acme.example", "--password-stdin"],
      "secret\n",
      /^tessera: A password has 8 to 256 /,
    ],
    [["disable", "acme"], "", /^tessera: the database has no organization acme: .*\n$/],
  ];
  for (const [args, input, line] of refused) {
    it(`refuses tenants ${args.join(" ")}`, async () => {
      const { code, stderr } = await run(["tenants", ...args], input);
      assert.equal(code, 1);
      assert.match(stderr, line);
    });
  }

  it("refuses a handle that is taken, and leaves what is there", async () => {
    assert.equal((await run(["tenants", "create", "taken"])).code, 0);
    const { code, stderr } = await run(["tenants", "create", "taken", "--owner", "kim@acme.example"]);
    assert.equal(code, 1);
    assert.equal(stderr, "tessera: There is a tenant taken already.\n");
    assert.deepEqual(await tenants(), [`taken | taken | enabled | ${TODAY} | -`]);
  });
});
