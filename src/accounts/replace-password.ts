import { notePassword } from "../credentials/password-history.ts";
import { forgetPasswordState } from "../credentials/password-state.ts";
import { hashPassword } from "../crypto/password-hash.ts";
import type { Session, User } from "../protocol/model.ts";
import type { AccountWorld } from "./account-world.ts";
import { readSwitches, rememberedPasswords } from "./switches.ts";

type World = Pick<AccountWorld, "root" | "now" | "sessionsEnded"> & {
  readonly store: Pick<AccountWorld["store"], "users" | "sessions" | "authorizations" | "credentials" | "records">;
};

/** Gives the user the password, which is to be checked already. It ends what the old one opened (security bar 17.4). */
export async function replacePassword(user: User, password: string, ctx: World): Promise<void> {
  await replacePasswordHash(user, await hashPassword(password), ctx);
}

/** The same of a password that is hashed already. */
export async function replacePasswordHash(user: User, hash: string, ctx: World): Promise<void> {
  // Also before, so that a failure in between cannot leave what the old password opened beside the new one.
  await endEverything(user, ctx);
  await storePassword(user, hash, ctx);
  await endEverything(user, ctx);
}

/** Stores the user's new password, with what is known of it and of those before it; it ends nothing. */
export async function storePassword(
  user: Pick<User, "id" | "userName">,
  hash: string,
  ctx: { readonly store: Pick<World["store"], "users" | "credentials" | "records">; readonly now: number },
): Promise<void> {
  const most = rememberedPasswords(await readSwitches(ctx));
  const replaced = most > 0 ? (await ctx.store.users.findByName(user.userName))?.passwordHash : undefined;
  await ctx.store.users.setPasswordHash(user.id, hash);
  await notePassword(user.id, { replaced, most: Math.max(0, most - 1) }, ctx);
  await forgetPasswordState(user.id, ctx);
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
