import { JwtFault } from "../../../crypto/jwt-fault.ts";
import { parseJwt } from "../../../crypto/parse-jwt.ts";
import type { ProtocolContext } from "../../context.ts";
import { OAuthError } from "../../errors.ts";
import type { AccessToken, Authorization } from "../../model/authorization.ts";
import type { User } from "../../model/user.ts";
import { findOrganizationAccess } from "../../organization-access.ts";
import { quoted } from "../../quoted.ts";
import { findActiveAccessToken } from "../../tokens/find-token.ts";
import { findTrustedUser, verifyTrustedJwt } from "../../trusted-issuer.ts";
import type { GrantRequest } from "../grant.ts";
import { chainOf } from "./actor.ts";
import { isMeantFor, isShown } from "./audience.ts";
import { ACCESS_TOKEN_TYPE, JWT_TYPE } from "./token-types.ts";

/** Whom the issued token will be about (RFC 8693 §1.1), and how much it may be worth. */
export interface Subject {
  readonly user: User;
  readonly authTime: number;
  /** What came in, where it was an access token of ours: nothing that is issued for it is wider. */
  readonly own: { readonly token: AccessToken; readonly authorization: Authorization } | undefined;
  /** Who acts for the user already (RFC 8693 §4.1). */
  readonly actor: Readonly<Record<string, unknown>> | undefined;
  /** Who alone may act for the user (RFC 8693 §4.4). */
  readonly mayAct: unknown;
}

/**
 * The subject of the request's `subject_token`: an active access token of this tenant that is meant for the client, or a JWT of a trusted
 * token issuer about a user of ours. Of the latter only the subject counts, and who acts for it or may.
 */
export async function findSubject(request: GrantRequest, ctx: ProtocolContext): Promise<Subject> {
  const text = request.parameters.get("subject_token") as string;
  const type = request.parameters.get("subject_token_type") as string;
  if (type !== ACCESS_TOKEN_TYPE && type !== JWT_TYPE) {
    throw new OAuthError("invalid_request", `Unsupported subject token type : ${quoted(type)} provided`);
  }
  const isOurs = type === ACCESS_TOKEN_TYPE || isSaidToBeOf(text, ctx.issuer);
  return isOurs ? ofOwnToken(text, request, ctx) : ofTrustedJwt(text, request, ctx);
}

async function ofOwnToken(text: string, request: GrantRequest, ctx: ProtocolContext): Promise<Subject> {
  const active = await findActiveAccessToken(text, ctx);
  if (active === undefined) throw notActive("a token that is not active");
  const { token, authorization, user } = active;
  if (!isMeantFor(request.client, active)) throw notActive("a token for others");
  if (!isShown(request, active, ctx)) throw notActive("a token that is bound to what was not shown");
  if (authorization === undefined || user === undefined) throw notActive("a token without a user");
  const organization = token.extras?.organization;
  const access = organization && (await findOrganizationAccess(organization.id, request.client, user, ctx));
  if (access !== undefined && access.kind !== "open") {
    throw notActive(`a token for an organization that the client may not act in: ${access.kind}`);
  }
  const { authTime } = authorization;
  return { user, authTime, own: { token, authorization }, actor: token.extras?.actor, mayAct: undefined };
}

async function ofTrustedJwt(text: string, { client }: GrantRequest, ctx: ProtocolContext): Promise<Subject> {
  const jwt = await verifyTrustedJwt(text, "invalid_request", client, ctx);
  const user = await findTrustedUser(jwt, ctx);
  if (user === undefined) throw new OAuthError("invalid_request", "The subject of the JWT is no active user.");
  const { act, may_act: mayAct } = jwt.claims;
  const actor = chainOf(act, jwt.issuer.issuer);
  return { user, authTime: jwt.issuedAt ?? ctx.now, own: undefined, actor, mayAct };
}

function isSaidToBeOf(text: string, issuer: string): boolean {
  try {
    return parseJwt(text).claims.iss === issuer;
  } catch (error) {
    if (error instanceof JwtFault) return false;
    throw error;
  }
}

/** One text for all of them: nobody learns anything of a token that is not theirs. */
function notActive(reason: string): OAuthError {
  return new OAuthError("invalid_request", "Invalid Subject Token. Subject token is not ACTIVE.", { reason });
}
