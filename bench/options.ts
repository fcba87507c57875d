import { parseArgs } from "node:util";

export interface BenchOptions {
  readonly quick: boolean;
  /** The beginnings of the names of what is measured; all when it is empty. */
  readonly only: readonly string[];
  /** How long each measurement lasts. */
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly limitSeconds: number;
  readonly connections: readonly number[];
  readonly database: "sqlite" | "postgres";
  /** Where the results are written; undefined: nowhere. */
  readonly output: string | undefined;
}

const RESULTS = new URL("results/", import.meta.url).pathname;

/**
 * Reads `--quick`, `--only exchange,refresh`, `--seconds 10`, `--postgres` (or TESSERA_BENCH_DATABASE=postgres) and
 * `--output folder`. Without the last, only a whole run is kept, in bench/results.
 */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string" },
      seconds: { type: "string" },
      postgres: { type: "boolean", default: env.TESSERA_BENCH_DATABASE === "postgres" },
      output: { type: "string" },
    },
  });
  const { quick, output } = values;
  const seconds = Number(values.seconds ?? (quick ? 0.2 : 5));
  if (!(seconds > 0)) throw new Error("--seconds takes a number above 0");
  const isWhole = !quick && values.only === undefined;
  return {
    quick,
    only: values.only === undefined ? [] : values.only.split(","),
    seconds,
    warmUpSeconds: quick ? 0.2 : 2,
    limitSeconds: quick ? 0.1 : 2,
    connections: quick ? [1, 32] : [1, 32, 256],
    database: values.postgres ? "postgres" : "sqlite",
    output: output ?? (isWhole ? RESULTS : undefined),
  };
}

/** Whether something of this name is asked for. */
export function isChosen({ only }: BenchOptions, name: string): boolean {
  return only.length === 0 || only.some((beginning) => name.startsWith(beginning));
}
