import { createHmac } from "node:crypto";
import { equalInConstantTime } from "../crypto/hashes.ts";
import { newId } from "../crypto/ids.ts";
import { issueOpaqueToken, parseOpaqueToken } from "../crypto/opaque-token.ts";
import type { Session } from "../protocol/model/session.ts";
import type { User } from "../protocol/model/user.ts";
import { optionOf } from "../protocol/sign-in-sequence.ts";
import { findUser } from "../protocol/user-home.ts";
import type { TenantStore } from "../store/port/store.ts";
import type { SignInContext } from "./context.ts";

/** Use is written down at most this often, or ten times in a shorter idle time, so that a busy session costs no write per request. */
const TOUCH_EVERY_SECONDS = 60;

/** In characters. */
const LONGEST_USER_AGENT = 512;

export interface LiveSession {
  readonly session: Session;
  readonly user: User;
  /** The value of the `opbs` cookie, which `session_state` is made from; it changes with the session. */
  readonly browserState: string;
}

/**
 * Starts a session under a new id (security bar 15.1). `since`: the times of one that it takes the place of with nothing proven anew,
 * which make it no younger (security bar 15.5). Returns it with its cookie's value.
 */
export async function startSession(
  user: User,
  amr: readonly string[],
  remembered: boolean,
  ctx: SignInContext,
  since: Pick<Session, "authTime" | "createdAt"> = { authTime: ctx.now, createdAt: ctx.now },
): Promise<LiveSession & { cookie: string }> {
  const id = newId(ctx.nowMilliseconds);
  const { text, secretHash } = issueOpaqueToken(id);
  const { now } = ctx;
  const session: Session = {
    id,
    userId: user.id,
    ...(ctx.home !== undefined && { userOrganization: ctx.home }),
    authTime: since.authTime,
    amr,
    remembered,
    createdAt: since.createdAt,
    lastUsedAt: now,
    address: ctx.remoteAddress,
    ...(ctx.userAgent !== undefined && { userAgent: ctx.userAgent.slice(0, LONGEST_USER_AGENT) }),
  };
  await ctx.store.sessions.create(session, secretHash, endOf(session, ctx));
  ctx.record("session_started", { user: user.id, session: id });
  const atHome = ctx.home === undefined ? user : { ...user, home: ctx.home };
  return { session, user: atHome, browserState: browserStateOf(text, ctx), cookie: text };
}

/**
 * Lets a member of an organization be signed in at the organization's own issuer, in a session of the same id that follows the one at the
 * tenant: it is as old, says what counts there of how they proved who they are, and is over when that one is. Returns it with its cookie's
 * value.
 */
export async function followSession(
  followed: Session,
  member: User,
  ctx: SignInContext,
): Promise<LiveSession & { cookie: string }> {
  const { text, secretHash } = issueOpaqueToken(followed.id);
  const session: Session = { ...seenByOrganization(followed, member), lastUsedAt: ctx.now };
  await ctx.store.sessions.create(session, secretHash, endOf(session, ctx));
  ctx.record("session_started", { user: member.id, session: session.id });
  return { session, user: member, browserState: browserStateOf(text, ctx), cookie: text };
}

/**
 * The session of a member at the tenant as the organization takes it: what they have proven to one of the tenant's connections they have not
 * to the organization's of the same name.
 */
export function seenByOrganization(session: Session, { home }: Pick<User, "home">): Session {
  const amr = session.amr.filter((method) => optionOf(method).idp === "LOCAL");
  return { ...session, amr, userOrganization: home };
}

/** The live session behind a cookie; undefined when it ended, timed out, or its user is disabled (security bar 15.2, 15.5). */
export async function findSession(cookie: string | undefined, ctx: SignInContext): Promise<LiveSession | undefined> {
  const presented = cookie === undefined ? undefined : parseOpaqueToken(cookie);
  const found = presented && (await ctx.store.sessions.find(presented.id));
  if (found === undefined || !equalInConstantTime(found.secretHash, presented?.secretHash as Buffer)) return undefined;

  const { session } = found;
  const user = await liveUserOf(session, ctx);
  if (user === undefined) return undefined;

  if (ctx.now - session.lastUsedAt >= Math.min(TOUCH_EVERY_SECONDS, idleSecondsOf(session, ctx) / 10)) {
    await touch(session, ctx);
  }
  return { session, user, browserState: browserStateOf(cookie as string, ctx) };
}

