import type { User } from "../../protocol/model/user.ts";
import { addressOf, isNameFree, makeAccount, registrationFault } from "../registration.ts";
import { phoneIn } from "./code-executor.ts";
import { decided, issueSignIn, maySignIn, wayOf } from "./completion.ts";
import type { Refused } from "./executors.ts";
import type { FlowAnswer } from "./flow-answer.ts";
import type { PresentFlow } from "./flow-design.ts";
import { endFlow, type Flow, type FlowState } from "./flow-state.ts";
import type { FlowWorld } from "./flow-world.ts";

/** The end: an account is made where it is a registration; a password was set before. */
export async function completeRegistration(
  flow: Flow,
  { completion }: PresentFlow,
  ctx: FlowWorld,
): Promise<FlowAnswer> {
  const { state } = flow;
  if (state.type !== "REGISTRATION") return { kind: "gone" };
  const { userName = "", claims = {}, passwordHash: hash, proved, provedPhone, passkey, remote } = state;
  const hasOtherWay = passkey !== undefined || remote !== undefined;
  const hasPassword = hash !== undefined || hasOtherWay;
  const fault = await registrationFault({ userName, claims, hasPassword }, ctx);
  if (fault?.kind === "off") return { kind: "off" };
  if (fault !== undefined) return refusedFor(fault.what);
  if (!(await isNameFree(userName.trim(), ctx))) return nameTaken(userName);
  if (!(await endFlow(flow, ctx))) return { kind: "gone" };
  const isTheirPhone = provedPhone !== undefined && provedPhone === phoneIn(state);
  const provedEmail = proved !== undefined && proved === addressOf({ userName, claims });
  const account = {
    ...{ userName, claims, hash, provedEmail, hasOtherWay },
    ...(isTheirPhone && { provedPhone }),
    ...(state.userId !== undefined && { id: state.userId }),
  };
  const registration = await makeAccount(account, ctx, completion);
  const isMade = registration.kind === "registered" && registration.isNew;
  if (isMade && !(await giveWays(registration.userId, state, ctx))) return { kind: "gone" };
  const isIn = registration.kind === "registered" && !registration.locked && decided(completion, "signsIn");
  if (!isIn) return { kind: "registered", registration, userName };
  const userId = registration.isNew ? registration.userId : undefined;
  const option = wayOf(state);
  const providerSession = option.idp === "LOCAL" ? undefined : remote?.session;
  const { applicationId, requestId } = state;
  const signIn = await issueSignIn({ userId, option, applicationId, requestId, isNew: true, providerSession }, ctx);
  return { kind: "registered", registration, userName, signIn };
}

/** Gives the new user the passkey and the account elsewhere. False, and there is no user, when either is somebody else's by now. */
async function giveWays(userId: string, { passkey, remote }: FlowState, ctx: FlowWorld): Promise<boolean> {
  const user = await ctx.store.users.find(userId);
  if (user === undefined) return false;
  const { credentials } = ctx.passkeys;
  const hasPasskey = passkey === undefined || (await credentials.add({ userId, kind: "passkey", ...passkey }, ctx.now));
  if (hasPasskey && (remote === undefined || (await ctx.connections.associate(user, remote)))) return true;
  await ctx.store.users.remove(userId, ctx.now);
  return false;
}

/** A new password is set, and the flow has ended with it. */
export async function passwordChosen(
  { applicationId }: FlowState,
  user: User,
  { completion }: PresentFlow,
  ctx: FlowWorld,
): Promise<FlowAnswer> {
  const chosen = { kind: "password chosen", userId: user.id, userName: user.userName } as const;
  if (!decided(completion, "signsIn") || !(await maySignIn(user, ctx))) return chosen;
  const option = { idp: "LOCAL", authenticator: "BasicAuthenticator" };
  return { ...chosen, signIn: await issueSignIn({ userId: user.id, option, applicationId, isNew: false }, ctx) };
}

/** Says what is missing, or could not be one. */
export function refusedFor(missing: "user name" | "email" | "mobile number"): Refused {
  return { kind: "refused", because: missing, why: `There is no ${missing} that could be one.` };
}

/** Says that the name is somebody's, which of an address nobody is told (security bar 18.4). */
export function nameTaken(userName: string): Refused {
  return { kind: "refused", because: "taken", why: `The user name ${userName} cannot be used.` };
}
