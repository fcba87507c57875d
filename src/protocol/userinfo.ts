import type { ProtocolContext } from "./context.ts";
import { OAuthError } from "./errors.ts";
import type { Parameters } from "./parameters.ts";
import { subjectOf, userClaims } from "./tokens/claims.ts";
import { findActiveAccessToken } from "./tokens/find-token.ts";

const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/**
 * The access token of a request to a protected resource, from its header or its form (RFC 6750 §2.1, §2.2), never from its URL.
 * Undefined when there is none; refuses two.
 */
export function bearerToken(authorization: string | undefined, form: Parameters): string | undefined {
  const inHeader = authorization !== undefined && /^bearer\b/i.test(authorization);
  const inForm = form.get("access_token");
  if (inHeader && inForm !== undefined) {
    throw new OAuthError("invalid_request", "The access token was sent in more than one place.");
  }
  if (!inHeader) return inForm;
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined) throw invalidToken();
  return token;
}

/** OIDC Core §5.3: the claims of the granted scopes about the user that the access token speaks for. */
export async function userinfoEndpoint(accessToken: string, ctx: ProtocolContext): Promise<Record<string, unknown>> {
  const active = await findActiveAccessToken(accessToken, ctx);
  if (active === undefined) throw invalidToken();
  const { token, client, user } = active;
  if (user === undefined || !token.scope.includes("openid")) {
    throw new OAuthError("insufficient_scope", "Access token does not have the openid scope");
  }
  return { sub: subjectOf(user, client), ...userClaims(user, client, token.scope) };
}

function invalidToken(): OAuthError {
  return new OAuthError("invalid_token", "Access token validation failed");
}
