import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The numbers of the cores that this process may use; none where the system does not say. */
export function allowedCores(): readonly number[] {
  if (process.platform !== "linux") return [];
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "";
  return list.split(",").flatMap((range) => {
    const [first = Number.NaN, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, n) => first + n);
  });
}

/**
 * Keeps a process, with all threads that it has and will have, to these cores. Answers whether that could be done: it takes Linux and
 * `taskset` (util-linux, BusyBox).
 */
export async function keepToCores(pid: number, cores: readonly number[]): Promise<boolean> {
  return run("taskset", ["-a", "-c", "-p", cores.join(","), String(pid)]).then(
    () => true,
    () => false,
  );
}
