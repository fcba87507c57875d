import { z } from "zod";
import { idFromBytes, leastIdAt, timeOfId } from "../../crypto/ids.ts";
import type { Session } from "../../protocol/model/session.ts";
import type { User } from "../../protocol/model/user.ts";
import { type Filter, matchesFilter, parseFilter } from "../filter.ts";
import { ManagementError } from "../management-error.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { searchSessions } from "./find-sessions.ts";
import { type SessionAnswer, sessionAnswers, sessionForm } from "./session-answer.ts";

const DEFAULT_LIMIT = 20;
const MOST = 100;
/** Sessions that are read at a time, and in all: so much work a filter may make that few sessions match (security bar 23.5). */
const AT_ONCE = 100;
const MOST_READ = 10_000;

const TEXTS = ["loginId", "sessionId", "appName", "ipAddress", "userAgent"];
const TIMES = ["loginTime", "lastAccessTime"];

const milliseconds = z.string().regex(/^\d{1,13}$/, "is not a time in milliseconds");
const searchQuery = z.object({
  filter: z.string().optional(),
  limit: z
    .string()
    .regex(/^\d{1,9}$/, "is not a whole number")
    .optional(),
  since: milliseconds.optional(),
  until: milliseconds.optional(),
});

/** Sessions of everybody (contract §19). */
export const sessionSearch: readonly Operation[] = [
  operation({
    id: "getSessions",
    method: "GET",
    path: "/api/users/v1/sessions",
    scope: "internal_session_view",
    summary: "Searches the sessions of all users",
    query: searchQuery,
    answers: {
      200: z.object({ previous: z.string().optional(), next: z.string().optional(), Resources: z.array(sessionForm) }),
    },
    async handle({ query }, ctx) {
      const filter = filterOf(query.filter);
      const limit = Math.min(Number(query.limit ?? DEFAULT_LIMIT), MOST);
      // One more than asked for, to know whether another page follows.
      const { found, leftAt } = await search(filter, { ...query, limit: limit + 1 }, ctx);
      const backwards = query.since !== undefined && query.until === undefined;
      const page = found.slice(0, limit);
      if (backwards) page.reverse();
      const [first, last] = [page[0], page.at(-1)];
      const isMore = found.length > limit;
      const link = (word: "since" | "until", time: string) =>
        `sessions?${new URLSearchParams({ limit: String(limit), ...(query.filter && { filter: query.filter }), [word]: time })}`;
      const previous = first && (backwards ? isMore : query.until !== undefined);
      // Where the reading was broken off, the next page goes on there, whatever was found before.
      const next = backwards || isMore ? last?.loginTime : leftAt;
      return {
        status: 200,
        body: {
          ...(previous && { previous: link("since", String(Number(first.loginTime) + 1)) }),
          ...(next !== undefined && { next: link("until", next) }),
          Resources: page,
        },
      };
    },
  }),
];

function filterOf(text: string | undefined): Filter {
  const filter = text === undefined ? [[]] : parseFilter(text, TEXTS, TIMES);
  if (filter !== undefined) return filter;
  const description = `A filter is over ${TEXTS.join(", ")} by eq, co, sw, ew and ${TIMES.join(", ")} by le, ge.`;
  throw new ManagementError(400, "USM-10001", "Unsupported filter.", description);
}

/**
 * Sessions begun from `since` on and before `until`, the newest first, or with `since` alone the oldest first. `leftAt`: the time at which
 * the reading was broken off.
 */
async function search(
  filter: Filter,
  { since, until, limit }: { since?: string | undefined; until?: string | undefined; limit: number },
  ctx: ManagementContext,
): Promise<{ found: SessionAnswer[]; leftAt: string | undefined }> {
  const found: SessionAnswer[] = [];
  const oldestFirst = since !== undefined && until === undefined;
  let from = since && idFromBytes(leastIdAt(Number(since)));
  let before = until && idFromBytes(leastIdAt(Number(until)));
  for (let read = 0; read < MOST_READ; read += AT_ONCE) {
    const sessions = await searchSessions({ from, before, oldestFirst, now: ctx.now, limit: AT_ONCE }, ctx);
    const ofHere = sessions.filter(({ userOrganization }) => userOrganization === ctx.tenant.organization?.id);
    found.push(...(await matching(ofHere, filter, ctx)));
    const last = sessions.at(-1);
    if (found.length >= limit || sessions.length < AT_ONCE || last === undefined) {
      return { found: found.slice(0, limit), leftAt: undefined };
    }
    if (oldestFirst) from = successorOf(last.id);
    else before = last.id;
  }
  return { found, leftAt: before && String(timeOfId(before)) };
}

async function matching(
  sessions: readonly Session[],
  filter: Filter,
  ctx: ManagementContext,
): Promise<SessionAnswer[]> {
  const ids = [...new Set(sessions.map(({ userId }) => userId))];
  const users = await Promise.all(ids.map((id) => ctx.store.users.find(id)));
  const byId = new Map(users.flatMap((user) => (user === undefined ? [] : [[user.id, user] as const])));
  const userOf = ({ userId }: Session) => byId.get(userId);
  // The applications take a question of each session: they are asked about only where they are to be told, or decide.
  const byApplication = filter.flat().some(({ attribute }) => attribute === "appName");
  const meant = byApplication ? sessions : sessions.filter((session) => matches(session, userOf(session), [], filter));
  const answers = await sessionAnswers(meant, userOf, ctx);
  if (!byApplication) return answers;
  return answers.filter(({ applications }, index) => {
    const session = meant[index] as Session;
    return matches(session, userOf(session), applications, filter);
  });
}

/** A session of several applications matches when it does with one of them. */
function matches(
  session: Session,
  user: User | undefined,
  applications: SessionAnswer["applications"],
  filter: Filter,
): boolean {
  const values: Readonly<Record<string, string | undefined>> = {
    loginId: user?.userName,
    sessionId: session.id,
    ipAddress: session.address,
    userAgent: session.userAgent,
    loginTime: String(timeOfId(session.id)),
    lastAccessTime: String(session.lastUsedAt * 1000),
  };
  const names = applications.length === 0 ? [undefined] : applications.map(({ appName }) => appName);
  return names.some((appName) => matchesFilter(filter, (name) => (name === "appName" ? appName : values[name])));
}

/** The least id that comes after this one. */
function successorOf(id: string): string {
  const next = BigInt(`0x${id.replaceAll("-", "")}`) + 1n;
  return idFromBytes(Buffer.from(next.toString(16).padStart(32, "0"), "hex"));
}
