import { z } from "zod";
import { presentPassword } from "../../accounts/find-account.ts";
import { usedPasswordFault } from "../../accounts/password-age.ts";
import { type PresentPassword, storePassword } from "../../accounts/replace-password.ts";
import { protectingFactors } from "../../credentials/enabled-factors.ts";
import { markOfPassword } from "../../credentials/password-mark.ts";
import { hashPassword } from "../../crypto/password-hash.ts";
import { newPasswordFault } from "../../passwords/new-password.ts";
import type { User } from "../../protocol/model/user.ts";
import { SELF_SERVICE_SCOPE } from "../../protocol/system-apis.ts";
import { placesOf } from "../../protocol/user-home.ts";
import { ManagementError } from "../management-error.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { endOtherSessions } from "./end-other-sessions.ts";
import { ownUser, verifySignIn } from "./own-user.ts";

/** The user's own password (contract §19, security bar 17.4). */
export const passwordOperations: readonly Operation[] = [
  operation({
    id: "changePassword",
    method: "POST",
    path: "/api/users/v1/me/change-password",
    scope: "internal_user_password_update",
    otherScope: SELF_SERVICE_SCOPE,
    summary: "Changes the user's own password, and ends what the old one has opened elsewhere",
    body: z.object({ currentPassword: z.string(), newPassword: z.string() }),
    answers: { 204: undefined },
    async handle({ body: { currentPassword, newPassword } }, ctx) {
      const user = await ownUser(ctx);
      // The present password is a proof of now, and not the second factor of an account that has one.
      if ((await protectingFactors(user, ctx)).length > 0) await verifySignIn(user, ctx);
      const present = await verifyCurrent(user, currentPassword, ctx);
      const fault =
        (await newPasswordFault(newPassword, user, ctx.tenant, ctx.isBreached)) ??
        (await usedPasswordFault(user, newPassword, ctx));
      if (fault !== undefined) {
        throw new ManagementError(400, "PWD-10003", "Password policy violation", fault.sentence);
      }
      const hash = await hashPassword(newPassword);
      // Also before, so that a failure in between cannot leave what the old password opened beside the new one.
      await endOthers(user, ctx);
      if (!(await storePassword(user, hash, ctx, present))) throw wrongCurrent();
      await endOthers(user, ctx);
      const target = { kind: "user", id: user.id, name: user.userName };
      return { status: 204, change: { action: "user.change-password", target } };
    },
  }),
];

/** Which password it is that was entered. */
async function verifyCurrent(user: User, password: string, ctx: ManagementContext): Promise<PresentPassword> {
  const verdict = await ctx.verifyPassword(user, password);
  if (verdict.kind === "too many attempts") {
    const { retryAfterSeconds } = verdict;
    const description = `Try again in ${retryAfterSeconds} seconds.`;
    throw new ManagementError(429, "PWD-10004", "Too many attempts", description, retryAfterSeconds);
  }
  const present = await presentPassword(user, ctx);
  const isRight = verdict.kind === "right" && verdict.mark === markOfPassword(present.passwordHash);
  if (!isRight) throw wrongCurrent();
  return present;
}

function wrongCurrent(): ManagementError {
  const description = "The current password provided is incorrect.";
  return new ManagementError(400, "PWD-10001", "Invalid current password", description);
}

/** Ends the user's other sessions, and all that they have allowed but what this request was made with. */
async function endOthers(user: User, ctx: ManagementContext): Promise<void> {
  await endOtherSessions(user, ctx);
  if (ctx.keepsOtherSessions) return;
  for (const { authorizations } of await placesOf(user.id, ctx)) {
    await authorizations.revokeAllOf(user.id, ctx.now, ctx.authorization?.id);
  }
}
