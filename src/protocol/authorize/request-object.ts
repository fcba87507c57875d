import { PUBLIC_KEY_ALGORITHMS } from "../../crypto/client-algorithms.ts";
import { decryptJwt, isJwe } from "../../crypto/jwe.ts";
import { JwtFault } from "../../crypto/jwt-fault.ts";
import { parseJwt } from "../../crypto/parse-jwt.ts";
import { verifyJwt } from "../../crypto/verify-jwt.ts";
import type { ProtocolContext } from "../context.ts";
import { OAuthError } from "../errors.ts";
import type { Client } from "../model/client.ts";
import { isTooDeep } from "../nesting.ts";
import { type ReadParameters, readParameters } from "../parameters.ts";
import { algorithmsAllowed, profileOf } from "../profile.ts";

type Claims = Readonly<Record<string, unknown>>;

/** RFC 9101 §10.8; without a type, and with `JWT`, for the clients of OpenID Connect. */
const TYPES = ["oauth-authz-req+jwt", "jwt", ""];
/** What speaks of the object and not of the request. */
const OF_THE_JWT: ReadonlySet<string> = new Set(["iss", "aud", "exp", "nbf", "iat", "jti", "sub"]);
/** What request objects may be signed with, in the order discovery lists them. `none` is not among it (security bar 11.1). */
export const REQUEST_OBJECT_ALGORITHMS: readonly string[] = Object.keys(PUBLIC_KEY_ALGORITHMS);
/** FAPI 2.0 Message Signing §5.3.1. */
const FAPI_LONGEST_SECONDS = 3600;

/**
 * The parameters in a request object (RFC 9101 §4, OIDC Core §6.1), decrypted if it is encrypted. Refuses whatever its client did not
 * sign for this server (security bar 11.1): `alg` "none" and every algorithm but the client's own are among it.
 */
export async function parseRequestObject(text: string, client: Client, ctx: ProtocolContext): Promise<ReadParameters> {
  try {
    const claims = await verify(isJwe(text) ? await decrypt(text, ctx) : text, client, ctx);
    refuseForeign(claims, client, ctx);
    if (profileOf(client)?.signsMessages) refuseLongLived(claims, ctx.now);
    return parametersOf(claims, client);
  } catch (cause) {
    if (!(cause instanceof JwtFault)) throw cause;
    throw new OAuthError("invalid_request_object", "The request object is not valid.", {
      cause,
      reason: cause.message,
    });
  }
}

/** RFC 9101 §6.1. Each key is tried, the newest first: there are few. */
async function decrypt(jwe: string, ctx: ProtocolContext): Promise<string> {
  let fault = new JwtFault("a JWE, and no key to decrypt it with");
  for (const { privateKey } of await ctx.keys.decryptionKeys()) {
    try {
      return (await decryptJwt(jwe, privateKey)).text;
    } catch (error) {
      if (!(error instanceof JwtFault)) throw error;
      fault = error;
    }
  }
  throw fault;
}

async function verify(text: string, client: Client, ctx: ProtocolContext): Promise<Claims> {
  const { kid } = parseJwt(text).header;
  const keys = await ctx.clientKeys.keysOf(client.keys, { kid, now: ctx.now });
  const { claims } = await verifyJwt(text, {
    keys,
    algorithms: algorithmsOf(client),
    typ: TYPES,
    now: ctx.now,
    requiredTimes: profileOf(client)?.signsMessages ? ["exp", "nbf"] : [],
  });
  return claims;
}

function algorithmsOf(client: Client): readonly string[] {
  const allowed = algorithmsAllowed(REQUEST_OBJECT_ALGORITHMS, client);
  const { signingAlgorithm: only } = client.requestObject;
  return only === undefined ? allowed : allowed.filter((name) => name === only);
}

/** RFC 9101 §4, §6.3. */
function refuseForeign({ iss, aud, client_id }: Claims, client: Client, ctx: ProtocolContext): void {
  if (iss !== client.clientId) throw new JwtFault("an issuer that is not the client");
  if (!(Array.isArray(aud) ? aud : [aud]).includes(ctx.issuer)) throw new JwtFault("another audience");
  if (client_id !== undefined && client_id !== client.clientId) throw new JwtFault("another client_id");
}

function refuseLongLived({ nbf, exp }: Claims, now: number): void {
  const [from, to] = [nbf, exp] as [number, number];
  if (to - from > FAPI_LONGEST_SECONDS || now - from > FAPI_LONGEST_SECONDS) {
    throw new JwtFault("a lifetime of more than an hour");
  }
}

function parametersOf(claims: Claims, client: Client): ReadParameters {
  if (isTooDeep(claims)) throw new JwtFault("claims that are nested too deep");
  if ("request" in claims || "request_uri" in claims) throw new JwtFault("a request object in a request object");
  const pairs = Object.entries({ ...claims, client_id: client.clientId })
    .filter(([name]) => !OF_THE_JWT.has(name))
    .flatMap(([name, value]) => textsOf(name, value).map((text): [string, string] => [name, text]));
  if (pairs.some(([name, text]) => name.includes("\0") || text.includes("\0"))) throw new JwtFault("a NUL character");
  return readParameters(pairs);
}

/** RFC 9101 §4: texts and numbers are the values, and what is JSON in a URL is JSON here. A list of `resource` is several of them. */
function textsOf(name: string, value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "number" || typeof value === "boolean") return [String(value)];
  if (name === "resource" && Array.isArray(value) && value.every((each) => typeof each === "string")) return value;
  if (typeof value === "object" && value !== null) return [JSON.stringify(value)];
  throw new JwtFault("a parameter without a value");
}
