import type { Client, SignInOption, SignInStep } from "./model.ts";

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

/**
 * The steps that are not done yet by what the session's `amr` says, in their order: single sign-on skips the others. An option counts
 * for one step alone.
 */
export function missingSteps(steps: readonly SignInStep[], amr: readonly string[]): SignInStep[] {
  const unused = [...amr];
  return steps.filter(({ options }) => {
    const method = options.map(methodOf).find((name) => unused.includes(name));
    if (method !== undefined) unused.splice(unused.indexOf(method), 1);
    if (method !== undefined) return false;
    // Of whoever has signed in already it need not be asked who they are.
    return amr.length === 0 || !options.some(({ authenticator }) => authenticator === IDENTIFIER);
  });
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
export function isSameOption(one: SignInOption, other: SignInOption): boolean {
  return one.idp === other.idp && one.authenticator === other.authenticator;
}
