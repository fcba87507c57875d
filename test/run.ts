import { glob } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { relative, resolve } from "node:path";
import { type EventData, run } from "node:test";
import { inspect, styleText } from "node:util";
import { startPostgres } from "./postgres.ts";

/**
 * `npm test`: every test on SQLite, then those of what is stored once more on PostgreSQL. Prints a line per file as it ends, failures
 * in full, and the sum last. `npm test -- oauth` runs the files whose path holds the word.
 */
const ALSO_ON_POSTGRES = /^test\/(oauth|signin|management)\//;
/** Each file is a process: together they load the sources in half the time. */
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
    files.filter((file) => ALSO_ON_POSTGRES.test(file)),
  );
} finally {
  await postgres.stop();
}
const seconds = ((performance.now() - started) / 1000).toFixed(0);
console.log(`\n${files.length} files, ${seconds} s`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

async function pass(store: string, selected: readonly string[]): Promise<void> {
  if (selected.length === 0) return;
  console.log(styleText("bold", `\nOn ${store}: ${selected.length} files`));
  const stream = run({
    files: selected.map((file) => resolve(file)),
    concurrency: availableParallelism(),
    timeout: 300_000,
  });
  // Files run side by side, but their events come one file after the other.
  let current: { file: string; passed: number; failed: number; milliseconds: number } | undefined;
  let done = 0;
  const close = () => {
    if (current === undefined) return;
    const { file, passed, failed, milliseconds } = current;
    const mark = failed > 0 ? styleText("red", "✖") : styleText("green", "✔");
    const progress = `[${++done}/${selected.length}]`.padStart(8);
    console.log(`${progress} ${mark} ${file} (${passed + failed} tests, ${(milliseconds / 1000).toFixed(1)} s)`);
  };
  const count = (kind: "passed" | "failed", event: EventData.TestPass & { entryFile?: string }) => {
    const { nesting, details, skip, todo } = event;
    const path = relative(process.cwd(), event.entryFile ?? event.file ?? "");
    if (current?.file !== path) {
      close();
      current = { file: path, passed: 0, failed: 0, milliseconds: 0 };
    }
    if (nesting === 0) current.milliseconds += details.duration_ms;
    if (details.type === "suite") return;
    const skipped = skip !== undefined || todo !== undefined;
    total[skipped ? "skipped" : kind]++;
    if (!skipped) current[kind]++;
  };
  stream.on("test:pass", (event) => count("passed", event));
  stream.on("test:fail", (event) => {
    reportFailure(event);
    count("failed", event as unknown as EventData.TestPass);
  });
  stream.on("test:stderr", ({ message }) => process.stderr.write(message));
  await new Promise((end, reject) => stream.once("end", end).once("error", reject).resume());
  close();
}

function reportFailure({ name, file, line, details }: EventData.TestFail): void {
  const { error } = details;
  if ("failureType" in error && error.failureType === "subtestsFailed") return; // the test below it says why
  const place = file === undefined ? "" : ` (${relative(process.cwd(), file)}:${line ?? 1})`;
  console.log(`${styleText("red", `✖ ${name}`)}${place}`);
  console.log(inspect(error.cause ?? error, { colors: false, depth: 6 }).replaceAll(/^/gm, "    "));
}
