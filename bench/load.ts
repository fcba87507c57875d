import { createHistogram, type RecordableHistogram } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { type Answer, Connection } from "./connection.ts";

/** `refused`: the server said that it is too busy, as it should rather than let everybody wait. */
export type Verdict = "accepted" | "refused" | "wrong";

/** What is sent, and what must come back. */
export interface Work {
  /** The bytes of the next request; undefined when none is left. */
  next(): Buffer | undefined;
  judge(answer: Answer): Verdict;
}

export interface LoadResult {
  readonly accepted: number;
  readonly refused: number;
  readonly errors: number;
  /** What the first error was. */
  readonly firstError: string | undefined;
  /** From the first request to the last answer. */
  readonly seconds: number;
  /** Microseconds of each accepted request, from sending it to the end of its answer. */
  readonly latency: RecordableHistogram;
}

/** How long the last answers may take. */
const PATIENCE_SECONDS = 30;

/** Sends requests on so many connections, each as soon as its last answer is there, until the time is over or none is left. */
export async function runLoad(port: number, connections: number, seconds: number, work: Work): Promise<LoadResult> {
  const tally = createTally(work);
  const end = performance.now() + seconds * 1000;
  const drive = (connection: Connection) =>
    new Promise<void>((resolve) => {
      const sendNext = () => {
        const request = performance.now() < end ? work.next() : undefined;
        if (request === undefined) resolve();
        else tally.send(connection, request, sendNext);
      };
      sendNext();
    });

  const all = Array.from({ length: connections }, () => new Connection(port));
  const watchdog = setTimeout(() => closeAll(all), (seconds + PATIENCE_SECONDS) * 1000);
  await Promise.all(all.map(drive));
  clearTimeout(watchdog);
  closeAll(all);
  return tally.result();
}

/** Offers so many requests a second, whether or not earlier ones were answered, and waits for all of them in the end. */
export async function offerLoad(port: number, perSecond: number, seconds: number, work: Work): Promise<LoadResult> {
  const tally = createTally(work);
  const pool: Connection[] = [];
  const answered: Promise<void>[] = [];
  const started = performance.now();
  for (let sent = 0; sent < perSecond * seconds; sent++) {
    const due = started + (sent * 1000) / perSecond;
    if (due > performance.now()) await delay(due - performance.now());
    const request = work.next();
    if (request === undefined) break;
    const free = pool.find(({ busy }) => !busy) ?? new Connection(port);
    if (!pool.includes(free)) pool.push(free);
    answered.push(new Promise((resolve) => tally.send(free, request, resolve)));
  }
  const watchdog = setTimeout(() => closeAll(pool), PATIENCE_SECONDS * 1000);
  await Promise.all(answered);
  clearTimeout(watchdog);
  closeAll(pool);
  return tally.result();
}

function closeAll(connections: readonly Connection[]): void {
  for (const connection of connections) connection.close();
}

function createTally({ judge }: Work) {
  const latency = createHistogram({ lowest: 1, highest: 120_000_000, figures: 3 });
  const started = performance.now();
  let last = started;
  const count = { accepted: 0, refused: 0, wrong: 0 };
  let firstError: string | undefined;

  return {
    send(connection: Connection, request: Buffer, then: () => void): void {
      const sent = performance.now();
      connection.send(request, (answer) => {
        last = performance.now();
        const verdict = answer instanceof Error ? "wrong" : judge(answer);
        count[verdict]++;
        if (verdict === "accepted") latency.record(Math.max(1, Math.round((last - sent) * 1000)));
        if (verdict === "wrong") firstError ??= describe(answer);
        then();
      });
    },
    result(): LoadResult {
      const { accepted, refused, wrong } = count;
      return { accepted, refused, errors: wrong, firstError, seconds: (last - started) / 1000, latency };
    },
  };
}

function describe(answer: Answer | Error): string {
  return answer instanceof Error ? answer.message : `${answer.head}\n\n${answer.body.slice(0, 1000)}`;
}
