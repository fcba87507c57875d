import { type CodePurpose, type FoundCode, findCode, issueCode, useCode } from "../../accounts/account-code.ts";
import { findAccount, findByClaims } from "../../accounts/find-account.ts";
import { nameChannels } from "../../accounts/name-recovery.ts";
import { beginPasswordRecovery } from "../../accounts/password-recovery.ts";
import { readSwitches, recoversPasswords, recoveryChannels } from "../../accounts/switches.ts";
import type { NotificationChannel } from "../../protocol/model/notification.ts";
import type { User } from "../../protocol/model/user.ts";
import { searchPathsIn, userNameIn } from "../account-claims.ts";
import { ManagementError } from "../management-error.ts";
import type { ManagementContext, Reply } from "../operation.ts";

/** How long one may take to go on. */
const STEP_SECONDS = 900;
/** The ways that people are written to. Whose addresses they are nobody is told, nor whether there are any (security bar 18.4). */
const CHANNELS = {
  email: { id: "1", type: "EMAIL", value: "*****" },
  sms: { id: "2", type: "SMS", value: "*****" },
} as const satisfies Readonly<Record<NotificationChannel, object>>;

/**
 * Refuses what comes too often from an address, and what the organization has switched off. `reset`: the code of an administrator's reset is
 * entered by the same operations, and there where users recover nothing by themselves.
 */
export async function allowRecovery(what: "password" | "user name" | "reset", ctx: ManagementContext): Promise<void> {
  ctx.countAccountRequest();
  const switches = await readSwitches(ctx);
  const isOn = what === "user name" ? nameChannels(switches).length > 0 : recoversPasswords(switches);
  if (isOn || (what === "reset" && (switches.isOn("resetsByCode") || switches.isOn("resetsBySms")))) return;
  throw new ManagementError(
    403,
    "UAR-10006",
    "Recovery is disabled",
    `The recovery of a ${what === "user name" ? what : "password"} is switched off here.`,
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
  const ways = await channelsFor(purpose, ctx);
  const channels = ways.map((channel, index) => ({ ...CHANNELS[channel], preferred: index === 0 }));
  const channelInfo = { recoveryCode, channels };
  const about = purpose === "recover password" ? { flowConfirmationCode: await flowOfReset(user, ctx) } : {};
  const body = [{ mode: "recoverWithNotifications", ...about, channelInfo, links: linkTo(next, ctx) }];
  return { status: 200, body };
}

/** What the code of an administrator's reset is entered with, the same for everybody who has none (security bar 18.4). */
function flowOfReset(user: User | undefined, ctx: ManagementContext): Promise<string> {
  return issueCode({ purpose: "enter a code", userId: user?.id }, STEP_SECONDS, ctx);
}

/** Whom a recovery is about that has come so far. */
export interface RecoveryStep {
  readonly user: User | undefined;
  readonly counted: string;
  readonly channel: NotificationChannel | undefined;
}

/** Uses up the code of a step before. Refuses one that is good no more. */
export async function takeStep(code: string, purpose: CodePurpose, ctx: ManagementContext): Promise<RecoveryStep> {
  const found: FoundCode | undefined = await findCode(code, [purpose], ctx);
  if (found === undefined || !(await useCode(found, ctx))) throw invalidCode();
  const { userId, counted = "", channel } = found.document;
  const user = userId === undefined ? undefined : await ctx.store.users.find(userId);
  return { user: user?.enabled ? user : undefined, counted, channel };
}

/** The way of that id. Refuses one that the organization does not have. */
export async function channelOf(
  id: string,
  purpose: CodePurpose,
  ctx: ManagementContext,
): Promise<NotificationChannel> {
  const found = (await channelsFor(purpose, ctx)).find((channel) => CHANNELS[channel].id === id);
  if (found !== undefined) return found;
  throw new ManagementError(404, "UAR-20008", "Invalid channel", `There is no channel ${id}.`);
}

async function channelsFor(purpose: CodePurpose, ctx: ManagementContext): Promise<readonly NotificationChannel[]> {
  const switches = await readSwitches(ctx);
  return purpose === "recover user name" ? nameChannels(switches) : recoveryChannels(switches);
}

/** What the channel is called in answers. */
export function nameOfChannel(channel: NotificationChannel): string {
  return CHANNELS[channel].type;
}

/** Writes to the user of a recovery, and says how it goes on. */
export async function notifyRecovery(
  { user, counted, channel }: RecoveryStep,
  again: boolean,
  next: string,
  ctx: ManagementContext,
): Promise<Reply> {
  const begun = await beginPasswordRecovery(user, { login: counted, channel, again }, ctx);
  const sentBy = { channel: begun.channel };
  const resendCode = await issueCode(
    { purpose: "send again", userId: user?.id, counted, ...sentBy },
    STEP_SECONDS,
    ctx,
  );
  const sent = { code: "PWR-02002", message: "successful_request" };
  const notificationChannel = nameOfChannel(begun.channel);
  const flowConfirmationCode = begun.flowCode;
  const body = { ...sent, notificationChannel, flowConfirmationCode, resendCode, links: linkTo(next, ctx) };
  return { status: 202, body };
}

export function linkTo(path: string, { tenantUrl }: Pick<ManagementContext, "tenantUrl">) {
  return [{ rel: "next", href: `${new URL(tenantUrl).pathname}${path}`, type: "POST" }];
}

export function invalidCode(): ManagementError {
  return new ManagementError(404, "UAR-20007", "Invalid code", "The code is wrong, was used or is too old.");
}
