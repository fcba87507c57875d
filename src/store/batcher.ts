import { StoreUnavailableError } from "./store-unavailable.ts";

/** How jobs travel together. */
export interface BatchRules<Job, Answer> {
  /**
   * Does all the jobs, which are of one group and of different keys, and answers them in their order. When it throws, nothing of
   * them was done; after a `StoreUnavailableError` that is not certain. Who had to wait asks `more` for the jobs that have come
   * meanwhile, does them too, and answers them last.
   */
  readonly run: (jobs: readonly Job[], more: () => readonly Job[]) => Promise<readonly Answer[]>;
  /** Batches under way at the same moment. */
  readonly lanes: number;
  readonly largestBatch: number;
  /** With more jobs than these waiting, further ones are refused. */
  readonly mostWaiting: number;
}

/**
 * Does the job with others of its group. Jobs of one key never share a batch, nor are two of them under way at once: they are
 * done in the order they came. Refuses with `StoreUnavailableError` when too many jobs wait already.
 */
export type Batcher<Job, Answer> = (group: string, key: string | undefined, job: Job) => Promise<Answer>;

interface Waiting<Job, Answer> {
  readonly key: string | undefined;
  readonly job: Job;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

interface Group<Job, Answer> {
  waiting: Waiting<Job, Answer>[];
  readonly busyKeys: Set<string>;
}

/**
 * Makes a batcher. What arrives while the event loop goes through one round travels together, and what arrives while all lanes
 * are taken is the next batch: the more there is to do, the larger the batches, and a job that comes alone waits for no timer.
 */
export function createBatcher<Job, Answer>(rules: BatchRules<Job, Answer>): Batcher<Job, Answer> {
  const groups = new Map<string, Group<Job, Answer>>();
  let waitingJobs = 0;
  let freeLanes = rules.lanes;
  let scheduled = false;

  function schedule(): void {
    if (scheduled || freeLanes === 0 || waitingJobs === 0) return;
    scheduled = true;
    setImmediate(start);
  }

  function start(): void {
    scheduled = false;
    for (const [name, group] of groups) {
      if (freeLanes === 0) return;
      const batch = takeBatch(group, rules.largestBatch);
      if (batch.length === 0) continue; // all that waits, waits for a key
      waitingJobs -= batch.length;
      freeLanes -= 1;
      // To the end of the line: no group, and so no tenant, keeps the others waiting.
      groups.delete(name);
      groups.set(name, group);
      void runBatch(name, group, batch);
    }
  }

  async function runBatch(name: string, group: Group<Job, Answer>, batch: Waiting<Job, Answer>[]): Promise<void> {
    await settle(rules.run, batch, () => {
      const more = takeBatch(group, rules.largestBatch - batch.length);
      waitingJobs -= more.length;
      return more;
    });
    for (const { key } of batch) if (key !== undefined) group.busyKeys.delete(key);
    freeLanes += 1;
    if (group.waiting.length === 0 && group.busyKeys.size === 0 && groups.get(name) === group) groups.delete(name);
    schedule();
  }

  return (name, key, job) => {
    if (waitingJobs >= rules.mostWaiting) {
      return Promise.reject(new StoreUnavailableError(`${waitingJobs} requests wait for it`));
    }
    return new Promise((resolve, reject) => {
      const group = groups.get(name) ?? { waiting: [], busyKeys: new Set() };
      groups.set(name, group);
      group.waiting.push({ key, job, resolve, reject });
      waitingJobs += 1;
      schedule();
    });
  };
}

/** Takes the oldest jobs, at most so many, of which no other has the key. */
function takeBatch<Job, Answer>(group: Group<Job, Answer>, largest: number): Waiting<Job, Answer>[] {
  const batch: Waiting<Job, Answer>[] = [];
  const left: Waiting<Job, Answer>[] = [];
  const { busyKeys } = group;
  for (const waiting of group.waiting) {
    if (batch.length === largest || (waiting.key !== undefined && busyKeys.has(waiting.key))) {
      left.push(waiting);
    } else {
      batch.push(waiting);
      if (waiting.key !== undefined) busyKeys.add(waiting.key);
    }
  }
  group.waiting = left;
  return batch;
}

/** Runs the batch, to which more may come; one that fails is halved until what is at fault stands alone. */
async function settle<Job, Answer>(
  run: BatchRules<Job, Answer>["run"],
  batch: Waiting<Job, Answer>[],
  takeMore: () => readonly Waiting<Job, Answer>[],
): Promise<void> {
  try {
    const answers = await run(
      batch.map(({ job }) => job),
      () => {
        const more = takeMore();
        batch.push(...more);
        return more.map(({ job }) => job);
      },
    );
    for (const [n, { resolve }] of batch.entries()) resolve(answers[n] as Answer);
  } catch (error) {
    // When the database is lost all are told so: it may have committed, and a second try would then find a code used.
    if (batch.length === 1 || error instanceof StoreUnavailableError) {
      for (const { reject } of batch) reject(error);
      return;
    }
    const middle = batch.length >> 1;
    await settle(run, batch.slice(0, middle), () => []);
    await settle(run, batch.slice(middle), () => []);
  }
}
