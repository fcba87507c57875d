import type {
  AccessToken,
  Authorization,
  AuthorizationCode,
  AuthorizationExtras,
  RefreshToken,
} from "../../protocol/model/authorization.ts";
import type { Session } from "../../protocol/model/session.ts";

export interface AuthorizationStore {
  /** With an access token: one that is given out beside the code (OIDC Core §3.3), stored in the same commit. */
  create(code: AuthorizationCode, accessToken?: AccessToken): Promise<void>;
  /** Stores an authorization that needs no code, and its first tokens, in one commit. */
  issue(authorization: Authorization, tokens: IssuedTokens): Promise<void>;
  /** `used`: it was redeemed, voided or revoked before. */
  findCode(authorizationId: string): Promise<{ code: AuthorizationCode; used: boolean } | undefined>;
  /**
   * Uses the code up and stores what it bought, in one commit. Of any number of callers exactly one is told true (RFC 6749
   * §4.1.2); nothing of the others is stored. A revoked authorization's code cannot be redeemed. With `extras` they take the place of
   * the authorization's.
   */
  redeemCode(
    authorizationId: string,
    tokens: IssuedTokens & { readonly extras?: AuthorizationExtras | undefined },
    now: number,
  ): Promise<boolean>;
  /** Uses the code up without buying anything. */
  voidCode(authorizationId: string, now: number): Promise<void>;
  /** Ends the authorization, its code and all its tokens at once. */
  revoke(authorizationId: string, now: number): Promise<void>;
  /** With `exceptId`: all but that one. */
  revokeAllOf(userId: string, now: number, exceptId?: string): Promise<void>;
  /** Ends what the user allowed this client, with all its tokens. */
  revokeOfClient(userId: string, clientId: string, now: number): Promise<void>;
  /** What the user allowed clients, as far as it holds and has not run out; a client more than once, if it asked more than once. */
  grantsOf(userId: string, now: number): Promise<readonly Grant[]>;
  /** The clients that the user allowed something in the session, and that it still holds for. */
  clientsOfSession(sessionId: string, userId: string): Promise<readonly string[]>;
  /** Ends what the user allowed these clients in the session. */
  revokeOfSession(session: Pick<Session, "id" | "userId">, clientIds: readonly string[], now: number): Promise<void>;
}

/** Tokens that are issued at the same moment and share a place in their authorization. */
export interface IssuedTokens {
  /** With the `issuedTokenId` of the refresh token's generation, or of the first where there is no refresh token. */
  readonly accessToken: AccessToken;
  readonly refreshToken: RefreshToken | undefined;
}

/** What a user allowed a client. */
export interface Grant {
  readonly clientId: string;
  readonly scope: readonly string[];
}
