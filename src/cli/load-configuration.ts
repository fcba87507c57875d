import { fork } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type Configuration, ConfigurationError } from "../configuration/configuration.ts";
import { SettingsError } from "../settings.ts";
import { childEnvironment } from "./child-environment.ts";
import { fileFault, shortPath } from "./failure.ts";
import type { ParseAnswer, ParseTask } from "./parse-process.ts";

/** What the first start without a configuration of its own applies. */
export const DEMO_FILE = fileURLToPath(new URL("../../demo/bifrost.yaml", import.meta.url));

/** Reads and checks a configuration file. Throws one line when it cannot be read, and a line per fault when it is wrong. */
export async function loadConfiguration(path: string): Promise<Configuration> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new SettingsError(
      `${path} cannot be read: ${fileFault(error)}: name a configuration file with --config or TESSERA_CONFIG`,
    );
  });
  const answer = await parseApart({ text, fileName: shortPath(path) });
  if ("faults" in answer) throw new ConfigurationError(answer.faults);
  return answer.configuration;
}

/** The parsers take some 30 MB, which the server does not need while it runs: they end with a process of their own. */
async function parseApart(task: ParseTask): Promise<ParseAnswer> {
  const module = new URL("parse-process.ts", import.meta.url);
  const child = fork(module, { env: childEnvironment(), serialization: "advanced" });
  return new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the configuration's parser ended with ${code}`)));
    child.send(task);
  });
}
