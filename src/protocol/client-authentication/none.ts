import type { ClientAuthenticationMethod } from "./method.ts";
import { namedClient } from "./named-client.ts";

/** OIDC Core §9: a public client names itself and proves nothing. */
export const none: ClientAuthenticationMethod = {
  name: "none",
  proof: "none",

  read(request) {
    const clientId = namedClient(request);
    return clientId === undefined ? undefined : { clientId, prove: async (client) => client?.publicClient === true };
  },
};
