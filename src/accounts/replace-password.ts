import { notePassword } from "../credentials/password-history.ts";
import { hashPassword } from "../crypto/password-hash.ts";
import type { Session } from "../protocol/model/session.ts";
import type { User } from "../protocol/model/user.ts";
import { placesOf } from "../protocol/user-home.ts";
import type { AccountWorld } from "./account-world.ts";
import { readSwitches, rememberedPasswords } from "./switches.ts";

type World = Pick<AccountWorld, "root" | "now" | "sessionsEnded"> & {
  readonly store: Pick<AccountWorld["store"], "users" | "sessions" | "authorizations" | "credentials" | "records">;
};

/** Gives the user the password, which is to be checked already. It ends what the old one opened (security bar 17.4). */
export async function replacePassword(user: User, password: string, ctx: World): Promise<void> {
  await replacePasswordHash(user, await hashPassword(password), ctx);
}

/** The password that whoever changes it has shown that they may, by its hash: another one is not theirs to change. */
export interface PresentPassword {
  readonly passwordHash: string | undefined;
}

/** The same of a password that is hashed already. False, and nothing stored, when `present` is not the user's any more. */
export async function replacePasswordHash(
  user: User,
  hash: string,
  ctx: World,
  present?: PresentPassword,
): Promise<boolean> {
  // Also before, so that a failure in between cannot leave what the old password opened beside the new one.
  await endEverything(user, ctx);
  const isStored = await storePassword(user, hash, ctx, present);
  if (isStored) await endEverything(user, ctx);
  return isStored;
}

/**
 * Stores the user's new password, with what is known of it and of those before it; it ends nothing. False, and nothing stored, when `present`
 * is not the user's any more.
 */
export async function storePassword(
  user: Pick<User, "id" | "userName">,
  hash: string,
  ctx: { readonly store: Pick<World["store"], "users" | "credentials" | "records">; readonly now: number },
  present?: PresentPassword,
): Promise<boolean> {
  const most = rememberedPasswords(await readSwitches(ctx));
  const replaced = most > 0 ? (await ctx.store.users.findByName(user.userName))?.passwordHash : undefined;
  if (!(await ctx.store.users.setPasswordHash(user.id, hash, present))) return false;
  await notePassword(user.id, { replaced, most: Math.max(0, most - 1) }, ctx);
  return true;
}

/** Ends the user's sessions, and what they have allowed with all its tokens. */
export async function endEverything(
  user: User,
  { root, store, now, sessionsEnded }: Pick<World, "root" | "now" | "sessionsEnded" | "store">,
): Promise<void> {
  const ended: Session[] = [];
  for (const { sessions, authorizations } of await placesOf(user.id, { root, store })) {
    ended.push(...(await sessions.listOf(user.id)));
    await sessions.endAllOf(user.id);
    await authorizations.revokeAllOf(user.id, now);
  }
  if (ended.length > 0) await sessionsEnded(user, ended);
}
