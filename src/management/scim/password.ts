import { passwordFault } from "../../configuration/password-rules.ts";
import { hashPassword } from "../../crypto/password-hash.ts";
import type { Session, Tenant, User } from "../../protocol/model.ts";
import type { TenantStore } from "../../store/store.ts";
import { passwordRuleFault } from "../input-validation/password-rules.ts";
import type { ManagementContext } from "../operation.ts";
import type { Resource } from "./resource.ts";
import { refusal } from "./scim-error.ts";

// Security bar 17.2.
const LEAST_CHARACTERS = 8;
const MOST_CHARACTERS = 256;

type SessionWorld = Pick<ManagementContext, "store" | "now" | "sessionsEnded"> & {
  /** The tenant's. */
  readonly root: { readonly store: Pick<TenantStore, "sessions" | "authorizations"> };
};

/** The password that the resource brings; undefined where it brings none. Refuses one that cannot be taken (security bar 17.2, 17.3). */
export function passwordOf(resource: Resource, userName: string, { tenant }: ManagementContext): string | undefined {
  const { password } = resource as { password?: string };
  if (password === undefined) return undefined;
  const fault = newPasswordFault(password, userName, tenant);
  if (fault !== undefined) throw refusal("invalidValue", fault);
  return password;
}

/** Why the password cannot be the user's, as a sentence; undefined: it can (security bar 17.2, 17.3). */
export function newPasswordFault(
  password: string,
  userName: string,
  { handle, name, settings }: Pick<Tenant, "handle" | "name" | "settings">,
): string | undefined {
  if (password.length < LEAST_CHARACTERS || password.length > MOST_CHARACTERS) {
    return `A password has ${LEAST_CHARACTERS} to ${MOST_CHARACTERS} characters.`;
  }
  const [local = ""] = userName.split("@");
  const fault =
    passwordFault(password, [handle, name, "tessera", userName, local]) ??
    passwordRuleFault(password, settings.passwordRules);
  return fault && `The password ${fault}.`;
}

/** A new password ends what the old one opened (security bar 17.4). */
export async function replacePassword(user: User, password: string, ctx: SessionWorld): Promise<void> {
  const hash = await hashPassword(password);
  // Also before, so that a failure in between cannot leave what the old password opened beside the new one.
  await endEverything(user, ctx);
  await ctx.store.users.setPasswordHash(user.id, hash);
  await endEverything(user, ctx);
}

/** Ends the user's sessions, and what they have allowed with all its tokens. */
export async function endEverything(user: User, { root, store, now, sessionsEnded }: SessionWorld): Promise<void> {
  const ended: Session[] = [];
  // To the tenant's applications an organization's people sign in at the tenant, and to the organization's own at the organization.
  for (const { sessions, authorizations } of new Set([root.store, store])) {
    ended.push(...(await sessions.listOf(user.id)));
    await sessions.endAllOf(user.id);
    await authorizations.revokeAllOf(user.id, now);
  }
  if (ended.length > 0) await sessionsEnded(user, ended);
}
