import { newFamilyId } from "../../crypto/id-families.ts";
import type { ProtocolContext } from "../context.ts";
import {
  type AccessTokenExtras,
  type Authorization,
  type AuthorizationExtras,
  type Confirmation,
  issuedTokenId,
} from "../model/authorization.ts";
import type { Client } from "../model/client.ts";
import type { User } from "../model/user.ts";
import { makeAccessToken } from "../tokens/access-token.ts";
import { makeIdToken } from "../tokens/id-token.ts";
import { makeRefreshToken } from "../tokens/refresh-token.ts";
import { withRefreshBinding } from "./confirmation.ts";
import { type TokenResponse, tokenResponse } from "./grant.ts";

/** What a user allowed a client by another way than a code. */
export interface Issuance {
  readonly client: Client;
  readonly user: User;
  readonly scope: readonly string[];
  readonly authTime: number;
  readonly amr: readonly string[];
  readonly sessionId?: string | undefined;
  /** When the user allowed what this comes of, which ends its refresh tokens in time; undefined: now. */
  readonly allowedAt?: number | undefined;
  /** What the token request has proved to hold. */
  readonly confirmation: Confirmation | undefined;
  readonly extras?: AuthorizationExtras;
  /** Of the first access token, where it differs from what the authorization says. */
  readonly accessTokenExtras?: AccessTokenExtras;
  /** Whether neither a refresh token nor an ID token may come of it, whatever the client's grants. */
  readonly accessTokenOnly?: boolean;
  /** When the access token ends at the latest, Unix seconds. */
  readonly expiresBy?: number | undefined;
}

/** Starts an authorization without a code, stores its first tokens with it, and answers with them. */
export async function issueTokens(issuance: Issuance, ctx: ProtocolContext): Promise<TokenResponse> {
  const { client, user, scope, confirmation, accessTokenExtras, accessTokenOnly = false, expiresBy } = issuance;
  const extras = withRefreshBinding(issuance.extras, confirmation, client);
  const authorization: Authorization = {
    id: newFamilyId(ctx.nowMilliseconds),
    clientId: client.clientId,
    userId: user.id,
    scope,
    authTime: issuance.authTime,
    amr: issuance.amr,
    sessionId: issuance.sessionId,
    createdAt: issuance.allowedAt ?? ctx.now,
    ...(extras !== undefined && { extras }),
  };
  const grant = {
    id: issuedTokenId(authorization, 0),
    client,
    user,
    authorization,
    scope,
    confirmation,
    ...(expiresBy !== undefined && { expiresBy }),
    ...(accessTokenExtras && { extras: accessTokenExtras }),
  };
  const accessToken = await makeAccessToken(grant, ctx);
  const refreshable = !accessTokenOnly && client.grantTypes.includes("refresh_token");
  const refreshToken = refreshable ? makeRefreshToken(client, authorization, ctx) : undefined;

  const signing =
    !accessTokenOnly && scope.includes("openid")
      ? makeIdToken(
          {
            client,
            user,
            authorization,
            scope,
            accessToken: accessToken.text,
            code: undefined,
            nonce: undefined,
            includeAuthTime: client.authTimeRequired,
            amr: authorization.amr,
          },
          ctx,
        )
      : undefined;
  // A client whose key to encrypt to cannot be had is issued nothing.
  if (client.idToken.encryption !== undefined) await signing;
  const records = { accessToken: accessToken.record, refreshToken: refreshToken?.record };
  // The signature and the commit do not wait for each other; the answer waits for both.
  const [, idToken] = await Promise.all([ctx.store.authorizations.issue(authorization, records), signing]);
  return tokenResponse({ accessToken, refreshToken: refreshToken?.text, idToken });
}
