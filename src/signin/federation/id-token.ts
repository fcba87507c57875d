import { PUBLIC_KEY_ALGORITHMS } from "../../crypto/client-algorithms.ts";
import { equalInConstantTime } from "../../crypto/hashes.ts";
import { JwtFault } from "../../crypto/jwt-fault.ts";
import { parseJwt } from "../../crypto/parse-jwt.ts";
import { verifyJwt } from "../../crypto/verify-jwt.ts";
import type { FlowContext } from "../flow/flow-context.ts";
import type { Connection } from "./connection.ts";

type Claims = Readonly<Record<string, unknown>>;
type Keys = Pick<FlowContext, "clientKeys" | "now">;

/** Never `none`, and nothing that is made with the client secret (security bar 20.1). */
const ALGORITHMS = Object.keys(PUBLIC_KEY_ALGORITHMS);
const CLOCK_SKEW_SECONDS = 60;
/** What issuers of many organizations at once have for the organization's id in theirs. */
const ANY_TENANT = "{tenantid}";
/** Microsoft's `common` signs with the issuer of the organization that the person is from. */
const MICROSOFT_ISSUER = `https://login.microsoftonline.com/${ANY_TENANT}/v2.0`;

/**
 * What the ID token says (OIDC Core §3.1.3.7): signed with a key of the provider's, for this client, in answer to this very request, and
 * not over yet. `partyMayDiffer`: an application of the client's may have asked for it under an id of its own. Throws a JwtFault.
 */
export async function verifyIdToken(
  text: string,
  connection: Connection,
  nonce: string,
  ctx: Keys,
  partyMayDiffer = false,
): Promise<Claims> {
  const rules = { typ: ["jwt", ""], requiredTimes: ["exp", "iat"], partyMayDiffer } as const;
  const claims = await verifyProviderJwt(text, connection, rules, ctx);
  if (typeof claims.nonce !== "string" || !isSame(claims.nonce, nonce)) throw new JwtFault("another nonce");
  if (typeof claims.sub !== "string" || claims.sub === "") throw new JwtFault("no subject");
  return claims;
}

/** What any JWT of the provider's says that is for this client. Throws a JwtFault. */
export async function verifyProviderJwt(
  text: string,
  { provider, settings, option }: Connection,
  {
    partyMayDiffer = false,
    ...rules
  }: {
    readonly typ: readonly string[];
    readonly requiredTimes: readonly ("exp" | "iat")[];
    readonly partyMayDiffer?: boolean;
  },
  ctx: Keys,
): Promise<Claims> {
  const { header } = parseJwt(text);
  const [certificate] = provider.document.certificates;
  const { jwksUri } = settings;
  if (jwksUri === undefined && certificate === undefined) throw new JwtFault("the connection has no keys");
  const keys = await ctx.clientKeys.keysOf({ jwksUri, certificate }, { kid: header.kid, now: ctx.now });
  const { claims } = await verifyJwt(text, {
    keys,
    algorithms: ALGORITHMS,
    now: ctx.now,
    clockSkewSeconds: CLOCK_SKEW_SECONDS,
    ...rules,
  });
  const wanted = issuerOf(settings.issuer, option.authenticator, claims);
  if (wanted === undefined || claims.iss !== wanted) throw new JwtFault("another issuer");
  refuseForeignAudience(claims, settings.clientId, provider.document.alias, partyMayDiffer);
  return claims;
}

/** The `iss` that it has to have; undefined when the connection does not say. */
export function issuerOf(issuer: string | undefined, authenticator: string, claims: Claims): string | undefined {
  const known = issuer ?? (authenticator === "MicrosoftWindowsLiveAuthenticator" ? MICROSOFT_ISSUER : undefined);
  if (known === undefined || !known.includes(ANY_TENANT)) return known;
  const { tid } = claims;
  return typeof tid === "string" && /^[0-9a-f-]{36}$/.test(tid) ? known.replace(ANY_TENANT, tid) : undefined;
}

/** Whether the `iss` of an answer may be the provider's (RFC 9207 §2.4); of one without an issuer of its own the origin counts. */
export function isIssuerOf({ settings, option }: Connection, iss: string): boolean {
  const known = issuerOf(settings.issuer, option.authenticator, {});
  if (known !== undefined) return iss === known;
  return URL.canParse(iss) && new URL(iss).origin === new URL(settings.authorizationEndpoint).origin;
}

/** OIDC Core §3.1.3.7 3–5: for us, and with others beside us only when it was made for us. */
function refuseForeignAudience(
  { aud, azp }: Claims,
  clientId: string,
  alias: string | undefined,
  partyMayDiffer: boolean,
): void {
  const audience: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  const isForUs = audience.some((one) => one === clientId || (alias !== undefined && one === alias));
  if (!isForUs) throw new JwtFault("another audience");
  const isOurs = azp === clientId || (partyMayDiffer && audience.length === 1);
  if (azp !== undefined && !isOurs) throw new JwtFault("another authorized party");
  if (audience.length > 1 && azp === undefined) throw new JwtFault("several audiences and no authorized party");
}

function isSame(one: string, other: string): boolean {
  return equalInConstantTime(Buffer.from(one), Buffer.from(other));
}
