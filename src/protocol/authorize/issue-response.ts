import { newFamilyId } from "../../crypto/id-families.ts";
import { issueOpaqueToken } from "../../crypto/opaque-token.ts";
import type { ProtocolContext } from "../context.ts";
import { type Authorization, issuedTokenId } from "../model/authorization.ts";
import { profileOf } from "../profile.ts";
import { rememberClient } from "../session-clients.ts";
import { toldMethods } from "../sign-in-sequence.ts";
import { type IssuedAccessToken, makeAccessToken } from "../tokens/access-token.ts";
import { makeIdToken } from "../tokens/id-token.ts";
import { reachedAcr } from "./authentication-context.ts";
import type { BrowserSession } from "./authorization-endpoint.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";
import { type AuthorizationAnswer, authorizationResponse } from "./authorization-response.ts";
import { asksFor } from "./response-type.ts";
import { sessionState } from "./session-state.ts";

/** Issues what the response type asks for and answers with it: nothing at all for `none` (OAuth 2.0 Multiple Response Types §4). */
export async function issueResponse(
  request: AuthorizationRequest,
  browser: BrowserSession,
  ctx: ProtocolContext,
): Promise<AuthorizationAnswer> {
  const { client, scope, redirectUri, responseType } = request;
  const authorization = authorizationOf(request, browser, ctx);
  const code = asksFor(responseType, "code") ? issueOpaqueToken(authorization.id) : undefined;
  const grant = { client, user: browser.user, authorization, scope, confirmation: undefined };
  // Beside a code it is not the one that the code buys.
  const id = code === undefined ? issuedTokenId(authorization, 0) : undefined;
  const accessToken = asksFor(responseType, "token") ? await makeAccessToken({ ...grant, id }, ctx) : undefined;
  const idToken = asksFor(responseType, "id_token")
    ? makeIdToken(
        {
          client,
          user: browser.user,
          authorization,
          scope,
          accessToken: accessToken?.text,
          code: code?.text,
          state: request.state,
          nonce: request.nonce,
          includeAuthTime: request.authTimeRequested,
          amr: authorization.amr,
        },
        ctx,
      )
    : undefined;
  // A client whose key to encrypt to cannot be had is issued nothing.
  if (client.idToken.encryption !== undefined) await idToken;
  // The signature and the commit do not wait for each other; the answer waits for both.
  const [id_token] = await Promise.all([
    idToken,
    rememberClient(browser.session, client, ctx),
    store(request, { authorization, codeHash: code?.secretHash, accessToken }, ctx),
  ]);
  const answer = {
    code: code?.text,
    ...(accessToken && parametersOf(accessToken)),
    id_token,
    session_state: scope.includes("openid")
      ? sessionState(client.clientId, redirectUri, browser.browserState)
      : undefined,
  };
  return authorizationResponse(request, answer, ctx);
}

function authorizationOf(
  { client, scope, extras: requested, authTimeRequested, acr: requestedAcr }: AuthorizationRequest,
  { session }: BrowserSession,
  ctx: ProtocolContext,
): Authorization {
  const acr = reachedAcr(session.amr, requestedAcr);
  const extras = {
    ...requested,
    ...(acr !== undefined && { acr }),
    ...(authTimeRequested && { authTimeRequested }),
  };
  return {
    id: newFamilyId(ctx.nowMilliseconds),
    clientId: client.clientId,
    userId: session.userId,
    scope,
    authTime: session.authTime,
    amr: toldMethods(session.amr),
    sessionId: session.id,
    createdAt: ctx.now,
    ...(Object.keys(extras).length > 0 && { extras }),
  };
}

interface Issued {
  readonly authorization: Authorization;
  readonly codeHash: Buffer | undefined;
  readonly accessToken: IssuedAccessToken | undefined;
}

/** An access token beside a code belongs to the code's authorization: a replay of the code revokes it too (security bar 4.3). */
async function store(
  request: AuthorizationRequest,
  { authorization, codeHash, accessToken }: Issued,
  ctx: ProtocolContext,
): Promise<void> {
  const { authorizations } = ctx.store;
  if (codeHash === undefined) {
    if (accessToken === undefined) return;
    return authorizations.issue(authorization, { accessToken: accessToken.record, refreshToken: undefined });
  }
  const code = {
    authorization,
    secretHash: codeHash,
    redirectUri: request.redirectUriParameter,
    codeChallenge: request.codeChallenge,
    codeChallengeMethod: request.codeChallengeMethod,
    nonce: request.nonce,
    authTimeRequested: request.authTimeRequested,
    expiresAt: ctx.now + Math.min(ctx.lifetimes.codeSeconds, profileOf(request.client)?.longestCodeSeconds ?? Infinity),
  };
  return authorizations.create(code, accessToken?.record);
}

/** OAuth 2.0 Multiple Response Types §5, RFC 6749 §4.2.2: never with a refresh token. */
function parametersOf({ text, record }: IssuedAccessToken) {
  return {
    access_token: text,
    token_type: "Bearer",
    expires_in: String(record.expiresAt - record.issuedAt),
    scope: record.scope.length > 0 ? record.scope.join(" ") : undefined,
  };
}
