import type { Session } from "../../protocol/model/session.ts";
import type { SignInContext } from "../context.ts";

const KIND = "provider sessions";

/** What a session here has come of at a provider: by it the one ends with the other. */
export interface ProviderSession {
  /** The id of the provider's record, in the world of whoever signs in. */
  readonly providerId: string;
  /** The connection's name, and which of its ways it was. */
  readonly idp: string;
  readonly authenticator: string;
  readonly subject: string;
  /** The `sid` of the provider's ID token. */
  readonly sid?: string | undefined;
  /** The ID token, sealed: what the provider's logout is asked with. */
  readonly sealedIdToken?: string | undefined;
}

interface Kept {
  readonly sessions: readonly ProviderSession[];
}

/** Whose session a `sid` of a provider's is. */
interface Owner {
  readonly userId: string;
}

type World = Pick<SignInContext, "store" | "now" | "lifetimes">;

/** What an ID token is sealed for. */
export function idTokenContext(providerId: string, subject: string): string {
  return ["provider session", providerId, subject].map(encodeURIComponent).join(" ");
}

/** Notes what the session has come of. */
export async function keepProviderSessions(
  session: Session,
  sessions: readonly ProviderSession[],
  { store, now, lifetimes }: World,
): Promise<void> {
  if (sessions.length === 0) return;
  const endsAt = session.createdAt + lifetimes.maximumSeconds;
  if (endsAt <= now) return;
  await store.transients.add(KIND, session.id, { sessions }, endsAt, now);
  for (const { providerId, sid } of sessions) {
    if (sid === undefined) continue;
    const key = sidKey(providerId, sid);
    const known = await store.transients.find<Owner>(KIND, key, now);
    // The newest counts, for it lasts the longest.
    if (known !== undefined) await store.transients.remove(KIND, key, known.version);
    await store.transients.add(KIND, key, { userId: session.userId }, endsAt, now);
  }
}

/** What the session has come of; nothing where nobody else's server had a part in it. */
export async function providerSessionsOf(
  sessionId: string,
  { store, now }: Pick<World, "store" | "now">,
): Promise<readonly ProviderSession[]> {
  return (await store.transients.find<Kept>(KIND, sessionId, now))?.document.sessions ?? [];
}

/** The same, and forgets it: of two callers one is told of it. */
export async function takeProviderSessions(
  sessionId: string,
  { store, now }: Pick<World, "store" | "now">,
): Promise<readonly ProviderSession[]> {
  const found = await store.transients.find<Kept>(KIND, sessionId, now);
  const taken = found !== undefined && (await store.transients.remove(KIND, sessionId, found.version));
  return taken ? found.document.sessions : [];
}

/** The id of the user whom the provider calls its session so of; undefined when nobody here has come of it. */
export async function ownerOfSid(
  providerId: string,
  sid: string,
  { store, now }: Pick<World, "store" | "now">,
): Promise<string | undefined> {
  return (await store.transients.find<Owner>(KIND, sidKey(providerId, sid), now))?.document.userId;
}

function sidKey(providerId: string, sid: string): string {
  return `${providerId} ${sid}`;
}
