import type { ProtocolContext } from "./context.ts";
import { OAuthError } from "./errors.ts";
import { makeLogoutToken } from "./logout-token.ts";
import type { User } from "./model/user.ts";
import type { SessionClient } from "./session-clients.ts";

/** What is needed to tell of a session's end, with a request or without. */
export type NoticeContext = Pick<
  ProtocolContext,
  "tenant" | "issuer" | "keys" | "clientKeys" | "outbound" | "nowMilliseconds" | "now" | "record"
>;

/** A session that is over, and who has to be told. */
export interface EndedSession {
  readonly user: User;
  readonly clients: readonly SessionClient[];
}

/**
 * Tells each client with a back-channel URI, all at once and each once (Back-Channel Logout §2.5, contract §9.3). Resolves when the last
 * has answered or taken too long, and never fails: what did not arrive is in the log.
 */
export async function sendLogoutNotices({ user, clients }: EndedSession, ctx: NoticeContext): Promise<void> {
  await Promise.all(
    clients.map(async (told) => {
      const { clientId, logout } = told.client;
      if (logout.backChannelUri === undefined) return;
      try {
        const logoutToken = await makeLogoutToken(told, user, ctx);
        const status = await ctx.outbound.post(logout.backChannelUri, { form: { logout_token: logoutToken } });
        if (status !== 200 && status !== 204) throw new Error(`status ${status}`);
      } catch (error) {
        const reason = (error instanceof OAuthError ? error.reason : undefined) ?? (error as Error).message;
        ctx.record("logout_notice_failed", { client: clientId, session: told.sid, reason });
      }
    }),
  );
}

/**
 * The pages by which clients end their own sessions in this browser (Front-Channel Logout §2). `iss` and `sid` are always there, for
 * without them a client cannot tell a genuine request from any other.
 */
export function frontChannelUrls(clients: readonly SessionClient[], issuer: string): string[] {
  return clients.flatMap(({ client: { logout }, sid }) => {
    if (logout.frontChannelUri === undefined) return [];
    const url = new URL(logout.frontChannelUri);
    // What the URL has of its own stays as it is written.
    const parameters = new URLSearchParams({ iss: issuer, sid });
    url.search = url.search === "" ? `${parameters}` : `${url.search}&${parameters}`;
    return [url.href];
  });
}
