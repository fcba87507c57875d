import { signJwt } from "../../crypto/jwt.ts";
import type { ProtocolContext } from "../context.ts";
import { encryptForClient } from "../encrypt-for-client.ts";
import type { Client } from "../model/client.ts";

/** JARM §2.1 recommends at most 10 minutes; contract §7.4. */
const LIFETIME_SECONDS = 600;

/** The parameters of an answer, `iss` among them, as a JWT for the client: signed, and encrypted where it asks for that (JARM §2.2). */
export async function signResponse(
  parameters: Readonly<Record<string, string>>,
  client: Client,
  ctx: ProtocolContext,
): Promise<string> {
  const { signingAlgorithm, encryption } = client.authorizationResponse;
  const claims = { ...parameters, iss: ctx.issuer, aud: client.clientId, exp: ctx.now + LIFETIME_SECONDS };
  const jwt = await signJwt(claims, await ctx.keys.signer(signingAlgorithm));
  return encryption === undefined ? jwt : encryptForClient(jwt, client, encryption, ctx);
}
