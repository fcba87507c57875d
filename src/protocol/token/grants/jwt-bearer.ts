import type { ProtocolContext } from "../../context.ts";
import { verifyIdTokenKey } from "../../encrypt-for-client.ts";
import { OAuthError } from "../../errors.ts";
import { requestedExtras } from "../../polled/requested-extras.ts";
import { grantableScope, parseScope } from "../../scope.ts";
import { CLOCK_SKEW_SECONDS, findTrustedUser, type TrustedJwt, verifyTrustedJwt } from "../../trusted-issuer.ts";
import type { GrantType } from "../grant.ts";
import { issueTokens } from "../issue-tokens.ts";

/** RFC 7523 §2.1. */
const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/** Contract §6.9. */
const OLDEST_SECONDS = 1800;

/** RFC 7523 §2.1: trades a JWT of a trusted token issuer for tokens of the user whom it is about, once. */
export const jwtBearer: GrantType = {
  name: JWT_BEARER,
  requires: ["assertion"],

  async exchange({ client, parameters, lists, confirmation }, ctx) {
    const assertion = await verifyTrustedJwt(parameters.get("assertion") as string, "invalid_grant", client, ctx);
    const lastUse = lastUseOf(assertion, ctx);
    const user = await findTrustedUser(assertion, ctx);
    if (user === undefined) throw refused("The subject of the assertion is no active user.");
    const scope = grantableScope(parseScope(parameters.get("scope")), client, ctx.tenant);
    const extras = requestedExtras({ parameters, lists }, client, ctx);

    await verifyIdTokenKey(client, scope, ctx);
    await refuseReuse(assertion, lastUse, ctx);
    const authTime = assertion.issuedAt ?? ctx.now;
    const amr = [JWT_BEARER];
    return issueTokens({ client, user, scope, authTime, amr, confirmation, ...(extras && { extras }) }, ctx);
  },
};

/** Until when the assertion can be used, Unix seconds. Refuses one that is too old, or that does not say how old it is and lasts too long. */
function lastUseOf({ issuedAt, expiresAt }: TrustedJwt, { now }: ProtocolContext): number {
  const oldest = issuedAt === undefined ? expiresAt - now > OLDEST_SECONDS : now - issuedAt > OLDEST_SECONDS;
  if (oldest) throw refused("The assertion is older than 30 minutes.");
  return Math.min(expiresAt, (issuedAt ?? now) + OLDEST_SECONDS) + CLOCK_SKEW_SECONDS;
}

/** RFC 7523 §3: of any number of requests with one `jti`, one gets through. It is remembered for as long as the assertion could be used. */
async function refuseReuse({ issuer, claims }: TrustedJwt, lastUse: number, ctx: ProtocolContext): Promise<void> {
  const { jti } = claims;
  if (typeof jti !== "string" || jti === "") throw refused("Mandatory field - JWT ID is empty in the given JWT");
  const key = `${issuer.issuer} ${jti}`;
  const isNew = await ctx.store.transients.add("jwt grant", key, {}, Math.ceil(lastUse), ctx.now);
  if (!isNew) throw refused("The assertion was used before.");
}

function refused(description: string): OAuthError {
  return new OAuthError("invalid_grant", description);
}
