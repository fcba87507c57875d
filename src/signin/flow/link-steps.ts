import { protectingFactors } from "../../credentials/enabled-factors.ts";
import type { SignInOption, SignInStep } from "../../protocol/model/application.ts";
import { isSameOption, PASSKEY, PASSWORD_OPTION } from "../../protocol/sign-in-sequence.ts";
import type { FlowContext } from "./flow-context.ts";
import type { SignInFlow } from "./sign-in-flow.ts";

const PASSKEY_OPTION = local(PASSKEY);

/**
 * By what somebody proves the account here that one elsewhere is to be linked with: all that signing in to it takes, whatever the
 * application asks for (security bar 24.1). A passkey is both factors; a password is followed by one of the second factors that stand before
 * the account. That somebody else's account has any is told to nobody who does not know its password.
 */
export async function linkSteps({ person, done }: SignInFlow, ctx: FlowContext): Promise<readonly SignInStep[]> {
  const first = { options: [PASSWORD_OPTION, PASSKEY_OPTION] };
  if (!person?.proven || done.some((option) => isSameOption(option, PASSKEY_OPTION))) return [first];
  const user = await ctx.people.users.find(person.userId ?? "");
  const protecting = user === undefined ? [] : await protectingFactors(user, { store: ctx.people });
  return protecting.length === 0 ? [first] : [first, { options: protecting.map(local) }];
}

function local(authenticator: string): SignInOption {
  return { idp: "LOCAL", authenticator };
}
