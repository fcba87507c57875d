import { PUBLIC_KEY_ALGORITHMS } from "../crypto/client-algorithms.ts";
import { JwtFault } from "../crypto/jwt-fault.ts";
import { parseJwt } from "../crypto/parse-jwt.ts";
import { verifyJwt } from "../crypto/verify-jwt.ts";
import type { ProtocolContext } from "./context.ts";
import { OAuthError } from "./errors.ts";
import type { Client } from "./model/client.ts";
import type { Tenant, TrustedTokenIssuer } from "./model/tenant.ts";
import { isFromOutside, type User } from "./model/user.ts";
import { algorithmsAllowed } from "./profile.ts";
import { quoted } from "./quoted.ts";

const ALGORITHMS = Object.keys(PUBLIC_KEY_ALGORITHMS);
/** Anything else was signed for another purpose, a logout or an authorization request perhaps (RFC 8725 §3.11). */
const TYPES = ["jwt", "at+jwt", ""];
/** How far another server's clock may be off. */
export const CLOCK_SKEW_SECONDS = 60;

/** A JWT of a trusted token issuer, verified. */
export interface TrustedJwt {
  readonly issuer: TrustedTokenIssuer;
  readonly subject: string;
  /** Unix seconds. */
  readonly expiresAt: number;
  /** Unix seconds, a whole number. */
  readonly issuedAt: number | undefined;
  readonly claims: Readonly<Record<string, unknown>>;
}

/**
 * What a JWT says that one of the tenant's trusted token issuers has signed for this server (RFC 7523 §3, contract §6.8). Refuses with
 * the code, which is for the grant to say: any other issuer, a JWT without issuer, subject, end or audience, one that has ended, that
 * is for somebody else, or whose signature does not match.
 */
export async function verifyTrustedJwt(
  text: string,
  code: "invalid_request" | "invalid_grant",
  client: Client,
  ctx: ProtocolContext,
): Promise<TrustedJwt> {
  try {
    const { header, claims: said } = parseJwt(text);
    refuseIncomplete(said);
    const issuer = findIssuer(said.iss as string, ctx.tenant);
    if (Number(said.exp) + CLOCK_SKEW_SECONDS <= ctx.now) throw new Refusal("JSON Web Token is expired.");

    const { claims } = await verifyJwt(text, {
      keys: await ctx.clientKeys.keysOf(issuer.keys, { kid: header.kid, now: ctx.now }),
      algorithms: algorithmsAllowed(ALGORITHMS, client),
      typ: TYPES,
      now: ctx.now,
      clockSkewSeconds: CLOCK_SKEW_SECONDS,
      requiredTimes: ["exp"],
    });
    const { aud, sub, exp, iat } = claims;
    const audience: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
    if (!audience.some((one) => one === ctx.issuer || (issuer.alias !== undefined && one === issuer.alias))) {
      throw new Refusal("The audience of the JSON Web Token is not this server.");
    }
    return {
      issuer,
      subject: sub as string,
      expiresAt: exp as number,
      // A NumericDate may be a fraction, or before 1970 (RFC 7519 §2); ours are neither.
      issuedAt: iat === undefined ? undefined : Math.max(0, Math.floor(iat as number)),
      claims,
    };
  } catch (error) {
    if (error instanceof Refusal) throw new OAuthError(code, error.message);
    if (error instanceof JwtFault)
      throw new OAuthError(code, "JSON Web Token is invalid.", { reason: error.message, cause: error });
    throw error;
  }
}

/**
 * The local user whom the JWT is about: whose id its subject is, or whose name where the issuer is trusted so far. Undefined when there
 * is none or they are disabled, and for a member from outside: whoever has no user here gets no token here.
 */
export async function findTrustedUser(
  { issuer, subject }: TrustedJwt,
  ctx: Pick<ProtocolContext, "store">,
): Promise<User | undefined> {
  // To the letter: what the issuer tells apart, as `Kim` and `kim`, is not to become one user.
  const byName = issuer.lookupAttribute === "username";
  const user = byName ? (await ctx.store.users.findByName(subject))?.user : await ctx.store.users.find(subject);
  if (!user?.enabled || (byName ? user.userName : user.id) !== subject) return undefined;
  // Members from the tenant sign in at home: what another server says here is not said of them there.
  return isFromOutside(user) ? undefined : user;
}

/** The text of a refusal, before it has a code. */
class Refusal extends Error {}

/** Asgardeo's names for them. */
const MANDATORY = { iss: "Issuer", sub: "Subject", exp: "Expiration time", aud: "Audience" };

function refuseIncomplete(claims: Readonly<Record<string, unknown>>): void {
  for (const [claim, name] of Object.entries(MANDATORY)) {
    const value = claims[claim];
    const isMissing = value === undefined || value === null || value === "" || (Array.isArray(value) && !value.length);
    if (isMissing) throw new Refusal(`Mandatory field - ${name} is empty in the given JWT`);
    if ((claim === "iss" || claim === "sub") && typeof value !== "string") throw new JwtFault(`an ${claim} of no text`);
  }
}

function findIssuer(name: string, { settings }: Tenant): TrustedTokenIssuer {
  const issuer = settings.trustedTokenIssuers.find((trusted) => trusted.issuer === name);
  if (issuer === undefined) {
    throw new Refusal(`No Registered IDP found for the JWT with issuer name : ${quoted(name)}`);
  }
  if (!issuer.enabled) throw new Refusal(`No active IDP found for JWT with issuer name : ${quoted(name)}`);
  return issuer;
}
