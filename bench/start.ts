import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { findFreePort } from "../src/free-port.ts";

/**
 * `npm run bench:start`: how long the server needs from the start of `node` to its first discovery answer, and how much memory
 * it holds a second later. `npm run bench:start -- 20` measures more starts than five. The result is kept in bench/results/start.json.
 */
const BIN = join(import.meta.dirname, "..", "bin", "tessera.js");
const RESULT = join(import.meta.dirname, "results", "start.json");
const TARGET_MILLISECONDS = 1000;
const TARGET_MEGABYTES = 120;
const POLL_MILLISECONDS = 2;
const PATIENCE_MILLISECONDS = 60_000;

interface Start {
  /** From spawning `node` to the end of the first discovery answer. */
  readonly milliseconds: number;
  /** Resident memory a second later, in 10^6 bytes. */
  readonly megabytes: number;
}

const rounds = Number(process.argv[2] ?? 5);
if (!Number.isInteger(rounds) || rounds < 1)
  throw new Error("name a number of starts, such as `npm run bench:start -- 10`");

const folder = await mkdtemp(join(tmpdir(), "tessera-bench-"));
try {
  progress("the first start, on an empty folder");
  const first = await measureStart(folder);
  const again: Start[] = [];
  for (let round = 1; round <= rounds; round++) {
    progress(`start ${round} of ${rounds} on the existing database`);
    again.push(await measureStart(folder));
  }
  progress("");
  await report(first, again);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measureStart(dataDirectory: string): Promise<Start> {
  const port = await findFreePort("localhost");
  const url = `http://localhost:${port}/t/bifrost/oauth2/token/.well-known/openid-configuration`;
  const env = { TESSERA_DATA_DIR: dataDirectory, TESSERA_PORT: String(port), TESSERA_LOG_LEVEL: "warn" };

  const started = performance.now();
  const server = spawn(process.execPath, [BIN, "serve"], { env, stdio: ["ignore", "ignore", "inherit"] });
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  try {
    while (!(await answers(url))) {
      if (server.exitCode !== null) throw new Error(`the server ended with exit code ${server.exitCode}`);
      if (performance.now() - started > PATIENCE_MILLISECONDS) throw new Error(`nothing answers at ${url}`);
      await setTimeout(POLL_MILLISECONDS);
    }
    const milliseconds = performance.now() - started;
    await setTimeout(1000);
    return { milliseconds: Math.round(milliseconds), megabytes: await residentMegabytes(server.pid as number) };
  } finally {
    server.kill("SIGTERM");
    await ended;
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { headers: { connection: "close" } });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch((cause: unknown) => {
    throw new Error("the memory of another process is read from /proc, which only Linux has", { cause });
  });
  const kibibytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
  return Math.round((kibibytes * 1024) / 1e5) / 10;
}

async function report(first: Start, again: readonly Start[]): Promise<void> {
  const milliseconds = spread(again.map((start) => start.milliseconds));
  const megabytes = spread(again.map((start) => start.megabytes));
  const machine = {
    cores: availableParallelism(),
    model: cpus()[0]?.model.trim() ?? "unknown",
    memoryGigabytes: Math.round(totalmem() / 1e9),
  };
  const lines = [
    `${machine.cores} cores (${machine.model}), ${machine.memoryGigabytes} GB, node ${process.versions.node}, ${again.length} starts`,
    "",
    "                                     min   median      max   target",
    row("first discovery answer, ms", milliseconds, TARGET_MILLISECONDS),
    row("resident memory, MB", megabytes, TARGET_MEGABYTES),
    "",
    `On an empty folder: ${first.milliseconds} ms, ${first.megabytes} MB.`,
    verdict("first answer", milliseconds.max, TARGET_MILLISECONDS, "ms"),
    verdict("resident memory", Math.max(megabytes.max, first.megabytes), TARGET_MEGABYTES, "MB"),
  ];
  console.log(lines.join("\n"));

  const date = new Date().toISOString();
  const result = {
    date,
    node: process.versions.node,
    machine,
    milliseconds,
    megabytes,
    starts: again,
    emptyFolder: first,
  };
  await mkdir(join(RESULT, ".."), { recursive: true });
  await writeFile(RESULT, `${JSON.stringify(result, undefined, 2)}\n`);
}

interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (index: number) => sorted[index] as number;
  return { min: at(0), median: at(Math.floor(sorted.length / 2)), max: at(sorted.length - 1) };
}

function row(label: string, { min, median, max }: Spread, target: number): string {
  return label.padEnd(31) + [min, median, max, `< ${target}`].map((value) => String(value).padStart(9)).join("");
}

function verdict(what: string, worst: number, target: number, unit: string): string {
  const comparison = worst < target ? "meets" : "MISSES";
  return `The ${what}, ${worst} ${unit} at worst, ${comparison} its target of less than ${target} ${unit}.`;
}

/** One line that is written over; nothing where no terminal shows it. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
