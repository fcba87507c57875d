import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openStore } from "../../src/store/open-store.ts";
import { makeId } from "./values.ts";

const CHILD = join(import.meta.dirname, "durability-child.ts");

describe("an answer that was given is never lost", () => {
  let dataDirectory: string;
  before(async () => {
    dataDirectory = join(await mkdtemp(join(tmpdir(), "tessera-store-")), "data");
  });
  after(() => rm(join(dataDirectory, ".."), { recursive: true, force: true }));

  for (const [what, atOnce, answers] of [
    ["one after the other", 1, 10],
    ["64 at a time, sharing commits", 64, 1_000],
  ] as const) {
    it(`keeps on SQLite what was stored just before SIGKILL: ${what}`, async () => {
      const tenantId = makeId();
      const store = await openStore({ databaseUrl: undefined, dataDirectory });
      await store.migrate();
      await store.close();

      const args = [CHILD, dataDirectory, tenantId, String(atOnce)];
      const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
      let said = "";
      let lineCount = 0;
      child.stdout.on("data", (chunk: Buffer) => {
        said += chunk;
        lineCount += chunk.toString().split("\n").length - 1;
        if (lineCount >= answers) child.kill("SIGKILL");
      });
      const [, signal] = await once(child, "close");
      assert.equal(signal, "SIGKILL");

      const reopened = await openStore({ databaseUrl: undefined, dataDirectory });
      const { authorizations, tokens } = reopened.forTenant(tenantId);
      const lines = said.split("\n").slice(0, -1);
      assert.ok(lines.length >= answers);
      for (const line of lines) {
        const [authorizationId, accessTokenId] = line.split(" ") as [string, string];
        assert.equal((await authorizations.findCode(authorizationId))?.used, true);
        assert.ok(await tokens.findAccessToken(accessTokenId));
        assert.ok(await tokens.findRefreshToken(authorizationId));
      }
      await reopened.close();
    });
  }

  it("keeps the data directory from everybody but its owner", async () => {
    assert.equal((await stat(dataDirectory)).mode & 0o777, 0o700);
  });
});
