import type { SignInOption, SignInStep } from "./model/application.ts";
import type { Client } from "./model/client.ts";

/** A user name and a password: what an application asks for that says nothing else. */
export const PASSWORD_OPTION: SignInOption = { idp: "LOCAL", authenticator: "BasicAuthenticator" };

/** The steps of signing in to the client, of which each is done by one of its options. */
export function stepsOf({ signInSteps = [] }: Pick<Client, "signInSteps">): readonly SignInStep[] {
  return signInSteps.length > 0 ? signInSteps : [{ options: [PASSWORD_OPTION] }];
}

/** Whether the steps are what they are where nothing is said. */
export function isPasswordAlone(steps: readonly SignInStep[]): boolean {
  const options = steps.flatMap((step) => step.options);
  return steps.length === 1 && options.length === 1 && isSameOption(options[0] as SignInOption, PASSWORD_OPTION);
}

/** Says who signs in, and proves nothing. */
const IDENTIFIER = "IdentifierExecutor";

/** Signs in with a key that never leaves its device, and asks for a finger or a PIN: both factors at once. */
export const PASSKEY = "FIDOAuthenticator";
const EMAIL_CODE = "email-otp-authenticator";
const MAGIC_LINK = "MagicLinkAuthenticator";
/** What is proven by having something, in the order in which they are offered. */
export const POSSESSION: readonly string[] = [PASSKEY, "totp", EMAIL_CODE, "sms-otp-authenticator"];
/** What can follow a password as the second factor. */
export const SECOND_FACTORS: readonly string[] = [...POSSESSION, MAGIC_LINK, "backup-code-authenticator"];

/** The ways to sign in that are this server's own. */
export const LOCAL_WAYS: readonly string[] = [PASSWORD_OPTION.authenticator, IDENTIFIER, ...SECOND_FACTORS];
/** What is worth nothing without another proof: six digits, or something on paper. */
const NEVER_ALONE: readonly string[] = ["totp", "backup-code-authenticator"];

/** Why nobody could, or should, sign in by these steps; undefined when they are in order. */
export function faultOfSteps(steps: readonly SignInStep[]): string | undefined {
  const options = steps.flatMap((step) => step.options);
  const unknown = options.find(({ idp, authenticator }) => idp === "LOCAL" && !LOCAL_WAYS.includes(authenticator));
  if (unknown !== undefined) return `names ${unknown.authenticator}, which is no way to sign in here`;
  if (steps.some((step) => step.options.length === 0)) return "has a step without options";
  // Whichever options are picked, this step proves something.
  const proving = steps.findIndex((step) => step.options.every(({ authenticator }) => authenticator !== IDENTIFIER));
  if (proving === -1) return "asks who somebody is, and for no proof of it";
  const early = steps.slice(0, proving + 1).flatMap((step) => step.options);
  const alone = early.find(({ idp, authenticator }) => idp === "LOCAL" && NEVER_ALONE.includes(authenticator));
  return alone && `has ${alone.authenticator} before anything else was proven`;
}

/** More than one kind of factor (OpenID Provider Authentication Policy Extension §4). */
export const MULTI_FACTOR_ACR = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";
/** What nobody can be talked out of (OpenID Connect Extended Authentication Profile ACR Values §2). */
export const PHISHING_RESISTANT_ACR = "phr";

/** Whether what was proven is worth the `acr`, of those that steps can lead to. */
export function reaches(acr: string, amr: readonly string[]): boolean {
  if (amr.includes(PASSKEY)) return true;
  const proofs = provenBy(amr).filter((name) => name !== IDENTIFIER);
  // The same thing shown twice is one factor, and whoever reads a mailbox has its codes and its links.
  const different = new Set(proofs.map((name) => (name === MAGIC_LINK ? EMAIL_CODE : name)));
  return acr === MULTI_FACTOR_ACR && different.size > 1 && proofs.some((name) => SECOND_FACTORS.includes(name));
}

/** Stands in a session's `amr` for second factors that were not asked for, on a device that was remembered. No token says it. */
export const REMEMBERED_DEVICE = "remembered-device";

/** What of a session's `amr` was proven (security bar 19.6). */
export function provenBy(amr: readonly string[]): readonly string[] {
  return amr.filter((method) => method !== REMEMBERED_DEVICE);
}

/** The same as tokens tell it, each once: by which connection is for the server alone to know. */
export function toldMethods(amr: readonly string[]): readonly string[] {
  return [...new Set(provenBy(amr).map((method) => optionOf(method).authenticator))];
}

/**
 * The steps that are not done yet by what the session's `amr` says, in their order: single sign-on skips the others. An option counts
 * for one step alone; a remembered device for all that come after the first and ask for second factors.
 */
export function missingSteps(steps: readonly SignInStep[], amr: readonly string[]): SignInStep[] {
  const done = doneSteps(steps, amr);
  return steps.filter((step, index) => {
    if (done.has(index)) return false;
    if (step.leadsTo !== undefined) return !reaches(step.leadsTo, amr);
    if (index > 0 && amr.includes(REMEMBERED_DEVICE) && step.options.every(isSecondFactor)) return false;
    return amr.length === 0 || !asksWho(step);
  });
}

/** As many of the steps as the methods are enough for, the first ones first. */
function doneSteps(steps: readonly SignInStep[], amr: readonly string[]): ReadonlySet<number> {
  const methods = steps.map(({ options }) => options.map(methodOf));
  const doneBy = new Map<number, number>();
  // A method that another step has taken is free when that one can take another.
  const take = (step: number, tried: Set<number>): boolean =>
    amr.some((method, at) => {
      if (tried.has(at) || !methods[step]?.includes(method)) return false;
      tried.add(at);
      const holder = doneBy.get(at);
      if (holder !== undefined && !take(holder, tried)) return false;
      doneBy.set(at, step);
      return true;
    });
  for (const [index, step] of steps.entries()) if (!asksWho(step)) take(index, new Set());
  return new Set(doneBy.values());
}

/** Of whoever has signed in already it need not be asked who they are: such a step uses no method up. */
function asksWho({ options }: SignInStep): boolean {
  return options.some(({ authenticator }) => authenticator === IDENTIFIER);
}

/** Whether it can follow a password as the second factor. */
export function isSecondFactor({ idp, authenticator }: SignInOption): boolean {
  return idp === "LOCAL" && SECOND_FACTORS.includes(authenticator);
}

/** What `amr` says of the option: the authenticator's name, and of which connection it is. */
export function methodOf({ idp, authenticator }: SignInOption): string {
  return idp === "LOCAL" ? authenticator : `${authenticator}:${idp}`;
}

/** The option that `amr` says this of. */
export function optionOf(method: string): SignInOption {
  const [authenticator = "", ...idp] = method.split(":");
  return { idp: idp.length > 0 ? idp.join(":") : "LOCAL", authenticator };
}

/** Whether both are the same way to sign in. */
export function isSameOption(one: SignInOption, other: SignInOption | undefined): boolean {
  return one.idp === other?.idp && one.authenticator === other.authenticator;
}
