import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { glob } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { styleText } from "node:util";
import { startPostgres } from "./postgres.ts";
import type { WorkerMessage } from "./worker.ts";

/**
 * `npm test`: every test on SQLite, then those of what is stored once more on PostgreSQL. Prints a line per file as it ends, failures
 * in full, and the sum last. `npm test -- oauth` runs the files whose path holds the word.
 */
const ALSO_ON_POSTGRES = /^test\/(accounts|oauth|signin|management)\//;
/**
 * What these are about is settled before or after anything is stored: by the request's form and the caller's token, or in a browser.
 * Those of accounts come to the store by the ways of their neighbours, which try what is used once, counted or raced for.
 */
const OF_NO_STORE = new RegExp(
  `/(${[
    ...["access", "bad-requests", "browser", "contract", "cookies", "description", "discovery", "dpop-proofs"],
    ...["federation-in-browser", "hashing-queue", "headers-and-cors", "nested-json", "pages-security"],
    ...["passkeys-in-browser", "pkce", "protected-resource-metadata", "registration-metadata", "unreadable-requests"],
    ...["apis", "flow-connections", "flow-design", "flow-pages", "flow-passkeys", "security-notices"],
  ].join("|")})\\.test\\.ts$`,
);
/** After so long without a word from it a worker is ended; in milliseconds. */
const PATIENCE = 300_000;
const PATIENCE_AT_THE_END = 30_000;
process.env.NODE_COMPILE_CACHE ??= resolve("node_modules/.cache/tessera-tests");

const started = performance.now();
const words = process.argv.slice(2);
const files = (await Array.fromAsync(glob("test/**/*.test.ts")))
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .sort();
const total = { passed: 0, failed: 0, skipped: 0 };

const postgres = await startPostgres();
process.env.TESSERA_TEST_POSTGRES_URL = postgres.url;
try {
  await pass("SQLite", files);
  process.env.TESSERA_TEST_STORE = "postgres";
  await pass(
    "PostgreSQL",
    files.filter((file) => ALSO_ON_POSTGRES.test(file) && !OF_NO_STORE.test(file)),
  );
} finally {
  await postgres.stop();
}
const seconds = ((performance.now() - started) / 1000).toFixed(0);
console.log(`\n${files.length} files, ${seconds} s`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
// At once: where PostgreSQL was started, whatever ends by itself ends well.
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);

/**
 * Side by side as many workers as there are processors, each of which runs one file after the other: to load the sources, and to have
 * Node compile them well, takes longer than most files do.
 */
async function pass(store: string, selected: readonly string[]): Promise<void> {
  if (selected.length === 0) return;
  console.log(styleText("bold", `\nOn ${store}: ${selected.length} files`));
  const waiting = [...selected];
  let done = 0;
  const work = async () => {
    let worker: ChildProcess | undefined;
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      worker ??= fork(join(import.meta.dirname, "worker.ts"), { stdio: ["ignore", "ignore", "inherit", "ipc"] });
      const { alive, passed, failed, seconds } = await runFile(worker, file);
      if (!alive) worker = undefined;
      const progress = `[${++done}/${selected.length}]`.padStart(9);
      const mark = failed > 0 ? styleText("red", "✖") : styleText("green", "✔");
      console.log(`${progress} ${mark} ${file} (${passed + failed} tests, ${seconds.toFixed(1)} s)`);
    }
    if (worker !== undefined) await dismiss(worker);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
}

/** Resolves when the file is over, or the worker is: it has failed then. */
function runFile(worker: ChildProcess, file: string) {
  const began = performance.now();
  const count = { passed: 0, failed: 0, skipped: 0 };
  let at = file;
  const fail = (report: string) => {
    count.failed++;
    const [title, ...reason] = report.split("\n");
    console.log([styleText("red", `✖ ${title}`), ...reason].join("\n"));
  };
  return new Promise<{ alive: boolean; passed: number; failed: number; seconds: number }>((resolve) => {
    const finish = (alive: boolean) => {
      clearTimeout(watch);
      worker.off("message", hear).off("exit", exit);
      for (const kind of ["passed", "failed", "skipped"] as const) total[kind] += count[kind];
      resolve({ alive, ...count, seconds: (performance.now() - began) / 1000 });
    };
    const hear = (message: WorkerMessage) => {
      watch.refresh();
      if (message.kind === "begun") at = message.name;
      else if (message.kind === "failed") fail(message.report);
      else if (message.kind === "ended") finish(true);
      else count[message.kind]++;
    };
    const exit = (code: number | null, signal: string | null) => {
      fail(`${at} (${file})\n    the process ended: ${signal ?? `exit code ${code}`}`);
      finish(false);
    };
    const watch = setTimeout(() => worker.kill("SIGKILL"), PATIENCE);
    worker.on("message", hear).once("exit", exit);
    worker.send(file);
  });
}

/** A worker that has nothing more to do ends by itself, unless a file has left something open. */
async function dismiss(worker: ChildProcess): Promise<void> {
  const watch = setTimeout(() => worker.kill("SIGKILL"), PATIENCE_AT_THE_END);
  worker.disconnect();
  const [code, signal] = await once(worker, "exit");
  clearTimeout(watch);
  if (code === 0) return;
  total.failed++;
  console.log(
    styleText("red", `✖ a process did not end well when its files were over: ${signal ?? `exit code ${code}`}`),
  );
}
