import { signJwt } from "../crypto/jwt.ts";
import type { ProtocolContext } from "./context.ts";
import { encryptForClient } from "./encrypt-for-client.ts";
import { OAuthError } from "./errors.ts";
import type { Parameters } from "./parameters.ts";
import { userClaims } from "./tokens/claims.ts";
import { findActiveAccessToken } from "./tokens/find-token.ts";
import { subjectOf } from "./tokens/subject.ts";

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

/** Claims about a user: as JSON, or where the client asks for that as a JWT. */
export type UserinfoResponse = Readonly<Record<string, unknown>> | string;

/**
 * OIDC Core §5.3: the claims of the granted scopes, and those asked for by name, about the user that the access token speaks for. A text
 * is a JWT. Refuses when the client's key to encrypt to cannot be had.
 */
export async function userinfoEndpoint(accessToken: string, ctx: ProtocolContext): Promise<UserinfoResponse> {
  const active = await findActiveAccessToken(accessToken, ctx);
  if (active === undefined) throw invalidToken();
  const { token, client, user, authorization } = active;
  if (user === undefined || !token.scope.includes("openid")) {
    throw new OAuthError("insufficient_scope", "Access token does not have the openid scope");
  }
  const named = authorization?.extras?.claims?.userinfo;
  const claims = { sub: subjectOf(user, client, ctx), ...userClaims(user, client, token.scope, named) };
  const { signingAlgorithm, encryption } = client.userinfo;
  if (signingAlgorithm === undefined && encryption === undefined) return claims;

  // OIDC Core §5.3.2: signed, encrypted, or both.
  const addressed = { iss: ctx.issuer, aud: client.clientId, ...claims };
  const text =
    signingAlgorithm === undefined
      ? JSON.stringify(addressed)
      : // With a type, so that it cannot pass for an ID token, which has none (RFC 8725 §3.11).
        await signJwt(addressed, await ctx.keys.signer(signingAlgorithm), "JWT");
  if (encryption === undefined) return text;
  return encryptForClient(text, client, encryption, ctx, signingAlgorithm === undefined ? "JSON" : "JWT");
}

function invalidToken(): OAuthError {
  return new OAuthError("invalid_token", "Access token validation failed");
}
