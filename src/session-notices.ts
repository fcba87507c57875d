import type { Clock } from "./clock.ts";
import type { SessionsEnded } from "./configuration/apply-world.ts";
import type { ServerKeys } from "./crypto/sealing.ts";
import { issuerOf } from "./http/paths.ts";
import { createOutbound } from "./outbound/outbound.ts";
import { createClientKeys } from "./protocol/client-keys.ts";
import { type NoticeContext, sendLogoutNotices } from "./protocol/logout-notices.ts";
import { createClientDocuments } from "./protocol/registration/client-documents.ts";
import { takeClientsOf } from "./protocol/session-clients.ts";
import { createSigningKeyRing } from "./protocol/signing-keys.ts";
import type { Settings } from "./settings.ts";
import type { Store } from "./store/port/store.ts";
import { createFailureThrottle } from "./throttling/failure-throttle.ts";

export interface NoticeParts {
  readonly settings: Settings;
  readonly store: Store;
  readonly clock: Clock;
  /** Asked only when there is somebody to tell. */
  readonly keys: () => Promise<ServerKeys>;
  readonly record: NoticeContext["record"];
}

/** Tells applications over the back channel of sessions that ended without a request from the browser. */
export function createSessionNotices({ settings, store, clock, keys, record }: NoticeParts): SessionsEnded {
  return async (tenant, user, sessions) => {
    const tenantStore = store.forTenant(tenant.id);
    const nowMilliseconds = clock.nowMilliseconds();
    const time = { nowMilliseconds, now: Math.floor(nowMilliseconds / 1000) };
    const outbound = createOutbound({ allowedHosts: settings.outboundAllowedHosts });
    const clientDocuments = createClientDocuments(outbound, createFailureThrottle(60, 60));
    const places = { ...time, tenant, store: tenantStore, clientDocuments, remoteNetwork: "", record };
    const found = sessions.map(({ id }) => takeClientsOf(id, places));
    const clients = (await Promise.all(found)).flat();
    if (clients.length === 0) return;

    const signingKeys = createSigningKeyRing({ serverKeys: await keys(), rsaBits: settings.rsaKeyBits });
    const ctx = {
      ...time,
      tenant,
      issuer: issuerOf(settings.baseUrl, tenant.handle),
      keys: signingKeys.forTenant(tenant.id, tenantStore.keys, time.now),
      clientKeys: createClientKeys(outbound),
      outbound,
      record,
    };
    await sendLogoutNotices({ user, clients }, ctx);
  };
}
