import { randomUUID } from "node:crypto";
import type { Passkey } from "../../credentials/passkeys.ts";
import type { NotificationChannel } from "../../protocol/model/notification.ts";
import type { AccountWorld } from "../account-world.ts";
import type { FlowType } from "./flow-design.ts";
import type { RemoteAccount, SentToConnection } from "./flow-world.ts";

/** How far somebody has come. It holds no password and no code, only their hashes. */
export interface FlowState {
  readonly type: FlowType;
  /** The step that they are at. */
  readonly stepId: string;
  /** The application that they come from, by the id that it was named by. */
  readonly applicationId?: string;
  /** The sign-in that they have left for it, by the id of its pending request. */
  readonly requestId?: string;
  /** What a registration has been told. */
  readonly userName?: string;
  readonly claims?: Readonly<Record<string, string>>;
  readonly passwordHash?: string;
  /** Whose password it is about. */
  readonly account?: FlowAccount;
  /** The code that was sent and where to, if one was; and how often one was entered. */
  readonly sent?: {
    readonly channel: NotificationChannel;
    readonly tries: number;
    readonly expiresAt: number;
    readonly hash?: string;
    readonly to?: string;
  };
  /** Where they are meanwhile. */
  readonly away?: Away;
  /** The account elsewhere that a registration comes with. */
  readonly remote?: RemoteAccount;
  /** The id that the user is to have, and the passkey. */
  readonly userId?: string;
  readonly passkey?: { readonly id: string; readonly document: Passkey };
  /** The hash of the browser that it is gone through in, on our own pages. */
  readonly browser?: string;
  /** The address that they have shown to be theirs. */
  readonly proved?: string;
  /** The number that they have shown to be theirs. */
  readonly provedPhone?: string;
}

/** At another server, or at a device that makes a passkey, and by which action of which step. */
export type Away = { readonly stepId: string; readonly actionId: string } & (
  | { readonly to: "connection"; readonly sent: SentToConnection }
  | { readonly to: "device"; readonly options: object }
);

export interface FlowAccount {
  /** What was entered. */
  readonly login: string;
  /** Undefined: there is no such user, which nobody is told (security bar 18.4). */
  readonly userId?: string;
  readonly email?: string;
  readonly phone?: string;
  /** Of the password that there was: another one ends the flow. */
  readonly replaces?: string;
  readonly invited?: boolean;
  /** When what they have come with is good no more; left out: with the flow. */
  readonly until?: number;
}

/** A flow on its way, as it is stored. */
export interface Flow {
  readonly id: string;
  readonly state: FlowState;
  readonly version: number;
}

const KIND = "account flow";
/** In seconds: security bar 17.4 gives a recovery no more. */
const LIFETIME = 1800;

type World = Pick<AccountWorld, "store" | "now">;

/** Begins one; its id is known to whoever has begun it alone. */
export async function addFlow(state: FlowState, { store, now }: World): Promise<Flow> {
  const id = randomUUID();
  await store.transients.add(KIND, id, state, now + LIFETIME, now);
  return { id, state, version: 1 };
}

/** Undefined: there is none, or its time is over. */
export async function findFlow(id: string, { store, now }: World): Promise<Flow | undefined> {
  const found = await store.transients.find<FlowState>(KIND, id, now);
  return found && { id, state: found.document, version: found.version };
}

/** Undefined when somebody else was faster. */
export async function changeFlow({ id, version }: Flow, state: FlowState, { store }: World): Promise<Flow | undefined> {
  const changed = await store.transients.replace(KIND, id, version, state);
  return changed ? { id, state, version: version + 1 } : undefined;
}

/** Ends it: of any number of callers exactly one is told true. */
export function endFlow({ id, version }: Flow, { store }: World): Promise<boolean> {
  return store.transients.remove(KIND, id, version);
}
