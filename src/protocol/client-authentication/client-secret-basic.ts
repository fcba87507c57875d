import { OAuthError } from "../errors.ts";
import type { ClientAuthenticationMethod } from "./method.ts";
import { isSecretOf } from "./secret.ts";

const BASIC = /^basic +([A-Za-z0-9+/]+={0,2})$/i;

/** RFC 6749 §2.3.1: HTTP Basic, both halves form-encoded before they were joined. */
export const clientSecretBasic: ClientAuthenticationMethod = {
  name: "client_secret_basic",
  proof: "in the request",

  read({ authorization }) {
    if (authorization === undefined || !/^basic\b/i.test(authorization)) return undefined;
    const encoded = BASIC.exec(authorization)?.[1];
    const pair = encoded && Buffer.from(encoded, "base64").toString("utf8");
    const colon = pair ? pair.indexOf(":") : -1;
    if (!pair || colon < 1) throw malformed();
    const secret = formDecode(pair.slice(colon + 1));
    return {
      clientId: formDecode(pair.slice(0, colon)),
      prove: async (client, { now }) => isSecretOf(client, secret, now),
    };
  },
};

/** RFC 6749 appendix B. */
function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw malformed();
  }
}

function malformed(): OAuthError {
  return new OAuthError("invalid_client", "Client credentials are invalid.", { reason: "malformed Basic credentials" });
}
