import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import { REDIRECT_URI } from "./authorization.ts";
import type { ConformanceClient, ConformanceClients, ConformanceServer } from "./conformance-server.ts";
import type { Variant } from "./plans.ts";

type RegistrationRequest = Partial<oauth.OmitSymbolProperties<oauth.Client>>;

/** Asks for a client as the suite does, with `changes` to its metadata (OIDC Registration §3.1). */
export async function requestRegistration(
  { metadata }: ConformanceServer,
  { responseType, clientAuthentication }: Variant,
  changes: RegistrationRequest = {},
): Promise<Response> {
  const { publicKey } = await oauth.generateKeyPair("RS256", { extractable: true });
  const { kty, n, e } = await crypto.subtle.exportKey("jwk", publicKey);
  const words = responseType.split(" ");
  const wanted = {
    client_name: "Conformance, registered",
    grant_types: [
      ...(words.includes("code") ? ["authorization_code", "refresh_token"] : []),
      ...(responseType === "code" ? [] : ["implicit"]),
    ],
    response_types: [responseType],
    redirect_uris: [REDIRECT_URI],
    token_endpoint_auth_method: clientAuthentication,
    jwks: { keys: [{ kty, n, e, kid: "one", alg: "RS256", use: "sig" }] },
    contacts: ["operators@people.example"],
    ...changes,
  };
  return oauth.dynamicClientRegistrationRequest(metadata, wanted as unknown as RegistrationRequest);
}

/** What was registered (OIDC Registration §3.2). */
export async function registeredBy(response: Response): Promise<oauth.OmitSymbolProperties<oauth.Client>> {
  assert.equal(response.status, 201);
  assert.match(response.headers.get("content-type") ?? "", /^application\/json(;|$)/);
  const client = await oauth.processDynamicClientRegistrationResponse(response);
  assert.ok(client.client_secret && client.registration_access_token);
  assert.ok(URL.canParse(client.registration_client_uri as string));
  return client;
}

/** A registration was refused for its metadata (OIDC Registration §3.3). */
export async function assertMetadataRefused(response: Response): Promise<void> {
  assert.equal(response.status, 400);
  assert.match(response.headers.get("content-type") ?? "", /^application\/json(;|$)/);
  assert.equal(((await response.json()) as { error: string }).error, "invalid_client_metadata");
}

/** Clients that are registered for the variant. */
export async function registerClients(server: ConformanceServer, variant: Variant): Promise<ConformanceClients> {
  const register = async (): Promise<ConformanceClient> => {
    const { client_id, client_secret } = await registeredBy(await requestRegistration(server, variant));
    return { clientId: client_id, clientSecret: client_secret as string };
  };
  const client = await register();
  return { client, client2: await register(), clientSecretPost: client };
}
