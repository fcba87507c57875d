import type { ClientAuthenticationMethod } from "./method.ts";
import { isSecretOf } from "./secret.ts";

/** RFC 6749 §2.3.1: the client's id and secret as parameters of the body. */
export const clientSecretPost: ClientAuthenticationMethod = {
  name: "client_secret_post",
  proof: "in the request",

  read({ parameters }) {
    const secret = parameters.get("client_secret");
    if (secret === undefined) return undefined;
    return {
      clientId: parameters.get("client_id") ?? "",
      prove: async (client, { now }) => isSecretOf(client, secret, now),
    };
  },
};
