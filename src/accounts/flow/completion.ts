import { randomBytes } from "node:crypto";
import { protectingFactors } from "../../credentials/enabled-factors.ts";
import type { SignInOption } from "../../protocol/model/application.ts";
import type { User } from "../../protocol/model/user.ts";
import type { AccountWorld } from "../account-world.ts";
import { passwordMark } from "../find-account.ts";
import type { FlowType } from "./flow-design.ts";
import type { FlowState } from "./flow-state.ts";

/** What follows a flow, by Asgardeo's names for it, each "true" or "false"; what is not named is as the organization's rules say. */
export type FlowCompletion = Readonly<Partial<Record<CompletionName, string>>>;

const NAMES = {
  locks: "isAccountLockOnCreationEnabled",
  confirms: "isEmailVerificationEnabled",
  signsIn: "isAutoLoginEnabled",
  tells: "isFlowCompletionNotificationEnabled",
} as const;
type Decision = keyof typeof NAMES;
export type CompletionName = (typeof NAMES)[Decision];

const AFTER_ALL: readonly CompletionName[] = [NAMES.signsIn, NAMES.tells];

/** What can follow each flow. */
export const COMPLETION_NAMES: Readonly<Record<FlowType, readonly CompletionName[]>> = {
  REGISTRATION: [NAMES.locks, NAMES.confirms, ...AFTER_ALL],
  PASSWORD_RECOVERY: AFTER_ALL,
  ASK_PASSWORD: AFTER_ALL,
};

/** What has been decided; undefined: nothing. */
export function decided(completion: FlowCompletion, decision: Decision): boolean | undefined {
  const value = completion[NAMES[decision]];
  return value === undefined ? undefined : value === "true";
}

/** Somebody who has come to the end of a flow and is to be signed in; undefined as a user: nobody, which nobody is told (security bar 18.4). */
export interface SignInAfterFlow {
  readonly userId: string | undefined;
  /** By what they have shown that it is they. */
  readonly option: SignInOption;
  /** Whether the account was made a moment ago: to its owner every device is new. */
  readonly isNew: boolean;
  /** The provider's session, of somebody whom a connection has signed in. */
  readonly providerSession?: object | undefined;
  /** What the application is called by that the person came from. */
  readonly applicationId?: string | undefined;
  /** The sign-in that they have left, by the id of its pending request. */
  readonly requestId?: string | undefined;
}

/** It is good once, for as long as a browser needs. */
const KIND = "account flow end";
const SECONDS = 300;
const CODE = /^[A-Za-z0-9_-]{43}$/;

interface Stored extends SignInAfterFlow {
  /** Of the password that there is: another one ends it. */
  readonly password: string;
}

/** Whether the person may be signed in now that the password is chosen: never past a second factor of theirs (security bar 17.4). */
export async function maySignIn(user: User, ctx: AccountWorld): Promise<boolean> {
  return (await protectingFactors(user, ctx)).length === 0;
}

/** By what somebody has shown in the registration that it is they: the one way that they sign in by from now on. */
export function wayOf({ passwordHash, passkey, remote, proved }: FlowState): SignInOption {
  if (passwordHash === undefined && passkey === undefined && remote !== undefined) return remote.option;
  const authenticator =
    passwordHash !== undefined
      ? "BasicAuthenticator"
      : passkey !== undefined
        ? "FIDOAuthenticator"
        : proved !== undefined
          ? "email-otp-authenticator"
          : "sms-otp-authenticator";
  return { idp: "LOCAL", authenticator };
}

/** A code that signs the person in: 256 random bits, stored as a hash. */
export async function issueSignIn({ userId, ...shown }: SignInAfterFlow, ctx: AccountWorld): Promise<string> {
  const code = randomBytes(32).toString("base64url");
  const user = userId === undefined ? undefined : await ctx.store.users.find(userId);
  const password = user === undefined ? "" : await passwordMark(user, ctx);
  const document: Stored = { userId, ...shown, password };
  await ctx.store.transients.add(KIND, code, document, ctx.now + SECONDS, ctx.now);
  return code;
}

/**
 * Who is to be signed in by the code; undefined: it is good no more. `useUp` tells exactly one caller true, `stands` whether nothing has
 * changed since.
 */
export async function findSignIn(code: string, ctx: AccountWorld) {
  const found = CODE.test(code) ? await ctx.store.transients.find<Stored>(KIND, code, ctx.now) : undefined;
  if (found === undefined) return undefined;
  const { userId, password, ...shown } = found.document;
  const user = userId === undefined ? undefined : await ctx.store.users.find(userId);
  if (!user?.enabled) return undefined;
  const stands = async () =>
    password === (await passwordMark(user, ctx)) && (await ctx.store.users.find(user.id))?.enabled === true;
  if (!(await stands())) return undefined;
  const useUp = () => ctx.store.transients.remove(KIND, code, found.version);
  return { ...shown, user, useUp, stands };
}
