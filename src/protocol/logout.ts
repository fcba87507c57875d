import { AuthorizationPageError } from "./authorize/page-error.ts";
import { findClientById } from "./client-by-id.ts";
import type { ProtocolContext } from "./context.ts";
import { type IdTokenHint, readIdTokenHint } from "./id-token-hint.ts";
import type { Client } from "./model/client.ts";
import type { Session } from "./model/session.ts";
import type { Parameters } from "./parameters.ts";

/** What the end-session endpoint does next. */
export type LogoutOutcome =
  /** The user is asked first: a link alone must not sign anyone out (security bar 16.1). */
  | { readonly kind: "confirm"; readonly redirectTo: string | undefined }
  /** End the session, if there is one, and go there; undefined: to our own page. */
  | { readonly kind: "end"; readonly redirectTo: string | undefined };

/**
 * OpenID Connect RP-Initiated Logout §2. Refuses, by page, a `post_logout_redirect_uri` that is not the client's and a `client_id`
 * that is not the hint's; ignores the former when no verified hint and no client stands behind it.
 */
export async function logoutEndpoint(
  parameters: Parameters,
  session: Session | undefined,
  confirmed: boolean,
  ctx: ProtocolContext,
): Promise<LogoutOutcome> {
  const sentHint = parameters.get("id_token_hint");
  const hint = sentHint === undefined ? undefined : await readIdTokenHint(sentHint, ctx);
  const trusted = sentHint === undefined || hint !== undefined;
  const client = trusted ? await namedClient(parameters.get("client_id"), hint, ctx) : undefined;
  const redirectTo = client && postLogoutRedirect(parameters, client);

  if (confirmed) return { kind: "end", redirectTo };
  if (session === undefined) {
    // A link to this server would lead wherever a client likes that registered itself (RFC 9700 §4.11.2, security bar 16.2).
    const isVouchedFor = hint !== undefined || client?.registration === undefined;
    return { kind: "end", redirectTo: isVouchedFor ? redirectTo : undefined };
  }
  const hintIsOfSession = hint !== undefined && hint.sessionId === session.id;
  const switchedOff = hint === undefined && trusted && client?.skipLogoutConsent === true;
  return hintIsOfSession || switchedOff ? { kind: "end", redirectTo } : { kind: "confirm", redirectTo };
}

async function namedClient(
  clientId: string | undefined,
  hint: IdTokenHint | undefined,
  ctx: ProtocolContext,
): Promise<Client | undefined> {
  if (hint !== undefined && clientId !== undefined && !hint.audience.includes(clientId)) {
    throw new AuthorizationPageError("logout_client_mismatch");
  }
  const named = clientId ?? hint?.audience[0];
  const client = named === undefined ? undefined : await findClientById(named, ctx);
  return client?.enabled ? client : undefined;
}

function postLogoutRedirect(parameters: Parameters, client: Client): string | undefined {
  const uri = parameters.get("post_logout_redirect_uri");
  if (uri === undefined) return undefined;
  // Security bar 16.2: the very string. Where the answers of sign-ins may go, as with Asgardeo, or to a place for this alone.
  if (!client.redirectUris.includes(uri) && !client.logout.redirectUris.includes(uri)) {
    throw new AuthorizationPageError("post_logout_uri_not_registered");
  }
  const state = parameters.get("state");
  if (state === undefined) return uri;
  return `${uri}${uri.includes("?") ? "&" : "?"}${new URLSearchParams({ state })}`;
}
