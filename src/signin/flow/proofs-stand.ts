import { factorOf } from "../factors/index.ts";
import type { FlowContext } from "./flow-context.ts";
import type { SignInFlow } from "./sign-in-flow.ts";

/**
 * Whether all that was proven still is: the password is the same, the app, the passkey and the address are still the person's, and nobody
 * has disabled them. What was proven with something that is worth nothing by now must not open a session (security bar 17.4, 19.5).
 */
export async function proofsStand(
  { person, done }: Pick<SignInFlow, "person" | "done">,
  ctx: FlowContext,
): Promise<boolean> {
  if (!person?.proven || person.userId === undefined) return true;
  const user = await ctx.people.users.find(person.userId);
  if (!user?.enabled) return false;
  for (const { mark, ...option } of done) {
    const standsBy = mark === undefined ? undefined : factorOf(option)?.standsBy;
    if (mark !== undefined && standsBy !== undefined && !(await standsBy(mark, user, option, ctx))) return false;
  }
  return true;
}
