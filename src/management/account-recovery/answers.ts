import { type CodePurpose, type FoundCode, findCode, issueCode, useCode } from "../../accounts/account-code.ts";
import { findAccount, findByClaims } from "../../accounts/find-account.ts";
import { beginPasswordRecovery } from "../../accounts/password-recovery.ts";
import { readSwitches, recoversPasswords } from "../../accounts/switches.ts";
import type { User } from "../../protocol/model.ts";
import { searchPathsIn, userNameIn } from "../account-claims.ts";
import { ManagementError } from "../management-error.ts";
import type { ManagementContext, Reply } from "../operation.ts";

/** How long one may take to go on. */
const STEP_SECONDS = 900;
/** The one way that people are written to. Whose address it is nobody is told. */
const CHANNEL = { id: "1", type: "EMAIL", value: "*****", preferred: true };

/** Refuses what comes too often from an address, and what the organization has switched off. */
export async function allowRecovery(what: "password" | "user name", ctx: ManagementContext): Promise<void> {
  ctx.countAccountRequest();
  const switches = await readSwitches(ctx);
  if (what === "password" ? recoversPasswords(switches) : switches.isOn("recoversUserNames")) return;
  throw new ManagementError(
    403,
    "UAR-10006",
    "Recovery is disabled",
    `The recovery of a ${what} is switched off here.`,
  );
}

/** Whom the claims name; undefined: nobody, or several. */
export async function accountIn(
  claims: Parameters<typeof searchPathsIn>[0],
  ctx: ManagementContext,
): Promise<{ readonly user: User | undefined; readonly counted: string }> {
  if (claims.length === 0) throw new ManagementError(400, "UAR-10001", "Invalid request", "There are no claims.");
  const userName = userNameIn(claims);
  const paths = searchPathsIn(claims);
  const counted = userName ?? Object.values(paths).join(" ");
  if (userName === undefined) return { user: await findByClaims(paths, ctx), counted };
  const named = await findAccount(userName, ctx);
  if (Object.keys(paths).length === 0) return { user: named, counted };
  const described = await findByClaims(paths, ctx);
  return { user: named?.id === described?.id ? named : undefined, counted };
}

/** The ways to recover, the same whether or not there is such an account (security bar 18.4). */
export async function offerChannels(
  claims: Parameters<typeof searchPathsIn>[0],
  purpose: CodePurpose,
  next: string,
  ctx: ManagementContext,
): Promise<Reply> {
  const { user, counted } = await accountIn(claims, ctx);
  const recoveryCode = await issueCode({ purpose, userId: user?.id, counted }, STEP_SECONDS, ctx);
  const channelInfo = { recoveryCode, channels: [CHANNEL] };
  const body = [{ mode: "recoverWithNotifications", channelInfo, links: linkTo(next, ctx) }];
  return { status: 200, body };
}

/** Uses up the code of a step before. Refuses one that is good no more. */
export async function takeStep(
  code: string,
  purpose: CodePurpose,
  ctx: ManagementContext,
): Promise<{ readonly user: User | undefined; readonly counted: string }> {
  const found: FoundCode | undefined = await findCode(code, [purpose], ctx);
  if (found === undefined || !(await useCode(found, ctx))) throw invalidCode();
  const { userId, counted = "" } = found.document;
  const user = userId === undefined ? undefined : await ctx.store.users.find(userId);
  return { user: user?.enabled ? user : undefined, counted };
}

/** Refuses another way than the one that there is. */
export function checkChannel(id: string): void {
  if (id !== CHANNEL.id) throw new ManagementError(404, "UAR-20008", "Invalid channel", `There is no channel ${id}.`);
}

/** Writes to the user of a recovery, and says how it goes on. */
export async function notifyRecovery(
  { user, counted }: { readonly user: User | undefined; readonly counted: string },
  again: boolean,
  next: string,
  ctx: ManagementContext,
): Promise<Reply> {
  const { flowCode } = await beginPasswordRecovery(user, counted, ctx, again);
  const resendCode = await issueCode({ purpose: "send again", userId: user?.id, counted }, STEP_SECONDS, ctx);
  const sent = { code: "PWR-02002", message: "successful_request", notificationChannel: "EMAIL" };
  return { status: 202, body: { ...sent, flowConfirmationCode: flowCode, resendCode, links: linkTo(next, ctx) } };
}

export function linkTo(path: string, { tenantUrl }: Pick<ManagementContext, "tenantUrl">) {
  return [{ rel: "next", href: `${new URL(tenantUrl).pathname}${path}`, type: "POST" }];
}

export function invalidCode(): ManagementError {
  return new ManagementError(404, "UAR-20007", "Invalid code", "The code is wrong, was used or is too old.");
}
