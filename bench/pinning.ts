import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** The numbers of the cores that this process may use; none where there is no `taskset` (util-linux) to keep a process to one. */
export function coresToPin(): number[] {
  if (process.platform !== "linux") return [];
  try {
    execFileSync("taskset", ["--version"], { stdio: "ignore" });
  } catch {
    return [];
  }
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "";
  return list.split(",").flatMap((range) => {
    const [first = Number.NaN, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, n) => first + n);
  });
}

/** Keeps all threads of a process, and those they start later, to one core. */
export function pin(pid: number, core: number): void {
  execFileSync("taskset", ["--all-tasks", "--cpu-list", "--pid", String(core), String(pid)], { stdio: "ignore" });
}
