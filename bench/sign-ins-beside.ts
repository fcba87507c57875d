import { offerLoad } from "./load.ts";
import { measure, warmUp } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import { MAIN_CONNECTIONS, type SignInsBeside } from "./results.ts";
import { exchange } from "./scenarios/exchange.ts";
import { signIn } from "./scenarios/sign-in.ts";
import type { Target } from "./target.ts";

const SIGN_INS_PER_SECOND = 50;

/** Measures code exchange while password sign-ins come in at a rate that does not wait for answers. */
export async function measureSignInsBeside(
  target: Target,
  { seconds, warmUpSeconds }: BenchOptions,
): Promise<SignInsBeside> {
  const [exchanges, signIns] = [await exchange.prepare(target), await signIn.prepare(target)];
  const expectedRate = await warmUp(target, exchanges, warmUpSeconds);
  await exchanges.supply?.(Math.ceil(expectedRate * seconds));
  await signIns.supply?.(Math.ceil(SIGN_INS_PER_SECOND * seconds));

  const [measurement, offered] = await Promise.all([
    measure(target, exchanges, { connections: MAIN_CONNECTIONS, seconds, expectedRate: expectedRate / 2 }),
    offerLoad(target.port, SIGN_INS_PER_SECOND, seconds, signIns),
  ]);
  const { accepted, refused, errors, latency } = offered;
  return {
    offeredPerSecond: SIGN_INS_PER_SECOND,
    exchange: measurement,
    signIns: { accepted, refused, errors, p99: Math.round(latency.percentile(99) / 1000) },
  };
}
