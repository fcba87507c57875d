import { tellOfFactors, tellOfPassword } from "../accounts/security-notices.ts";
import type { ManagementContext, Reply } from "./operation.ts";

/** Of which changes, by their actions, the user is told about whom they are (security bar 19.5). */
const NOTICES: Readonly<Record<string, typeof tellOfFactors>> = {
  "user.change-password": tellOfPassword,
  "user.add-totp": tellOfFactors,
  "user.remove-totp": tellOfFactors,
  "user.add-passkey": tellOfFactors,
  "user.remove-passkey": tellOfFactors,
  "user.add-backup-codes": tellOfFactors,
  "user.remove-backup-codes": tellOfFactors,
  "user.add-credentials": tellOfFactors,
  "user.remove-credentials": tellOfFactors,
  "user.enable-factors": tellOfFactors,
  "user.associate": tellOfFactors,
  "user.dissociate": tellOfFactors,
};

/** Tells users what was changed about how they sign in. */
export async function tellOfChanges(
  { change, changes = change === undefined ? [] : [change] }: Pick<Reply, "change" | "changes">,
  ctx: Pick<ManagementContext, "store" | "notify" | "now">,
): Promise<void> {
  for (const { action, target } of changes) {
    const tellOf = Object.hasOwn(NOTICES, action) ? NOTICES[action] : undefined;
    const user = tellOf && (await ctx.store.users.find(target.id));
    if (user !== undefined) await tellOf?.(user, ctx);
  }
}
