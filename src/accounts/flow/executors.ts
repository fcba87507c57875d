import { markOfPassword } from "../../credentials/password-mark.ts";
import { hashPassword } from "../../crypto/password-hash.ts";
import { newPasswordFault, type PasswordFault } from "../../passwords/new-password.ts";
import type { User } from "../../protocol/model/user.ts";
import type { AccountWorld } from "../account-world.ts";
import { emailOf, findAccount, passwordMark, phoneOf, presentPassword } from "../find-account.ts";
import { findChoice, giveChosenPassword } from "../password-recovery.ts";
import { codeExecutor } from "./code-executor.ts";
import { decided, type FlowCompletion } from "./completion.ts";
import { CONNECTION_EXECUTORS, connectionExecutor } from "./connection-executor.ts";
import type { FlowType } from "./flow-design.ts";
import { CONFIRMATION_CODE, type FlowInputs, PASSWORD, USER_NAME } from "./flow-inputs.ts";
import { endFlow, type Flow, type FlowAccount, type FlowState } from "./flow-state.ts";
import type { FlowWorld } from "./flow-world.ts";
import { passkeyExecutor } from "./passkey-executor.ts";

/** What a step of a flow does, by Asgardeo's names. */
export interface FlowExecutor {
  /** The flows that it can be in. */
  readonly flows: readonly FlowType[];
  /** What its step must ask for. */
  readonly needs: readonly string[];
  /** What it cannot do without, and was not told or could not be one. */
  readonly missing?: (state: FlowState) => "mobile number" | undefined;
  /** Done before its step is shown. */
  readonly prepare?: (state: FlowState, ctx: AccountWorld) => Promise<FlowState>;
  /** The step's fields are not its own: what it has to know is told elsewhere. */
  readonly asksElsewhere?: true;
  readonly run: (flow: Flow, inputs: FlowInputs, ctx: FlowWorld, action: ChosenAction) => Promise<ExecutorResult>;
}

/** What was acted on. */
export interface ChosenAction {
  readonly stepId: string;
  readonly actionId: string;
  /** The connection that the design names. */
  readonly idp: string | undefined;
  readonly completion: FlowCompletion;
}

/** The flow stays where it is. */
export interface Refused {
  readonly kind: "refused";
  /** For the person's page; a password's fault by its own name. */
  readonly because: RefusedBecause;
  /** For whoever writes the application. */
  readonly why: string;
}
export type RefusedBecause =
  | "missing"
  | "user name"
  | "email"
  | "mobile number"
  | "taken"
  | "code"
  | "confirmation"
  | "connection"
  | "passkey"
  | PasswordFault["reason"];

export type ExecutorResult =
  | { readonly kind: "done"; readonly flow: Flow }
  /** The person is elsewhere, as the flow's state says. */
  | { readonly kind: "away"; readonly flow: Flow }
  /** A new password is set, and the flow has ended with it. */
  | { readonly kind: "password chosen"; readonly user: User }
  | Refused
  | { readonly kind: "gone" };

const provisionPassword: FlowExecutor = {
  flows: ["REGISTRATION", "PASSWORD_RECOVERY", "ASK_PASSWORD"],
  needs: [PASSWORD],
  run(flow, { entered }, ctx, { completion }) {
    const password = entered[PASSWORD] ?? "";
    if (flow.state.type === "REGISTRATION") return keepPassword(flow, password, ctx);
    return replace(flow, password, completion, ctx);
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
      const { sent: _, proved: __, provedPhone: ___, ...others } = flow.state;
      return { kind: "done", flow: { ...flow, state: { ...others, account: await accountOf(user, login, ctx) } } };
    },
  },

  EmailOTPExecutor: codeExecutor("email"),
  SMSOTPExecutor: codeExecutor("sms"),
  FIDO2Executor: passkeyExecutor,
  ...Object.fromEntries(Object.keys(CONNECTION_EXECUTORS).map((name) => [name, connectionExecutor])),

  /** The code of the link in an invitation, or in the message about a password that an administrator has reset. */
  ConfirmationCodeValidationExecutor: {
    flows: ["ASK_PASSWORD"],
    needs: [],
    async run(flow, { entered }, ctx) {
      const choice = await findChoice(entered[CONFIRMATION_CODE] ?? "", ctx);
      if (choice === undefined)
        return { kind: "refused", because: "confirmation", why: "The confirmation code is wrong, or too old." };
      const { user, found } = choice;
      const invited = found.document.purpose === "accept invitation";
      const account = { ...(await accountOf(user, user.userName, ctx)), invited, until: found.expiresAt };
      const { email, phone } = found.document;
      const proved = {
        ...(email !== undefined && { proved: email }),
        ...(phone !== undefined && { provedPhone: phone }),
      };
      return { kind: "done", flow: { ...flow, state: { ...flow.state, account, ...proved } } };
    },
  },
};

/** The password of an account that is yet to be made. */
async function keepPassword(flow: Flow, password: string, ctx: AccountWorld): Promise<ExecutorResult> {
  const { userName = "", claims } = flow.state;
  const fault = await newPasswordFault(password, { userName: userName.trim(), claims }, ctx.tenant, ctx.isBreached);
  if (fault !== undefined) return { kind: "refused", because: fault.reason, why: fault.sentence };
  return { kind: "done", flow: { ...flow, state: { ...flow.state, passwordHash: await hashPassword(password) } } };
}

/** The password of an account that there is: only for whoever has shown that its address is theirs, and as long as nothing changed. */
async function replace(
  flow: Flow,
  password: string,
  completion: FlowCompletion,
  ctx: AccountWorld,
): Promise<ExecutorResult> {
  const { account, proved, provedPhone } = flow.state;
  const user = account?.userId === undefined ? undefined : await ctx.store.users.find(account.userId);
  const isOver = account?.until !== undefined && account.until <= ctx.now;
  if (!user?.enabled || isOver) return { kind: "gone" };
  const isTheirs = isShown(proved, emailOf(user)) || isShown(provedPhone, phoneOf(user));
  if (!isTheirs) return { kind: "gone" };
  const present = await presentPassword(user, ctx);
  if (account?.replaces !== markOfPassword(present.passwordHash)) return { kind: "gone" };
  const whose = { user, invited: account.invited === true, present, tells: decided(completion, "tells") };
  const outcome = await giveChosenPassword(whose, password, () => endFlow(flow, ctx), ctx);
  if (outcome.kind === "refused") {
    return { kind: "refused", because: outcome.fault.reason, why: outcome.fault.sentence };
  }
  return outcome.kind === "gone" ? { kind: "gone" } : { kind: "password chosen", user };
}

/** Whether what has been shown to be theirs is what the user is written to at still. */
function isShown(proved: string | undefined, own: string | undefined): boolean {
  return proved !== undefined && proved === own;
}

async function accountOf(user: User | undefined, login: string, ctx: AccountWorld): Promise<FlowAccount> {
  const [email, phone] = user === undefined ? [] : [emailOf(user), phoneOf(user)];
  const replaces = await passwordMark(user ?? { userName: login }, ctx);
  return {
    login,
    replaces,
    ...(user !== undefined && { userId: user.id }),
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
  };
}
