import { systemClock } from "../clock.ts";
import type { Configuration } from "../configuration/configuration.ts";
import type { ServerKeys } from "../crypto/sealing.ts";
import { algorithmsFor } from "../protocol/registration/save-client.ts";
import { createSigningKeyRing } from "../protocol/signing-keys.ts";
import type { Settings } from "../settings.ts";
import type { Store } from "../store/port/store.ts";

/** The algorithm whose key each organization's JWKS has from its first reading. */
const MADE_WHEN_READ = "RS256";

interface FirstKeyParts {
  readonly settings: Settings;
  readonly store: Store;
  /** Asked only when a key is to be made. */
  keys(): Promise<ServerKeys>;
}

/**
 * Makes the organizations' first keys for the algorithms that the file's applications are served with, so that the JWKS shows them before
 * an application reads it (OIDC Core §10.1.1). A command that was not told the operator's key leaves that to the server, which makes a key
 * when it first needs it.
 */
export async function makeFirstKeys(
  configuration: Configuration,
  { settings, store, keys }: FirstKeyParts,
): Promise<void> {
  if (settings.encryptionKey === undefined && !configuration.demo) return;
  const now = Math.floor(systemClock.nowMilliseconds() / 1000);
  for (const { handle, applications } of configuration.organizations) {
    const tenant = await store.tenants.find(handle);
    if (tenant === undefined) continue;
    const tenantStore = store.forTenant(tenant.id);
    const present = new Set((await tenantStore.keys.list()).map(({ algorithm }) => algorithm));
    const clients = await Promise.all(applications.map(({ clientId }) => tenantStore.clients.find(clientId)));
    const wanted = new Set(clients.flatMap((client) => (client === undefined ? [] : [...algorithmsFor(client)])));
    const missing = [...wanted].filter((name) => name !== MADE_WHEN_READ && !present.has(name));
    if (missing.length === 0) continue;
    const ring = createSigningKeyRing({ serverKeys: await keys(), rsaBits: settings.rsaKeyBits });
    const signingKeys = ring.forTenant(tenant.id, tenantStore.keys, now);
    for (const algorithm of missing) await signingKeys.signer(algorithm);
  }
}
