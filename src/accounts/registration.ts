import { newId } from "../crypto/ids.ts";
import { hashPassword } from "../crypto/password-hash.ts";
import { newPasswordFault, type PasswordFault } from "../passwords/new-password.ts";
import { foldUserName, type User } from "../protocol/model/user.ts";
import { findCode, issueCode, useCode } from "./account-code.ts";
import type { AccountWorld } from "./account-world.ts";
import { emailOf, localeOf, passwordMark } from "./find-account.ts";
import { decided, type FlowCompletion } from "./flow/completion.ts";
import { mayBeWritten } from "./mail-limit.ts";
import { readSwitches } from "./switches.ts";
import { changeAccount, type Holds, proveEmail, takeEmail } from "./user-changes.ts";

/** What somebody says of themselves. */
export interface NewAccount {
  readonly userName: string;
  /** Undefined: a lite user, who signs in by other ways. */
  readonly password: string | undefined;
  /** Claims of OpenID Connect. */
  readonly claims: Readonly<Record<string, string>>;
}

export type Registration =
  | { readonly kind: "off" }
  | { readonly kind: "incomplete"; readonly what: "user name" | "email" }
  | { readonly kind: "taken" }
  | { readonly kind: "weak password"; readonly fault: PasswordFault }
  /** Also where a name is taken that is an e-mail address, which nobody but its owner is told (security bar 18.4). */
  | {
      readonly kind: "registered";
      readonly userId: string;
      readonly toBeConfirmed: boolean;
      readonly locked: boolean;
      readonly isNew: boolean;
    };

type NameWorld = { readonly store: Pick<AccountWorld["store"], "clients" | "users"> };

const WSO2_SCHEMA = "urn:scim:wso2:schema";
/** Asgardeo's word for an account that its owner is yet to confirm. */
const PENDING = "PENDING_SR";
const EMAIL = /^(?=.{3,254}$)[^\s@<>,;:"()[\]\\]{1,64}@[^\s@<>,;:"()[\]\\]+$/;
/**
 * In messages to whatever address is entered with it no name is a sentence of a stranger's; nor does it look like another one's, by what is
 * not seen of it. In characters.
 */
const NAME = /^[^\s\p{C}]{1,255}$/u;

/** Makes the account, where the organization lets people register themselves. */
export async function register(account: NewAccount, ctx: AccountWorld): Promise<Registration> {
  const { password, userName } = account;
  const refusal = await registrationFault({ ...account, hasPassword: password !== undefined }, ctx);
  if (refusal !== undefined) return refusal;
  if (password === undefined) return makeAccount({ ...account, hash: undefined }, ctx);
  const fault = await newPasswordFault(password, { ...account, userName: userName.trim() }, ctx.tenant, ctx.isBreached);
  if (fault !== undefined) return { kind: "weak password", fault };
  return makeAccount({ ...account, hash: await hashPassword(password) }, ctx);
}

/** What stands against an account like that; undefined: nothing but its password, maybe, and its name. */
export async function registrationFault(
  account: Pick<NewAccount, "userName" | "claims"> & { readonly hasPassword: boolean },
  ctx: AccountWorld,
): Promise<Extract<Registration, { readonly kind: "off" | "incomplete" }> | undefined> {
  const { isOn } = await readSwitches(ctx);
  if (!isOn(account.hasPassword ? "registers" : "registersWithoutPassword")) return { kind: "off" };
  const what = missingIn(account);
  return what && { kind: "incomplete", what };
}

/** What an account cannot be made without, and is not said or could not be one. */
export function missingIn(account: Pick<NewAccount, "userName" | "claims">): "user name" | "email" | undefined {
  const userName = account.userName.trim();
  if (!NAME.test(userName)) return "user name";
  const email = addressOf(account);
  // A name that is an address is somebody's: nobody else's mailbox is to open it.
  const isOfAnother = EMAIL.test(userName) && foldUserName(userName) !== foldUserName(email);
  return !EMAIL.test(email) || isOfAnother ? "email" : undefined;
}

