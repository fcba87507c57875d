import { forgetPasswordState } from "../credentials/password-state.ts";
import { hashPassword } from "../crypto/password-hash.ts";
import type { Session, User } from "../protocol/model.ts";
import type { AccountWorld } from "./account-world.ts";

type World = Pick<AccountWorld, "root" | "now" | "sessionsEnded"> & {
  readonly store: Pick<AccountWorld["store"], "users" | "sessions" | "authorizations" | "credentials">;
};

/** Gives the user the password, which is to be checked already. It ends what the old one opened (security bar 17.4). */
export async function replacePassword(user: User, password: string, ctx: World): Promise<void> {
  await replacePasswordHash(user, await hashPassword(password), ctx);
}

/** The same of a password that is hashed already. */
export async function replacePasswordHash(user: User, hash: string, ctx: World): Promise<void> {
  // Also before, so that a failure in between cannot leave what the old password opened beside the new one.
  await endEverything(user, ctx);
  await ctx.store.users.setPasswordHash(user.id, hash);
  await forgetPasswordState(user.id, ctx);
  await endEverything(user, ctx);
}

/** Ends the user's sessions, and what they have allowed with all its tokens. */
export async function endEverything(
  user: User,
  { root, store, now, sessionsEnded }: Pick<World, "root" | "now" | "sessionsEnded" | "store">,
): Promise<void> {
  const ended: Session[] = [];
  // To the tenant's applications an organization's people sign in at the tenant, and to the organization's own at the organization.
  for (const { sessions, authorizations } of new Set([root.store, store])) {
    ended.push(...(await sessions.listOf(user.id)));
    await sessions.endAllOf(user.id);
    await authorizations.revokeAllOf(user.id, now);
  }
  if (ended.length > 0) await sessionsEnded(user, ended);
}
