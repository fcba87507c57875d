import type { ProtocolContext } from "../../context.ts";
import { OAuthError } from "../../errors.ts";
import type { AccessToken } from "../../model/authorization.ts";
import type { Tenant } from "../../model/tenant.ts";
import {
  findOrganizationAccess,
  namesOf,
  type OpenAccess,
  type RefusedAccess,
  scopeWithin,
} from "../../organization-access.ts";
import { findOrganization } from "../../organization-world.ts";
import { quoted } from "../../quoted.ts";
import { grantableScope, parseScope } from "../../scope.ts";
import { nameInOrganizations, SELF_SERVICE_SCOPE } from "../../system-apis.ts";
import { makeAccessToken } from "../../tokens/access-token.ts";
import { type ActiveToken, findActiveAccessToken } from "../../tokens/find-token.ts";
import { isHeld } from "../confirmation.ts";
import { type GrantRequest, type GrantType, tokenResponse } from "../grant.ts";
import { issueTokens } from "../issue-tokens.ts";

/**
 * Asgardeo's grant (contract §6.7): trades an access token of the client for one in an organization, further down than the one that it is
 * for. What it may do there is for the organization to say, and not for the token that was traded.
 */
export const organizationSwitch: GrantType = {
  name: "organization_switch",
  requires: ["token", "switching_organization"],

  async exchange(request, ctx) {
    const { client, parameters, confirmation } = request;
    const active = await findOwnToken(request, ctx);
    const { token, user, authorization } = active;
    const access = await findTarget(parameters.get("switching_organization") as string, active, ctx);
    const scope = switchedScope(parameters.get("scope"), active, access, ctx.tenant);
    const organization = namesOf(access.organization);
    ctx.record("organization_switched", {
      client: client.clientId,
      user: user?.id,
      organization: organization.id,
    });

    // What else the token is limited to, it stays limited to.
    const { audience, authorizationDetails, actor } = token.extras ?? {};
    if (user === undefined || authorization === undefined) {
      const extras = {
        ...(audience && { audience }),
        ...(authorizationDetails && { authorizationDetails }),
        organization,
      };
      const accessToken = await makeAccessToken(
        { client, user: undefined, authorization: undefined, scope, confirmation, extras },
        ctx,
      );
      await ctx.store.tokens.saveAccessToken(accessToken.record);
      return tokenResponse({ accessToken, refreshToken: undefined, idToken: undefined });
    }
    const { authTime, amr, sessionId, createdAt } = authorization;
    const isLimited = actor !== undefined || authorization.extras?.exchanged === true;
    const extras = { ...authorization.extras, resources: audience, authorizationDetails, actor, organization };
    return issueTokens(
      {
        client,
        user,
        scope,
        authTime,
        amr,
        sessionId,
        allowedAt: createdAt,
        confirmation,
        extras,
        // As it is with the token: an ID token would leave out who acts, and others would outlive what it came of.
        accessTokenOnly: isLimited,
        expiresBy: isLimited ? token.expiresAt : undefined,
      },
      ctx,
    );
  },
};

/** Whoever has no token of the client's learns nothing of organizations, so this comes first. */
async function findOwnToken(
  { client, parameters, confirmation }: GrantRequest,
  ctx: ProtocolContext,
): Promise<ActiveToken<AccessToken>> {
  const active = await findActiveAccessToken(parameters.get("token") as string, ctx);
  const refused = (reason: string) => new OAuthError("invalid_grant", "Invalid token received.", { reason });
  if (active === undefined) throw refused("a token that is not active");
  if (active.token.clientId !== client.clientId) throw refused("another client's token");
  if (!isHeld(active, confirmation, ctx)) throw refused("a token that is bound to what was not shown");
  return active;
}

/** The organization of the name, which is its id or its handle. Refuses all but those below the one of the token (security bar 13.5). */
async function findTarget(
  name: string,
  { token, client, user }: ActiveToken<AccessToken>,
  ctx: ProtocolContext,
): Promise<OpenAccess> {
  const target = await findOrganization(name, ctx);
  const access = target && (await findOrganizationAccess(target.id, client, user, ctx));
  if (access === undefined || access.kind === "unknown") {
    if (name === ctx.tenant.id || name === ctx.tenant.handle) throw otherBranch();
    throw new OAuthError("invalid_request", `Invalid organization id: ${quoted(name)}`);
  }
  const own = token.extras?.organization;
  if (own !== undefined && !access.above.includes(own.id)) throw otherBranch();
  if (access.kind !== "open") throw refusalOf(access);
  return access;
}

/**
 * The scopes of the new token: those asked for, or else those of the old one, that the client is authorized for and the user may have in
 * the organization. Of those that are about the user nobody has allowed others than the old token has, and one that came of an exchange stays
 * as narrow as it is (security bar 13.4).
 */
function switchedScope(
  requested: string | undefined,
  { token, client, user, authorization }: ActiveToken<AccessToken>,
  access: OpenAccess,
  tenant: Tenant,
): readonly string[] {
  const held = token.scope.map(nameInOrganizations);
  const asked = new Set(requested === undefined ? held : parseScope(requested).map(nameInOrganizations));
  // As at client_credentials: a client has no user to speak of.
  if (user === undefined) asked.delete("openid");
  const isOfUser = (name: string) => access.profileScopes.has(name) || name === SELF_SERVICE_SCOPE;
  const allowed = scopeWithin([...asked], access).filter(
    (name) => held.includes(name) || !(isOfUser(name) || authorization?.extras?.exchanged),
  );
  if (allowed.length === 0 && asked.size > 0) throw new OAuthError("invalid_scope", "Invalid Scope!");
  return grantableScope(allowed, client, tenant, user === undefined ? "client" : "user");
}

function refusalOf({ kind }: RefusedAccess): OAuthError {
  if (kind === "disabled") {
    return new OAuthError("invalid_request", "The switching organization is in deactivated state.");
  }
  if (kind === "not shared") {
    return new OAuthError(
      "invalid_grant",
      "Organization switching is not allowed for organizations that have not shared the application",
    );
  }
  return new OAuthError("invalid_grant", "Provided Authorization Grant is invalid", { reason: kind });
}

function otherBranch(): OAuthError {
  return new OAuthError(
    "invalid_grant",
    "Organization switch is only allowed for the organizations in the same branch.",
  );
}
