import { demandReset, invite, sendEmailVerification } from "../../accounts/administered.ts";
import { emailOf } from "../../accounts/find-account.ts";
import { readSwitches } from "../../accounts/switches.ts";
import { demandPasswordChange, INITIAL_PASSWORD_SECONDS } from "../../credentials/password-state.ts";
import type { User } from "../../protocol/model/user.ts";
import type { UserProfile } from "../../store/port/users.ts";
import type { ManagementContext } from "../operation.ts";
import type { requestsOf } from "./user-profile.ts";

type Requests = ReturnType<typeof requestsOf>;
type Stored = Pick<UserProfile, "user" | "attributes">;

/** What was asked for along with a new user: who is to choose a password is invited, and an initial one is not for good. */
export async function welcome(
  user: User,
  requests: Requests,
  hasPassword: boolean,
  ctx: ManagementContext,
): Promise<void> {
  if (requests.has("askPassword")) return invite(user, ctx);
  if (requests.has("verifyEmail")) await sendEmailVerification(user, ctx);
  if (requests.has("forcePasswordReset") && hasPassword) await makeInitial(user, ctx);
}

/** The same along with a change of a user, or with a password that was set. */
export async function followUp(
  user: User,
  requests: Requests,
  hasPassword: boolean,
  ctx: ManagementContext,
): Promise<void> {
  if (requests.has("askPassword")) await invite(user, ctx, true);
  if (requests.has("verifyEmail")) await sendEmailVerification(user, ctx);
  if (!requests.has("forcePasswordReset")) return;
  await (hasPassword ? makeInitial(user, ctx) : demandReset(user, ctx));
}

/**
 * Where the organization wants new addresses proved first, the user keeps the old one till then. Returns what is to be stored, and the
 * address that is to be written to.
 */
export async function heldBack(
  stored: Stored,
  before: Stored,
  ctx: ManagementContext,
): Promise<{ readonly stored: Stored; readonly wantedEmail: string | undefined }> {
  const [old, wanted] = [emailOf(before.user), emailOf(stored.user)];
  const isNew = wanted !== undefined && wanted !== old;
  if (!isNew || !(await readSwitches(ctx)).isOn("verifiesNewEmail")) return { stored, wantedEmail: undefined };
  const { email: _, email_verified: __, ...others } = stored.user.claims;
  const { email_verified: verified } = before.user.claims;
  const kept = old === undefined ? {} : { email: old, ...(verified !== undefined && { email_verified: verified }) };
  const user = { ...stored.user, claims: { ...others, ...kept } };
  // A list would have the new one in it.
  const { emails: ___, ...attributes } = stored.attributes;
  const { emails } = before.attributes;
  return {
    stored: { user, attributes: { ...attributes, ...(emails !== undefined && { emails }) } },
    wantedEmail: wanted,
  };
}

/** Security bar 17.5: somebody else has chosen it. */
function makeInitial(user: User, ctx: ManagementContext): Promise<void> {
  return demandPasswordChange(user.id, { expiresAt: ctx.now + INITIAL_PASSWORD_SECONDS }, ctx);
}
