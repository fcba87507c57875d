import type { SigningAlgorithmName } from "../../crypto/signing-algorithms.ts";
import type { TenantStore } from "../../store/port/store.ts";
import type { SigningKeys } from "../context.ts";
import type { Client } from "../model/client.ts";

/** The tenant's keys, of which the first for an algorithm is made when it is asked for. */
export type MadeKeys = Pick<SigningKeys, "signer">;

/**
 * Stores the client. The keys that sign what it gets are there before it is: it reads the JWKS before it sends anybody here, and may keep
 * to what it has read for as long as it was told to (OIDC Core §10.1.1).
 */
export async function saveClient(
  client: Client,
  { store, keys }: { readonly store: Pick<TenantStore, "clients">; readonly keys: MadeKeys },
): Promise<void> {
  for (const algorithm of algorithmsFor(client)) await keys.signer(algorithm);
  await store.clients.save(client);
}

/** What the client's tokens and answers are signed with. */
export function algorithmsFor(client: Client): ReadonlySet<SigningAlgorithmName> {
  const { idToken, accessToken, userinfo, introspection, authorizationResponse } = client;
  return new Set([
    idToken.signingAlgorithm,
    ...(accessToken.format === "jwt" ? [accessToken.signingAlgorithm] : []),
    ...(userinfo.signingAlgorithm === undefined ? [] : [userinfo.signingAlgorithm]),
    introspection.signingAlgorithm,
    authorizationResponse.signingAlgorithm,
  ]);
}
