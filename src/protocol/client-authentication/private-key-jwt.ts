import { PUBLIC_KEY_ALGORITHMS } from "../../crypto/client-algorithms.ts";
import { algorithmsAllowed } from "../profile.ts";
import { readAssertion, verifyAssertion } from "./client-assertion.ts";
import type { ClientAuthenticationMethod } from "./method.ts";

const ALGORITHMS = Object.keys(PUBLIC_KEY_ALGORITHMS);

/** OIDC Core §9, RFC 7523 §2.2: an assertion that the client signed with its private key. */
export const privateKeyJwt: ClientAuthenticationMethod = {
  name: "private_key_jwt",
  proof: "in the request",

  read(request) {
    const assertion = readAssertion(request);
    if (assertion === undefined || assertion.bySecret) return undefined;
    const { clientId, kid } = assertion;
    return {
      clientId,
      async prove(client, ctx) {
        if (client === undefined) return false;
        const keys = await ctx.clientKeys.keysOf(client.keys, { kid, now: ctx.now });
        return verifyAssertion(assertion, client, { keys, algorithms: algorithmsAllowed(ALGORITHMS, client) }, ctx);
      },
    };
  },
};
