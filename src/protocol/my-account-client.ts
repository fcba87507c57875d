import { MULTI_FACTOR_ACR, reachedAcr } from "./authorize/authentication-context.ts";
import type { Client, SignInStep } from "./model.ts";
import { newClient } from "./registration/new-client.ts";
import { PASSKEY, PASSWORD_OPTION } from "./sign-in-sequence.ts";

/** Whoever has no password has a passkey. */
const FIRST_STEP: SignInStep = { options: [PASSWORD_OPTION, { idp: "LOCAL", authenticator: PASSKEY }] };

/** The steps to a user's own account; with `factors`, the names of the user's second factors, one of these too. */
export function stepsToMyAccount(factors: readonly string[] = []): readonly SignInStep[] {
  if (factors.length === 0) return [FIRST_STEP];
  const options = factors.map((authenticator) => ({ idp: "LOCAL", authenticator }));
  // A passkey is both at once, and is not asked for twice.
  return [FIRST_STEP, { options, leadsTo: MULTI_FACTOR_ACR }];
}

/** Whether the sign-in was by more than one kind of factor. */
export function isMultiFactor(amr: readonly string[]): boolean {
  return reachedAcr(amr, [MULTI_FACTOR_ACR]) === MULTI_FACTOR_ACR;
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
