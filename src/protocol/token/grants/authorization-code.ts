import { equalInConstantTime } from "../../../crypto/hashes.ts";
import { parseOpaqueToken } from "../../../crypto/opaque-token.ts";
import type { ProtocolContext } from "../../context.ts";
import { OAuthError } from "../../errors.ts";
import { type AuthorizationCode, issuedTokenId } from "../../model/authorization.ts";
import type { Client } from "../../model/client.ts";
import { verifyCodeVerifier } from "../../pkce.ts";
import { makeAccessToken } from "../../tokens/access-token.ts";
import { makeIdToken } from "../../tokens/id-token.ts";
import { makeRefreshToken } from "../../tokens/refresh-token.ts";
import { findUserOf } from "../../user-home.ts";
import { withRefreshBinding } from "../confirmation.ts";
import { type GrantRequest, type GrantType, tokenResponse } from "../grant.ts";
import { narrowedAuthorization } from "../narrowed-authorization.ts";

/** RFC 6749 §4.1.3: trades an authorization code for tokens, at most once. */
export const authorizationCode: GrantType = {
  name: "authorization_code",
  requires: ["code"],

  async exchange(request, ctx) {
    const { client, parameters, confirmation } = request;
    const text = parameters.get("code") as string;
    const { code, used } = await findCode(text, client, ctx);
    const { authorization } = code;

    try {
      verifyBinding(code, request);
    } catch (refusal) {
      // Security bar 3.6: one wrong verifier or redirect URI, and nobody can try the next with this code.
      if (!used) await ctx.store.authorizations.voidCode(authorization.id, ctx.now);
      throw refusal;
    }
    if (used) throw await refuseReplay(code, ctx);
    if (code.expiresAt <= ctx.now) {
      throw new OAuthError("invalid_grant", "Expired or Revoked authorization code received from token request");
    }
    const user = await findUserOf(authorization, ctx);
    if (!user?.enabled) throw new OAuthError("invalid_grant", "The user of this authorization is not active.");

    const { scope } = authorization;
    const narrowed = narrowedAuthorization(authorization, request, ctx.tenant);
    const id = issuedTokenId(authorization, 0);
    const grant = { id, client, user, authorization: narrowed, scope, confirmation };
    const accessToken = await makeAccessToken(grant, ctx);
    const refreshToken = client.grantTypes.includes("refresh_token")
      ? makeRefreshToken(client, authorization, ctx)
      : undefined;

    const extras = withRefreshBinding(authorization.extras, confirmation, client);
    const redemption = {
      accessToken: accessToken.record,
      refreshToken: refreshToken?.record,
      ...(extras !== authorization.extras && { extras }),
    };
    const signing = scope.includes("openid")
      ? makeIdToken(
          {
            client,
            user,
            authorization,
            scope,
            accessToken: accessToken.text,
            code: text,
            nonce: code.nonce,
            includeAuthTime: code.authTimeRequested,
            amr: authorization.amr,
          },
          ctx,
        )
      : undefined;
    // A client whose key to encrypt to cannot be had is issued nothing.
    if (client.idToken.encryption !== undefined) await signing;
    // The signature and the commit do not wait for each other; the answer waits for both.
    const [redeemed, idToken] = await Promise.all([
      ctx.store.authorizations.redeemCode(authorization.id, redemption, ctx.now),
      signing,
    ]);
    if (!redeemed) throw await refuseReplay(code, ctx);
    return tokenResponse({ accessToken, refreshToken: refreshToken?.text, idToken });
  },
};

async function findCode(text: string, client: Client, ctx: ProtocolContext) {
  const presented = parseOpaqueToken(text);
  const found = presented && (await ctx.store.authorizations.findCode(presented.id));
  const matches =
    found !== undefined &&
    equalInConstantTime(found.code.secretHash, presented?.secretHash as Buffer) &&
    // Another client's code is as unknown as one that was never issued (RFC 6749 §4.1.3).
    found.code.authorization.clientId === client.clientId;
  if (!matches) throw new OAuthError("invalid_grant", "Invalid authorization code received from token request");
  return found;
}

/** Refuses a request that is not the one the code was issued to (RFC 6749 §4.1.3, RFC 7636 §4.6). */
function verifyBinding(code: AuthorizationCode, { parameters, confirmation }: GrantRequest): void {
  const redirectUri = parameters.get("redirect_uri");
  if (code.redirectUri !== undefined && redirectUri === undefined) {
    throw new OAuthError("invalid_request", "Missing parameters: redirect_uri");
  }
  if (code.redirectUri !== redirectUri) throw new OAuthError("invalid_grant", "Callback url mismatch");
  verifyCodeVerifier(parameters.get("code_verifier"), code);
  const thumbprint = code.authorization.extras?.dpopKeyThumbprint;
  if (thumbprint !== undefined && thumbprint !== confirmation?.jkt) {
    throw new OAuthError("invalid_grant", "dpop_jkt does not match the thumbprint."); // RFC 9449 §10
  }
}

/** RFC 6749 §4.1.2: a code that comes twice may have been stolen, so what it bought is revoked. */
async function refuseReplay(code: AuthorizationCode, ctx: ProtocolContext): Promise<OAuthError> {
  const { id, clientId, userId } = code.authorization;
  await ctx.store.authorizations.revoke(id, ctx.now);
  ctx.record("authorization_code_reused", { client: clientId, user: userId, authorization: id });
  return new OAuthError("invalid_grant", "Inactive authorization code received from token request");
}
