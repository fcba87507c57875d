import { type LoadResult, runLoad } from "./load.ts";
import { type Usage, usageOf } from "./process-usage.ts";
import type { PreparedWork } from "./scenarios/scenario.ts";
import type { Target } from "./target.ts";

/** What one server did under one load. Times are milliseconds. */
export interface Measurement {
  readonly server: Target["name"];
  readonly connections: number;
  /** Accepted ones alone. */
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly errors: number;
  readonly refused: number;
  readonly firstError?: string;
  /** Of the server's process, its threads and children. */
  readonly cpuSecondsPer1000: number;
  /** Resident memory of the server right after, in 10^6 bytes. */
  readonly megabytes: number;
}

const WARM_CONNECTIONS = 32;
/** What is prepared is more than the warm-up says that the time suffices for. */
const RESERVE = 1.3;

/** Warms the server up. Returns the requests a second that it reached. */
export async function warmUp(target: Target, work: PreparedWork, seconds: number): Promise<number> {
  await work.supply?.(WARM_CONNECTIONS);
  const { accepted, seconds: first } = await runLoad(target.port, WARM_CONNECTIONS, seconds / 4, work);
  await work.supply?.(Math.ceil((accepted / first) * seconds * RESERVE));
  const warm = await runLoad(target.port, WARM_CONNECTIONS, seconds, work);
  if (warm.accepted === 0) throw new Error(`${target.name} accepts nothing, but answers ${warm.firstError}`);
  return warm.accepted / warm.seconds;
}

/** Measures a server that was warmed up, at so many connections. */
export async function measure(
  target: Target,
  work: PreparedWork,
  { connections, seconds, expectedRate }: { connections: number; seconds: number; expectedRate: number },
): Promise<Measurement> {
  await work.supply?.(Math.max(connections, Math.ceil(expectedRate * seconds * RESERVE)));
  const before = usageOf(target.pid);
  const result = await runLoad(target.port, connections, seconds, work);
  return toMeasurement(target, connections, result, before);
}

/** What a load's result and the usage before it say. */
export function toMeasurement(target: Target, connections: number, result: LoadResult, before: Usage): Measurement {
  const after = usageOf(target.pid);
  const { accepted, refused, errors, firstError, seconds, latency } = result;
  const percentile = (which: number) => round(latency.percentile(which) / 1000, 2);
  return {
    server: target.name,
    connections,
    requests: accepted,
    requestsPerSecond: round(accepted / seconds, 1),
    p50: percentile(50),
    p95: percentile(95),
    p99: percentile(99),
    errors,
    refused,
    ...(firstError !== undefined && { firstError }),
    cpuSecondsPer1000: round(((after.cpuSeconds - before.cpuSeconds) * 1000) / accepted, 3),
    megabytes: round(after.megabytes, 1),
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
