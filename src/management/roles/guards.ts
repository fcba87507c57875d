import { administratorRole, rolesOf } from "../../protocol/roles.ts";
import { SYSTEM_SCOPES } from "../../protocol/system-apis.ts";
import { ManagementError } from "../management-error.ts";
import type { ManagementContext } from "../operation.ts";
import { failure } from "../scim/scim-error.ts";

/** Of the scopes of the server's own APIs nobody hands on one that they may not have themselves (security bar 23.2). */
export async function verifyMayGrant(permissions: readonly string[], { authority }: ManagementContext): Promise<void> {
  const own = permissions.filter((permission) => SYSTEM_SCOPES.has(permission));
  if (own.length === 0) return;
  const held = await authority();
  if (own.every((permission) => held.has(permission))) return;
  throw failure(403, "Operation is not permitted. Nobody gives permissions that they do not have.");
}

/**
 * Security bar 23.2: refuses a caller who may do less with the server's own APIs than the user may, since whoever sets a password can
 * become its user. Users may always change their own.
 */
export async function verifyMayControlUser(userId: string, ctx: ManagementContext): Promise<void> {
  if (ctx.actor.kind === "user" && ctx.actor.id === userId) return;
  const roles = await rolesOf(userId, ctx);
  await verifyMayGrant(
    roles.flatMap(({ permissions }) => permissions),
    ctx,
  );
}

/**
 * Security bar 23.2: refuses a caller who may not do all that there is to do, since whoever says by what people are recognised, or what is
 * written to them, can become any of them.
 */
export async function verifyMayControlEverybody(ctx: ManagementContext): Promise<void> {
  try {
    await verifyMayGrant(administratorRole(ctx.tenant).permissions, ctx);
  } catch (error) {
    if (!(error instanceof ManagementError)) throw error;
    const description = "Whoever could do this could become any user, and may do less than some.";
    throw new ManagementError(403, "UE-10000", "Forbidden", description);
  }
}

/** Security bar 23.2: refuses a caller who may not do all that the roles of the group allow. */
export async function verifyMayGrantGroup(groupId: string, ctx: ManagementContext): Promise<void> {
  const administrator = administratorRole(ctx.tenant);
  const roles = await ctx.store.roleMembers.rolesOfGroup(groupId);
  const permissions = roles.flatMap(({ id, document }) =>
    id === administrator.id ? administrator.permissions : (document?.permissions ?? []),
  );
  await verifyMayGrant(permissions, ctx);
}

/** The refusal of a change that would leave nobody to administrate (security bar 23.2). */
export function lastAdministrator() {
  return failure(403, "The last administrator stays.");
}
