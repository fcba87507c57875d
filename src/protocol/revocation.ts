import { authenticateClient } from "./client-authentication/index.ts";
import type { ClientRequest } from "./client-authentication/method.ts";
import type { ProtocolContext } from "./context.ts";
import { OAuthError } from "./errors.ts";
import { type ReadParameters, refuseRepeated } from "./parameters.ts";
import { findAccessToken, findRefreshToken } from "./tokens/find-token.ts";

/**
 * RFC 7009: ends a token of the client that sends it; an unknown or dead token is no error (§2.2). A refresh token takes its
 * whole authorization along, an access token only itself (§2.1). Refuses another client's token.
 */
export async function revocationEndpoint(
  request: ClientRequest & { readonly body: ReadParameters },
  ctx: ProtocolContext,
): Promise<void> {
  refuseRepeated(request.body);
  const client = await authenticateClient(request, ctx);
  const text = request.parameters.get("token");
  if (text === undefined) throw new OAuthError("invalid_request", "Invalid revocation request");

  // RFC 7009 §2.1: the hint may be wrong, so both kinds are looked for whatever it says. A refresh token that was rotated, or
  // whose user is disabled for now, still names what the client wants ended.
  const refresh = await findRefreshToken(text, ctx);
  const access = refresh === undefined ? await findAccessToken(text, ctx) : undefined;
  const owner = (refresh ?? access)?.token.clientId;
  if (owner !== undefined && owner !== client.clientId) {
    throw new OAuthError("unauthorized_client", "Client Authentication failed.", { reason: "another client's token" });
  }
  if (refresh !== undefined) await ctx.store.authorizations.revoke(refresh.token.authorizationId, ctx.now);
  if (access !== undefined) await ctx.store.tokens.revokeAccessToken(access.token.id);
}
