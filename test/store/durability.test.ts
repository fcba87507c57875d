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

  it("keeps on SQLite what was stored just before SIGKILL", async () => {
    const tenantId = makeId();
    const store = await openStore({ databaseUrl: undefined, dataDirectory });
    await store.migrate();
    await store.close();

    const child = spawn(process.execPath, [CHILD, dataDirectory, tenantId], { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk;
      if (said.split("\n").length > 10) child.kill("SIGKILL");
    });
    const [, signal] = await once(child, "close");
    assert.equal(signal, "SIGKILL");

    const reopened = await openStore({ databaseUrl: undefined, dataDirectory });
    const { authorizations, tokens } = reopened.forTenant(tenantId);
    const lines = said.split("\n").slice(0, -1);
    assert.ok(lines.length >= 10);
    for (const line of lines) {
      const [authorizationId, refreshTokenId] = line.split(" ") as [string, string];
      assert.equal((await authorizations.findCode(authorizationId))?.used, true);
      assert.ok(await tokens.findRefreshToken(refreshTokenId));
    }
    await reopened.close();
  });

  it("keeps the data directory from everybody but its owner", async () => {
    assert.equal((await stat(dataDirectory)).mode & 0o777, 0o700);
  });
});