/**
 * Makes the account that nothing stands against. With `provedEmail` its owner has shown that the address is theirs, and there is nothing
 * left to confirm.
 */
export async function makeAccount(
  account: Pick<NewAccount, "userName" | "claims"> & {
    readonly hash: string | undefined;
    readonly provedEmail?: boolean;
    /** The number, where they have shown that it is theirs. */
    readonly provedPhone?: string;
    /** Whether they sign in by something else from the beginning. */
    readonly hasOtherWay?: boolean;
    /** The id that the user is to have. */
    readonly id?: string;
  },
  ctx: AccountWorld,
  completion: FlowCompletion = {},
): Promise<Registration> {
  const { isOn } = await readSwitches(ctx);
  const { hash, provedEmail = false, hasOtherWay = false, id = newId(ctx.nowMilliseconds) } = account;
  const userName = account.userName.trim();
  const email = addressOf(account);
  const locks = decided(completion, "locks") ?? isOn("locksNewAccounts");
  const confirms = decided(completion, "confirms") ?? isOn("confirmsNewAccounts");
  const locked = !provedEmail && (locks || (hash === undefined && !hasOtherWay));
  const toBeConfirmed = locked || (!provedEmail && confirms);
  const phone = account.provedPhone;
  const claims = {
    ...account.claims,
    email,
    ...(provedEmail && { email_verified: true }),
    ...(phone !== undefined && { phone_number: phone, phone_number_verified: true }),
  };
  const user = { id, userName, enabled: !locked, claims, updatedAt: ctx.now };
  const attributes = locked ? { [WSO2_SCHEMA]: { accountLocked: true, accountState: PENDING } } : {};
  const isNamesake = await isNameOfClient(userName, ctx);
  const created = !isNamesake && (await ctx.store.users.create({ user, attributes }, hash));
  if (!created && !(EMAIL.test(userName) && !isNamesake)) return { kind: "taken" };
  if (created && toBeConfirmed) await sendConfirmation(user, ctx);
  if (!created) await tellOwner(userName, ctx);
  if (created && !toBeConfirmed && decided(completion, "tells")) await tellOfAccount(user, ctx);
  return { kind: "registered", userId: id, toBeConfirmed, locked, isNew: created };
}

/** The address that the account has: the one that is said, or the name where that is one. */
export function addressOf({ userName, claims }: Pick<NewAccount, "userName" | "claims">): string {
  return (claims.email ?? (userName.includes("@") ? userName : "")).trim();
}

/** Whether the name can be registered, as far as that may be told: an e-mail address always seems free (security bar 18.4). */
export async function isNameFree(userName: string, ctx: NameWorld): Promise<boolean> {
  if (await isNameOfClient(userName, ctx)) return false;
  return EMAIL.test(userName) || (await ctx.store.users.findByName(userName)) === undefined;
}

/** Has an account that was made for somebody confirmed by them: until then it stays locked. */
export async function awaitConfirmation(userId: string, ctx: AccountWorld): Promise<void> {
  await changeAccount(
    userId,
    ({ user, attributes }) => {
      const { active: _, ...others } = attributes;
      const extension = { ...extensionOf(attributes), accountLocked: true, accountState: PENDING };
      return { user: { ...user, enabled: false }, attributes: { ...others, [WSO2_SCHEMA]: extension } };
    },
    ctx,
  );
  const user = await ctx.store.users.find(userId);
  if (user !== undefined) await sendConfirmation(user, ctx);
}

/** Sends the message once more, to an account that waits for it. */
export async function resendConfirmation(userName: string, ctx: AccountWorld): Promise<void> {
  const found = await ctx.store.users.findByName(userName);
  const profile = found && (await ctx.store.users.findProfile(found.user.id));
  const waits = profile !== undefined && isPending(profile.attributes);
  if (waits) await sendConfirmation(profile.user, ctx, true);
  else await mayBeWritten({ to: undefined, login: userName }, ctx);
}

