import { passwordFault } from "../../configuration/password-rules.ts";
import { hashPassword } from "../../crypto/password-hash.ts";
import type { User } from "../../protocol/model.ts";
import { passwordRuleFault } from "../input-validation/password-rules.ts";
import type { ManagementContext } from "../operation.ts";
import type { Resource } from "./resource.ts";
import { refusal } from "./scim-error.ts";

// Security bar 17.2.
const LEAST_CHARACTERS = 8;
const MOST_CHARACTERS = 256;

/** The password that the resource brings; undefined where it brings none. Refuses one that cannot be taken (security bar 17.2, 17.3). */
export function passwordOf(resource: Resource, userName: string, { tenant }: ManagementContext): string | undefined {
  const { password } = resource as { password?: string };
  if (password === undefined) return undefined;
  if (password.length < LEAST_CHARACTERS || password.length > MOST_CHARACTERS) {
    throw refusal("invalidValue", `A password has ${LEAST_CHARACTERS} to ${MOST_CHARACTERS} characters.`);
  }
  const [local = ""] = userName.split("@");
  const fault =
    passwordFault(password, [tenant.handle, tenant.name, "tessera", userName, local]) ??
    passwordRuleFault(password, tenant.settings.passwordRules);
  if (fault !== undefined) throw refusal("invalidValue", `The password ${fault}.`);
  return password;
}

/** A new password ends what the old one opened (security bar 17.4). */
export async function replacePassword(user: User, password: string, ctx: ManagementContext): Promise<void> {
  const hash = await hashPassword(password);
  // Also before, so that a failure in between cannot leave what the old password opened beside the new one.
  await endEverything(user, ctx);
  await ctx.store.users.setPasswordHash(user.id, hash);
  await endEverything(user, ctx);
}

/** Ends the user's sessions, and what they have allowed with all its tokens. */
export async function endEverything(user: User, { store, now, sessionsEnded }: ManagementContext): Promise<void> {
  const sessions = await store.sessions.listOf(user.id);
  await store.sessions.endAllOf(user.id);
  await store.authorizations.revokeAllOf(user.id, now);
  if (sessions.length > 0) await sessionsEnded(user, sessions);
}
