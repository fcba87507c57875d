import { setTimeout } from "node:timers/promises";
import type { Ledger } from "./ledger.ts";

const PATIENCE_MILLISECONDS = 30_000;
const POLL_MILLISECONDS = 50;
/** One might have been under way. */
const ANSWERS = 50;

/** Waits until the running load is acknowledged again; writes a fault down when it is not. */
export async function waitForAnswers(ledger: Ledger): Promise<void> {
  const enough = ledger.acknowledged + ANSWERS;
  if (!(await waitFor(() => ledger.acknowledged >= enough))) ledger.fault("the server did not recover");
}

/** True once the condition holds; false when it does not for half a minute. */
export async function waitFor(condition: () => boolean): Promise<boolean> {
  const end = performance.now() + PATIENCE_MILLISECONDS;
  while (!condition()) {
    if (performance.now() > end) return false;
    await setTimeout(POLL_MILLISECONDS);
  }
  return true;
}
