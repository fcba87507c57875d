import cluster, { type Worker } from "node:cluster";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Logger } from "pino";
import { childEnvironment } from "./child-environment.ts";
import { allowedCores, keepToCores } from "./cores.ts";
import { aboutSecondPort } from "./failure.ts";
import type { ListeningServer } from "./listening-server.ts";
import { refuseTakenPort } from "./shared-port.ts";
import type { FromWorker, ToWorker, WorkerTask } from "./worker-process.ts";

/** A worker that cannot live must not keep the machine busy with starting it. */
const FIRST_PAUSE_MILLISECONDS = 100;
const LONGEST_PAUSE_MILLISECONDS = 30_000;
/** Who ran so long did not die of its start: the next pause is the first again. */
const CALM_MILLISECONDS = 60_000;

/** A worker could not start; the message is for a person. */
export class WorkerError extends Error {
  override readonly name = "WorkerError";
}

interface RunningWorker {
  readonly process: Worker;
  /** Rejects with a WorkerError when it ends before it listens. */
  readonly listening: Promise<void>;
  /** With a signal or an exit code, in words. */
  readonly ended: Promise<string>;
}

/**
 * Serves in so many processes that share the port, each connection in one of them; where there is a core for each, each is kept to
 * its own. Resolves once all listen, and throws when one cannot. One that ends unexpectedly later is replaced.
 */
export async function startWorkers(count: number, task: WorkerTask, log: Logger): Promise<ListeningServer> {
  const { host, port, mtlsPort } = task.settings;
  for (const one of mtlsPort === undefined ? [port] : [port, mtlsPort]) {
    await refuseTakenPort(host, one).catch((error: unknown) => {
      throw aboutSecondPort(error, mtlsPort);
    });
  }
  const exec = fileURLToPath(new URL("worker-process.ts", import.meta.url));
  cluster.setupPrimary({ exec, args: [], serialization: "advanced" });
  const stopping = new AbortController();
  const cores = allowedCores();
  // With fewer workers than cores, their threads have the cores that are left.
  const coreOf = (n: number) => (cores.length === count ? cores[n] : undefined);
  const starts = Array.from({ length: count }, (_, n) => () => startWorker(task, coreOf(n), stopping.signal));

  const first = starts.map((start) => start());
  const tellAll = (message: ToWorker) => {
    for (const worker of Object.values(cluster.workers ?? {})) tell(worker as Worker, message);
  };
  const stop = async (workers: readonly Promise<unknown>[]) => {
    stopping.abort();
    tellAll({ kind: "stop" });
    await Promise.all(workers);
  };
  try {
    await Promise.all(first.map(({ listening }) => listening));
  } catch (error) {
    await stop(first.map(({ ended }) => ended));
    throw error;
  }
  const kept = first.map((worker, n) => keepRunning(worker, starts[n] as () => RunningWorker, stopping.signal, log));
  return { stop: () => stop(kept), reload: async () => tellAll({ kind: "reload" }) };
}

/** Resolves once the worker, or the last that replaced it, has ended because all are stopped. */
async function keepRunning(first: RunningWorker, start: () => RunningWorker, signal: AbortSignal, log: Logger) {
  let pause = FIRST_PAUSE_MILLISECONDS;
  for (let worker = first; ; worker = start()) {
    const { pid } = worker.process.process;
    worker.listening.then(
      () => log.info({ worker: pid }, "a worker listens"),
      (error: unknown) => log.error({ worker: pid, err: error }, "a worker could not start"),
    );
    const startedAt = performance.now();
    const how = await worker.ended;
    if (signal.aborted) return;
    if (performance.now() - startedAt > CALM_MILLISECONDS) pause = FIRST_PAUSE_MILLISECONDS;
    log.error({ worker: pid, how, pauseMilliseconds: pause }, "a worker ended unexpectedly and is replaced");
    await setTimeout(pause, undefined, { signal }).catch(() => {}); // stopped
    if (signal.aborted) return;
    pause = Math.min(2 * pause, LONGEST_PAUSE_MILLISECONDS);
  }
}

function startWorker(task: WorkerTask, core: number | undefined, signal: AbortSignal): RunningWorker {
  const worker = cluster.fork(childEnvironment());
  const ended = new Promise<string>((resolve) => {
    worker.once("exit", (code, killedBy) => resolve(killedBy ?? `exit code ${code}`));
    worker.once("error", (error) => resolve(error.message)); // it was not even started
  });
  const listening = new Promise<void>((resolve, reject) => {
    worker.on("message", async (message: FromWorker) => {
      if (message.kind === "ready") {
        // Two busy processes may be left to one core by the system, where each takes the other's place in its caches.
        if (core !== undefined) await keepToCores(worker.process.pid as number, [core]);
        tell(worker, signal.aborted ? { kind: "stop" } : { kind: "serve", task });
      } else if (message.kind === "listening") resolve();
      else reject(new WorkerError(message.reason));
    });
    ended.then((how) => reject(new WorkerError(`a worker ended with ${how} before it listened`)));
  });
  return { process: worker, listening, ended };
}

function tell(worker: Worker, message: ToWorker): void {
  // The callback takes the error of a worker that is gone, whose end is told by an event of its own.
  worker.send(message, undefined, () => {});
}
