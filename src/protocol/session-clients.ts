import type { ProtocolContext } from "./context.ts";
import type { Client, Session } from "./model.ts";

const KIND = "session clients";

/** A client that has signed its user in through a session, and what it calls that session. */
export interface SessionClient {
  readonly client: Client;
  /** The `sid` that it was told. */
  readonly sid: string;
}

type Entry = Readonly<{ clientId: string; sid: string }>;
type Entries = { readonly entries: readonly Entry[] };

/**
 * Notes that the client learns of the session, if it wants to be told of its end. It is a record of its own because an authorization
 * may be gone long before the session ends.
 */
export async function rememberClient(session: Session, client: Client, ctx: ProtocolContext): Promise<void> {
  const { backChannelUri, frontChannelUri } = client.logout;
  if (backChannelUri === undefined && frontChannelUri === undefined) return;
  await addEntries(session, [{ clientId: client.clientId, sid: session.id }], ctx);
}

/**
 * Hands the clients of a session to the one that takes its place: the user has proved anew who they are, and stays signed in with
 * all of them.
 */
export async function handOverClients(previous: Session, next: Session, ctx: ProtocolContext): Promise<void> {
  const found = await ctx.store.transients.find<Entries>(KIND, previous.id, ctx.now);
  if (found !== undefined) await addEntries(next, found.document.entries, ctx);
}

/** The clients of the session that want to be told of its end. One that was told several `sid`s stands there with each. */
export async function clientsOfSession(
  sessionId: string,
  ctx: Pick<ProtocolContext, "store" | "now">,
): Promise<SessionClient[]> {
  const found = await ctx.store.transients.find<Entries>(KIND, sessionId, ctx.now);
  const clients = (found?.document.entries ?? []).map(async ({ clientId, sid }) => {
    const client = await ctx.store.clients.find(clientId);
    return client?.enabled ? [{ client, sid }] : [];
  });
  return (await Promise.all(clients)).flat();
}

async function addEntries(session: Session, wanted: readonly Entry[], ctx: ProtocolContext): Promise<void> {
  const { transients } = ctx.store;
  const endsAt = session.createdAt + ctx.lifetimes.sessionMaximumSeconds;
  for (;;) {
    const found = await transients.find<Entries>(KIND, session.id, ctx.now);
    const entries = found?.document.entries ?? [];
    const missing = wanted.filter(({ clientId, sid }) =>
      entries.every((entry) => entry.clientId !== clientId || entry.sid !== sid),
    );
    if (missing.length === 0 || endsAt <= ctx.now) return;
    // Whoever is told false meets what another request has stored meanwhile.
    const document = { entries: [...entries, ...missing] };
    const stored =
      found === undefined
        ? await transients.add(KIND, session.id, document, endsAt, ctx.now)
        : await transients.replace(KIND, session.id, found.version, document);
    if (stored) return;
  }
}
