import { MULTI_FACTOR_ACR, reachedAcr } from "./authorize/authentication-context.ts";
import type { Client, SignInStep } from "./model.ts";
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

const RS256 = { signingAlgorithm: "RS256" } as const;

/** What the pages of a user's own account are where sign-in asks for an application: one that is stored nowhere and gets no tokens. */
export function myAccountClient(name: string): Client {
  return {
    clientId: "MY_ACCOUNT",
    name,
    enabled: true,
    publicClient: true,
    secrets: [],
    tokenEndpointAuthMethod: undefined,
    clientAuthentication: { assertionReuseAllowed: false },
    keys: {},
    applicationType: "web",
    grantTypes: [],
    responseTypes: [],
    redirectUris: [],
    allowedOrigins: [],
    pkce: { mandatory: true, plainAllowed: false },
    pushedRequestsRequired: false,
    requestObject: { required: false, requestUris: [] },
    authorizationResponse: RS256,
    scopes: [],
    authorizedApis: [],
    authorizationDetailsTypes: [],
    sharing: { with: "all" },
    requestedClaims: [],
    subjectClaim: undefined,
    subject: { type: "public" },
    accessToken: {
      ...RS256,
      format: "opaque",
      userLifetimeSeconds: 0,
      applicationLifetimeSeconds: 0,
      audience: [],
      binding: "none",
      bindingValidated: false,
      endsWithSession: true,
      scopeAsArray: false,
      claims: [],
    },
    refreshToken: { lifetimeSeconds: 0, rotate: true, extendOnRotation: false, graceSeconds: 0 },
    idToken: { ...RS256, lifetimeSeconds: 0, audience: [] },
    userinfo: {},
    introspection: RS256,
    logout: { backChannelSessionRequired: false, frontChannelSessionRequired: false, redirectUris: [] },
    ciba: { requestLifetimeSeconds: 0, deliveryMode: "poll" },
    subjectToken: { enabled: false, lifetimeSeconds: 0 },
    authTimeRequired: false,
    defaultAcrValues: [],
    signInSteps: stepsToMyAccount(),
    skipConsent: true,
    skipLogoutConsent: false,
    logoUri: undefined,
    policyUri: undefined,
    termsOfServiceUri: undefined,
  };
}
