import { SECRET_ALGORITHMS } from "../../crypto/client-algorithms.ts";
import { JwtFault } from "../../crypto/jwt-fault.ts";
import { type JwtParts, parseJwt } from "../../crypto/parse-jwt.ts";
import { type JwtRules, verifyJwt } from "../../crypto/verify-jwt.ts";
import type { ProtocolContext } from "../context.ts";
import { OAuthError } from "../errors.ts";
import type { Client } from "../model/client.ts";
import type { ClientRequest } from "./method.ts";

const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/** Anything else was signed for another purpose, whose rules are not those of an assertion (RFC 8725 §3.11). */
const TYPES = ["client-authentication+jwt", "jwt", ""];
/** Security bar 6.7. */
const LONGEST_SECONDS = 600;
/** Contract §5.3. */
const OLDEST_SECONDS = 6000;
const CLOCK_SKEW_SECONDS = 60;

/** A JWT with which a client says who it is (RFC 7523 §2.2), believed by nobody yet. */
export interface ClientAssertion {
  readonly text: string;
  readonly clientId: string;
  readonly kid: unknown;
  /** Signed with a secret that both sides know, or said to be. */
  readonly bySecret: boolean;
}

/** The request's assertion, if it has one. Refuses one that cannot be read, or that is about another client than the request. */
export function readAssertion({ parameters }: ClientRequest): ClientAssertion | undefined {
  const text = parameters.get("client_assertion");
  const type = parameters.get("client_assertion_type");
  if (text === undefined && type === undefined) return undefined;
  if (text === undefined || type !== ASSERTION_TYPE) throw refused("an assertion of no known type");
  const { header, claims } = parse(text);
  const { sub } = claims;
  if (typeof sub !== "string" || sub === "") throw refused("an assertion without a subject");
  if ((parameters.get("client_id") ?? sub) !== sub) throw refused("another client_id"); // RFC 7521 §4.2
  const bySecret = SECRET_ALGORITHMS.some((known) => known === header.alg);
  return { text, clientId: sub, kid: header.kid, bySecret };
}

/**
 * Resolves to true when the assertion is the client's own, meant for this server, and neither too old nor used before (RFC 7523 §3,
 * security bar 6.7). Throws a JwtFault otherwise.
 */
export async function verifyAssertion(
  { text }: ClientAssertion,
  client: Client | undefined,
  { keys, algorithms }: Pick<JwtRules, "keys" | "algorithms">,
  ctx: ProtocolContext,
): Promise<true> {
  const { signingAlgorithm: only, assertionReuseAllowed } = client?.clientAuthentication ?? {};
  const { claims } = await verifyJwt(text, {
    keys,
    algorithms: only === undefined ? algorithms : algorithms.filter((name) => name === only),
    typ: TYPES,
    now: ctx.now,
    clockSkewSeconds: CLOCK_SKEW_SECONDS,
    requiredTimes: ["exp"],
  });
  const { iss, sub, aud, jti } = claims;
  const { exp, iat = ctx.now } = claims as { readonly exp: number; readonly iat?: number };
  if (client === undefined || iss !== client.clientId || sub !== client.clientId)
    throw new JwtFault("an issuer that is not the client");
  if (!isMeantForUs(aud, client, ctx)) throw new JwtFault("another audience");
  if (exp > ctx.now + LONGEST_SECONDS) throw new JwtFault("an end more than 10 minutes ahead");
  if (iat < ctx.now - OLDEST_SECONDS) throw new JwtFault("an assertion older than 100 minutes");
  if (typeof jti !== "string" || jti === "") throw new JwtFault("an assertion without jti");
  if (!assertionReuseAllowed) await refuseReuse(`${client.clientId} ${jti}`, exp, ctx);
  return true;
}

/** The token endpoint, and the two endpoints whose specifications allow their own URL (RFC 7523 §3, RFC 9126 §2, CIBA Core §7.1). */
const ENDPOINTS = ["/oauth2/token", "/oauth2/par", "/oauth2/ciba"];

/**
 * The issuer, which is the token endpoint's URL as well, or an endpoint, also where clients show their certificates (RFC 8705 §5). An
 * assertion that also speaks to somebody else is refused, since that one could send it here.
 */
function isMeantForUs(aud: unknown, { profile }: Client, ctx: ProtocolContext): boolean {
  if (profile !== undefined) return aud === ctx.issuer; // FAPI 2.0 Security Profile §5.3.2.1
  const audience = Array.isArray(aud) ? aud : [aud];
  const bases = [ctx.tenantUrl, ctx.mutualTlsUrl ?? ctx.tenantUrl];
  const ours = bases.flatMap((base) => ENDPOINTS.map((path) => `${base}${path}`));
  return audience.length > 0 && audience.every((one) => one === ctx.issuer || ours.includes(one));
}

/** Of any number of requests with one `jti`, one gets through. It is remembered until the assertion is refused for its age. */
async function refuseReuse(key: string, exp: number, ctx: ProtocolContext): Promise<void> {
  const until = Math.ceil(exp) + CLOCK_SKEW_SECONDS;
  const isNew = await ctx.store.transients.add("client assertion", key, {}, until, ctx.now);
  if (!isNew) throw new JwtFault("an assertion that was used before");
}

function parse(text: string): JwtParts {
  try {
    return parseJwt(text);
  } catch (cause) {
    throw cause instanceof JwtFault ? refused(cause.message) : cause;
  }
}

function refused(reason: string): OAuthError {
  return new OAuthError("invalid_client", "Client credentials are invalid.", { reason });
}
