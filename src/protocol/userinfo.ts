import { signJwt } from "../crypto/jwt.ts";
import type { ProtocolContext } from "./context.ts";
import { encryptForClient } from "./encrypt-for-client.ts";
import { OAuthError } from "./errors.ts";
import { userClaims } from "./tokens/claims.ts";
import { organizationClaims } from "./tokens/organization-claims.ts";
import { acceptToken, type PresentedToken } from "./tokens/presented-token.ts";
import { subjectOf } from "./tokens/subject.ts";

/** Claims about a user: as JSON, or where the client asks for that as a JWT. */
export type UserinfoResponse = Readonly<Record<string, unknown>> | string;

/**
 * OIDC Core §5.3: the claims of the granted scopes, and those asked for by name, about the user that the access token speaks for. A text
 * is a JWT. Refuses when the client's key to encrypt to cannot be had.
 */
export async function userinfoEndpoint(
  presented: PresentedToken,
  method: string,
  ctx: ProtocolContext,
): Promise<UserinfoResponse> {
  const { token, client, user, authorization } = await acceptToken(
    presented,
    { method, path: "/oauth2/userinfo" },
    ctx,
  );
  if (user === undefined || !token.scope.includes("openid")) {
    const challenge = presented.scheme;
    throw new OAuthError("insufficient_scope", "Access token does not have the openid scope", { challenge });
  }
  const named = authorization?.extras?.claims?.userinfo;
  const organization = token.extras?.organization;
  const claims = {
    ...(await userClaims(user, client, token.scope, ctx, named)),
    sub: subjectOf(user, client, ctx),
    ...organizationClaims(organization, user, ctx.tenant),
  };
  const { signingAlgorithm, encryption } = client.userinfo;
  if (signingAlgorithm === undefined && encryption === undefined) return claims;

  // OIDC Core §5.3.2: signed, encrypted, or both.
  const addressed = { ...claims, iss: ctx.issuer, aud: client.clientId };
  const text =
    signingAlgorithm === undefined
      ? JSON.stringify(addressed)
      : // With a type, so that it cannot pass for an ID token, which has none (RFC 8725 §3.11).
        await signJwt(addressed, await ctx.keys.signer(signingAlgorithm), "JWT");
  if (encryption === undefined) return text;
  return encryptForClient(text, client, encryption, ctx, signingAlgorithm === undefined ? "JSON" : "JWT");
}
