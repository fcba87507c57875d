import { usedPasswordFault } from "../../accounts/password-age.ts";
import { newPasswordFault } from "../../passwords/new-password.ts";
import type { User } from "../../protocol/model/user.ts";
import type { ManagementContext } from "../operation.ts";
import type { Resource } from "./resource.ts";
import { refusal } from "./scim-error.ts";

/** The password that the resource brings; undefined where it brings none. Refuses one that cannot be taken (security bar 17.2, 17.3). */
export async function passwordOf(
  resource: Resource,
  userName: string,
  { tenant, isBreached }: ManagementContext,
): Promise<string | undefined> {
  const { password } = resource as { password?: string };
  if (password === undefined) return undefined;
  const fault = await newPasswordFault(password, userName, tenant, isBreached);
  if (fault !== undefined) throw refusal("invalidValue", fault.sentence);
  return password;
}

/** Refuses a password that the user has had, where the organization remembers them (contract §17.10). */
export async function refuseUsed(user: User, password: string, ctx: ManagementContext): Promise<void> {
  const fault = await usedPasswordFault(user, password, ctx);
  if (fault !== undefined) throw refusal("invalidValue", fault.sentence);
}
