import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";

const LOG = new URL("../../src/log.ts", import.meta.url);

/** What a process that logs the given thing has written to its standard error output, parsed; nothing may be on the other one. */
function logged(level: string, thing: string): Record<string, unknown>[] {
  const script = `import { createLog } from ${JSON.stringify(LOG)}; createLog(${JSON.stringify(level)}).info(${thing}, "text");`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    encoding: "utf8",
  });
  assert.equal(stdout, "");
  return stderr
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

describe("log (security bar 26.1, 26.2)", () => {
  it("is JSON lines with the level's name and the time in UTC", () => {
    const [line] = logged("info", "{ tenant: 'bifrost' }");
    assert.match(line?.time as string, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.deepEqual({ ...line, time: "" }, { level: "info", time: "", tenant: "bifrost", msg: "text" });
  });

  it("leaves out what is below its level", () => {
    assert.deepEqual(logged("warn", "{}"), []);
  });

  it("redacts credentials at the top and two levels below", () => {
    const names = ["authorization", "cookie", "set-cookie", "password", "token", "code", "secret", "assertion"];
    const secrets = JSON.stringify(Object.fromEntries(names.map((name) => [name, "hidden"])));
    const [line] = logged("info", `{ ...${secrets}, a: ${secrets}, b: { c: ${secrets} } }`);
    assert.equal(JSON.stringify(line).includes("hidden"), false);
    assert.equal(JSON.stringify(line).match(/\[redacted\]/g)?.length, 3 * names.length);
  });

  it("shows a request's path without its query", () => {
    const [line] = logged(
      "info",
      "{ req: { id: 'r1', method: 'GET', url: '/t/a?code=hidden', ip: '::1', headers: {} } }",
    );
    assert.deepEqual(line?.req, { id: "r1", method: "GET", path: "/t/a", remoteAddress: "::1" });
  });

  it("keeps a system error's code", () => {
    const [line] = logged("info", "{ err: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }) }");
    assert.equal((line?.err as { errorCode?: string } | undefined)?.errorCode, "ECONNREFUSED");
  });
});
