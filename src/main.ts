import { run } from "./cli/program.ts";

/** Runs the command line that this process was started with. */
export async function main(): Promise<void> {
  process.exitCode = await run(process.argv.slice(2));
}
