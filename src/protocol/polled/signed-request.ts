import { JwtFault } from "../../crypto/jwt-fault.ts";
import { parseJwt } from "../../crypto/parse-jwt.ts";
import { parseRequestObject } from "../authorize/request-object.ts";
import type { ProtocolContext } from "../context.ts";
import { OAuthError } from "../errors.ts";
import type { Client } from "../model/client.ts";
import type { ReadParameters } from "../parameters.ts";
import { profileOf } from "../profile.ts";

/** What authenticates the client stands beside the request and not in it (CIBA §7.1.1). */
const BESIDE = ["request", "client_id", "client_secret", "client_assertion", "client_assertion_type"];
const TIMES = ["nbf", "iat", "exp"] as const;
/** FAPI-CIBA §5.2.2: no request is good for longer, and so long each is remembered. */
const LONGEST_SECONDS = 3600;

/**
 * The parameters of a backchannel authentication request, out of the JWT where the client signs them (CIBA §7.1.1). Refuses a JWT that
 * is not in order or comes again, parameters beside it, and requests without one of a client that has to sign.
 */
export async function signedRequest(
  body: ReadParameters,
  client: Client,
  ctx: ProtocolContext,
): Promise<ReadParameters> {
  const text = body.parameters.get("request");
  if (text === undefined) {
    if (!client.requestObject.required && !profileOf(client)?.signsMessages) return body;
    throw new OAuthError("invalid_request", "The requests of this application have to be signed.");
  }
  if ([...body.parameters.keys()].some((name) => !BESIDE.includes(name))) {
    throw new OAuthError("invalid_request", "A signed request holds all parameters.");
  }
  const { claims, parameters } = await verify(text, client, ctx);
  const { jti, nbf, exp } = claims;
  if (exp - nbf > LONGEST_SECONDS || ctx.now - nbf > LONGEST_SECONDS) {
    throw new OAuthError("invalid_request", "A signed request is good for an hour at most.");
  }
  const until = Math.max(Math.ceil(exp), ctx.now) + 60; // the skew that an expired one is allowed (security bar 27.3)
  if (!(await ctx.store.transients.add("request object", `${client.clientId} ${jti}`, {}, until, ctx.now))) {
    throw new OAuthError("invalid_request", "The signed request was sent before.");
  }
  return parameters;
}

async function verify(text: string, client: Client, ctx: ProtocolContext) {
  try {
    const { jti, ...claims } = parseJwt(text).claims;
    for (const name of TIMES) {
      if (typeof claims[name] !== "number") throw new OAuthError("invalid_request", `Missing parameter (${name}).`);
    }
    if (typeof jti !== "string") throw new OAuthError("invalid_request", "Missing parameter (jti).");
    const [nbf, exp] = [claims.nbf as number, claims.exp as number];
    return { claims: { jti, nbf, exp }, parameters: await parseRequestObject(text, client, ctx) };
  } catch (cause) {
    // CIBA §13 knows no other code for it.
    if (cause instanceof JwtFault) {
      throw new OAuthError("invalid_request", "The signed request is not valid.", { cause, reason: cause.message });
    }
    if (cause instanceof OAuthError && cause.code === "invalid_request_object") {
      throw new OAuthError("invalid_request", "The signed request is not valid.", { cause, reason: cause.reason });
    }
    throw cause;
  }
}
