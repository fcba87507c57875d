import { type ClientPlaces, findClientById } from "./client-by-id.ts";
import type { ProtocolContext } from "./context.ts";
import type { Client } from "./model/client.ts";
import type { Session } from "./model/session.ts";

const KIND = "session clients";

/** A client that has signed its user in through a session, and what it calls that session. */
export interface SessionClient {
  readonly client: Client;
  /** The `sid` that it was told. */
  readonly sid: string;
}

type StoreAtTime = Pick<ProtocolContext, "store" | "now">;
type Entry = Readonly<{ clientId: string; sid: string }>;
type Entries = { readonly entries: readonly Entry[] };

/**
 * Notes that the client learns of the session, if it wants to be told of its end. It is a record of its own because an authorization
 * may be gone long before the session ends.
 */
export async function rememberClient(session: Session, client: Client, ctx: ProtocolContext): Promise<void> {
  if (wantsToBeTold(client)) await addEntries(session, [{ clientId: client.clientId, sid: session.id }], ctx);
}

/** The same for a client that was not in the session's browser; nothing when the session is over. */
export async function rememberClientOf(sessionId: string, client: Client, ctx: ProtocolContext): Promise<void> {
  const found = wantsToBeTold(client) ? await ctx.store.sessions.find(sessionId) : undefined;
  if (found !== undefined) await rememberClient(found.session, client, ctx);
}

function wantsToBeTold({ logout }: Client): boolean {
  return logout.backChannelUri !== undefined || logout.frontChannelUri !== undefined;
}

/**
 * Hands the clients of a session to the one that takes its place: the user has proved anew who they are, and stays signed in with
 * all of them.
 */
export async function handOverClients(previous: Session, next: Session, ctx: ProtocolContext): Promise<void> {
  await addEntries(next, await takeEntries(previous.id, ctx), ctx);
}

/** The clients of an ended session that want to be told of its end. They are forgotten: of two callers one is told of them. */
export async function takeClientsOf(sessionId: string, ctx: ClientPlaces): Promise<SessionClient[]> {
  const clients = (await takeEntries(sessionId, ctx)).map(async ({ clientId, sid }) => {
    const client = await findClientById(clientId, ctx);
    return client?.enabled ? [{ client, sid }] : [];
  });
  return (await Promise.all(clients)).flat();
}

async function takeEntries(sessionId: string, { store, now }: StoreAtTime): Promise<readonly Entry[]> {
  for (;;) {
    const found = await store.transients.find<Entries>(KIND, sessionId, now);
    if (found === undefined) return [];
    if (await store.transients.remove(KIND, sessionId, found.version)) return found.document.entries;
  }
}

/** A client that is there already is known by its new `sid`, which has taken the old one's place in its browser. */
async function addEntries(session: Session, added: readonly Entry[], ctx: ProtocolContext): Promise<void> {
  const { transients } = ctx.store;
  const endsAt = session.createdAt + ctx.lifetimes.sessionMaximumSeconds;
  for (;;) {
    const found = await transients.find<Entries>(KIND, session.id, ctx.now);
    const sids = new Map(found?.document.entries.map(({ clientId, sid }) => [clientId, sid]));
    if (added.every(({ clientId, sid }) => sids.get(clientId) === sid) || endsAt <= ctx.now) return;
    for (const { clientId, sid } of added) sids.set(clientId, sid);
    const document = { entries: [...sids].map(([clientId, sid]) => ({ clientId, sid })) };
    const stored =
      found === undefined
        ? await transients.add(KIND, session.id, document, endsAt, ctx.now)
        : await transients.replace(KIND, session.id, found.version, document);
    // Whoever is told false meets what another request has stored meanwhile.
    if (stored) return;
  }
}
