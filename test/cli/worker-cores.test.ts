import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { allowedCores, keepToCores } from "../../src/cli/cores.ts";
import { type Run, startTessera, temporaryFolder, workersOf } from "./tessera.ts";

/** Two of this machine's, where it has them and `taskset`. */
const TWO_CORES = spawnSync("taskset", ["-c", "-p", "1"]).error === undefined ? allowedCores().slice(0, 2) : [];

describe("the cores of workers", () => {
  it("are left to the system where a process cannot be kept to one", async () => {
    assert.equal(await keepToCores(process.pid, [1_000_000]), false);
  });

  if (TWO_CORES.length === 2) {
    it("are one for each where there are as many, also for the worker that replaces another", async () => {
      await using folder = await temporaryFolder();
      const run = startOnTwoCores(folder.path, 2);
      try {
        await run.printed("npm run demo");
        const each = TWO_CORES.map(String).sort();
        const [first, second] = await workersOf(run.logged, 2);
        assert.deepEqual(await coresOf([first, second]), each);
        process.kill(first as number, "SIGKILL");
        const third = (await workersOf(run.logged, 3)).at(-1);
        assert.deepEqual(await coresOf([second, third]), each);
      } finally {
        run.process.kill("SIGTERM");
        await run.ended;
      }
    });

    it("are all of them where there are fewer than workers", async () => {
      await using folder = await temporaryFolder();
      const run = startOnTwoCores(folder.path, 3);
      try {
        await run.printed("npm run demo");
        const all = await coresOf(await workersOf(run.logged, 3));
        assert.deepEqual(new Set(all), new Set([rangeOf(TWO_CORES)]));
      } finally {
        run.process.kill("SIGTERM");
        await run.ended;
      }
    });
  }
});

function startOnTwoCores(folder: string, workers: number): Run {
  const args = ["serve", "--port", "0", "--workers", String(workers)];
  return startTessera(folder, args, { TESSERA_LOG_LEVEL: "info" }, ["taskset", "-c", TWO_CORES.join(",")]);
}

/** What the system writes of the cores that each of the processes may use. */
async function coresOf(pids: readonly (number | undefined)[]): Promise<(string | undefined)[]> {
  const texts = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/status`, "utf8")));
  return texts.map((text) => /^Cpus_allowed_list:\s*(\S+)$/m.exec(text)?.[1]).sort();
}

function rangeOf([first = 0, second = 0]: readonly number[]): string {
  return second === first + 1 ? `${first}-${second}` : `${first},${second}`;
}
