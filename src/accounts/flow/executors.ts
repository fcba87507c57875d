import { randomInt } from "node:crypto";
import { equalInConstantTime, sha256 } from "../../crypto/hashes.ts";
import { hashPassword } from "../../crypto/password-hash.ts";
import { newPasswordFault } from "../../passwords/new-password.ts";
import type { User } from "../../protocol/model.ts";
import type { AccountWorld } from "../account-world.ts";
import { emailOf, findAccount, localeOf, passwordMark } from "../find-account.ts";
import { mayBeWritten } from "../mail-limit.ts";
import { findChoice, giveChosenPassword } from "../password-recovery.ts";
import { addressOf } from "../registration.ts";
import type { FlowType } from "./flow-design.ts";
import { CONFIRMATION_CODE, type FlowInputs, PASSWORD, SHORT_CODE, USER_NAME } from "./flow-inputs.ts";
import { changeFlow, endFlow, type Flow, type FlowAccount, type FlowState } from "./flow-state.ts";

/** What a step of a flow does, by Asgardeo's names. */
export interface FlowExecutor {
  /** The flows that it can be in. */
  readonly flows: readonly FlowType[];
  /** What its step must ask for. */
  readonly needs: readonly string[];
  /** Done before its step is shown. */
  readonly prepare?: (state: FlowState, ctx: AccountWorld) => Promise<FlowState>;
  readonly run: (flow: Flow, inputs: FlowInputs, ctx: AccountWorld) => Promise<ExecutorResult>;
}

export type ExecutorResult =
  | { readonly kind: "done"; readonly flow: Flow }
  /** A new password is set, and the flow has ended with it. */
  | { readonly kind: "password chosen"; readonly user: User }
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "gone" };

const MOST_TRIES = 5;
/** Security bar 19.2. */
const CODE_SECONDS = 600;
const GOOD_FOR = { goodForSeconds: CODE_SECONDS };

const provisionPassword: FlowExecutor = {
  flows: ["REGISTRATION", "PASSWORD_RECOVERY", "ASK_PASSWORD"],
  needs: [PASSWORD],
  run(flow, { entered }, ctx) {
    const password = entered[PASSWORD] ?? "";
    return flow.state.type === "REGISTRATION" ? keepPassword(flow, password, ctx) : replace(flow, password, ctx);
  },
};

/** The names that a flow's design may have in it. */
export const EXECUTORS: Readonly<Record<string, FlowExecutor>> = {
  PasswordProvisioningExecutor: provisionPassword,
  /** Its older name. */
  PasswordOnboardExecutor: provisionPassword,

  /** Whose password it is: by their name, or by their address. Nobody is told whether there is such a user (security bar 18.4). */
  UserResolveExecutor: {
    flows: ["PASSWORD_RECOVERY"],
    needs: [USER_NAME],
    async run(flow, { entered }, ctx) {
      const login = (entered[USER_NAME] ?? "").trim();
      const user = await findAccount(login, ctx);
      const { sent: _, proved: __, ...others } = flow.state;
      return { kind: "done", flow: { ...flow, state: { ...others, account: await accountOf(user, login, ctx) } } };
    },
  },

  /** Shows that a mailbox is theirs, by a code of six digits, good for ten minutes and five tries (security bar 19.2). */
  EmailOTPExecutor: {
    flows: ["REGISTRATION", "PASSWORD_RECOVERY"],
    needs: [SHORT_CODE],
    async prepare(state, ctx) {
      const code = String(randomInt(1_000_000)).padStart(6, "0");
      const { to, login, message } = await letterIn(state, code, ctx);
      // What is not sent opens nothing: else each further step would be five more tries.
      const written = (await mayBeWritten(to ?? login, ctx)) && to !== undefined;
      if (written) await ctx.notify({ channel: "email", to, ...message });
      const expiresAt = ctx.now + CODE_SECONDS;
      return { ...state, sent: { tries: 0, expiresAt, ...(written && { to, hash: hashOf(code) }) } };
    },
    async run(flow, { entered }, ctx) {
      const { sent, ...others } = flow.state;
      if (sent === undefined || sent.tries >= MOST_TRIES || sent.expiresAt <= ctx.now) return { kind: "gone" };
      const counted = await changeFlow(flow, { ...others, sent: { ...sent, tries: sent.tries + 1 } }, ctx);
      const hash = hashOf((entered[SHORT_CODE] ?? "").trim());
      const isRight = equalInConstantTime(Buffer.from(hash), Buffer.from(sent.hash ?? hashOf("")));
      if (counted === undefined || !isRight || sent.hash === undefined || sent.to === undefined) {
        return { kind: "refused", why: "The code is wrong." };
      }
      return { kind: "done", flow: { ...counted, state: { ...others, proved: sent.to } } };
    },
  },

  /** The code of the link in an invitation, or in the message about a password that an administrator has reset. */
  ConfirmationCodeValidationExecutor: {
    flows: ["ASK_PASSWORD"],
    needs: [],
    async run(flow, { entered }, ctx) {
      const choice = await findChoice(entered[CONFIRMATION_CODE] ?? "", ctx);
      if (choice === undefined) return { kind: "refused", why: "The confirmation code is wrong, or too old." };
      const { user, found } = choice;
      const invited = found.document.purpose === "accept invitation";
      const account = { ...(await accountOf(user, user.userName, ctx)), invited };
      const proved = account.email === undefined ? {} : { proved: account.email };
      return { kind: "done", flow: { ...flow, state: { ...flow.state, account, ...proved } } };
    },
  },
};

