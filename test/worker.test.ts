import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import type { WorkerMessage } from "./worker.ts";

/** What is told of one file by a worker that has no other after it: nothing comes later to be told with. */
describe("a worker of `npm test`", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "worker-"));
  });
  after(() => rm(folder, { recursive: true }));

  async function run(body: string) {
    const file = join(folder, `${crypto.randomUUID()}.mjs`);
    await writeFile(
      file,
      `import assert from "node:assert/strict"; import { describe, it } from "node:test";\n${body}`,
    );
    // A runner within a runner would run nothing.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const worker = fork(join(import.meta.dirname, "worker.ts"), { env, stdio: ["ignore", "ignore", "pipe", "ipc"] });
    const said = text(worker.stderr as NodeJS.ReadableStream);
    const reports: string[] = [];
    let passed = 0;
    worker.on("message", (message: WorkerMessage) => {
      if (message.kind === "failed") reports.push(message.report);
      if (message.kind === "passed") passed++;
      if (message.kind === "ended") worker.disconnect();
    });
    worker.send(file);
    const [code] = await once(worker, "exit");
    return { passed, code: code as number, told: [...reports, await said].join("\n") };
  }

  it("tells that tests have passed, and ends well", async () => {
    const body = `describe("one", () => { it("passes", () => {}); }); describe("two", () => { it("passes", () => {}); });`;
    assert.deepEqual(await run(body), { passed: 2, code: 0, told: "" });
  });

  const faults: readonly (readonly [string, string, RegExp])[] = [
    ["a test that fails", `describe("part", () => { it("x", () => assert.fail("why")); });`, /^x.*why/s],
    [
      "a test deeper within that fails later",
      `describe("part", () => { describe("inner", () => { it("x", async () => { await null; assert.fail("why"); }); }); });`,
      /^x.*why/s,
    ],
    ["a part that cannot be read", `describe("part", () => { throw new Error("why"); });`, /^part.*why/s],
    ["a file that cannot be loaded", `throw new Error("why");`, /cannot be loaded.*why/s],
    ["a file without a part", "", /describes nothing/],
    [
      "a test that its part comes to after something else",
      `describe("part", async () => { it("y", () => {}); await new Promise((go) => setTimeout(go, 20)); it("x", () => assert.fail("why")); });`,
      /^x.*why/s,
    ],
    [
      "an error of a test that is over",
      `describe("part", () => { it("x", () => { setTimeout(() => { throw new Error("why"); }, 50); }); });`,
      /nobody has caught.*why/s,
    ],
    [
      "a promise that fails when its test is over",
      `describe("part", () => { it("x", () => { setTimeout(() => Promise.reject(new Error("why")), 50); }); });`,
      /nobody has caught.*why/s,
    ],
    ["a process that ends itself", `describe("part", () => { it("x", () => process.exit(1)); });`, /^$/],
  ];
  for (const [what, body, report] of faults) {
    it(`hides no failure: ${what}`, async () => {
      const { told, code } = await run(body);
      assert.match(told, report);
      if (told === "" || /nobody has caught/.test(told)) assert.equal(code, 1);
    });
  }
});
