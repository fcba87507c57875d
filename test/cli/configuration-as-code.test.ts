import assert from "node:assert/strict";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { newEncryptionKey } from "../../src/cli/master-key.ts";
import { openStore } from "../../src/store/open-store.ts";
import { startTessera, temporaryFolder } from "./tessera.ts";

const application = {
  clientId: "shop",
  name: "Shop",
  clientSecret: `$\{SHOP_SECRET}`,
  callbackURLs: ["https://a.example"],
};
const acme = { handle: "acme", applications: [application], users: [{ userName: "ada" }] };

describe("tessera plan, export and drift", () => {
  const secret = newEncryptionKey();
  const env = { TESSERA_ENCRYPTION_KEY: newEncryptionKey(), SHOP_SECRET: secret, SECRET_ACME_SHOP: secret };
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  before(async () => {
    folder = await temporaryFolder();
    await save("acme.yaml", [acme, { handle: "globex" }]);
  });
  after(() => folder[Symbol.asyncDispose]());

  const save = (name: string, organizations: object[]) =>
    writeFile(join(folder.path, name), JSON.stringify({ organizations }));
  const run = (...args: string[]) => startTessera(folder.path, args, env).ended;

  it("plans with a sign for each change, and ends with 2 where there is one and with 0 where there is none", async () => {
    const first = await run("plan", "acme.yaml");
    assert.equal(first.code, 2);
    assert.equal(
      first.stdout,
      [
        "+ organization acme",
        "+ application shop of acme",
        "+ user ada of acme",
        "+ organization globex",
        "4 to create, 0 to change, 0 unchanged\n",
      ].join("\n"),
    );
    assert.equal((await run("apply", "acme.yaml")).code, 0);
    assert.deepEqual(await run("plan", "acme.yaml"), {
      code: 0,
      stdout: "0 to create, 0 to change, 4 unchanged\n",
      stderr: "",
    });
    await save("changed.yaml", [{ ...acme, applications: [{ ...application, name: "Store" }] }]);
    const changed = await run("plan", "changed.yaml");
    assert.equal(changed.code, 2);
    assert.equal(
      changed.stdout,
      '~ application shop of acme\n    name: "Shop" → "Store"\n0 to create, 1 to change, 2 unchanged\n',
    );
    const json = await run("plan", "changed.yaml", "--json");
    assert.deepEqual(JSON.parse(json.stdout).changes, [
      {
        kind: "changed",
        what: "application shop of acme",
        fields: ["name"],
        differences: [{ field: "name", before: "Shop", after: "Store" }],
      },
    ]);
    assert.equal((await run("plan", "none.yaml")).code, 1);
  });

  it("exports the organizations that are named, or all, with the variables that it needs at the top", async () => {
    const all = await run("export");
    assert.equal(all.code, 0);
    const lines = all.stdout.split("\n");
    assert.deepEqual(lines.slice(0, 2), [
      "# Secrets are not in this file. Set these environment variables before it is applied:",
      "#   SECRET_ACME_SHOP: clientSecret of application shop of acme",
    ]);
    assert.deepEqual(all.stdout.match(/handle: \w+/g), ["handle: acme", "handle: globex"]);
    const one = await run("export", "globex", "--output", "globex.yaml");
    assert.deepEqual([one.code, one.stdout], [0, ""]);
    assert.equal(
      await readFile(join(folder.path, "globex.yaml"), "utf8"),
      "organizations:\n  - handle: globex\n    name: globex\n",
    );
    assert.equal((await stat(join(folder.path, "globex.yaml"))).mode & 0o777, 0o600);
    const none = await run("export", "acne");
    assert.equal(none.code, 1);
    assert.match(none.stderr, /^tessera: the database has no organization acne: .*acme/);
  });

  it("writes hashes if they are asked for, and secrets in no way (security bar 26.4)", async () => {
    assert.doesNotMatch((await run("export", "acme")).stdout, /Hash/);
    const { stdout } = await run("export", "acme", "--hashes");
    assert.match(stdout, /clientSecretHash: [\w-]{43}\n/);
    assert.ok(!stdout.includes(secret));
  });

  it("applies what it has exported to an empty server, from which the same is exported", async () => {
    const { stdout } = await run("export");
    await writeFile(join(folder.path, "all.yaml"), stdout);
    const there = ["--data-dir", "other"];
    assert.equal((await run("apply", "all.yaml", ...there)).code, 0);
    assert.equal((await run("export", ...there)).stdout, stdout);
    assert.equal((await run("plan", "all.yaml", ...there)).code, 0);
  });

  it("tells what was changed since a file was applied, and ends with 2", async () => {
    assert.equal((await run("apply", "acme.yaml")).code, 0);
    const none = await run("drift");
    assert.equal(none.code, 0);
    assert.match(none.stdout, /^acme: 0 changed since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\nglobex: 0 changed since /);

    const store = await openStore({ databaseUrl: undefined, dataDirectory: join(folder.path, "data") });
    const tenant = await store.tenants.find("acme");
    const { clients } = store.forTenant(tenant?.id as string);
    const client = await clients.find("shop");
    assert.ok(client);
    await clients.save({ ...client, name: "Changed" });
    await store.close();

    const drift = await run("drift", "acme");
    assert.equal(drift.code, 2);
    const [, ...lines] = drift.stdout.split("\n");
    assert.deepEqual(lines, ["~ application shop of acme", '    name: "Shop" → "Changed"', ""]);
    const json = JSON.parse((await run("drift", "--json")).stdout);
    assert.deepEqual(
      json.organizations.map(({ organization, changes }: { organization: string; changes: object[] }) => [
        organization,
        changes.length,
      ]),
      [
        ["acme", 1],
        ["globex", 0],
      ],
    );
    await run("apply", "acme.yaml");
    assert.equal((await run("drift")).code, 0);
  });

  it("says how far it is where the file is large", async () => {
    const scopes = Array.from({ length: 210 }, (_, index) => ({ name: `scope:${index}`, displayName: "One of many" }));
    await save("large.yaml", [{ handle: "large", oidcScopes: scopes }]);
    const { code, stderr } = await run("apply", "large.yaml", "--data-dir", "large");
    assert.equal(code, 0);
    assert.equal(stderr, "200 of 211 applied\n211 of 211 applied\n");
  });
});
