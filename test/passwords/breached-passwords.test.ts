import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openBreachedPasswords, writeBreachedPasswords } from "../../src/passwords/breached-passwords.ts";
import { decide } from "../accounts/governance.ts";
import { startTessera } from "../cli/tessera.ts";
import { dataFolder } from "../data-folder.ts";
import { apiClientWith } from "../management/api-client.ts";
import { callTenants, OPERATOR_TOKEN, tenantRequest } from "../management/operator-client.ts";
import { startServer } from "../server.ts";

describe("the filter of stolen passwords (security bar 17.3)", () => {
  let folder: string;
  before(async () => {
    folder = await dataFolder();
  });
  after(() => rm(folder, { recursive: true, force: true }));
  const written = async (lines: readonly string[]) => {
    const [list, filter] = [join(folder, "list.txt"), join(folder, "passwords.filter")];
    await writeFile(list, lines.join("\r\n"));
    assert.equal(await writeBreachedPasswords(list, filter), lines.length);
    return filter;
  };
  const sha1 = (text: string) => createHash("sha1").update(text).digest("hex");

  it("knows every password of its list, as text or as a hash with or without a count", async () => {
    const passwords = ["plain old text", "hashed by itself", "hashed and counted", "mit Umlaut: Übermut"];
    const [plain, hashed, counted, other] = passwords as [string, string, string, string];
    const lines = [plain, sha1(hashed), `${sha1(counted).toUpperCase()}:42`, sha1(other)];
    const filter = await openBreachedPasswords(await written(lines));
    for (const password of passwords) assert.ok(await filter.has(password), password);
    assert.equal(await filter.has("nobody has lost this"), false);
    await filter.close();
  });

  it("takes nearly every other password for what it is", async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `stolen ${index}`);
    const filter = await openBreachedPasswords(await written(lines));
    let wrong = 0;
    for (let index = 0; index < 5000; index++) if (await filter.has(`not stolen ${index}`)) wrong++;
    assert.ok(wrong < 25, `${wrong} of 5000`);
    await filter.close();
  });

  it("refuses a file that is no filter, and one that was cut", async () => {
    const other = join(folder, "other");
    await writeFile(other, "just a text that is long enough to have a header of its own in front");
    await assert.rejects(openBreachedPasswords(other), /is no filter/);
  });

  it("is made by a command, and keeps stolen passwords out of a server (docs/configuration.md)", async () => {
    const [list, breachedPasswords] = [join(folder, "stolen.txt"), join(folder, "stolen.filter")];
    await writeFile(list, "seven green umbrellas\n");
    const { code, stdout } = await startTessera(folder, ["breached-passwords", "build", list, breachedPasswords]).ended;
    assert.equal(code, 0);
    assert.match(stdout, /^1 passwords/);

    const server = await startServer({ settings: { breachedPasswords, operatorToken: OPERATOR_TOKEN } });
    try {
      const owned = tenantRequest("stolen", {}, { password: "seven green umbrellas" });
      const refused = await callTenants(server, "POST", "", owned);
      assert.equal(refused.status, 400);
      assert.match(refused.body.description, /stolen/);
      await decide(server, { registers: "true" });
      const register = (password: string) => {
        const user = { username: "robin@example.com", password };
        return apiClientWith(server, undefined).call("POST", "/api/identity/user/v1.0/me", { user });
      };
      const { status, body } = await register("seven green umbrellas");
      assert.equal(status, 400);
      assert.match(body.description, /stolen/);
      assert.equal((await register("eight green umbrellas")).status, 201);
    } finally {
      await server.stop();
    }
  });

  it("is asked for the passwords of a configuration file, and says whose they are (security bar 17.3)", async () => {
    const filter = await written(["seven green umbrellas", "nine purple kettles"]);
    const file = join(folder, "acme.yaml");
    const user = (userName: string, password: string) => `{ userName: ${userName}, password: ${password} }`;
    const users = [user("kim", "seven green umbrellas"), user("lee", "eight green umbrellas")];
    const below = `subOrganizations: [{ handle: north, name: North, users: [${user("mia", "nine purple kettles")}] }]`;
    const text = `organizations: [{ handle: acme, users: [${users.join()}], ${below} }]`;
    await writeFile(file, `server: { breachedPasswords: ${filter} }\n${text}\n`);
    for (const command of ["check", "plan", "apply"]) {
      const { code, stderr } = await startTessera(folder, [command, file]).ended;
      assert.equal(code, 1, command);
      assert.match(stderr, /acme: the password of kim was found among stolen ones: choose another/);
      assert.match(stderr, /acme\/north: the password of mia was found/);
      assert.doesNotMatch(stderr, /lee|umbrellas|kettles/);
    }
  });
});
