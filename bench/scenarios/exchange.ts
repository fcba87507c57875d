import { spa, spaEs256 } from "../clients.ts";
import { memberOf } from "../connection.ts";
import { mintExchanges } from "../minting.ts";
import type { Scenario } from "./scenario.ts";

/** RFC 6749 §4.1.3 with PKCE: a public client trades a code for an opaque access token, a refresh token and an ID token. */
export const exchange = exchangeBy(spa.clientId, "exchange", "code exchange, ID token RS256");
export const exchangeEs256 = exchangeBy(spaEs256.clientId, "exchange-es256", "code exchange, ID token ES256");

function exchangeBy(clientId: string, name: string, title: string): Scenario {
  return {
    name,
    title,
    async prepare(target) {
      const ready: Buffer[] = [];
      return {
        async supply(count) {
          const missing = count - ready.length;
          if (missing > 0) ready.push(...(await mintExchanges(target, clientId, "openid", missing)));
        },
        next: () => ready.pop(),
        judge(answer) {
          const complete = ["access_token", "refresh_token", "id_token"].every((name) => memberOf(answer, name));
          return answer.status === 200 && complete ? "accepted" : "wrong";
        },
      };
    },
  };
}
