import { replacePasswordHash } from "../../accounts/replace-password.ts";
import { tellOfPassword } from "../../accounts/security-notices.ts";
import { findPasswordState } from "../../credentials/password-state.ts";
import { hashPassword, verifyPassword } from "../../crypto/password-hash.ts";
import { newPasswordFault } from "../../passwords/new-password.ts";
import type { Factor, FactorOutcome } from "../flow/factor.ts";
import type { FlowContext } from "../flow/flow-context.ts";
import type { Person } from "../flow/sign-in-flow.ts";

/** A password that is not for good is changed before a session begins (security bar 17.5). The present one was entered just now (17.4). */
export const changePasswordFactor: Factor = {
  name: "PasswordResetEnforcer",
  displayName: "Change Password",
  kind: "task",
  identifies: false,
  parameters: [
    { name: "newPassword", type: "STRING", displayName: "New Password", confidential: true },
    { name: "confirmPassword", type: "STRING", displayName: "Confirm Password", confidential: true },
  ],
  async isOffered({ userId }, _option, ctx) {
    return userId !== undefined && (await findPasswordState(userId, { store: ctx.people })) !== undefined;
  },
  start: async () => ({ kind: "started", state: {} }),
  show: async ({ state }) => state,
  async verify({ flow, entered }, ctx) {
    const password = entered.get("newPassword") ?? "";
    if (password !== entered.get("confirmPassword")) return refused("passwords_differ", "differ");
    return changePassword(flow.person, password, ctx);
  },
};

async function changePassword(person: Person | undefined, password: string, ctx: FlowContext): Promise<FactorOutcome> {
  const found = person && (await ctx.people.users.findByName(person.userName));
  const isTheirs = found?.user.enabled && found.user.id === person?.userId;
  if (found === undefined || !isTheirs) return { kind: "ended", because: "sign_in_failed" };
  const { user, passwordHash } = found;
  const fault = await newPasswordFault(password, user.userName, { ...ctx.tenant, settings: ctx.rules }, ctx.isBreached);
  if (fault !== undefined) return refused("password_refused", fault.reason);
  if ((await verifyPassword(password, passwordHash)).matches) return refused("password_refused", "same");
  const world = { ...ctx, store: ctx.people, root: { store: ctx.store } };
  await replacePasswordHash(user, await hashPassword(password), world);
  ctx.record("password_changed", { user: user.id });
  await tellOfPassword(user, ctx);
  return { kind: "proven", user };
}

/** The state says why, for the page. */
function refused(because: "password_refused" | "passwords_differ", reason: string): FactorOutcome {
  return { kind: "refused", because, state: { refused: reason } };
}
