import { JwtFault } from "../../crypto/jwt-fault.ts";
import { findClientById } from "../client-by-id.ts";
import type { ProtocolContext } from "../context.ts";
import { OAuthError } from "../errors.ts";
import type { Client } from "../model/client.ts";
import { profileOf } from "../profile.ts";
import { clientSecretBasic } from "./client-secret-basic.ts";
import { clientSecretJwt } from "./client-secret-jwt.ts";
import { clientSecretPost } from "./client-secret-post.ts";
import type { ClientAuthenticationMethod, ClientClaim, ClientRequest } from "./method.ts";
import { none } from "./none.ts";
import { privateKeyJwt } from "./private-key-jwt.ts";
import { selfSignedTlsClientAuth } from "./self-signed-tls-client-auth.ts";
import { tlsClientAuth } from "./tls-client-auth.ts";

/** The methods served, in the order discovery lists them. A client that only names itself uses `none`, the last, unless it has another. */
export const clientAuthenticationMethods: readonly ClientAuthenticationMethod[] = [
  clientSecretBasic,
  clientSecretPost,
  clientSecretJwt,
  privateKeyJwt,
  tlsClientAuth,
  selfSignedTlsClientAuth,
  none,
];

const LONGEST_CLIENT_ID = 255;

/** What a request says of its client, by one method. */
interface Presented {
  readonly method: ClientAuthenticationMethod;
  readonly claim: ClientClaim;
}

/**
 * The enabled client that sent the request. Refuses wrong or missing credentials with one text for all of them, so that nobody
 * learns which clients exist (security bar 6.5), two methods in one request (RFC 6749 §2.3), and a method that is not the client's.
 */
export async function authenticateClient(request: ClientRequest, ctx: ProtocolContext): Promise<Client> {
  const presented = readClaims(request);
  const { clientId } = presented[0].claim;

  // No client is called that, and what is remembered and logged of a stranger stays small.
  if (clientId.length > LONGEST_CLIENT_ID) throw invalidCredentials();
  const throttleKey = `${ctx.tenant.id} ${clientId} ${ctx.remoteNetwork}`;
  const wait = ctx.clientSecretFailures.waitSeconds(throttleKey, ctx.now);
  if (wait !== undefined) {
    throw new OAuthError("invalid_client", "Too many failed attempts.", { status: 429, retryAfterSeconds: wait });
  }

  const client = await findClientById(clientId, ctx);
  const allowed = methodsOf(client);
  const { method, claim } =
    presented.find(({ method }) => allowed.includes(method.name)) ?? (presented.at(-1) as Presented);
  const { proven, reason } = await proofOf(claim, client, ctx);
  if (client === undefined || !proven) {
    ctx.clientSecretFailures.fail(throttleKey, ctx.now);
    ctx.record("client_authentication_failed", { client: clientId, method: method.name, reason });
    throw invalidCredentials();
  }
  if (!allowed.includes(method.name)) {
    throw new OAuthError("invalid_client", "Unsupported Client Authentication Method!");
  }
  if (!client.enabled) throw new OAuthError("invalid_client", "Oauth application is not in active state");
  return client;
}

/** The methods that the client may use (contract §5.3). */
function methodsOf(client: Client | undefined): readonly string[] {
  if (client === undefined) return [];
  if (client.publicClient) return client.profile === undefined ? [none.name] : [];
  const { tokenEndpointAuthMethod: only } = client;
  const methods = only === undefined ? [clientSecretBasic.name, clientSecretPost.name] : [only];
  const strong = profileOf(client)?.clientAuthentication;
  return strong === undefined ? methods : methods.filter((name) => strong.includes(name));
}

function invalidCredentials(): OAuthError {
  return new OAuthError("invalid_client", "Client credentials are invalid.");
}

/** Several only where the request does nothing but name the client. */
function readClaims(request: ClientRequest): readonly [Presented, ...Presented[]] {
  const [first, ...others] = clientAuthenticationMethods.flatMap((method): Presented[] => {
    const claim = method.read(request);
    return claim === undefined ? [] : [{ method, claim }];
  });
  if (others.some(({ method }) => method.proof === "in the request")) {
    throw new OAuthError(
      "invalid_request",
      "The client MUST NOT use more than one authentication method in each request.",
    );
  }
  if (first === undefined || first.claim.clientId === "") {
    throw new OAuthError("invalid_client", "Client ID not found in the request.");
  }
  // RFC 6749 §2.3: a client_id beside the Basic header may only repeat it.
  const named = request.parameters.get("client_id");
  if (named !== undefined && named !== first.claim.clientId) {
    throw new OAuthError("invalid_request", "Request body and headers contain authorization information");
  }
  return [first, ...others];
}

async function proofOf(
  { prove }: ClientClaim,
  client: Client | undefined,
  ctx: ProtocolContext,
): Promise<{ readonly proven: boolean; readonly reason?: string }> {
  try {
    return { proven: await prove(client, ctx) };
  } catch (error) {
    if (error instanceof JwtFault) return { proven: false, reason: error.message };
    throw error;
  }
}
