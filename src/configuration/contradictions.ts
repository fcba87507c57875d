import type { Fault } from "./faults.ts";
import type { Path } from "./source.ts";
import { at, listAt } from "./unchecked.ts";

/** Where an application's settings, each good on its own, do not fit together. Takes the application unchecked. */
export function contradictions(application: unknown, path: Path): Fault[] {
  const publicClient = at(application, "publicClient") === true;
  const hasSecret = at(application, "clientSecret") !== undefined;
  const grantTypes = at(application, "grantTypes") ?? ["authorization_code"];
  const allows = (grantType: string) => Array.isArray(grantTypes) && grantTypes.includes(grantType);
  const method = at(application, "tokenEndpointAuthMethod");
  const methodFits = method === undefined || (method === "none") === publicClient;
  const renews = at(at(application, "refreshToken"), "renewRefreshToken") !== false;
  const hasCallback = listAt(application, "callbackURLs").length > 0;

  const checks: [wrong: boolean, key: string[], message: string][] = [
    [
      publicClient && hasSecret,
      ["clientSecret"],
      "is given to a public client, which cannot keep it: take one of the two out",
    ],
    [
      !publicClient && !hasSecret,
      ["clientSecret"],
      "is missing: give one, or set publicClient: true for an application that cannot keep a secret",
    ],
    [
      publicClient && allows("client_credentials"),
      ["grantTypes"],
      "holds client_credentials, which needs a client with a secret (RFC 6749 §4.4)",
    ],
    [!methodFits, ["tokenEndpointAuthMethod"], `does not fit publicClient: ${publicClient}`],
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
  ];
  return checks.filter(([wrong]) => wrong).map(([, key, message]) => ({ path: [...path, ...key], message }));
}
