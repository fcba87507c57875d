import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import { REDIRECT_URI } from "./authorization.ts";
import type { ClientKey, ConformanceClient, ConformanceClients, ConformanceServer } from "./conformance-server.ts";
import type { ModuleRun } from "./module.ts";
import type { Variant } from "./plans.ts";

type RegistrationRequest = Partial<oauth.OmitSymbolProperties<oauth.Client>>;

/** A key that clients sign with, and what they publish of it. */
export interface RegisteredKey extends ClientKey {
  readonly jwk: oauth.JWK;
}

/** Like the suite's, it has no name unless it is given one. */
export async function newClientKey(kid?: string): Promise<RegisteredKey> {
  const { privateKey, publicKey } = await oauth.generateKeyPair("RS256", { extractable: true });
  const { kty, n, e } = await crypto.subtle.exportKey("jwk", publicKey);
  const named = kid === undefined ? {} : { kid };
  return { key: privateKey, ...named, jwk: { kty, n, e, alg: "RS256", use: "sig", ...named } as oauth.JWK };
}

let shared: Promise<RegisteredKey> | undefined;

/** The key of every client for which the test does not make one of its own: making them takes long. */
function sharedKey(): Promise<RegisteredKey> {
  shared ??= newClientKey();
  return shared;
}

/** Asks for a client as the suite does, with `changes` to its metadata (OIDC Registration §3.1). */
export async function requestRegistration(
  { metadata, server }: ConformanceServer,
  { responseType, clientAuthentication }: Variant,
  changes: RegistrationRequest = {},
): Promise<Response> {
  const { jwk } = await sharedKey();
  // An address may register only so many a minute (security bar 23.6).
  server.clock.advance(1);
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
    // Keys are in the document or at a place of their own (RFC 7591 §2).
    ...(changes.jwks_uri === undefined && { jwks: { keys: [jwk] } }),
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
  const hasSecret = (client.token_endpoint_auth_method as string).startsWith("client_secret");
  assert.equal(typeof client.client_secret, hasSecret ? "string" : "undefined");
  assert.ok(client.registration_access_token);
  assert.equal(new URL(client.registration_client_uri as string).protocol, "https:");
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
  const register = async () => clientOf(await registeredBy(await requestRegistration(server, variant)));
  const client = await register();
  return { client, client2: await register(), clientSecretPost: client };
}

/**
 * Registers a client with `changes` to its metadata, lets it be used in the place of the others, and deletes it again (RFC 7592 §2.3).
 * Its key is the one that others use too, unless it has its own.
 */
export async function withRegistered(
  run: ModuleRun,
  changes: RegistrationRequest,
  use: (run: ModuleRun) => Promise<void>,
  key?: ClientKey,
): Promise<void> {
  const information = await registeredBy(await requestRegistration(run.server, run.variant, changes));
  const client = await clientOf(information, key);
  await use({ ...run, registration: "dynamic_client", clients: { client, client2: client, clientSecretPost: client } });

  const headers = { authorization: `Bearer ${information.registration_access_token}` };
  const removed = await fetch(information.registration_client_uri as string, { method: "DELETE", headers });
  assert.equal(removed.status, 204);
}

async function clientOf(
  { client_id, client_secret = "" }: { readonly client_id: string; readonly client_secret?: string },
  key?: ClientKey,
): Promise<ConformanceClient> {
  return { clientId: client_id, clientSecret: client_secret as string, key: key ?? (await sharedKey()) };
}
