import { randomBytes } from "node:crypto";
import { sha256 } from "../../crypto/hashes.ts";
import type { ProtocolContext } from "../context.ts";
import { verifyProof } from "../dpop/proof.ts";
import { OAuthError } from "../errors.ts";
import type { AccessToken, Authorization, AuthorizationExtras, Confirmation } from "../model/authorization.ts";
import type { Client } from "../model/client.ts";
import type { ActiveToken } from "../tokens/find-token.ts";

/**
 * What the tokens of a token request are bound to: the key of its proof (RFC 9449 §5), the certificate of its connection (RFC 8705 §3), or
 * both. Refuses a proof that is not in order, and a request without what its client is held to; undefined for most.
 */
export async function findConfirmation(
  proof: string | undefined,
  client: Client,
  ctx: ProtocolContext,
): Promise<Confirmation | undefined> {
  const { binding } = client.accessToken;
  const { clientCertificate: certificate } = ctx;
  if (proof === undefined && binding === "dpop") throw new OAuthError("invalid_dpop_proof", "DPoP header is required.");
  const jkt =
    proof === undefined ? undefined : await verifyProof({ proof, method: "POST", path: "/oauth2/token", client }, ctx);

  const byCertificate = binding === "certificate" || (client.profile !== undefined && jkt === undefined);
  if (byCertificate && certificate === undefined) {
    const wanted = binding === "certificate" ? "a client certificate" : "a DPoP proof or a client certificate";
    throw new OAuthError("invalid_request", `The access tokens of this application are bound to ${wanted}.`);
  }
  const x5t = byCertificate ? certificate?.thumbprint : undefined;
  if (jkt === undefined && x5t === undefined) return undefined;
  return { ...(jkt !== undefined && { jkt }), ...(x5t !== undefined && { "x5t#S256": x5t }) };
}

/**
 * The value of the cookie that the client's tokens are bound to (contract §13): the browser's, or a new one. Undefined for a client of
 * another binding.
 */
export function bindingCookieFor(sent: string | undefined, { accessToken }: Client): string | undefined {
  if (accessToken.binding !== "cookie") return undefined;
  return sent !== undefined && /^[\w-]{43}$/.test(sent) ? sent : randomBytes(32).toString("base64url");
}

/** The confirmation, with the cookie if there is one. */
export function withCookie(confirmation: Confirmation | undefined, cookie: string | undefined) {
  return cookie === undefined ? confirmation : { ...confirmation, cookie: sha256(cookie).toString("base64url") };
}

/**
 * What an authorization remembers, with what its refresh tokens are bound to. Key and certificate bind only a public client's: any other
 * proves itself who it is at each refresh, and may take a new key (RFC 9449 §5, RFC 8705 §4). The very same when there is nothing to add.
 */
export function withRefreshBinding(
  extras: AuthorizationExtras | undefined,
  confirmation: Confirmation | undefined,
  client: Client,
): AuthorizationExtras | undefined {
  if (confirmation === undefined) return extras;
  const { cookie, ...held } = confirmation;
  const bound = {
    ...(client.publicClient && held),
    ...(client.accessToken.bindingValidated && cookie !== undefined && { cookie }),
  };
  return Object.keys(bound).length > 0 ? { ...extras, confirmation: bound } : extras;
}

/** Whether the token request has what the token that it brings is bound to, so that a trade is no way to be rid of it. */
export function isHeld(
  { token, client }: ActiveToken<AccessToken>,
  confirmation: Confirmation | undefined,
  ctx: ProtocolContext,
): boolean {
  const { jkt, "x5t#S256": x5t, cookie } = token.extras?.confirmation ?? {};
  return (
    (jkt === undefined || jkt === confirmation?.jkt) &&
    (x5t === undefined || x5t === ctx.clientCertificate?.thumbprint) &&
    (cookie === undefined || cookie === confirmation?.cookie || !client.accessToken.bindingValidated)
  );
}

/** Refuses a refresh by somebody who does not hold what the refresh token is bound to (security bar 12.2). */
export function verifyRefreshBinding({ extras }: Authorization, confirmation: Confirmation | undefined): void {
  const bound = Object.entries(extras?.confirmation ?? {}) as [keyof Confirmation, string][];
  if (bound.some(([member, value]) => confirmation?.[member] !== value)) {
    throw new OAuthError("invalid_grant", "Invalid token binding value is present in the request.");
  }
}
