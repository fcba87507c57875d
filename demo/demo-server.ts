import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../bin/tessera.js", import.meta.url));
const LISTENS = /listens on (http:\S+)/;

export interface DemoServer {
  /** Where it listens, for instance `http://localhost:41234`. */
  readonly baseUrl: string;
  stop(): Promise<void>;
}

/** Starts the product's own server with its demo organization, on a free port and in a folder that goes with it. */
export async function startDemoServer(): Promise<DemoServer> {
  const folder = await mkdtemp(join(tmpdir(), "tessera-demo-"));
  const server = spawn(process.execPath, [PROGRAM, "serve"], {
    // Settings of the caller's environment are for servers of their own.
    env: { PATH: process.env.PATH, TESSERA_PORT: "0", TESSERA_DATA_DIR: folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  const stop = async () => {
    server.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };

  let errors = "";
  server.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-4000);
  });
  const baseUrl = await new Promise<string | undefined>((resolve) => {
    let output = "";
    server.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      const url = LISTENS.exec(output)?.[1];
      if (url !== undefined) resolve(url);
    });
    void ended.then(() => resolve(undefined));
  });
  if (baseUrl === undefined) {
    await stop();
    throw new Error(`the demo's server did not start:\n${errors}`);
  }
  return { baseUrl, stop };
}
