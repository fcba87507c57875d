import { timeOfId } from "../crypto/ids.ts";
import type { ServerKeys } from "../crypto/sealing.ts";
import type { MessageStore, QueuedMessage } from "../store/port/messages.ts";
import { DeliveryError, isFinal, reasonOf } from "./delivery-error.ts";
import type { Rendered } from "./notifier.ts";

/** A message with all that sending it takes. */
export interface Outgoing {
  readonly message: Rendered;
  /** Whose senders it may go out by, the nearest first: ids of organizations and of the tenant. */
  readonly places: readonly string[];
}

/** A message that was kept instead of sent. */
export type KeptMessage = Rendered & {
  /** Unix seconds. */
  readonly at: number;
};

/** What is told of a message that was not sent: neither to whom, nor what it says (security bar 26.1). */
export interface NotSent {
  readonly type: string;
  readonly channel: string;
  readonly reason: string;
  /** How often it was tried. */
  readonly attempts: number;
  /** Unix seconds; undefined: it will not be tried again. */
  readonly againAt: number | undefined;
}

export interface MessageQueueParts {
  readonly messages: MessageStore;
  readonly keys: Pick<ServerKeys, "seal" | "open">;
  /** Unix seconds. */
  readonly now: () => number;
  /** Brings the message to whoever it is for. `keep`: where nobody can be reached it is kept to be looked at. */
  send(outgoing: Outgoing): Promise<"sent" | "keep">;
  notSent(event: NotSent): void;
}

/** Messages in the database, so that what one process cannot send is sent later, by whichever process there is then. */
export interface MessageQueue {
  /** Resolves once it is stored; it is then sent as soon as there is room. */
  put(id: string, tenantId: string, expiresAt: number, outgoing: Outgoing): Promise<void>;
  /** Sends what is due, of all tenants, whoever has put it there. Resolves once it is begun. */
  sendDue(): Promise<void>;
  /** Resolves when nothing is on its way from here any more. */
  settled(): Promise<void>;
  /** Takes no further message: what waits is for other processes, or for the next start. */
  stop(): void;
  /** The latest first. */
  listKept(): Promise<KeptMessage[]>;
}

/**
 * So many of a tenant's messages are on their way from here at once; each tenant's apart, so that a mail server of one that takes its time keeps
 * nobody else's messages waiting (security bar 22.4).
 */
const MOST_AT_ONCE = 8;
/** Longer than any try may take: after that whoever has taken the message is taken to be dead. */
const TAKEN_SECONDS = 120;
/** Between the tries. A code that is good for ten minutes is tried four times. */
const PAUSES_SECONDS = [10, 60, 300, 900, 3600, 7200, 14_400];
const KEPT_SECONDS = 604_800;
const MOST_LISTED = 200;

export function createMessageQueue({ messages, keys, now, send, notSent }: MessageQueueParts): MessageQueue {
  const lanes = new Map<string, { running: number; taking: boolean; again: boolean }>();
  const working = new Set<Promise<void>>();
  let stopped = false;

  function work(task: Promise<void>): void {
    const tracked = task.finally(() => working.delete(tracked));
    working.add(tracked);
  }

  /** Takes as many of the tenant's messages as there is room for. */
  async function fill(tenantId: string): Promise<void> {
    const lane = lanes.get(tenantId) ?? { running: 0, taking: false, again: false };
    lanes.set(tenantId, lane);
    lane.again = true;
    if (lane.taking) return;
    lane.taking = true;
    try {
      while (lane.again && !stopped && lane.running < MOST_AT_ONCE) {
        lane.again = false;
        const time = now();
        for (const taken of await messages.take(tenantId, time, time + TAKEN_SECONDS, MOST_AT_ONCE - lane.running)) {
          lane.running += 1;
          const done = attempt(taken).then(() => {
            lane.running -= 1;
            return fill(tenantId);
          });
          work(done);
        }
      }
    } catch {
      // The database is away: what is due is found again when it is back.
    } finally {
      lane.taking = false;
      if (lane.running === 0) lanes.delete(tenantId);
    }
  }

  async function attempt(queued: QueuedMessage): Promise<void> {
    const outgoing = opened(queued);
    let done: "sent" | "keep";
    try {
      if (queued.expiresAt <= now()) throw new DeliveryError("it came too late", { isFinal: true });
      // While the operator's key is changed, a process with the other one can open it.
      if (outgoing === undefined) throw new DeliveryError("it was sealed with another key");
      done = await send(outgoing);
    } catch (error) {
      const { type = "unknown", channel = "unknown" } = outgoing?.message ?? {};
      const againAt = nextTry(queued, error);
      const told = againAt === undefined ? messages.remove(queued) : messages.postpone(queued, againAt);
      const isOurs = await told.catch(() => true);
      if (isOurs) notSent({ type, channel, reason: reasonOf(error), attempts: queued.attempts, againAt });
      return;
    }
    const tell = () => (done === "keep" ? messages.keep(queued, now() + KEPT_SECONDS) : messages.remove(queued));
    // If the database does not hear of it the second time either, it is sent again later on: better twice than never.
    await tell()
      .catch(tell)
      .catch(() => {});
  }

  /** Undefined: it was sealed with another key. */
  function opened(queued: QueuedMessage): Outgoing | undefined {
    try {
      return JSON.parse(keys.open(queued.sealed, contextOf(queued)).toString());
    } catch {
      return undefined;
    }
  }

  function nextTry({ attempts, expiresAt }: QueuedMessage, error: unknown): number | undefined {
    const pause = PAUSES_SECONDS[attempts - 1];
    if (pause === undefined || isFinal(error)) return undefined;
    const againAt = now() + pause;
    return againAt < expiresAt ? againAt : undefined;
  }

  return {
    async put(id, tenantId, expiresAt, outgoing) {
      const sealed = keys.seal(Buffer.from(JSON.stringify(outgoing)), contextOf({ id, tenantId }));
      await messages.add({ id, tenantId, sealed, attempts: 0, dueAt: now(), expiresAt });
      work(fill(tenantId));
    },
    async sendDue() {
      for (const tenantId of await messages.tenantsWithDue(now())) work(fill(tenantId));
    },
    async settled() {
      while (working.size > 0) await Promise.all(working);
    },
    stop() {
      stopped = true;
    },
    async listKept() {
      const kept = await messages.listKept(MOST_LISTED, now());
      return kept.flatMap((queued) => {
        const outgoing = opened(queued);
        return outgoing === undefined ? [] : [{ ...outgoing.message, at: Math.floor(timeOfId(queued.id) / 1000) }];
      });
    },
  };
}

/** What the message says, sealed with the server's present key; undefined when it is already. Throws when the server cannot open it. */
export function resealedMessage(queued: QueuedMessage, keys: MessageKeys): string | undefined {
  if (keys.isCurrent(queued.sealed)) return undefined;
  const context = contextOf(queued);
  return keys.seal(keys.open(queued.sealed, context), context);
}

type MessageKeys = Pick<ServerKeys, "seal" | "open" | "isCurrent">;

function contextOf({ id, tenantId }: Pick<QueuedMessage, "id" | "tenantId">): string {
  return `message ${tenantId} ${id}`;
}
