import type { ClientAuthenticationMethod } from "./method.ts";

/** RFC 6749 §2.3.1: the client's id and secret as parameters of the body. */
export const clientSecretPost: ClientAuthenticationMethod = {
  name: "client_secret_post",

  read({ parameters }) {
    const clientId = parameters.get("client_id");
    const secret = parameters.get("client_secret");
    if (secret === undefined) return undefined;
    return { clientId: clientId ?? "", secret };
  },
};
