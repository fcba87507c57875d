import { encryptionKeyOf, encryptJwt } from "../crypto/jwe.ts";
import { JwtFault } from "../crypto/jwt-fault.ts";
import type { ProtocolContext } from "./context.ts";
import { OAuthError } from "./errors.ts";
import type { Client, Encryption } from "./model.ts";

/**
 * A signed JWT (RFC 7519 §11.2) or a JSON text, encrypted to the client. Refuses when the client has no key for it that can be had.
 */
export async function encryptForClient(
  text: string,
  client: Client,
  { algorithm, method }: Encryption,
  ctx: Pick<ProtocolContext, "clientKeys" | "now">,
  content: "JWT" | "JSON" = "JWT",
): Promise<string> {
  try {
    const jwk = encryptionKeyOf(await ctx.clientKeys.keysOf(client.keys, ctx), algorithm);
    if (jwk === undefined) throw new JwtFault(`no key for ${algorithm}`);
    return await encryptJwt(text, { jwk, alg: algorithm, enc: method, ...(content === "JWT" && { cty: content }) });
  } catch (cause) {
    if (!(cause instanceof JwtFault)) throw cause;
    const description = "The application has no key that its answer can be encrypted to.";
    throw new OAuthError("invalid_request", description, { reason: cause.message, cause });
  }
}
