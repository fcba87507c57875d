#!/usr/bin/env node
// Plain JavaScript, for a Node too old to read TypeScript: that one starts the Node that npm installed with the product.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const OLDEST_NODE = 24;
/** As many as hash passwords at a time (src/crypto/hashing-queue.ts). */
const HASHING_THREADS = 2;
const NODES_OWN_THREADS = 4;
/** Each of the two halves that V8 keeps new objects in; a third part is for those that it moves. */
const YOUNG_MEGABYTES = 8;

if (Number(process.versions.node.split(".")[0]) >= OLDEST_NODE) {
  // Node makes its thread pool at the first use and then keeps its size. A signature must never wait until a password is hashed,
  // so that there is a thread for every core beside those that hash. Who has set the size knows better.
  process.env.UV_THREADPOOL_SIZE ??= String(Math.max(NODES_OWN_THREADS, HASHING_THREADS + availableParallelism()));
  // What has to be known before the process starts, so that it is begun once more.
  if (process.platform === "linux" && process.env.MALLOC_ARENA_MAX === undefined) {
    // A password's hash needs 19 MiB for a moment. Unless told, glibc keeps as much for each thread that ever hashed, some 100 MB
    // in all; with one arena for all threads it gives them back.
    process.env.MALLOC_ARENA_MAX = "1";
    // Unless told, V8 lets what is new grow to 100 MB before it looks what of it is still in use. What a request leaves behind
    // is little: 24 MB take no more processor time.
    const options = [...process.execArgv, process.env.NODE_OPTIONS ?? ""].join(" ");
    const young = /--max[-_]semi[-_]space[-_]size/.test(options) ? [] : [`--max-semi-space-size=${YOUNG_MEGABYTES}`];
    process.execve(
      process.execPath,
      [process.execPath, ...young, ...process.execArgv, ...process.argv.slice(1)],
      process.env,
    );
  }
  // Loaded here because a Node too old for it could not even read the import.
  const { setUpEngine } = await import("./engine.js");
  setUpEngine();
  const { main } = await import("../src/main.ts");
  await main();
} else {
  const folder = dirname(createRequire(import.meta.url).resolve("node/package.json"));
  const self = fileURLToPath(import.meta.url);
  const child = spawn(join(folder, "bin", "node"), [self, ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(`tessera: the Node that npm installs with it does not start (${error.message}): run npm ci`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
