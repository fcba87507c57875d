import { expandCallbackUrl } from "../protocol/redirect-uri.ts";
import { CIBA } from "../protocol/token/grants/ciba.ts";
import { authenticationChecks } from "./authentication-checks.ts";
import { type Check, failed } from "./check.ts";
import type { Fault } from "./faults.ts";
import { profileChecks } from "./profile-checks.ts";
import { signInChecks } from "./sign-in-checks.ts";
import type { Path } from "./source.ts";
import { at, listAt } from "./unchecked.ts";

/** What can be encrypted to an application. */
const ENCRYPTED = ["idToken", "userinfo", "introspection", "authorizationResponse"];

/** Where an application's settings, each good on its own, do not fit together. Takes the application unchecked. */
export function contradictions(application: unknown, path: Path): Fault[] {
  const publicClient = at(application, "publicClient") === true;
  const speaks = at(application, "inboundProtocol") !== "none";
  const grantTypes = speaks ? (at(application, "grantTypes") ?? ["authorization_code"]) : [];
  const allows = (grantType: string) => Array.isArray(grantTypes) && grantTypes.includes(grantType);
  const renews = at(at(application, "refreshToken"), "renewRefreshToken") !== false;
  const requestObject = at(application, "requestObject");
  const hybridFlow = at(application, "hybridFlow");
  const ciba = at(application, "cibaAuthenticationRequest");
  const hasCallback = listAt(application, "callbackURLs").length > 0;
  const subject = at(application, "subject");
  const isPairwise = at(subject, "subjectType") === "pairwise";
  const hasSector = at(subject, "sectorIdentifierUri") !== undefined;

  const frontChannelUrl = at(at(application, "logout"), "frontChannelLogoutUrl");
  const hasKeys = ["jwks", "jwksUri", "certificate"].some((key) => at(application, key) !== undefined);
  const encrypted = ENCRYPTED.filter((key) => at(at(application, key), "encryption") !== undefined);

  const checks: Check[] = [
    ...authenticationChecks(application),
    ...profileChecks(application),
    ...signInChecks(application),
    [
      publicClient && allows("client_credentials"),
      ["grantTypes"],
      "holds client_credentials, which needs a client with a secret (RFC 6749 §4.4)",
    ],
    [
      publicClient && allows(CIBA),
      ["grantTypes"],
      `holds ${CIBA}, which needs a client that authenticates (CIBA §7.1)`,
    ],
    [
      at(ciba, "deliveryMode") === "ping" && at(ciba, "clientNotificationEndpoint") === undefined,
      ["cibaAuthenticationRequest", "clientNotificationEndpoint"],
      "is missing: deliveryMode: ping needs it (CIBA §4)",
    ],
    [
      publicClient && !renews,
      ["refreshToken", "renewRefreshToken"],
      "must be true for a public client (RFC 9700 §4.14.2)",
    ],
    [
      allows("authorization_code") && !hasCallback,
      ["callbackURLs"],
      "holds no URL, but the grant type authorization_code needs one",
    ],
    [
      isPairwise && !hasSector && partsOf(listAt(application, "callbackURLs"), "hostname").size > 1,
      ["subject", "subjectType"],
      "needs a sectorIdentifierUri beside callbackURLs of several hosts (OIDC Core §8.1)",
    ],
    [
      isPairwise && at(application, "subjectClaim") !== undefined,
      ["subjectClaim"],
      "names users alike to all applications, which subjectType: pairwise is to prevent: take one of the two out",
    ],
    ...encrypted.map(
      (key): Check => [
        !hasKeys,
        [key, "encryption"],
        "needs the application's public key: give jwksUri, jwks or certificate",
      ],
    ),
    [
      (at(requestObject, "required") === true || at(requestObject, "requestObjectSigningAlg") !== undefined) &&
        !hasKeys,
      ["requestObject"],
      "holds the application to signed requests, which needs its public key: give jwksUri, jwks or certificate",
    ],
    [
      frontChannelUrl !== undefined &&
        !partsOf(listAt(application, "callbackURLs"), "origin").isSupersetOf(partsOf([frontChannelUrl], "origin")),
      ["logout", "frontChannelLogoutUrl"],
      "needs the scheme, host and port of one of the callbackURLs (Front-Channel Logout §2)",
    ],
    [allows("implicit") && !hasCallback, ["callbackURLs"], "holds no URL, but the grant type implicit needs one"],
    [
      at(hybridFlow, "enable") === true && at(hybridFlow, "responseType") === undefined,
      ["hybridFlow", "responseType"],
      "is missing: name the response types, as in code id_token",
    ],
  ];
  return failed(checks, path);
}

/** Takes the URLs unchecked: what is none has been found already. */
function partsOf(entries: readonly unknown[], part: "hostname" | "origin"): Set<string> {
  const uris = entries.flatMap((entry) => (typeof entry === "string" ? (expandCallbackUrl(entry) ?? []) : []));
  return new Set(uris.filter((uri) => URL.canParse(uri)).map((uri) => new URL(uri)[part]));
}
