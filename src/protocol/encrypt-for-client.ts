import { encryptionKeyOf, encryptJwt } from "../crypto/jwe.ts";
import { JwtFault } from "../crypto/jwt-fault.ts";
import type { ProtocolContext } from "./context.ts";
import { OAuthError } from "./errors.ts";
import type { Client, Encryption } from "./model/client.ts";

/**
 * A signed JWT (RFC 7519 §11.2) or a JSON text, encrypted to the client. Refuses when the client has no key for it that can be had.
 */
export async function encryptForClient(
  text: string,
  client: Client,
  encryption: Encryption,
  ctx: Pick<ProtocolContext, "clientKeys" | "now">,
  content: "JWT" | "JSON" = "JWT",
): Promise<string> {
  const { algorithm: alg, method: enc } = encryption;
  return orNoKey(async () => {
    const jwk = await keyFor(client, encryption, ctx);
    return encryptJwt(text, { jwk, alg, enc, ...(content === "JWT" && { cty: content }) });
  });
}

/** Refuses, before anything is used up for it, an ID token that could not be encrypted to its client. */
export async function verifyIdTokenKey(
  client: Client,
  scope: readonly string[],
  ctx: Pick<ProtocolContext, "clientKeys" | "now">,
): Promise<void> {
  const { encryption } = client.idToken;
  if (encryption !== undefined && scope.includes("openid")) await orNoKey(() => keyFor(client, encryption, ctx));
}

async function keyFor(client: Client, { algorithm }: Encryption, ctx: Pick<ProtocolContext, "clientKeys" | "now">) {
  const jwk = encryptionKeyOf(await ctx.clientKeys.keysOf(client.keys, ctx), algorithm);
  if (jwk === undefined) throw new JwtFault(`no key for ${algorithm}`);
  return jwk;
}

async function orNoKey<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof JwtFault)) throw cause;
    const description = "The application has no key that its answer can be encrypted to.";
    throw new OAuthError("invalid_request", description, { reason: cause.message, cause });
  }
}
