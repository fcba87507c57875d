import type { ClientAuthenticationMethod } from "./method.ts";

/** OIDC Core §9: a public client names itself and proves nothing. */
export const none: ClientAuthenticationMethod = {
  name: "none",

  read({ parameters, authorization }) {
    const clientId = parameters.get("client_id");
    // A Bearer token is the caller's, not the client's; a Basic header is another method's.
    const otherMethod = /^basic\b/i.test(authorization ?? "") || parameters.has("client_secret");
    if (clientId === undefined || otherMethod) return undefined;
    return { clientId, secret: undefined };
  },
};
