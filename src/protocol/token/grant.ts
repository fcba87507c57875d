import type { ProtocolContext } from "../context.ts";
import type { Confirmation } from "../model/authorization.ts";
import type { Client } from "../model/client.ts";
import type { Lists, Parameters } from "../parameters.ts";
import type { IssuedAccessToken } from "../tokens/access-token.ts";

/** A way to get a token (RFC 6749 §1.3). The endpoint has done the steps that all of them share. */
export interface GrantType {
  /** The value of `grant_type`. */
  readonly name: string;
  /** Parameters without which the request is malformed. */
  readonly requires: readonly string[];
  exchange(request: GrantRequest, ctx: ProtocolContext): Promise<TokenResponse>;
}

export interface GrantRequest {
  /** Authenticated, enabled and allowed to use this grant. */
  readonly client: Client;
  readonly parameters: Parameters;
  readonly lists: Lists;
  /** What the request has proved to hold, and every token it gets is bound to. */
  readonly confirmation: Confirmation | undefined;
}

/** RFC 6749 §5.1, OIDC Core §3.1.3.3. `expires_in` is in seconds. */
export interface TokenResponse {
  readonly access_token: string;
  readonly refresh_token?: string;
  /** What was granted, sorted; absent when nothing was asked for. */
  readonly scope?: string;
  readonly id_token?: string;
  /** `DPoP` for a token that is bound to a key (RFC 9449 §5). */
  readonly token_type: "Bearer" | "DPoP";
  readonly expires_in: number;
  /** RFC 8693 §2.2.1. */
  readonly issued_token_type?: string;
  /** RFC 9396 §7. */
  readonly authorization_details?: readonly Readonly<Record<string, unknown>>[];
}

/** The answer to a successful exchange: the documented members and no others. */
export function tokenResponse(issued: {
  accessToken: IssuedAccessToken;
  refreshToken: string | undefined;
  idToken: string | undefined;
}): TokenResponse {
  const { text, record } = issued.accessToken;
  return {
    access_token: text,
    ...(issued.refreshToken !== undefined && { refresh_token: issued.refreshToken }),
    ...(record.scope.length > 0 && { scope: record.scope.join(" ") }),
    ...(issued.idToken !== undefined && { id_token: issued.idToken }),
    token_type: record.extras?.confirmation?.jkt === undefined ? "Bearer" : "DPoP",
    expires_in: record.expiresAt - record.issuedAt,
    ...(record.extras?.authorizationDetails && { authorization_details: record.extras.authorizationDetails }),
  };
}