/** The password of an account that is yet to be made. */
async function keepPassword(flow: Flow, password: string, ctx: AccountWorld): Promise<ExecutorResult> {
  const fault = await newPasswordFault(password, flow.state.userName ?? "", ctx.tenant, ctx.isBreached);
  if (fault !== undefined) return { kind: "refused", why: fault.sentence };
  return { kind: "done", flow: { ...flow, state: { ...flow.state, passwordHash: await hashPassword(password) } } };
}

/** The password of an account that there is: only for whoever has shown that its address is theirs, and as long as nothing changed. */
async function replace(flow: Flow, password: string, ctx: AccountWorld): Promise<ExecutorResult> {
  const { account, proved } = flow.state;
  const user = account?.userId === undefined ? undefined : await ctx.store.users.find(account.userId);
  const isTheirs = user?.enabled && proved !== undefined && proved === emailOf(user);
  if (!isTheirs || account?.replaces !== (await passwordMark(user, ctx))) return { kind: "gone" };
  const invited = account.invited === true;
  const outcome = await giveChosenPassword({ user, invited }, password, () => endFlow(flow, ctx), ctx);
  if (outcome.kind === "refused") return { kind: "refused", why: outcome.fault.sentence };
  return outcome.kind === "gone" ? { kind: "gone" } : { kind: "password chosen", user };
}

async function accountOf(user: User | undefined, login: string, ctx: AccountWorld): Promise<FlowAccount> {
  const email = user && emailOf(user);
  const replaces = await passwordMark(user ?? { userName: login }, ctx);
  return { login, replaces, ...(user !== undefined && { userId: user.id }), ...(email !== undefined && { email }) };
}

/** Who is written to, and what. */
async function letterIn({ type, account, userName = "", claims = {} }: FlowState, code: string, ctx: AccountWorld) {
  if (type === "REGISTRATION") {
    const message = { type: "EmailOTPVerification", ...localeOf({ claims }), ...GOOD_FOR, values: { OTPCode: code } };
    return { to: addressOf({ userName, claims }) || undefined, login: userName, message };
  }
  const user = account?.userId === undefined ? undefined : await ctx.store.users.find(account.userId);
  const login = account?.login ?? "";
  const values = { "user-name": user?.userName ?? login, "confirmation-code": code };
  const message = { type: "PasswordResetOTP", ...(user && localeOf(user)), ...GOOD_FOR, values };
  return { to: account?.email, login, message };
}

function hashOf(code: string): string {
  return sha256(code).toString("base64url");
}
