import { isId } from "../../crypto/ids.ts";
import type { ProtocolContext } from "../context.ts";
import { OAuthError } from "../errors.ts";
import { readIdTokenHint } from "../id-token-hint.ts";
import type { Client } from "../model/client.ts";
import { isFromOutside, type User } from "../model/user.ts";
import type { Parameters } from "../parameters.ts";
import { subjectOf } from "../tokens/subject.ts";

const HINTS = ["login_hint", "id_token_hint", "login_hint_token"];
const LONGEST_USER_NAME = 256;

/**
 * The user that the request names by exactly one hint (CIBA §7.1, §7.2): a user name, or an ID token of this client's, which may have
 * expired. Who asks has authenticated, and CIBA §13 has it told that a user is unknown.
 */
export async function findHintedUser(parameters: Parameters, client: Client, ctx: ProtocolContext): Promise<User> {
  const [hint, another] = HINTS.filter((name) => parameters.has(name));
  if (hint === undefined) throw new OAuthError("invalid_request", "Missing user hints.");
  if (another !== undefined) throw new OAuthError("invalid_request", "Only one user hint may be sent.");
  if (hint === "login_hint_token") throw new OAuthError("invalid_request", "login_hint_token is not supported.");

  const value = parameters.get(hint) as string;
  const user = hint === "login_hint" ? await userNamed(value.trim(), ctx) : await userOfIdToken(value, client, ctx);
  // Members from the tenant sign in at home: here nobody could approve for them.
  if (!user?.enabled || isFromOutside(user)) throw new OAuthError("unknown_user_id", "The hinted user is not known.");
  return user;
}

async function userNamed(userName: string, ctx: ProtocolContext): Promise<User | undefined> {
  if (userName === "" || userName.length > LONGEST_USER_NAME) return undefined;
  return (await ctx.store.users.findByName(userName))?.user;
}

async function userOfIdToken(idToken: string, client: Client, ctx: ProtocolContext): Promise<User | undefined> {
  const hint = await readIdTokenHint(idToken, ctx);
  if (!hint?.audience.includes(client.clientId)) {
    throw new OAuthError("invalid_request", "id_token_hint is not an ID token of this client.");
  }
  const { subject, sessionId } = hint;
  // A subject is the user's id, or a claim of theirs, or says nothing but to the session that it was made in.
  const session = sessionId === undefined ? undefined : await ctx.store.sessions.find(sessionId);
  const candidates = [
    session && (await ctx.store.users.find(session.session.userId)),
    isId(subject) ? await ctx.store.users.find(subject) : undefined,
    await userNamed(subject, ctx),
  ];
  return candidates.find((user) => user !== undefined && subjectOf(user, client, ctx) === subject);
}
