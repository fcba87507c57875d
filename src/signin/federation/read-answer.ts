import { equalInConstantTime } from "../../crypto/hashes.ts";
import { JwtFault } from "../../crypto/jwt-fault.ts";
import type { FlowContext } from "../flow/flow-context.ts";
import type { SentAway } from "./authorization-request.ts";
import { type Connection, FederationFault } from "./connection.ts";
import { personOfGithub } from "./github.ts";
import { isIssuerOf, verifyIdToken } from "./id-token.ts";
import { claimOf } from "./local-attributes.ts";
import { LONGEST_SUBJECT, type RemotePerson } from "./remote-person.ts";
import { askAsBearer, redeemCode } from "./token-request.ts";

type Claims = Readonly<Record<string, unknown>>;

/**
 * Whom the provider has signed in, by what it sent the browser back with. Throws a FederationFault for an answer to another request, one
 * of another provider, one that says no, and whatever does not hold (security bar 24.3).
 */
export async function readAnswer(
  answer: ReadonlyMap<string, string>,
  sent: SentAway,
  connection: Connection,
  ctx: FlowContext,
): Promise<RemotePerson> {
  const state = Buffer.from(answer.get("state") ?? "");
  if (!equalInConstantTime(state, Buffer.from(sent.state))) throw new FederationFault("another state");
  const iss = answer.get("iss");
  // RFC 9207 §2.4: before the code is sent anywhere.
  if (iss !== undefined && !isIssuerOf(connection, iss)) throw new FederationFault("an answer of another issuer");
  if (answer.has("error")) throw new FederationFault("the provider refused");
  const code = answer.get("code");
  if (code === undefined) throw new FederationFault("no code");

  const tokens = await redeemCode(connection, code, sent, ctx);
  const { accessToken, idToken } = tokens;
  if (connection.option.authenticator === "GithubAuthenticator") {
    if (accessToken === undefined) throw new FederationFault("no access token");
    return personOfGithub(connection, accessToken, ctx);
  }
  if (idToken === undefined) throw new FederationFault("no ID token");
  const said = await verified(idToken, connection, sent.nonce, ctx);
  const further = nameOfApple(answer, connection);
  return personOfTokens({ idToken, accessToken, said, further }, connection, ctx);
}

interface VerifiedTokens {
  readonly idToken: string;
  readonly accessToken: string | undefined;
  /** What the ID token says. */
  readonly said: Claims;
  /** What the provider tells beside, and signs not. */
  readonly further?: Claims;
}

/** Whom the tokens are of, with all that the provider tells of them. Throws a FederationFault. */
export async function personOfTokens(
  { idToken, accessToken, said, further }: VerifiedTokens,
  connection: Connection,
  ctx: FlowContext,
): Promise<RemotePerson> {
  const more = await userinfoOf(connection, accessToken, said, ctx);
  const claims = { ...further, ...more, ...said };
  const subject = subjectOf(claims, connection);
  const { sid } = said;
  return { subject, claims, idToken, ...(typeof sid === "string" && { sid }) };
}

async function verified(idToken: string, connection: Connection, nonce: string, ctx: FlowContext): Promise<Claims> {
  try {
    return await verifyIdToken(idToken, connection, nonce, ctx);
  } catch (cause) {
    if (!(cause instanceof JwtFault)) throw cause;
    throw new FederationFault(`ID token: ${cause.message}`, { cause });
  }
}

/** OIDC Core §5.3.2: what is told of another subject than the ID token's is not believed. */
async function userinfoOf(
  { settings }: Connection,
  accessToken: string | undefined,
  { sub }: Claims,
  ctx: FlowContext,
): Promise<Claims> {
  if (settings.userinfoEndpoint === undefined || accessToken === undefined) return {};
  const told = await askAsBearer(settings.userinfoEndpoint, accessToken, ctx);
  if (told.sub !== sub) throw new FederationFault("userinfo: another subject");
  return told;
}

/**
 * Who it is at the provider. Where a claim tells it, that claim; never an e-mail address, which may be another person's tomorrow (security
 * bar 24.1). Issuers of many organizations have subjects that are theirs alone with the organization's id.
 */
function subjectOf(claims: Claims, { provider, settings, option }: Connection): string {
  const { userId: named, mappings } = provider.document.claims;
  const userId = named && (claimOf(named) ?? named);
  const isAddress =
    userId === "email" || mappings.some(({ claim, attribute }) => claim === userId && claimOf(attribute) === "email");
  const isOfMany = option.authenticator === "MicrosoftWindowsLiveAuthenticator" && settings.issuer === undefined;
  const byClaim = settings.userIdInClaims && userId !== undefined && !isAddress ? claims[userId] : claims.sub;
  const subject = isOfMany && byClaim === claims.sub ? `${claims.tid}.${byClaim}` : byClaim;
  if (typeof subject !== "string" || subject === "" || subject.length > LONGEST_SUBJECT || subject.includes("\0")) {
    throw new FederationFault("no usable subject");
  }
  return subject;
}

/** Apple tells names beside the code, the first time alone, and signs them not: they are names and nothing else. */
function nameOfApple(answer: ReadonlyMap<string, string>, { option }: Connection): Claims {
  const user = option.authenticator === "AppleOIDCAuthenticator" ? answer.get("user") : undefined;
  if (user === undefined) return {};
  try {
    const { firstName, lastName } = JSON.parse(user).name;
    return {
      ...(typeof firstName === "string" && { given_name: firstName }),
      ...(typeof lastName === "string" && { family_name: lastName }),
    };
  } catch {
    return {}; // a name that cannot be read is no reason to refuse whom Apple vouches for
  }
}
