import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../../bin/tessera.js", import.meta.url));

export interface Run {
  readonly process: ChildProcess;
  /** Resolves when it has printed the text, and rejects when it ends without. */
  printed(text: string): Promise<string>;
  /** What it has written to its standard error output so far. */
  logged(): string;
  readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

/**
 * Starts `tessera` with the arguments, in the folder, with no environment but the one given; `by` is the program with its arguments that
 * starts it, if it is not this process. It does not outlive this process, nor keep it going unless it is waited for.
 */
export function startTessera(
  folder: string,
  args: readonly string[],
  env: Record<string, string> = {},
  by: readonly string[] = [],
): Run {
  const [program, ...rest] = [...by, process.execPath, PROGRAM, ...args] as [string, ...string[]];
  const child = spawn(program, rest, { cwd: folder, env });
  // A test that fails may leave it running: unless it is waited for, this process ends before it, and takes it along.
  const handles = [child, child.stdout as Socket, child.stderr as Socket];
  let waiting = 0;
  const waitedFor = <Value>(promise: Promise<Value>): Promise<Value> => {
    if (waiting++ === 0) for (const handle of handles) handle.ref();
    return promise.finally(() => {
      if (--waiting === 0) for (const handle of handles) handle.unref();
    });
  };
  for (const handle of handles) handle.unref();
  const leftBehind = () => {
    child.kill("SIGKILL");
    process.exitCode = 1;
    process.stderr.write(`tessera ${args.join(" ")} was still running\n`);
  };
  process.once("exit", leftBehind);
  child.once("exit", () => process.off("exit", leftBehind));
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
  const printed = (text: string) =>
    waitedFor(
      new Promise<string>((resolve, reject) => {
        const look = () => stdout.includes(text) && resolve(stdout);
        child.stdout.on("data", look);
        child.on("close", () => reject(new Error(`tessera ended without printing ${text}: ${stdout}${stderr}`)));
        look();
      }),
    );
  return {
    process: child,
    printed,
    logged: () => stderr,
    get ended() {
      return waitedFor(ended);
    },
  };
}

/** A folder that is removed when it is disposed of. */
export async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), "tessera-cli-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Waits until so many workers have listened since the start. */
export async function workersOf(stderr: () => string, count: number): Promise<number[]> {
  while (listening(stderr()).length < count) await setTimeout(20);
  return listening(stderr());
}

/** The process ids of the workers that said that they listen. */
export function listening(log: string): number[] {
  return [...log.matchAll(/"worker":(\d+),"msg":"a worker listens"/g)].map(([, pid]) => Number(pid));
}
