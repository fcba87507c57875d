import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

export interface Usage {
  /** In user and system mode, all threads together. */
  readonly cpuSeconds: number;
  /** Resident memory, in 10^6 bytes. */
  readonly megabytes: number;
}

/** The unit of /proc/<pid>/stat, which Linux keeps at 100 a second whatever its timer does. */
const TICKS_PER_SECOND = 100;

/** What a process and its children have used so far. */
export function usageOf(pid: number): Usage {
  const all = [pid, ...childrenOf(pid)].map(process.platform === "linux" ? fromProc : fromPs);
  return all.reduce((sum, one) => ({
    cpuSeconds: sum.cpuSeconds + one.cpuSeconds,
    megabytes: sum.megabytes + one.megabytes,
  }));
}

/** The processes that a process has started. */
export function childrenOf(pid: number): number[] {
  if (process.platform !== "linux") {
    const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
    return lines
      .map((line) => line.trim().split(/\s+/).map(Number))
      .flatMap(([child, parent]) => (parent === pid ? [child as number] : []));
  }
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return children === "" ? [] : children.split(" ").map(Number);
}

function fromProc(pid: number): Usage {
  // After the name, which is in parentheses and may hold blanks; the first field after it is the third (proc(5)).
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [userTicks, systemTicks] = [Number(fields[11]), Number(fields[12])];
  const kibibytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  return { cpuSeconds: (userTicks + systemTicks) / TICKS_PER_SECOND, megabytes: (kibibytes * 1024) / 1e6 };
}

/** Where there is no /proc: `ps`, whose times have hundredths of a second at best. */
function fromPs(pid: number): Usage {
  const [time = "", kibibytes] = execFileSync("ps", ["-o", "time=,rss=", "-p", String(pid)], { encoding: "utf8" })
    .trim()
    .split(/\s+/);
  const cpuSeconds = time.split(/[:-]/).reduce((sum, part) => sum * 60 + Number(part), 0);
  return { cpuSeconds, megabytes: (Number(kibibytes) * 1024) / 1e6 };
}
