import { spa } from "../clients.ts";
import { memberOf } from "../connection.ts";
import { mintTokens } from "../minting.ts";
import { postRequest } from "../requests.ts";
import type { Scenario } from "./scenario.ts";

/** More than there are connections: each takes the token that was waiting longest, and puts its successor at the end. */
const AUTHORIZATIONS = 512;

/** RFC 6749 §6: a public client's refresh token is rotated. */
export const refresh = refreshFor("profile email", "refresh", "refresh");
export const refreshIdToken = refreshFor("openid", "refresh-id-token", "refresh, ID token RS256");

function refreshFor(scope: string, name: string, title: string): Scenario {
  return {
    name,
    title,
    async prepare(target) {
      const { clientId } = spa;
      const minted = await mintTokens(target, clientId, scope, AUTHORIZATIONS);
      const waiting = minted.map(({ refreshToken }) => refreshToken);
      let used = 0;
      const idTokenExpected = scope.includes("openid");
      return {
        next() {
          const refresh_token = waiting[used];
          if (refresh_token === undefined) return undefined;
          used++;
          if (used === AUTHORIZATIONS) {
            waiting.splice(0, used);
            used = 0;
          }
          const form = { grant_type: "refresh_token", client_id: clientId, refresh_token };
          return postRequest(target, target.paths.token, form);
        },
        judge(answer) {
          const successor = memberOf(answer, "refresh_token");
          const hasIdToken = memberOf(answer, "id_token") !== undefined;
          if (answer.status !== 200 || successor === undefined || hasIdToken !== idTokenExpected) return "wrong";
          waiting.push(successor);
          return "accepted";
        },
      };
    },
  };
}
