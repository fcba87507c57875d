import { allowedCores, keepToCore } from "../src/cli/cores.ts";
import type { Environment } from "./environment.ts";
import { type Measurement, measure, warmUp } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import { childrenOf } from "./process-usage.ts";
import { MAIN_CONNECTIONS, type Pair, type Results } from "./results.ts";
import { clientCredentialsEs256 } from "./scenarios/client-credentials.ts";
import type { PreparedWork } from "./scenarios/scenario.ts";
import type { Target } from "./target.ts";

const ROUNDS = 2;

/**
 * One process and two on one machine, in turns, the best round of each: first as an operator starts them, and then, where that can be
 * had, each process kept to a core of its own, so that one has half of what two have.
 */
export async function measureProcesses(
  environment: Environment,
  options: BenchOptions,
): Promise<NonNullable<Results["processes"]>> {
  const targets = [await environment.startTessera(), await environment.startTessera({ workers: 2 })];
  try {
    const works: (readonly [Target, PreparedWork])[] = [];
    for (const target of targets) works.push([target, await clientCredentialsEs256.prepare(target)]);
    const free = await measurePair(works, options);
    const pinned = await Promise.all(targets.map(({ pid }) => pin(pid)));
    return pinned.every(Boolean) ? { ...free, pinned: await measurePair(works, options) } : free;
  } finally {
    await Promise.all(targets.map((target) => target.stop()));
  }
}

/** Keeps a server, or each of its workers, to a core. Answers whether that could be done. */
async function pin(pid: number): Promise<boolean> {
  const cores = allowedCores();
  const workers = childrenOf(pid);
  const servers = workers.length === 0 ? [pid] : workers;
  const done = servers.map((one, n) => cores[n] !== undefined && keepToCore(one, cores[n]));
  return (await Promise.all(done)).every(Boolean);
}

async function measurePair(
  works: readonly (readonly [Target, PreparedWork])[],
  { seconds, warmUpSeconds }: BenchOptions,
): Promise<Pair> {
  const best: Measurement[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, [target, work]] of works.entries()) {
      const expectedRate = await warmUp(target, work, warmUpSeconds);
      const measured = await measure(target, work, { connections: MAIN_CONNECTIONS, seconds, expectedRate });
      const former = best[index];
      if (former === undefined || former.requestsPerSecond < measured.requestsPerSecond) best[index] = measured;
    }
  }
  const [one, two] = best as [Measurement, Measurement];
  return { one, two, ratio: Number((two.requestsPerSecond / one.requestsPerSecond).toFixed(2)) };
}
