import { OAuthError } from "../errors.ts";
import type { Client } from "../model.ts";
import type { Parameters } from "../parameters.ts";

/** The response modes served, in the order discovery lists them. */
export const RESPONSE_MODES = ["query", "fragment"] as const;
export type ResponseMode = (typeof RESPONSE_MODES)[number];

/** Errors too go the way the request asked for; without a word of it, the way of its response type (OAuth 2.0 Multiple Response Types §2.1). */
export function findResponseMode(parameters: Parameters): ResponseMode {
  const mode = parameters.get("response_mode");
  if (isResponseMode(mode)) return mode;
  const types = parameters.get("response_type")?.split(" ") ?? [];
  return types.includes("token") || types.includes("id_token") ? "fragment" : "query";
}

/** Refuses a mode that is not served. */
export function verifyResponseMode(mode: string | undefined): void {
  if (mode !== undefined && !isResponseMode(mode)) {
    throw new OAuthError("invalid_request", "Unsupported response_mode value");
  }
}

/** Refuses a response type that is not served or that the client may not use. */
export function verifyResponseType(responseType: string | undefined, client: Client): void {
  if (responseType === undefined) throw new OAuthError("invalid_request", "Missing response_type parameter value");
  // RFC 9700 §2.1.2: nothing that puts a token into the front channel.
  if (responseType !== "code") throw new OAuthError("unsupported_response_type", "Unsupported response_type value");
  if (!client.grantTypes.includes("authorization_code")) {
    throw new OAuthError(
      "unauthorized_client",
      "The authenticated client is not authorized to use this authorization grant type",
    );
  }
}

function isResponseMode(mode: string | undefined): mode is ResponseMode {
  return mode !== undefined && (RESPONSE_MODES as readonly string[]).includes(mode);
}
