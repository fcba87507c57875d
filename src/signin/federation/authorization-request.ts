import { randomBytes } from "node:crypto";
import { sha256 } from "../../crypto/hashes.ts";
import type { FlowContext } from "../flow/flow-context.ts";
import type { Connection } from "./connection.ts";

/** What is kept while the person is at the provider; of this very sign-in and browser (security bar 24.3). */
export interface SentAway {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly redirectUri: string;
  /** Where the browser was sent. */
  readonly url: string;
}

/** These have parameters of their own. */
const PLAIN_OAUTH = ["GithubAuthenticator", "AppleOIDCAuthenticator"];
const RESERVED = new Set(["response_type", "client_id", "redirect_uri", "state", "nonce", "scope", "request"]);

/**
 * The request that takes a browser to the provider (OIDC Core §3.1.2.1), with a state, a nonce and a PKCE challenge of its own. The state
 * begins with the flow's id, by which the answer finds back to it.
 */
export function requestAuthorization(
  { settings, option }: Connection,
  flowId: string,
  { tenantUrl, redirectTo }: Pick<FlowContext, "tenantUrl" | "redirectTo">,
): SentAway {
  const sent = {
    // An application that takes the answer itself knows the flow's id, which opens the flow to whoever has it.
    state: redirectTo === undefined ? `${flowId}.${newSecret()}` : newSecret(),
    nonce: newSecret(),
    verifier: newSecret(),
    redirectUri: redirectTo ?? settings.callbackUrl ?? `${tenantUrl}/commonauth`,
  };
  const url = new URL(settings.authorizationEndpoint);
  const { authenticator } = option;
  // An application that takes the answer itself waits for it beside the window that it opens (OIDC Core §3.1.2.1).
  if (redirectTo !== undefined && !PLAIN_OAUTH.includes(authenticator)) url.searchParams.set("display", "popup");
  for (const [name, value] of Object.entries(settings.parameters)) {
    if (!RESERVED.has(name)) url.searchParams.set(name, value);
  }
  const parameters = {
    response_type: "code",
    client_id: settings.clientId,
    redirect_uri: sent.redirectUri,
    scope: scopesOf(settings.scopes, authenticator).join(" "),
    state: sent.state,
    nonce: sent.nonce,
    ...(settings.pkce && {
      code_challenge: sha256(sent.verifier).toString("base64url"),
      code_challenge_method: "S256",
    }),
    // Apple tells a name or an address in no other way.
    ...(authenticator === "AppleOIDCAuthenticator" && { response_mode: "form_post" }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { ...sent, url: url.href };
}

/** GitHub and Apple have scopes of their own; everybody else gives an ID token for `openid` alone (OIDC Core §3.1.2.1). */
function scopesOf(scopes: readonly string[], authenticator: string): readonly string[] {
  return !PLAIN_OAUTH.includes(authenticator) && !scopes.includes("openid") ? ["openid", ...scopes] : scopes;
}

function newSecret(): string {
  return randomBytes(32).toString("base64url");
}
