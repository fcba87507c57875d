import type { SignInOption, SignInStep } from "./model/application.ts";
import type { Client } from "./model/client.ts";
import { newClient } from "./registration/new-client.ts";
import { MULTI_FACTOR_ACR, PASSKEY, PASSWORD_OPTION } from "./sign-in-sequence.ts";

/** Whoever has no password has a passkey. */
const FIRST_STEP: SignInStep = { options: [PASSWORD_OPTION, { idp: "LOCAL", authenticator: PASSKEY }] };

/**
 * The steps to a user's own account; with `factors`, the names of the user's second factors, one of these too. `linked`: where else than here
 * the user signs in.
 */
export function stepsToMyAccount(
  factors: readonly string[] = [],
  linked: readonly SignInOption[] = [],
): readonly SignInStep[] {
  const first = { options: [...FIRST_STEP.options, ...linked] };
  if (factors.length === 0) return [first];
  const options = factors.map((authenticator) => ({ idp: "LOCAL", authenticator }));
  // A passkey is both at once, and is not asked for twice.
  return [first, { options, leadsTo: MULTI_FACTOR_ACR }];
}

/** What the pages of a user's own account are where sign-in asks for an application: one that is stored nowhere and gets no tokens. */
export function myAccountClient(name: string): Client {
  return {
    ...newClient("MY_ACCOUNT"),
    name,
    publicClient: true,
    scopes: [],
    requestedClaims: [],
    sharing: { with: "all" },
    signInSteps: stepsToMyAccount(),
    skipConsent: true,
  };
}
