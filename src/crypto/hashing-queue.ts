/** Of one process. Each takes 19 MiB and a core while it runs; bin/tessera.js makes the thread pool larger by as many. */
const CONCURRENT_HASHES = 2;
/**
 * Waiting and at work together. A hash takes about 35 ms of a free core, so the last in the queue waits 66 × 35 ms ÷ 2 ≈ 1.2 s; on
 * a machine that is three times busier 3.5 s, and a person still waits for the answer. More would only leave while they wait.
 */
const PLACES = 66;
/** By then the whole queue is done, on a machine that is busy. */
const RETRY_AFTER_SECONDS = 3;

/** More passwords wait to be hashed than can be within a few seconds. Nothing has been done. */
export class HashingQueueFullError extends Error {
  readonly retryAfterSeconds = RETRY_AFTER_SECONDS;

  constructor() {
    super("too many passwords wait to be hashed");
    this.name = "HashingQueueFullError";
  }
}

/** A right to hash, one after the other, until it is given back. */
export interface HashingPlace extends Disposable {
  /** Does the work when it is its turn. */
  inTurn(work: () => Promise<Buffer>): Promise<Buffer>;
}

let taken = 0;
let running = 0;
const waiting: (() => void)[] = [];

/** Takes a place in the queue of password hashes. Refuses with a HashingQueueFullError when there is none, before anything is done. */
export function takeHashingPlace(): HashingPlace {
  if (taken === PLACES) throw new HashingQueueFullError();
  taken++;
  return {
    inTurn,
    [Symbol.dispose]() {
      taken--;
    },
  };
}

async function inTurn(work: () => Promise<Buffer>): Promise<Buffer> {
  if (running === CONCURRENT_HASHES) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running--;
    else next();
  }
}