/** Opens the account that the code is of, or notes that the address is the user's, or theirs from now on. Undefined: the code is good no more. */
export async function confirm(code: string, ctx: AccountWorld): Promise<User | undefined> {
  const found = await findCode(code, ["confirm account", "verify email", "change email"], ctx);
  const { userId, email, purpose, replaces } = found?.document ?? {};
  if (found === undefined || userId === undefined || email === undefined) return undefined;
  const user = await ctx.store.users.find(userId);
  // Somebody else may have asked for it before the password was another one.
  const holds = async (present: User) => replaces === undefined || replaces === (await passwordMark(present, ctx));
  if (user === undefined || !(await holds(user)) || !(await useCode(found, ctx))) return undefined;
  const done = CONFIRMATIONS[purpose as keyof typeof CONFIRMATIONS](userId, email, ctx, holds);
  return (await done) ? ctx.store.users.find(userId) : undefined;
}

/** What a code does for whoever has shown that the address is theirs. */
const CONFIRMATIONS = { "confirm account": open, "verify email": proveEmail, "change email": takeEmail };

async function sendConfirmation(user: User, ctx: AccountWorld, again = false): Promise<void> {
  const to = emailOf(user);
  if (to === undefined || !(await mayBeWritten({ to, login: user.userName }, ctx))) return;
  const seconds = (await readSwitches(ctx)).seconds("confirmationMinutes");
  const code = await issueCode({ purpose: "confirm account", userId: user.id, email: to }, seconds, ctx);
  const values = { "user-name": user.userName, "confirmation-code": code };
  const type = again ? "ResendAccountConfirmation" : "AccountConfirmation";
  await ctx.notify({ channel: "email", type, to, goodForSeconds: seconds, ...localeOf(user), values });
}

/** Welcomes whoever has an account from now on. */
async function tellOfAccount(user: User, ctx: AccountWorld): Promise<void> {
  const to = emailOf(user);
  if (to === undefined || !(await mayBeWritten({ to, login: user.userName }, ctx))) return;
  const values = { "user-name": user.userName };
  await ctx.notify({ channel: "email", type: "selfSignUpSuccess", to, ...localeOf(user), values });
}

/** Somebody has tried to register with the address of an account that is there: its owner is told that it is. */
async function tellOwner(userName: string, ctx: AccountWorld): Promise<void> {
  const found = await ctx.store.users.findByName(userName);
  const to = found && emailOf(found.user);
  const written = await mayBeWritten({ to, login: userName }, ctx);
  if (found === undefined || to === undefined || !written) return;
  const values = { "user-name": found.user.userName };
  await ctx.notify({ channel: "email", type: "AccountIdRecovery", to, ...localeOf(found.user), values });
}

/** Only what waits for its owner: one that an administrator has locked stays so. */
function open(userId: string, email: string, ctx: AccountWorld, holds?: Holds): Promise<boolean> {
  return changeAccount(
    userId,
    ({ user, attributes }) => {
      if (user.claims.email !== email) return undefined;
      const { accountLocked, accountState, ...extension } = extensionOf(attributes);
      const { [WSO2_SCHEMA]: _, ...others } = attributes;
      const claims = { ...user.claims, email_verified: true };
      if (!isPending(attributes)) return { user: { ...user, claims }, attributes };
      const kept = Object.keys(extension).length > 0 ? { ...others, [WSO2_SCHEMA]: extension } : others;
      return { user: { ...user, enabled: attributes.active !== false, claims }, attributes: kept };
    },
    ctx,
    holds,
  );
}

function isPending(attributes: Readonly<Record<string, unknown>>): boolean {
  return extensionOf(attributes).accountState === PENDING;
}

function extensionOf(attributes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return (attributes[WSO2_SCHEMA] as Readonly<Record<string, unknown>> | undefined) ?? {};
}

/** What tells users and applications apart in a token is that no application's id is a user's name (security bar 6.11). */
export async function isNameOfClient(userName: string, { store }: NameWorld): Promise<boolean> {
  const clients = await Promise.all([userName, userName.toLowerCase()].map((name) => store.clients.find(name)));
  return clients.some((client) => client !== undefined);
}
