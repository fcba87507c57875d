import { allowedCores, keepToCores } from "../src/cli/cores.ts";
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
 * had, as on a machine of one core and on one of two: the load generator shares the one core with the one process, and both with two.
 */
export async function measureProcesses(
  environment: Environment,
  options: BenchOptions,
): Promise<NonNullable<Results["processes"]>> {
  const targets = [await environment.startTessera(), await environment.startTessera({ workers: 2 })];
  const cores = allowedCores();
  try {
    const works: (readonly [Target, PreparedWork])[] = [];
    for (const target of targets) works.push([target, await clientCredentialsEs256.prepare(target)]);
    const free = await measurePair(works, options);
    const arePinned = (await Promise.all(targets.map(({ pid }) => pin(pid, cores)))).every(Boolean);
    if (!arePinned) return free;
    const share = (processes: number) => keepToCores(process.pid, cores.slice(0, processes));
    return { ...free, pinned: await measurePair(works, options, share) };
  } finally {
    await keepToCores(process.pid, cores);
    await Promise.all(targets.map((target) => target.stop()));
  }
}

/** Keeps a server, or each of its workers, to a core. Answers whether that could be done. */
async function pin(pid: number, cores: readonly number[]): Promise<boolean> {
  const workers = childrenOf(pid);
  const servers = workers.length === 0 ? [pid] : workers;
  const done = servers.map((one, n) => cores[n] !== undefined && keepToCores(one, [cores[n]]));
  return (await Promise.all(done)).every(Boolean);
}

/** `prepare` is told of how many processes the next server is. */
async function measurePair(
  works: readonly (readonly [Target, PreparedWork])[],
  { seconds, warmUpSeconds }: BenchOptions,
  prepare = async (_processes: number): Promise<unknown> => undefined,
): Promise<Pair> {
  const best: Measurement[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, [target, work]] of works.entries()) {
      await prepare(index + 1);
      const expectedRate = await warmUp(target, work, warmUpSeconds);
      const measured = await measure(target, work, { connections: MAIN_CONNECTIONS, seconds, expectedRate });
      const former = best[index];
      if (former === undefined || former.requestsPerSecond < measured.requestsPerSecond) best[index] = measured;
    }
  }
  const [one, two] = best as [Measurement, Measurement];
  return { one, two, ratio: Number((two.requestsPerSecond / one.requestsPerSecond).toFixed(2)) };
}
