import { SECRET, service, spa } from "../clients.ts";
import type { Answer } from "../connection.ts";
import type { Verdict } from "../load.ts";
import { mintTokens } from "../minting.ts";
import { basic, getRequest, postRequest } from "../requests.ts";
import type { Target } from "../target.ts";
import type { Scenario } from "./scenario.ts";

/** Tokens of as many users' authorizations take turns. */
const TOKENS = 1000;
const SCOPE = "openid profile email";

/** RFC 7662: a service asks whether a user's opaque access token is good. */
export const introspection: Scenario = {
  name: "introspection",
  title: "introspection",
  prepare: (target) => {
    const credentials = basic(service.clientId, encodeURIComponent(SECRET));
    return inTurn(
      target,
      (token) => postRequest(target, target.paths.introspection, { token }, credentials),
      '"active":true',
    );
  },
};

/** OIDC Core §5.3: a client asks who the user is. */
export const userinfo: Scenario = {
  name: "userinfo",
  title: "userinfo",
  prepare: (target) =>
    inTurn(
      target,
      (token) => getRequest(target, target.paths.userinfo, { authorization: `Bearer ${token}` }),
      '"email_verified":true',
    ),
};

async function inTurn(target: Target, requestOf: (token: string) => Buffer, expected: string) {
  const tokens = await mintTokens(target, spa.clientId, SCOPE, TOKENS);
  const requests = tokens.map(({ accessToken }) => requestOf(accessToken));
  let sent = 0;
  return {
    next: () => requests[sent++ % requests.length],
    judge: ({ status, body }: Answer): Verdict => (status === 200 && body.includes(expected) ? "accepted" : "wrong"),
  };
}
