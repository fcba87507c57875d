import type { Work } from "../load.ts";
import type { Target } from "../target.ts";

/** A kind of request that is measured, on either server. */
export interface Scenario {
  /** What `--only` and the results call it. */
  readonly name: string;
  readonly title: string;
  /** Makes the work for a server; what it needs beforehand is not measured. */
  prepare(target: Target): Promise<PreparedWork>;
}

export interface PreparedWork extends Work {
  /** Has at least so many requests ready. Work that never runs out needs none. */
  supply?(count: number): Promise<void>;
}
