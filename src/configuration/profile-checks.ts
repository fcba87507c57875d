import { PROFILES, type ProfileRules } from "../protocol/profile.ts";
import type { Check } from "./check.ts";
import { at, listAt } from "./unchecked.ts";

/** Asgardeo has no names for them; these are the file's. */
export const PROFILE_NAMES = {
  FAPI2_SECURITY: "fapi2-security",
  FAPI2_MESSAGE_SIGNING: "fapi2-message-signing",
} as const;

const BINDINGS: readonly unknown[] = ["DPoP", "certificate", "None"];
/** Where the algorithms stand that something is signed with. */
const SIGNING = [
  ["accessToken", "signingAlg"],
  ["idToken", "idTokenSignedResponseAlg"],
  ["userinfo", "signedResponseAlg"],
  ["introspection", "signedResponseAlg"],
  ["authorizationResponse", "signedResponseAlg"],
  ["requestObject", "requestObjectSigningAlg"],
  ["tokenEndpointAuthSigningAlg"],
];

/** What an application asks for that its profile rules out. Takes it unchecked. */
export function profileChecks(application: unknown): Check[] {
  const name = at(application, "fapiProfile");
  const profile = PROFILE_NAMES[name as keyof typeof PROFILE_NAMES] as keyof typeof PROFILES | undefined;
  return profile === undefined ? [] : checksOf(application, PROFILES[profile], `under the fapiProfile ${name}`);
}

function checksOf(application: unknown, rules: ProfileRules, under: string): Check[] {
  const valueAt = (keys: readonly string[]) => keys.reduce(at, application);
  const oneOf = (names: readonly string[]) => `must be one of ${names.join(", ")} ${under}`;
  const method = at(application, "tokenEndpointAuthMethod");
  const grantTypes = listAt(application, "grantTypes");
  const refusedGrant = rules.refusedGrantTypes.find((grant) => grantTypes.includes(grant));
  const responseTypes = listAt(application, "responseTypes");
  const binding = valueAt(["accessToken", "bindingType"]);
  const hasKeys = ["jwks", "jwksUri", "certificate"].some((key) => at(application, key) !== undefined);

  return [
    [at(application, "publicClient") === true, ["publicClient"], `must be false ${under}`],
    [
      !rules.clientAuthentication.includes(String(method)),
      ["tokenEndpointAuthMethod"],
      oneOf(rules.clientAuthentication),
    ],
    [refusedGrant !== undefined, ["grantTypes"], `must not hold ${refusedGrant} ${under}`],
    [
      !responseTypes.every((type) => rules.responseTypes.includes(String(type))),
      ["responseTypes"],
      `may hold ${rules.responseTypes.join(", ")} alone ${under}`,
    ],
    [valueAt(["hybridFlow", "enable"]) === true, ["hybridFlow", "enable"], `must be false ${under}`],
    [valueAt(["pkce", "mandatory"]) === false, ["pkce", "mandatory"], `must be true ${under}`],
    [
      valueAt(["pkce", "supportPlainTransformAlgorithm"]) === true,
      ["pkce", "supportPlainTransformAlgorithm"],
      `must be false ${under}`,
    ],
    [
      binding !== undefined && !BINDINGS.includes(binding),
      ["accessToken", "bindingType"],
      `must be DPoP or certificate, or be left out for either, ${under}`,
    ],
    [
      valueAt(["refreshToken", "renewRefreshToken"]) === true,
      ["refreshToken", "renewRefreshToken"],
      `must be false ${under}, where refresh tokens are kept`,
    ],
    [
      rules.signsMessages && !hasKeys,
      ["fapiProfile"],
      "needs the application's public key: give jwksUri, jwks or certificate",
    ],
    ...SIGNING.map((keys): Check => {
      const algorithm = valueAt(keys);
      const isWeak = algorithm !== undefined && !rules.algorithms.includes(String(algorithm));
      return [isWeak, keys, oneOf(rules.algorithms)];
    }),
  ];
}
