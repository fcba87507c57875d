import { newId } from "../crypto/ids.ts";
import { signJwt } from "../crypto/jwt.ts";
import type { ProtocolContext } from "./context.ts";
import { encryptForClient } from "./encrypt-for-client.ts";
import type { User } from "./model/user.ts";
import type { SessionClient } from "./session-clients.ts";
import { subjectOf } from "./tokens/subject.ts";

const LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout";
/** Security bar 16.4. */
const LIFETIME_SECONDS = 120;

type LogoutTokenContext = Pick<
  ProtocolContext,
  "tenant" | "issuer" | "keys" | "clientKeys" | "nowMilliseconds" | "now"
>;

/**
 * What tells a client that its user's session has ended (Back-Channel Logout §2.4): signed as the client's ID tokens are, and encrypted
 * if they are. Refuses when the client's key to encrypt to cannot be had.
 */
export async function makeLogoutToken(
  { client, sid }: SessionClient,
  user: User,
  ctx: LogoutTokenContext,
): Promise<string> {
  const { signingAlgorithm, encryption } = client.idToken;
  const claims = {
    iss: ctx.issuer,
    sub: subjectOf(user, client, ctx),
    aud: client.clientId,
    iat: ctx.now,
    exp: ctx.now + LIFETIME_SECONDS,
    jti: newId(ctx.nowMilliseconds),
    sid,
    events: { [LOGOUT_EVENT]: {} },
  };
  const signed = await signJwt(claims, await ctx.keys.signer(signingAlgorithm), "logout+jwt");
  return encryption === undefined ? signed : encryptForClient(signed, client, encryption, ctx);
}
