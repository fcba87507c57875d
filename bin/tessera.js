#!/usr/bin/env node
// Plain JavaScript, for a Node too old to read TypeScript: that one starts the Node that npm installed with the product.
import { spawn } from "node:child_process";
import * as nodeModule from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const OLDEST_NODE = 24;

if (Number(process.versions.node.split(".")[0]) >= OLDEST_NODE) {
  // What Node made of the sources is kept for the next start, which is then twice as fast and needs 25 MB less. Not in the
  // system's folder for temporary files, where another user could have put something else.
  nodeModule.enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/tessera", import.meta.url)));
  await import("../src/main.ts");
} else {
  const folder = dirname(nodeModule.createRequire(import.meta.url).resolve("node/package.json"));
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
