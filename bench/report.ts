import { judgeAims } from "./aims.ts";
import type { Limits } from "./limits.ts";
import { type Machine, machineLine } from "./machine.ts";
import type { Measurement } from "./measure.ts";
import type { Results, ScenarioResult, SignInsBeside } from "./results.ts";

const COLUMNS = ["req/s", "p50 ms", "p95 ms", "p99 ms", "errors", "CPU s/1000", "RSS MB", "ratio"];
const LABEL_WIDTH = 29;
const COLUMN_WIDTH = 11;

/** The machine and its limits, and the head of the table. */
export function headText(machine: Machine, database: Results["database"], limits: Limits): string {
  const number = (value: number) => value.toLocaleString("en").padStart(9);
  const { rsa2048, p256, commits, fsyncs } = limits;
  return [
    `${machineLine(machine)}, ${database === "sqlite" ? "SQLite" : "PostgreSQL"}`,
    "",
    "The limits, per second               one core  all cores",
    `RSA-2048 signatures                 ${number(rsa2048.oneCore)}  ${number(rsa2048.allCores)}`,
    `P-256 signatures                    ${number(p256.oneCore)}  ${number(p256.allCores)}`,
    `durable commits (SQLite)            ${number(commits)}`,
    `fsync of 4 KiB                      ${number(fsyncs)}`,
    "",
    "".padEnd(LABEL_WIDTH) + COLUMNS.map((column) => column.padStart(COLUMN_WIDTH)).join(""),
  ].join("\n");
}

/** The rows of a scenario. The ratio is Tessera's requests a second over the other's. */
export function scenarioText({ title, measurements }: ScenarioResult): string {
  const rows = measurements.map((measurement) => {
    const { server, connections, requestsPerSecond } = measurement;
    const other = measurements.find((one) => one.server !== server && one.connections === connections);
    const ratio = server === "Tessera" && other ? requestsPerSecond / other.requestsPerSecond : undefined;
    return row(`${String(connections).padStart(5)}  ${server}`, measurement, ratio);
  });
  return [title, ...rows].join("\n");
}

export function processesText({ one, two, ratio, pinned }: NonNullable<Results["processes"]>): string {
  return [
    "client credentials, JWT ES256",
    row("   one process", one),
    row("   two processes", two, ratio),
    ...(pinned === undefined
      ? []
      : [row("   all on one core", pinned.one), row("   two, all on two cores", pinned.two, pinned.ratio)]),
  ].join("\n");
}

export function signInsBesideText({ offeredPerSecond, exchange, signIns }: SignInsBeside): string {
  const { accepted, refused, errors, p99 } = signIns;
  return [
    `code exchange while ${offeredPerSecond} password sign-ins a second are offered`,
    row(`${String(exchange.connections).padStart(5)}  Tessera`, exchange),
    `       of the sign-ins ${accepted} were accepted (p99 ${p99} ms), ${refused} refused with Retry-After, ${errors} wrong`,
  ].join("\n");
}

/** The aims, a line each. */
export function aimsText(results: Results): string {
  const lines = judgeAims(results).map(({ what, aim, measured, met }) => {
    const verdict = met === undefined ? "not measured" : met ? "met" : "MISSED";
    return `${verdict.padEnd(14)}${what.padEnd(58)}${aim.padStart(18)}${(measured ?? "").padStart(12)}`;
  });
  return ["The aims", ...lines].join("\n");
}

function row(label: string, measurement: Measurement, ratio?: number): string {
  const { requestsPerSecond, p50, p95, p99, errors, refused, cpuSecondsPer1000, megabytes } = measurement;
  const cells = [
    requestsPerSecond.toFixed(requestsPerSecond < 100 ? 1 : 0),
    p50.toFixed(2),
    p95.toFixed(2),
    p99.toFixed(2),
    String(errors),
    cpuSecondsPer1000.toFixed(3),
    megabytes.toFixed(0),
    ratio === undefined ? "" : `${ratio.toFixed(2)} ×`,
  ];
  const note = refused > 0 ? `  ${refused} refused with Retry-After` : "";
  return label.padEnd(LABEL_WIDTH) + cells.map((cell) => cell.padStart(COLUMN_WIDTH)).join("") + note;
}
