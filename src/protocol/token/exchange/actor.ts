import type { ProtocolContext } from "../../context.ts";
import { OAuthError } from "../../errors.ts";
import { readIdTokenHint } from "../../id-token-hint.ts";
import { quoted } from "../../quoted.ts";
import { findActiveAccessToken } from "../../tokens/find-token.ts";
import { subjectOf } from "../../tokens/subject.ts";
import { verifyTrustedJwt } from "../../trusted-issuer.ts";
import type { GrantRequest } from "../grant.ts";
import { isMeantFor, isShown } from "./audience.ts";
import type { Subject } from "./subject.ts";
import { ACCESS_TOKEN_TYPE, ID_TOKEN_TYPE, JWT_TYPE } from "./token-types.ts";

/** The `act` claim: who acts, and in it who acted before (RFC 8693 §4.1). */
type Actor = Readonly<Record<string, unknown>>;
type Claims = Readonly<Record<string, unknown>>;

const LONGEST_CHAIN = 10;

/**
 * Who acts for the subject in the issued token: the subject of the request's `actor_token`, before whom others acted, or with none
 * whoever acts already; undefined for nobody. Refuses whom the subject token does not let act (RFC 8693 §4.4).
 */
export async function findActor(
  request: GrantRequest,
  subject: Subject,
  ctx: ProtocolContext,
): Promise<Actor | undefined> {
  const { client, parameters } = request;
  const text = parameters.get("actor_token");
  const type = parameters.get("actor_token_type");
  if (text === undefined) {
    if (type !== undefined) throw refused("Missing parameters: actor_token");
    verifyMayAct(subject.mayAct, { iss: ctx.issuer, sub: client.clientId, client_id: client.clientId });
    return subject.actor && limited(subject.actor);
  }
  if (type === undefined) throw refused("Missing parameters: actor_token_type");
  const claims = await readActorToken(text, type, request, ctx);
  verifyMayAct(subject.mayAct, claims);
  const actor = {
    // Of whom another server speaks is told apart from our own by its name.
    ...(claims.iss !== ctx.issuer && { iss: claims.iss }),
    sub: claims.sub,
    ...(subject.actor && { act: subject.actor }),
  };
  return limited(actor);
}

/** What a trusted issuer says of who acts, as said by that issuer whatever it names: nobody else vouches for it. */
export function chainOf(act: unknown, issuer: string): Actor | undefined {
  if (typeof act !== "object" || act === null) return undefined;
  const { sub, act: earlier } = act as Claims;
  if (typeof sub !== "string") throw refused("The act claim of the JWT has no subject.");
  const before = chainOf(earlier, issuer);
  return { iss: issuer, sub, ...(before && { act: before }) };
}

/** Tokens that grow with each exchange would not be taken any more in the end. */
function limited(actor: Actor): Actor {
  if (lengthOf(actor) > LONGEST_CHAIN) throw refused("Too many have acted for the subject.");
  return actor;
}

function lengthOf({ act }: Actor): number {
  return act === undefined ? 1 : 1 + lengthOf(act as Actor);
}

async function readActorToken(
  text: string,
  type: string,
  request: GrantRequest,
  ctx: ProtocolContext,
): Promise<Claims> {
  if (type === ID_TOKEN_TYPE) return claimsOfIdToken(text, request, ctx);
  if (type !== ACCESS_TOKEN_TYPE && type !== JWT_TYPE) {
    throw refused(`Unsupported actor token type : ${quoted(type)} provided`);
  }
  const own = await claimsOfOwnToken(text, request, ctx);
  if (own !== undefined) return own;
  if (type === ACCESS_TOKEN_TYPE) throw notActive("a token that is not active");
  const { claims } = await verifyTrustedJwt(text, "invalid_request", request.client, ctx);
  if (claims.act !== undefined) throw refused("The actor token is that of somebody for whom another acts.");
  return claims;
}

async function claimsOfOwnToken(
  text: string,
  request: GrantRequest,
  ctx: ProtocolContext,
): Promise<Claims | undefined> {
  const { client } = request;
  const active = await findActiveAccessToken(text, ctx);
  if (active === undefined) return undefined;
  if (!isMeantFor(client, active)) throw notActive("a token for others");
  if (!isShown(request, active, ctx)) throw notActive("a token that is bound to what was not shown");
  const { token, user } = active;
  if (token.extras?.actor !== undefined) {
    throw refused("The actor token is that of somebody for whom another acts.");
  }
  const sub = user === undefined ? token.clientId : subjectOf(user, client, ctx);
  return { iss: ctx.issuer, sub, client_id: token.clientId };
}

async function claimsOfIdToken(text: string, { client }: GrantRequest, ctx: ProtocolContext): Promise<Claims> {
  const idToken = await readIdTokenHint(text, ctx);
  if (idToken === undefined || idToken.expiresAt <= ctx.now) throw notActive("an ID token that is not valid");
  if (!idToken.audience.includes(client.clientId)) throw notActive("an ID token for others");
  return { iss: ctx.issuer, sub: idToken.subject };
}

/** Each thing that the subject token says of who may act is to be so of the actor, or of the client where nobody else acts. */
function verifyMayAct(mayAct: unknown, claims: Claims): void {
  if (mayAct === undefined) return;
  const members = typeof mayAct === "object" && mayAct !== null ? Object.entries(mayAct) : [];
  if (members.length === 0 || !members.every(([name, value]) => claims[name] === value)) {
    throw refused("The subject token does not let this actor act.");
  }
}

function notActive(reason: string): OAuthError {
  return new OAuthError("invalid_request", "Invalid Actor Token. Actor token is not ACTIVE.", { reason });
}

function refused(description: string): OAuthError {
  return new OAuthError("invalid_request", description);
}
