import type { Tenant } from "../protocol/model/tenant.ts";
import { passwordRuleFault } from "./organization-rules.ts";
import { type Weakness, weaknessOf } from "./weak-password.ts";

/** Security bar 17.2. In characters. */
export const PASSWORD_LENGTH = { least: 8, most: 256 } as const;

/** Why a new password is refused: a word for the pages, and a sentence for programs. */
export interface PasswordFault {
  readonly reason: "length" | "rules" | "breached" | "used" | Weakness;
  readonly sentence: string;
}

/** Whose password it is to be: a user name, or what else the person is called as well. */
export type PasswordOwner =
  | string
  | { readonly userName: string; readonly claims?: Readonly<Record<string, unknown>> | undefined };

/** Whether a password is among those that were stolen somewhere. */
export type IsBreached = (password: string) => Promise<boolean>;

const WEAKNESSES: Readonly<Record<Weakness, string>> = {
  repeats: "repeats a few characters: choose another",
  context: "is a name of its surroundings: choose another",
  common: "is among the most common ones: choose another",
};

/** Why a password is too easily guessed, as half a sentence; undefined: it is not (security bar 17.3). */
export function passwordFault(password: string, context: readonly string[]): string | undefined {
  const weakness = weaknessOf(password, context);
  return weakness && WEAKNESSES[weakness];
}

/** Why the password cannot be the user's; undefined: it can (security bar 17.2, 17.3). The one place that every new password passes. */
export async function newPasswordFault(
  password: string,
  owner: PasswordOwner,
  organization: Pick<Tenant, "handle" | "name" | "settings">,
  isBreached: IsBreached,
): Promise<PasswordFault | undefined> {
  const fault = plainPasswordFault(password, owner, organization);
  if (fault !== undefined || !(await isBreached(password))) return fault;
  return { reason: "breached", sentence: "The password was found among stolen ones: choose another." };
}

/** The same without asking whether it was stolen. */
export function plainPasswordFault(
  password: string,
  owner: PasswordOwner,
  { handle, name, settings }: Pick<Tenant, "handle" | "name" | "settings">,
): PasswordFault | undefined {
  const { least, most } = PASSWORD_LENGTH;
  if ([...password].length < least || password.length > most) {
    return { reason: "length", sentence: `A password has ${least} to ${most} characters.` };
  }
  const weakness = weaknessOf(password, [handle, name, "tessera", ...namesOf(owner)]);
  if (weakness !== undefined) return { reason: weakness, sentence: `The password ${WEAKNESSES[weakness]}.` };
  const lacking = passwordRuleFault(password, settings.passwordRules);
  return lacking === undefined ? undefined : { reason: "rules", sentence: `The password ${lacking}.` };
}

/** What somebody is called, as those who know them guess. */
function namesOf(owner: PasswordOwner): string[] {
  const { userName, claims = {} } = typeof owner === "string" ? { userName: owner } : owner;
  const told = ["email", "given_name", "family_name", "nickname"].map((name) => claims[name]);
  const names = [userName, ...told].filter((name): name is string => typeof name === "string");
  // Of an address what stands behind the sign is the same for many.
  return names.flatMap((name) => (name.includes("@") ? [name, name.split("@")[0] as string] : [name]));
}
