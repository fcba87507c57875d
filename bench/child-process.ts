import { spawn } from "node:child_process";

export interface Child {
  readonly pid: number;
  /** SIGTERM, and SIGKILL for one that does not end. Resolves when it is gone. */
  stop(): Promise<void>;
}

const PATIENCE_MILLISECONDS = 15_000;

/** Starts a program of ours on this Node. Resolves when it prints the text, and rejects when it ends without. */
export async function startNode(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  text: string,
): Promise<Child> {
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, [...args], { env: { PATH, NODE_ENV: "production", ...env } });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let stopping = false;
  let printed = "";
  await new Promise<void>((resolve, reject) => {
    const take = (chunk: Buffer) => {
      // What it prints once it serves, warnings most likely, is kept for the case that it fails.
      printed = (printed + chunk).slice(-10_000);
      if (printed.includes(text)) resolve();
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.once("close", (code, signal) => {
      if (stopping) return;
      const message = `${args[0]} ended by itself (${signal ?? `exit code ${code}`}):\n${printed}`;
      process.stderr.write(`${message}\n`);
      reject(new Error(message));
    });
  });
  return {
    pid: child.pid as number,
    async stop() {
      stopping = true;
      child.kill("SIGTERM");
      const impatience = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MILLISECONDS);
      await ended;
      clearTimeout(impatience);
    },
  };
}
