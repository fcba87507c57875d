import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, it } from "node:test";

const WARM_UP = join(import.meta.dirname, "..", "..", "bin", "warm-up.js");
/** Prints whether Node had to load its reader of TypeScript for the server's sources. */
const LOAD_SERVER = `
  import { setUpEngine } from "./bin/engine.js";
  setUpEngine();
  await import("./src/cli/serve.ts");
  console.log(process.moduleLoadList.some((name) => name.includes("deps/amaro")));
`;

describe("the compile cache", () => {
  it("is filled after an installation, without a word and without starting anything", () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [WARM_UP], { encoding: "utf8" });
    assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: "", stderr: "" });
  });

  it("spares a start the reading of TypeScript", () => {
    const cwd = join(import.meta.dirname, "..", "..");
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", LOAD_SERVER], {
      cwd,
      encoding: "utf8",
    });
    assert.equal(stdout, "false\n");
  });
});
