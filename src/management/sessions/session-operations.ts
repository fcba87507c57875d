import { z } from "zod";
import { isId } from "../../crypto/ids.ts";
import type { Session } from "../../protocol/model/session.ts";
import type { User } from "../../protocol/model/user.ts";
import { SELF_SERVICE_SCOPE } from "../../protocol/system-apis.ts";
import { ManagementError } from "../management-error.ts";
import { type Call, type ManagementContext, type Operation, operation, type Reply } from "../operation.ts";
import { ownUser, userInPath } from "../self-service/own-user.ts";
import { findSession, searchSessions, sessionsOf } from "./find-sessions.ts";
import { sessionAnswers, sessionForm } from "./session-answer.ts";

/** So many of a user's sessions are told; more than that nobody has in use. */
const MOST = 500;
const NO_USER = "USM-10003";

const sessionsForm = z.object({ userId: z.string(), sessions: z.array(sessionForm) });
/** Asgardeo's clients may send these; they change nothing. */
const unusedQuery = z.object({
  limit: z.string().optional(),
  offset: z.string().optional(),
  filter: z.string().optional(),
  sort: z.string().optional(),
});

const ME = "/api/users/v1/me/sessions";
const OF_USER = "/api/users/v1/{userId}/sessions";
const SEE = "internal_session_view";
const END = "internal_session_delete";

/** Where users are signed in (contract §19, security bar 15.6): what they see and end of their own, administrators of anybody's. */
export const sessionOperations: readonly Operation[] = [
  operation({
    id: "getSessionsOfLoggedInUser",
    method: "GET",
    path: ME,
    scope: SELF_SERVICE_SCOPE,
    summary: "Lists the user's own sessions",
    query: unusedQuery,
    answers: { 200: sessionsForm },
    handle: async (_call, ctx) => list(await ownUser(ctx), ctx),
  }),
  operation({
    id: "terminateSessionsByLoggedInUser",
    method: "DELETE",
    path: ME,
    scope: SELF_SERVICE_SCOPE,
    summary: "Ends all sessions of the user's own",
    answers: { 204: undefined },
    handle: async (_call, ctx) => endAll(await ownUser(ctx), ctx),
  }),
  operation({
    id: "terminateSessionByLoggedInUser",
    method: "DELETE",
    path: `${ME}/{sessionId}`,
    scope: SELF_SERVICE_SCOPE,
    summary: "Ends one of the user's own sessions",
    answers: { 204: undefined },
    handle: async (call, ctx) => endOne(call, await ownUser(ctx), ctx),
  }),
  operation({
    id: "getSessionsByUserId",
    method: "GET",
    path: OF_USER,
    scope: SEE,
    summary: "Lists the sessions of a user",
    query: unusedQuery,
    answers: { 200: sessionsForm },
    handle: async (call, ctx) => list(await userInPath(call, ctx, NO_USER), ctx),
  }),
  operation({
    id: "terminateSessionsByUserId",
    method: "DELETE",
    path: OF_USER,
    scope: END,
    summary: "Ends all sessions of a user",
    answers: { 204: undefined },
    handle: async (call, ctx) => endAll(await userInPath(call, ctx, NO_USER), ctx),
  }),
  operation({
    id: "getSessionBySessionId",
    method: "GET",
    path: `${OF_USER}/{sessionId}`,
    scope: SEE,
    summary: "Gets a session of a user",
    answers: { 200: sessionForm },
    async handle(call, ctx) {
      const user = await userInPath(call, ctx, NO_USER);
      const [body] = await sessionAnswers([await find(call, user, ctx)], () => user, ctx);
      return { status: 200, body };
    },
  }),
  operation({
    id: "terminateSessionBySessionId",
    method: "DELETE",
    path: `${OF_USER}/{sessionId}`,
    scope: END,
    summary: "Ends a session of a user",
    answers: { 204: undefined },
    handle: async (call, ctx) => endOne(call, await userInPath(call, ctx, NO_USER), ctx),
  }),
];

/** The user's sessions that are not over, the newest first. */
function liveSessions({ id }: User, ctx: ManagementContext): Promise<Session[]> {
  return searchSessions({ userId: id, now: ctx.now, limit: MOST }, ctx);
}

async function list(user: User, ctx: ManagementContext): Promise<Reply> {
  const sessions = await sessionAnswers(await liveSessions(user, ctx), () => user, ctx);
  return { status: 200, body: { userId: user.id, sessions } };
}

/** Those whose time is over as well: they may have left something behind that is to end. */
async function endAll(user: User, ctx: ManagementContext): Promise<Reply> {
  const sessions = await sessionsOf(user.id, ctx);
  await ctx.endSessions(user, sessions);
  const change = {
    action: "session.end-all",
    target: targetOf(user),
    before: { sessions: sessions.map(({ id }) => id) },
  };
  return { status: 204, change };
}

async function endOne(call: Pick<Call, "parameters">, user: User, ctx: ManagementContext): Promise<Reply> {
  const session = await find(call, user, ctx);
  await ctx.endSessions(user, [session]);
  return { status: 204, change: { action: "session.end", target: targetOf(user), before: { sessions: [session.id] } } };
}

/** The user's session that the path names. Another's is none. */
async function find({ parameters }: Pick<Call, "parameters">, user: User, ctx: ManagementContext): Promise<Session> {
  const id = parameters.sessionId as string;
  const found = isId(id) ? await findSession(id, ctx) : undefined;
  if (found?.userId === user.id) return found;
  throw new ManagementError(404, "USM-10004", "Session not found.", `The user has no session with the id ${id}.`);
}

function targetOf({ id, userName }: User) {
  return { kind: "user", id, name: userName };
}
