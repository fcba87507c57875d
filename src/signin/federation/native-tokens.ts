import { randomBytes } from "node:crypto";
import { leftHalfHash } from "../../crypto/hashes.ts";
import { JwtFault } from "../../crypto/jwt-fault.ts";
import { parseJwt } from "../../crypto/parse-jwt.ts";
import { isSigningAlgorithm } from "../../crypto/signing-algorithms.ts";
import type { FactorParameter } from "../flow/factor.ts";
import type { FlowContext } from "../flow/flow-context.ts";
import { type Connection, FederationFault } from "./connection.ts";
import { verifyIdToken } from "./id-token.ts";
import { personOfTokens } from "./read-answer.ts";
import type { RemotePerson } from "./remote-person.ts";

/** What an application asks the provider for on the person's device, and tells the person of nothing. */
export interface AtApplication {
  /** Our side's id at the provider: whom the ID token is for. */
  readonly clientId: string;
  readonly nonce: string;
  readonly scope: string;
}

/** What the application sends then (contract §14.4). */
export const TOKEN_PARAMETERS: readonly FactorParameter[] = [
  { name: "accessToken", type: "STRING", displayName: "Access token", confidential: true },
  { name: "idToken", type: "STRING", displayName: "ID token", confidential: true },
];

/**
 * Whether an application with pages of its own signs the person in by what the device has of the provider (contract §14.4): with Google,
 * where an administrator has said by which issuer and which keys its tokens are taken.
 */
export function isDoneByApplication({ provider, option }: Connection, { redirectTo }: FlowContext): boolean {
  const { issuer, jwksUri, certificates } = provider.document;
  const takesTokens = issuer !== undefined && (jwksUri !== undefined || certificates.length > 0);
  return redirectTo !== undefined && option.authenticator === "GoogleOIDCAuthenticator" && takesTokens;
}

export function askApplication({ settings }: Connection): AtApplication {
  return {
    clientId: settings.clientId,
    nonce: randomBytes(32).toString("base64url"),
    scope: settings.scopes.join(" "),
  };
}

export function isAtApplication(state: object): state is AtApplication {
  return "nonce" in state && "scope" in state;
}

/**
 * Whom the provider has signed in on their device. The ID token has to be made for our side in answer to this very step, and the access token
 * to be the same person's (OIDC Core §3.1.3.7, §3.1.3.8, §5.3.2). Throws a FederationFault.
 */
export async function readTokens(
  entered: ReadonlyMap<string, string>,
  { nonce }: AtApplication,
  connection: Connection,
  ctx: FlowContext,
): Promise<RemotePerson> {
  const [idToken, accessToken] = [entered.get("idToken"), entered.get("accessToken")];
  if (!idToken) throw new FederationFault("no ID token");
  if (!accessToken) throw new FederationFault("no access token");
  try {
    // Google's party is the application on the device, which has an id of its own beside ours.
    const said = await verifyIdToken(idToken, connection, nonce, ctx, true);
    refuseOtherAccessToken(idToken, said.at_hash, accessToken);
    if (said.at_hash === undefined && connection.settings.userinfoEndpoint === undefined) {
      throw new FederationFault("nothing tells whose the access token is");
    }
    return await personOfTokens({ idToken, accessToken, said }, connection, ctx);
  } catch (cause) {
    if (!(cause instanceof JwtFault)) throw cause;
    throw new FederationFault(`ID token: ${cause.message}`, { cause });
  }
}

/** OIDC Core §3.1.3.8. */
function refuseOtherAccessToken(idToken: string, hash: unknown, accessToken: string): void {
  if (hash === undefined) return;
  const { alg } = parseJwt(idToken).header;
  const isSame = typeof alg === "string" && isSigningAlgorithm(alg) && leftHalfHash(accessToken, alg) === hash;
  if (!isSame) throw new JwtFault("another access token");
}
