import { OAuthError } from "../../errors.ts";
import { requestedExtras } from "../../polled/requested-extras.ts";
import { quoted } from "../../quoted.ts";
import { grantableScope, parseScope } from "../../scope.ts";
import type { GrantType } from "../grant.ts";
import { issueTokens } from "../issue-tokens.ts";

/**
 * RFC 6749 §4.3: a client that was told a user's name and password trades them for tokens. Only for the applications that an administrator
 * has given it to (RFC 9700 §2.4, security bar 7.7); there is no session, and wrong passwords count as they do at the sign-in page.
 */
export const password: GrantType = {
  name: "password",
  requires: ["username", "password"],

  async exchange({ client, parameters, lists, confirmation }, ctx) {
    const userName = parameters.get("username") as string;
    const outcome = await ctx.verifyPassword(userName, parameters.get("password") as string);
    if (outcome.kind === "too many attempts") {
      const { retryAfterSeconds } = outcome;
      throw new OAuthError("invalid_grant", "Too many failed attempts.", { status: 429, retryAfterSeconds });
    }
    // Security bar 18.3: the same whether the user is unknown, locked or disabled, or the password wrong.
    if (outcome.kind === "refused") {
      throw new OAuthError("invalid_grant", `Authentication failed for ${quoted(userName)}`);
    }
    const { user, amr } = outcome;
    const scope = grantableScope(parseScope(parameters.get("scope")), client, ctx.tenant);
    const extras = requestedExtras({ parameters, lists }, client, ctx);
    ctx.record("password_accepted", { client: client.clientId, user: user.id });
    return issueTokens({ client, user, scope, authTime: ctx.now, amr, confirmation, ...(extras && { extras }) }, ctx);
  },
};
