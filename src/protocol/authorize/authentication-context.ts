import { OAuthError } from "../errors.ts";
import type { SignInStep } from "../model/application.ts";
import type { RequestedClaims } from "../model/authorization.ts";
import type { Client } from "../model/client.ts";
import {
  MULTI_FACTOR_ACR,
  missingSteps,
  PASSKEY,
  PHISHING_RESISTANT_ACR,
  POSSESSION,
  reaches,
  stepsOf,
} from "../sign-in-sequence.ts";

export { MULTI_FACTOR_ACR } from "../sign-in-sequence.ts";

/** A password, by the name that SAML 2.0 gave it (Authentication Context §3.4.2). */
const PASSWORD_ACR = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password";

interface Level {
  readonly acr: string;
  isReached(amr: readonly string[]): boolean;
  /** What a sequence that does not lead there is followed by. */
  readonly step?: SignInStep;
}

const LEVELS: readonly Level[] = [
  { acr: PASSWORD_ACR, isReached: () => true },
  {
    acr: MULTI_FACTOR_ACR,
    isReached: (amr) => reaches(MULTI_FACTOR_ACR, amr),
    step: {
      options: [...POSSESSION, "backup-code-authenticator"].map((authenticator) => ({ idp: "LOCAL", authenticator })),
      leadsTo: MULTI_FACTOR_ACR,
    },
  },
  {
    acr: PHISHING_RESISTANT_ACR,
    isReached: (amr) => reaches(PHISHING_RESISTANT_ACR, amr),
    step: { options: [{ idp: "LOCAL", authenticator: PASSKEY }], leadsTo: PHISHING_RESISTANT_ACR },
  },
];

/** The `acr` values that a sign-in here can reach, as discovery lists them. */
export const ACR_VALUES: readonly string[] = LEVELS.map(({ acr }) => acr);

/**
 * The `acr` values that the request or else the client asks for, the best first; undefined when neither asks. Values that are only wished
 * for may be missed (OIDC Core §3.1.2.1); an essential claim with values of which none can be reached is refused (§5.5.1.1).
 */
export function requestedAcr(
  acrValues: string | undefined,
  claims: RequestedClaims | undefined,
  client: Client,
): readonly string[] | undefined {
  const claim = claims?.id_token?.acr;
  const ofClaim = claim?.values ?? (claim?.value === undefined ? undefined : [claim.value]);
  if (claim?.essential === true && ofClaim !== undefined && knownOf(ofClaim).length === 0) {
    throw new OAuthError("unmet_authentication_requirements", "The essential acr cannot be reached");
  }
  if (ofClaim !== undefined) return knownOf(ofClaim);
  if (acrValues !== undefined) return knownOf(acrValues.split(" "));
  if (claim !== undefined) return [];
  return client.defaultAcrValues.length > 0 ? knownOf(client.defaultAcrValues) : undefined;
}

/** The steps of the sign-in that leads to what is asked for: the client's, and one more where these reach none of the values. */
export function requiredSteps(client: Client, acr: readonly string[] | undefined): readonly SignInStep[] {
  const steps = stepsOf(client);
  const [wanted] = acr ?? [];
  if (wanted === undefined) return steps;
  const certain = steps.flatMap(({ options }) => (options.length === 1 ? (options[0]?.authenticator ?? []) : []));
  const level = levelOf(wanted);
  if (level?.step === undefined || (acr ?? []).some((value) => levelOf(value)?.isReached(certain))) return steps;
  return [...steps, level.step];
}

/** Whether somebody who has signed in like this need not do more for the request (RFC 9470 §4). */
export function isSignedInEnough(amr: readonly string[], client: Client, acr: readonly string[] | undefined): boolean {
  if (missingSteps(stepsOf(client), amr).length > 0) return false;
  return acr === undefined || acr.length === 0 || acr.some((value) => levelOf(value)?.isReached(amr));
}

/** What the ID token says: the best of the values that the sign-in has reached; undefined when nobody asked. */
export function reachedAcr(amr: readonly string[], acr: readonly string[] | undefined): string | undefined {
  if (acr === undefined) return undefined;
  return acr.find((value) => levelOf(value)?.isReached(amr)) ?? PASSWORD_ACR;
}

function levelOf(acr: string): Level | undefined {
  return LEVELS.find((level) => level.acr === acr);
}

function knownOf(values: readonly unknown[]): string[] {
  return values.filter((value) => typeof value === "string" && ACR_VALUES.includes(value)) as string[];
}
