import type { Environment } from "./environment.ts";
import { type Measurement, measure, warmUp } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import { MAIN_CONNECTIONS, type Results } from "./results.ts";
import { clientCredentialsEs256 } from "./scenarios/client-credentials.ts";

const ROUNDS = 2;

/** One process and two on one machine, measured in turns, the best round of each. */
export async function measureProcesses(
  environment: Environment,
  { seconds, warmUpSeconds }: BenchOptions,
): Promise<Results["processes"]> {
  const targets = [await environment.startTessera(), await environment.startTessera({ workers: 2 })];
  try {
    const best: Measurement[] = [];
    const works = await Promise.all(targets.map((target) => clientCredentialsEs256.prepare(target)));
    for (let round = 0; round < ROUNDS; round++) {
      for (const [index, target] of targets.entries()) {
        const work = works[index] as (typeof works)[number];
        const expectedRate = await warmUp(target, work, warmUpSeconds);
        const measured = await measure(target, work, { connections: MAIN_CONNECTIONS, seconds, expectedRate });
        const former = best[index];
        if (former === undefined || former.requestsPerSecond < measured.requestsPerSecond) best[index] = measured;
      }
    }
    const [one, two] = best as [Measurement, Measurement];
    return { one, two, ratio: Number((two.requestsPerSecond / one.requestsPerSecond).toFixed(2)) };
  } finally {
    await Promise.all(targets.map((target) => target.stop()));
  }
}
