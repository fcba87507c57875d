import type { ProtocolContext } from "../context.ts";
import { OAuthError } from "../errors.ts";
import { type IdTokenHint, readIdTokenHint } from "../id-token-hint.ts";
import type { RequestedClaims } from "../model/authorization.ts";
import type { Client } from "../model/client.ts";
import type { Parameters } from "../parameters.ts";
import { requestedAcr } from "./authentication-context.ts";
import { type Prompt, parsePrompt } from "./prompt.ts";

/** What a request says about who is to sign in, when and how (OIDC Core §3.1.2.1). */
export interface RequestedAuthentication {
  readonly prompt: ReadonlySet<Prompt>;
  readonly maxAgeSeconds: number | undefined;
  /** Whether the ID token says when the user signed in (OIDC Core §2). */
  readonly authTimeRequested: boolean;
  /** Who is to be signed in; named by an ID token, or by the `sub` that the `claims` parameter asks for. */
  readonly idTokenHint: Pick<IdTokenHint, "subject"> | undefined;
  /** The values that would do, the best first; undefined when nobody asked. */
  readonly acr: readonly string[] | undefined;
}

/** Reads it, with the client's own defaults (OIDC Registration §2). Refuses what is malformed, and an `acr` that nobody can reach. */
export async function parseAuthentication(
  parameters: Parameters,
  claims: RequestedClaims | undefined,
  client: Client,
  ctx: ProtocolContext,
): Promise<RequestedAuthentication> {
  const maxAgeSeconds = parseMaxAge(parameters.get("max_age")) ?? client.defaultMaxAgeSeconds;
  const authTime = claims?.id_token !== undefined && Object.hasOwn(claims.id_token, "auth_time");
  return {
    prompt: parsePrompt(parameters.get("prompt")),
    maxAgeSeconds,
    authTimeRequested: maxAgeSeconds !== undefined || client.authTimeRequired || authTime,
    idTokenHint: await findExpectedUser(parameters.get("id_token_hint"), claims, ctx),
    acr: requestedAcr(parameters.get("acr_values"), claims, client),
  };
}

function parseMaxAge(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,10}$/.test(text)) throw new OAuthError("invalid_request", "max_age is not a number of seconds");
  return Number(text);
}

async function findExpectedUser(hint: string | undefined, claims: RequestedClaims | undefined, ctx: ProtocolContext) {
  const subject = requestedSubject(claims);
  if (hint === undefined) return subject === undefined ? undefined : { subject };
  const read = await readIdTokenHint(hint, ctx);
  if (read === undefined) throw new OAuthError("invalid_request", "id_token_hint is not an ID token of this issuer");
  if (subject !== undefined && subject !== read.subject) {
    throw new OAuthError("invalid_request", "id_token_hint and the requested sub name different users");
  }
  return read;
}

/** OIDC Core §5.5.1: a `sub` with a value means the same as a hint. */
function requestedSubject(claims: RequestedClaims | undefined): string | undefined {
  const value = claims?.id_token?.sub?.value ?? claims?.userinfo?.sub?.value;
  if (value === undefined || typeof value === "string") return value;
  throw new OAuthError("invalid_request", "The requested sub is not a text");
}
