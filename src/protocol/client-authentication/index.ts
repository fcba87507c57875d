import { equalInConstantTime, sha256 } from "../../crypto/hashes.ts";
import type { ProtocolContext } from "../context.ts";
import { OAuthError } from "../errors.ts";
import type { Client } from "../model.ts";
import { clientSecretBasic } from "./client-secret-basic.ts";
import { clientSecretPost } from "./client-secret-post.ts";
import type { ClientAuthenticationMethod, ClientCredentials, ClientRequest } from "./method.ts";
import { none } from "./none.ts";

/** The methods served, in the order discovery lists them. */
export const clientAuthenticationMethods: readonly ClientAuthenticationMethod[] = [
  clientSecretBasic,
  clientSecretPost,
  none,
];

const LONGEST_CLIENT_ID = 255;

/**
 * The enabled client that sent the request. Refuses wrong or missing credentials with one text for all of them, so that nobody
 * learns which clients exist (security bar 6.5), and two methods in one request (RFC 6749 §2.3).
 */
export async function authenticateClient(request: ClientRequest, ctx: ProtocolContext): Promise<Client> {
  const { method, credentials } = presentedCredentials(request);

  // No client is called that, and what is remembered and logged of a stranger stays small.
  if (credentials.clientId.length > LONGEST_CLIENT_ID) throw invalidCredentials();
  const throttleKey = `${ctx.tenant.id} ${credentials.clientId} ${ctx.remoteAddress}`;
  const wait = ctx.clientSecretFailures.waitSeconds(throttleKey, ctx.now);
  if (wait !== undefined) {
    throw new OAuthError("invalid_client", "Too many failed attempts.", { status: 429, retryAfterSeconds: wait });
  }

  const client = await ctx.store.clients.find(credentials.clientId);
  if (!proves(credentials, client, ctx.now)) {
    ctx.clientSecretFailures.fail(throttleKey, ctx.now);
    ctx.record("client_authentication_failed", { client: credentials.clientId, method: method.name });
    throw invalidCredentials();
  }
  const only = client.tokenEndpointAuthMethod;
  if (only !== undefined && only !== method.name && !client.publicClient) {
    throw new OAuthError("invalid_client", "Unsupported Client Authentication Method!");
  }
  if (!client.enabled) throw new OAuthError("invalid_client", "Oauth application is not in active state");
  return client;
}

function invalidCredentials(): OAuthError {
  return new OAuthError("invalid_client", "Client credentials are invalid.");
}

function presentedCredentials(request: ClientRequest) {
  const presented = clientAuthenticationMethods.flatMap((method) => {
    const credentials = method.read(request);
    return credentials === undefined ? [] : [{ method, credentials }];
  });
  const [first, second] = presented;
  if (second !== undefined) {
    throw new OAuthError(
      "invalid_request",
      "The client MUST NOT use more than one authentication method in each request.",
    );
  }
  if (first === undefined || first.credentials.clientId === "") {
    throw new OAuthError("invalid_client", "Client ID not found in the request.");
  }
  // RFC 6749 §2.3: a client_id beside the Basic header may only repeat it.
  const named = request.parameters.get("client_id");
  if (named !== undefined && named !== first.credentials.clientId) {
    throw new OAuthError("invalid_request", "Request body and headers contain authorization information");
  }
  return first;
}

const NO_SECRET = { hash: sha256("").toString("base64url"), expiresAt: 0 };

function proves(credentials: ClientCredentials, client: Client | undefined, now: number): client is Client {
  if (credentials.secret === undefined) return client?.publicClient === true;
  // Hashed and compared for an unknown client too: it takes as long as a wrong secret.
  const hash = sha256(credentials.secret);
  const secrets = client?.secrets.length ? client.secrets : [NO_SECRET];
  return secrets.reduce((proven, secret) => {
    const matches = equalInConstantTime(hash, Buffer.from(secret.hash, "base64url"));
    return proven || (matches && (secret.expiresAt === undefined || secret.expiresAt > now));
  }, false);
}
