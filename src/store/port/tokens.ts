import type { AccessToken, Authorization, RefreshToken } from "../../protocol/model/authorization.ts";
import type { IssuedTokens } from "./authorizations.ts";

export interface TokenStore {
  /** One that does not take its place in an authorization, but lives beside all others. */
  saveAccessToken(token: AccessToken): Promise<void>;
  /** Undefined too when its authorization was revoked. */
  findAccessToken(id: string): Promise<{ token: AccessToken; authorization: Authorization | undefined } | undefined>;
  /** The authorization's refresh token. Undefined too when the authorization was revoked. */
  findRefreshToken(authorizationId: string): Promise<StoredRefreshToken | undefined>;
  /**
   * Puts the next refresh token in the place of this one, and the access token issued with it in the place of the one that was issued
   * with this one, in one commit. Of any number of callers exactly one is told true; nothing of the others is stored.
   */
  rotateRefreshToken(
    token: RefreshToken,
    next: IssuedTokens & { readonly refreshToken: RefreshToken },
  ): Promise<boolean>;
  /**
   * Counts one more use of this token's predecessor and stores the access token for it. False, and nothing stored, once the
   * predecessor was used again `limit` times or this token was rotated.
   */
  reuseRefreshToken(token: RefreshToken, accessToken: AccessToken, limit: number): Promise<boolean>;
  revokeAccessToken(id: string): Promise<void>;
}

export interface StoredRefreshToken {
  readonly token: RefreshToken;
  readonly authorization: Authorization;
}
