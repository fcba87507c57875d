import { setTimeout } from "node:timers/promises";
import type { Logger } from "pino";
import type { Notifier } from "./notifications/notifier.ts";

/** A message that was put off is this much late at most. */
const EVERY_MILLISECONDS = 5_000;

/** Until the returned function is called: sends the messages that are due, also those that a process which is gone has left. */
export function startDeliveryRounds(notifier: Pick<Notifier, "sendDue">, log: Logger): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const going = (async () => {
    while (!signal.aborted) {
      await notifier.sendDue().catch((err: unknown) => log.warn({ err }, "messages that are due could not be sent"));
      await setTimeout(EVERY_MILLISECONDS, undefined, { signal, ref: false }).catch(() => {}); // stopped
    }
  })();
  return async () => {
    stopping.abort();
    await going;
  };
}
