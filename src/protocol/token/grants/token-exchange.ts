import { narrowedDetails, parseAuthorizationDetails } from "../../authorization-details.ts";
import { OAuthError } from "../../errors.ts";
import type { AuthorizationExtras } from "../../model/authorization.ts";
import type { Client } from "../../model/client.ts";
import type { Tenant } from "../../model/tenant.ts";
import { quoted } from "../../quoted.ts";
import { grantableScope, parseScope } from "../../scope.ts";
import { findActor } from "../exchange/actor.ts";
import { requestedAudience } from "../exchange/audience.ts";
import { findSubject, type Subject } from "../exchange/subject.ts";
import { ACCESS_TOKEN_TYPE, JWT_TYPE } from "../exchange/token-types.ts";
import type { GrantRequest, GrantType } from "../grant.ts";
import { issueTokens } from "../issue-tokens.ts";

/** RFC 8693 §2.1. */
const TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

/**
 * RFC 8693: trades a token about a user for an access token about them, with another audience, fewer scopes, or somebody who acts for them.
 * What comes of a token of ours is never wider than that one, nor does it last longer (security bar 13.4).
 */
export const tokenExchange: GrantType = {
  name: TOKEN_EXCHANGE,
  requires: ["subject_token", "subject_token_type"],

  async exchange(request, ctx) {
    const { client, parameters, confirmation } = request;
    const issuedType = parameters.get("requested_token_type") ?? ACCESS_TOKEN_TYPE;
    if (issuedType !== ACCESS_TOKEN_TYPE && issuedType !== JWT_TYPE) {
      throw new OAuthError("invalid_request", `Unsupported requested token type : ${quoted(issuedType)} provided`);
    }
    const subject = await findSubject(request, ctx);
    const actor = await findActor(request, subject, ctx);
    const { user, authTime, own } = subject;
    const extras = exchangedExtras(request, subject, actor, ctx.tenant);
    const scope = exchangedScope(parameters.get("scope"), own?.token.scope, client, ctx.tenant);
    const response = await issueTokens(
      {
        client: issuedType === JWT_TYPE ? withJwts(client) : client,
        user,
        scope,
        authTime,
        amr: own?.authorization.amr ?? [TOKEN_EXCHANGE],
        sessionId: own?.authorization.sessionId,
        confirmation,
        ...(extras && { extras }),
        // It would outlive what it came of, or leave out who acts.
        accessTokenOnly: own !== undefined || actor !== undefined,
        expiresBy: own?.token.expiresAt,
      },
      ctx,
    );
    ctx.record("token_exchanged", { client: client.clientId, user: user.id, actor: actor?.sub });
    return { ...response, issued_token_type: issuedType };
  },
};

/** Contract §6.8: what was asked for, as far as a token of ours has it that is exchanged. Without a `scope` all that it has. */
function exchangedScope(
  requested: string | undefined,
  limit: readonly string[] | undefined,
  client: Client,
  tenant: Tenant,
): readonly string[] {
  if (limit === undefined) return grantableScope(parseScope(requested), client, tenant);
  const asked = requested === undefined ? limit : parseScope(requested);
  const within = asked.filter((name) => limit.includes(name));
  if (within.length === 0 && asked.length > 0) throw new OAuthError("invalid_scope", "Invalid Scope!");
  return grantableScope(within, client, tenant);
}

/** What the issued token says beside its scope; undefined for nothing. */
function exchangedExtras(
  request: GrantRequest,
  { own }: Subject,
  actor: AuthorizationExtras["actor"],
  tenant: Tenant,
): AuthorizationExtras | undefined {
  const limits = own?.token.extras;
  const details = request.parameters.get("authorization_details");
  const resources = requestedAudience(request, limits?.audience, tenant);
  const authorizationDetails =
    own === undefined
      ? parseAuthorizationDetails(details, request.client, tenant)
      : narrowedDetails(details, limits?.authorizationDetails);
  const acr = own?.authorization.extras?.acr;
  const extras = {
    ...(acr !== undefined && { acr }),
    ...(resources && { resources }),
    ...(authorizationDetails && { authorizationDetails }),
    ...(actor && { actor }),
    ...(own && { exchanged: true as const }),
    ...(limits?.organization && { organization: limits.organization }),
    ...(own?.authorization.extras?.userOrganization && {
      userOrganization: own.authorization.extras.userOrganization,
    }),
  };
  return Object.keys(extras).length > 0 ? extras : undefined;
}

/** The client as it would be with JWT access tokens. */
function withJwts(client: Client): Client {
  return { ...client, accessToken: { ...client.accessToken, format: "jwt" } };
}