/** The live session with the id, for whoever has another proof of it than its cookie. */
export async function findSessionById(id: string, ctx: SignInContext): Promise<LiveSession | undefined> {
  const found = await ctx.store.sessions.find(id);
  const user = found && (await liveUserOf(found.session, ctx));
  return found && user && { session: found.session, user, browserState: browserStateOf(id, ctx) };
}

/** Prolongs a session as its use does, for whoever may without its cookie. False when it ended, timed out, or its user is disabled. */
export async function extendSession(sessionId: string, ctx: SignInContext): Promise<boolean> {
  const found = await ctx.store.sessions.find(sessionId);
  if (found === undefined || (await liveUserOf(found.session, ctx)) === undefined) return false;
  await touch(found.session, ctx);
  return true;
}

/** Whether a session has neither ended nor timed out. */
export async function isSessionLive(sessionId: string, ctx: SignInContext): Promise<boolean> {
  const found = await ctx.store.sessions.find(sessionId);
  return found !== undefined && isLive(found.session, ctx);
}

/** Ends the session at once, for every process, and with it what was allowed in it to clients that are to lose that. */
export async function endSession(session: Session, ctx: SignInContext): Promise<void> {
  // Before the session: if it failed afterwards nobody would come to do it again.
  await revokeWithSession(session, ctx);
  await ctx.store.sessions.end(session.id);
  ctx.record("session_ended", { user: session.userId, session: session.id });
}

/** Contract §13: `revokeTokensWhenIDPSessionTerminated`. With a session of the tenant's own user those end that follow it. */
async function revokeWithSession(session: Session, { store, above, now }: SignInContext): Promise<void> {
  await revokeIn(store, session, now);
  if (above !== undefined || session.userOrganization !== undefined) return;
  for (const id of await store.organizationMembers.organizationsOf(session.userId)) {
    await revokeIn(store.organizations.worldOf({ id }), session, now);
  }
}

async function revokeIn(store: TenantStore, session: Session, now: number): Promise<void> {
  const clientIds = await store.authorizations.clientsOfSession(session.id, session.userId);
  const clients = await Promise.all(clientIds.map((clientId) => store.clients.find(clientId)));
  const ending = clients.flatMap((client) => (client?.accessToken.endsWithSession ? [client.clientId] : []));
  if (ending.length > 0) await store.authorizations.revokeOfSession(session, ending, now);
}

/**
 * How long the cookie of a remembered session stays with the browser, in seconds; others go with the browser. It is the longest
 * that a session can last, for each use prolongs the session and not the cookie.
 */
export function cookieLifetimeSeconds(session: Session, ctx: SignInContext): number | undefined {
  return session.remembered ? ctx.lifetimes.maximumSeconds : undefined;
}

/** The user of a session that is not over; undefined when it timed out or the user is disabled. */
async function liveUserOf(session: Session, ctx: SignInContext): Promise<User | undefined> {
  if (!(await isLive(session, ctx))) return undefined;
  const user = await findUser(session, ctx);
  return user?.enabled ? user : undefined;
}

/** Whether its time is not over; of one that follows another, that one's neither. */
async function isLive(session: Session, ctx: SignInContext): Promise<boolean> {
  if (endOf(session, ctx) <= ctx.now) return false;
  const place = followedIn(session, ctx);
  const found = place && (await place.sessions.find(session.id));
  if (place === undefined || found === undefined) return place === undefined;
  const { userId, userOrganization } = found.session;
  const isTheirs = userId === session.userId && userOrganization === undefined;
  return isTheirs && endOf(found.session, ctx) > ctx.now;
}

async function touch(session: Session, ctx: SignInContext): Promise<void> {
  const end = endOf({ ...session, lastUsedAt: ctx.now }, ctx);
  await ctx.store.sessions.touch(session.id, ctx.now, end);
  await followedIn(session, ctx)?.sessions.touch(session.id, ctx.now, end);
}

/** Where the session is that this one follows; undefined: it stands for itself. */
function followedIn({ userOrganization }: Session, { above }: SignInContext) {
  return above !== undefined && userOrganization === above.tenantId ? above.store : undefined;
}

function endOf(session: Session, ctx: SignInContext): number {
  return Math.min(session.lastUsedAt + idleSecondsOf(session, ctx), session.createdAt + ctx.lifetimes.maximumSeconds);
}

function idleSecondsOf(session: Session, { lifetimes }: SignInContext): number {
  return session.remembered ? lifetimes.rememberedIdleSeconds : lifetimes.idleSeconds;
}

function browserStateOf(cookie: string, ctx: SignInContext): string {
  return createHmac("sha256", ctx.secrets.browserState).update(cookie).digest("base64url");
}
