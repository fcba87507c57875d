import type { ProtocolContext } from "../context.ts";
import { OAuthError } from "../errors.ts";
import type { Client } from "../model/client.ts";

/** RFC 9101 §5.2.3; the others are what clients' web servers say of a file. */
const ACCEPTED = ["application/oauth-authz-req+jwt", "application/jwt", "application/jose", "text/plain"];

/**
 * The request object behind a `request_uri` (RFC 9101 §5.2). Refuses one that is not https or that the client has not registered, without
 * fetching anything (security bar 11.3), and one that cannot be fetched.
 */
export async function fetchRequestObject(requestUri: string, client: Client, ctx: ProtocolContext): Promise<string> {
  if (!isRegistered(requestUri, client)) {
    throw new OAuthError("request_uri_not_supported", "The request_uri is not registered for this application.");
  }
  try {
    const { text } = await ctx.outbound.get(requestUri, { accept: ACCEPTED });
    return text.trim();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OAuthError("invalid_request_uri", "The request_uri cannot be fetched.", { cause, reason });
  }
}

/** Its fragment is a hash of the contents, which may change (OIDC Core §6.2). */
function isRegistered(requestUri: string, { requestObject }: Client): boolean {
  const wanted = withoutFragment(requestUri);
  return requestObject.requestUris.some((uri) => withoutFragment(uri) === wanted);
}

function withoutFragment(uri: string): string {
  return uri.replace(/#.*$/s, "");
}
