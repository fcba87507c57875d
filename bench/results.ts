import type { Limits } from "./limits.ts";
import type { Machine } from "./machine.ts";
import type { Measurement } from "./measure.ts";

/** The connection count that the aims and the plot are about. */
export const MAIN_CONNECTIONS = 32;

/** All that a run measured; bench/results/latest.json. */
export interface Results {
  readonly date: string;
  readonly machine: Machine;
  readonly database: "sqlite" | "postgres";
  readonly secondsEach: number;
  readonly limits: Limits;
  readonly scenarios: readonly ScenarioResult[];
  /** One process and two, the same load; `pinned`: with a core for each process, which the load generator shares. */
  readonly processes: (Pair & { readonly pinned?: Pair }) | undefined;
  /** Code exchange while password sign-ins are offered. */
  readonly signInsBeside: SignInsBeside | undefined;
}

/** `ratio` is the requests a second of two processes over those of one. */
export interface Pair {
  readonly one: Measurement;
  readonly two: Measurement;
  readonly ratio: number;
}

export interface ScenarioResult {
  readonly name: string;
  readonly title: string;
  readonly measurements: readonly Measurement[];
}

export interface SignInsBeside {
  readonly offeredPerSecond: number;
  readonly exchange: Measurement;
  readonly signIns: {
    readonly accepted: number;
    readonly refused: number;
    readonly errors: number;
    /** Milliseconds, from sending one to its answer. */
    readonly p99: number;
  };
}

/** What a server did in a scenario at a number of connections. */
export function find(
  results: Pick<Results, "scenarios">,
  name: string,
  server: Measurement["server"],
  connections = MAIN_CONNECTIONS,
): Measurement | undefined {
  const scenario = results.scenarios.find((one) => one.name === name);
  return scenario?.measurements.find((one) => one.server === server && one.connections === connections);
}

/** How many wrong answers Tessera gave. What the other server does when it is overloaded is shown, and is no fault of the run. */
export function errorsIn({ scenarios, processes, signInsBeside }: Results): number {
  const beside = signInsBeside === undefined ? [] : [signInsBeside.exchange, signInsBeside.signIns];
  const all = [
    ...scenarios.flatMap(({ measurements }) => measurements.filter(({ server }) => server === "Tessera")),
    ...[processes, processes?.pinned].flatMap((pair) => (pair === undefined ? [] : [pair.one, pair.two])),
    ...beside,
  ];
  return all.reduce((sum, { errors }) => sum + errors, 0);
}
