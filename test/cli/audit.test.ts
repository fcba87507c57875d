import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { newEncryptionKey } from "../../src/cli/master-key.ts";
import { startTessera, temporaryFolder } from "./tessera.ts";

describe("tessera audit", () => {
  const secret = newEncryptionKey();
  const env = { TESSERA_ENCRYPTION_KEY: newEncryptionKey() };
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  before(async () => {
    folder = await temporaryFolder();
    const application = { clientId: "web", name: "Web", clientSecret: secret, grantTypes: ["client_credentials"] };
    const organizations = [{ handle: "acme", applications: [application] }, { handle: "globex" }];
    await writeFile(join(folder.path, "two.yaml"), JSON.stringify({ organizations }));
    await run("apply", "two.yaml");
    await run("keys", "rotate", "acme");
  });
  after(() => folder[Symbol.asyncDispose]());

  const run = (...args: string[]) => startTessera(folder.path, args, env).ended;

  it("prints a table of what was changed, the newest first", async () => {
    const lines = (await run("audit")).stdout.trim().split("\n");
    const rows = lines.map((line) => line.split(/ {2,}/).slice(1).join(" | "));
    assert.equal(rows[0], "ORGANIZATION | WHO | FROM | ACTION | WHAT");
    assert.match(rows[1] as string, /^acme \| operator command line \| - \| signing-key\.rotate \| \S+_RS256$/);
    // What one millisecond made is in no order.
    assert.deepEqual(rows.slice(2).sort(), [
      "acme | operator configuration file | - | application.create | web",
      "acme | operator configuration file | - | organization.create | acme",
      "globex | operator configuration file | - | organization.create | globex",
    ]);
    assert.match(lines[1] as string, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d /);
  });

  it("prints lines of JSON, of one organization and of one kind of change, without secrets", async () => {
    const { stdout } = await run("audit", "acme", "--json", "--action", "application.create", "--limit", "5");
    const lines = stdout.trim().split("\n");
    assert.equal(lines.length, 1);
    const entry = JSON.parse(lines[0] as string);
    assert.deepEqual([entry.organization, entry.target.id, entry.after.secrets], ["acme", "web", "[masked]"]);
    assert.ok(!stdout.includes(secret));
  });

  it("prints as many as are asked for, and refuses what is no number", async () => {
    assert.equal((await run("audit", "--limit", "2", "--json")).stdout.trim().split("\n").length, 2);
    const { code, stderr } = await run("audit", "--limit", "none");
    assert.equal(code, 1);
    assert.match(stderr, /^tessera: --limit none is no number of entries: use a whole number from 1\n$/);
  });
});
