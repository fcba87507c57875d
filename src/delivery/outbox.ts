import type { Rendered } from "../notifications/notifier.ts";

/** A message that was kept instead of sent. */
export type KeptMessage = Rendered & {
  /** Unix seconds. */
  readonly at: number;
};

/** Where a development server keeps its messages: in memory, the last ones only. */
export interface Outbox {
  keep(message: Rendered): void;
  /** The latest first. */
  list(): readonly KeptMessage[];
}

const MOST_KEPT = 200;

export function createOutbox(now: () => number): Outbox {
  const kept: KeptMessage[] = [];
  return {
    keep(message) {
      kept.unshift({ ...message, at: now() });
      kept.splice(MOST_KEPT);
    },
    list: () => [...kept],
  };
}
