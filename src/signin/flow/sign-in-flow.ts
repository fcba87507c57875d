import type { SignInOption } from "../../protocol/model/application.ts";
import type { SignInContext } from "../context.ts";
import type { ProviderSession } from "../federation/provider-sessions.ts";
import type { RemotePerson } from "../federation/remote-person.ts";

/** How far somebody has come on the way to a session. */
export interface SignInFlow {
  readonly person?: Person | undefined;
  /** The ways to sign in that were used, in their order, without what is no proof. */
  readonly done: readonly DoneStep[];
  /** Tasks that are behind them. */
  readonly tasksDone: readonly string[];
  /** The option that is being done; undefined: a step's only option, or one that is still to be picked. */
  readonly open?: OpenStep | undefined;
  /** When they last proved anything, in Unix seconds; of a session that is gone on with, when that was its sign-in. */
  readonly provenAt?: number | undefined;
  /** Whether the session is to be a long one. */
  readonly remembered: boolean;
  /** Whether second factors are not to be asked for again on this device. */
  readonly rememberDevice?: boolean | undefined;
  /** The session that is gone on with: it ends with that one. */
  readonly continues?: string | undefined;
  /** The organization whose people sign in; undefined: the tenant's own. What was said or begun there counts there alone. */
  readonly home?: string | undefined;
  /** Somebody elsewhere whom the person says to be: until they have proven an account here, nothing is done of what the application asks for. */
  readonly linking?: Linking | undefined;
  /** What it has come of at other servers. */
  readonly providerSessions?: readonly ProviderSession[] | undefined;
  /** Codes that were sent, so that nobody's mailbox is filled (security bar 19.2). */
  readonly codesSent: number;
}

export interface DoneStep extends SignInOption {
  /** What the proof stands on: the password's, or the passkey's. Undefined: that of a session that is gone on with, or nothing that changes. */
  readonly mark?: string | undefined;
}

/** Two accounts that are to be one person's from now on (security bar 24.1). */
export interface Linking {
  /** The connection's way, by which the person has come. */
  readonly option: SignInOption;
  /** Whom the provider has signed in. */
  readonly remote: Pick<RemotePerson, "subject" | "claims">;
  readonly session: ProviderSession;
  /** How often something was entered without having been begun, as passwords are. */
  readonly tries: number;
}

export interface Person {
  /** As it was entered. */
  readonly userName: string;
  /** Undefined: there is no such user, which nobody is told. */
  readonly userId: string | undefined;
  /** Whether something has shown that it is they. */
  readonly proven: boolean;
}

export interface OpenStep {
  readonly option: SignInOption;
  readonly state: Readonly<Record<string, unknown>>;
  /** Where the browser goes, of a step that is done elsewhere. */
  readonly url?: string | undefined;
  /** How often something was entered. */
  readonly tries: number;
}

/** A flow as it is stored: each change names the version that it has seen, so that nothing is done twice. */
export interface StoredFlow {
  readonly flow: SignInFlow;
  /** 0: it is not stored yet. */
  readonly version: number;
}

export const NEW_FLOW: SignInFlow = { done: [], tasksDone: [], remembered: false, codesSent: 0 };

/** The same without what was done to link accounts: nothing of it counts for anything else. */
export function withoutLinking({ linking: _, open: __, person: ___, provenAt: ____, ...flow }: SignInFlow): SignInFlow {
  return { ...flow, done: [], tasksDone: [] };
}

const KIND = "sign-in flow";

/** The flow of a pending request; one that nobody has begun is new. */
export async function findFlow(requestId: string, { store, now }: SignInContext): Promise<StoredFlow> {
  const found = await store.transients.find<SignInFlow>(KIND, requestId, now);
  return found === undefined ? { flow: NEW_FLOW, version: 0 } : { flow: found.document, version: found.version };
}

/** The flow as it is stored now; undefined, and nothing stored, when another request has changed it meanwhile. */
export async function saveFlow(
  { id, expiresAt }: { readonly id: string; readonly expiresAt: number },
  flow: SignInFlow,
  version: number,
  { store, now }: SignInContext,
): Promise<StoredFlow | undefined> {
  const saved =
    version === 0
      ? await store.transients.add(KIND, id, flow, expiresAt, now)
      : await store.transients.replace(KIND, id, version, flow);
  return saved ? { flow, version: version + 1 } : undefined;
}

/** Removes it, which of any number of callers exactly one is told that it did. */
export async function endFlow(
  { id }: { readonly id: string },
  version: number,
  { store }: SignInContext,
): Promise<boolean> {
  return version === 0 || (await store.transients.remove(KIND, id, version));
}
