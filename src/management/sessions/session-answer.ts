import { z } from "zod";
import { timeOfId } from "../../crypto/ids.ts";
import type { Session } from "../../protocol/model/session.ts";
import type { User } from "../../protocol/model/user.ts";
import type { ManagementContext } from "../operation.ts";
import { signInStores } from "../sign-in-stores.ts";

/** A session as it is told (contract §19). Times are milliseconds, as text. */
export const sessionForm = z.object({
  userId: z.string(),
  applications: z.array(z.object({ id: z.string(), subject: z.string(), appName: z.string(), appId: z.string() })),
  userAgent: z.string(),
  ip: z.string(),
  loginTime: z.string(),
  lastAccessTime: z.string(),
  id: z.string(),
});

export type SessionAnswer = z.infer<typeof sessionForm>;

/** The sessions with the applications that the user has signed in to in each, and that may still act for them. */
export function sessionAnswers(
  sessions: readonly Session[],
  userOf: (session: Session) => Pick<User, "userName"> | undefined,
  ctx: ManagementContext,
): Promise<SessionAnswer[]> {
  return Promise.all(
    sessions.map(async (session) => ({
      userId: session.userId,
      applications: await applicationsOf(session, userOf(session)?.userName ?? "", ctx),
      userAgent: session.userAgent ?? "",
      ip: session.address ?? "",
      loginTime: String(timeOfId(session.id)),
      lastAccessTime: String(session.lastUsedAt * 1000),
      id: session.id,
    })),
  );
}

async function applicationsOf({ id, userId }: Session, subject: string, ctx: ManagementContext) {
  const clients = await Promise.all(
    signInStores(ctx).map(async (store) => {
      const clientIds = await store.authorizations.clientsOfSession(id, userId);
      return Promise.all(clientIds.map((clientId) => store.clients.find(clientId)));
    }),
  );
  return clients.flat().flatMap((client) => {
    const applicationId = client?.application?.id;
    if (client === undefined || applicationId === undefined) return [];
    return [{ id: applicationId, subject, appName: client.name, appId: applicationId }];
  });
}
