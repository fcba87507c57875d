import { type BenchClient, SECRET, service, serviceEs256, serviceRs256 } from "../clients.ts";
import { memberOf } from "../connection.ts";
import { basic, postRequest } from "../requests.ts";
import type { Scenario } from "./scenario.ts";

/** RFC 6749 §4.4: a service with a secret gets an access token for itself. */
export const clientCredentials = credentialsOf(service, "client-credentials", "client credentials, opaque");
export const clientCredentialsRs256 = credentialsOf(
  serviceRs256,
  "client-credentials-rs256",
  "client credentials, JWT RS256",
);
export const clientCredentialsEs256 = credentialsOf(
  serviceEs256,
  "client-credentials-es256",
  "client credentials, JWT ES256",
);

function credentialsOf({ clientId, accessTokenAlgorithm }: BenchClient, name: string, title: string): Scenario {
  return {
    name,
    title,
    async prepare(target) {
      // One service asks for the same each time.
      const form = { grant_type: "client_credentials" };
      const request = postRequest(target, target.paths.token, form, basic(clientId, encodeURIComponent(SECRET)));
      return {
        next: () => request,
        judge(answer) {
          const token = memberOf(answer, "access_token");
          return answer.status === 200 && token && algorithmOf(token) === accessTokenAlgorithm ? "accepted" : "wrong";
        },
      };
    },
  };
}

/** The `alg` of a JWT; undefined for an opaque token. */
function algorithmOf(token: string): string | undefined {
  const dot = token.indexOf(".");
  if (dot === -1) return undefined;
  return /"alg":"(\w+)"/.exec(Buffer.from(token.slice(0, dot), "base64url").toString("latin1"))?.[1];
}
