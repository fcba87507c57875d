import type { Session } from "../../protocol/model/session.ts";
import type { TenantStore } from "../../store/port/store.ts";
import type { ManagementContext } from "../operation.ts";
import { signInStores } from "../sign-in-stores.ts";

type Query = Parameters<TenantStore["sessions"]["search"]>[0];

/** The sessions that are not over, wherever they were begun, each with the organization that its user is at home in. */
export async function searchSessions(query: Query, ctx: ManagementContext): Promise<Session[]> {
  const found = await Promise.all(
    signInStores(ctx).map(async ({ sessions }) => {
      const all = await sessions.search(query);
      return sessions === ctx.store.sessions ? all.map((session) => atHome(session, ctx)) : all;
    }),
  );
  const [sign, all] = [query.oldestFirst ? 1 : -1, found.flat()];
  return all.sort((one, other) => (one.id < other.id ? -sign : sign)).slice(0, query.limit);
}

/** All sessions of the user that are stored. */
export async function sessionsOf(userId: string, ctx: ManagementContext): Promise<Session[]> {
  return (await Promise.all(signInStores(ctx).map(({ sessions }) => sessions.listOf(userId)))).flat();
}

/** The session with the id; undefined: there is none. */
export async function findSession(id: string, ctx: ManagementContext): Promise<Session | undefined> {
  const found = await Promise.all(signInStores(ctx).map(({ sessions }) => sessions.find(id)));
  return found.find((one) => one !== undefined)?.session;
}

/** At its own endpoints an organization says of its own people nowhere that they are, and of members from outside that they are at home above. */
function atHome(session: Session, { tenant }: ManagementContext): Session {
  const { userOrganization = tenant.organization?.id } = session;
  return { ...session, userOrganization };
}
