import type { FastifyRequest } from "fastify";
import { tellOfLock } from "../accounts/security-notices.ts";
import type { Clock } from "../clock.ts";
import type { ServerKeys } from "../crypto/sealing.ts";
import type { Notifier } from "../notifications/notifier.ts";
import type { Outbound } from "../outbound/outbound.ts";
import type { IsBreached } from "../passwords/new-password.ts";
import type { ClientAttestations } from "../protocol/client-attestation/client-attestations.ts";
import type { ClientKeys } from "../protocol/client-keys.ts";
import type { ProtocolContext } from "../protocol/context.ts";
import type { OrganizationWorld } from "../protocol/organization-world.ts";
import type { ClientDocuments } from "../protocol/registration/client-documents.ts";
import type { SigningKeyRing } from "../protocol/signing-keys.ts";
import type { Settings } from "../settings.ts";
import type { SignInContext } from "../signin/context.ts";
import { isSessionLive } from "../signin/sessions.ts";
import { PASSWORD_AMR, signInWithPassword } from "../signin/steps/password.ts";
import type { Store } from "../store/port/store.ts";
import type { FailureThrottle } from "../throttling/failure-throttle.ts";
import { networkOf } from "../throttling/network-of.ts";
import type { ClientAuthorities } from "./client-authorities.ts";
import { clientCertificateOf } from "./client-certificate.ts";
import { notifyIn } from "./notifying.ts";
import { issuerOf, PATHS, tenantPath } from "./paths.ts";
import { requestLog } from "./request-log.ts";
import { peoplePath, rootOf } from "./within.ts";

/** What the routes share for as long as the server runs. */
export interface Services {
  readonly settings: Settings;
  readonly store: Store;
  readonly clock: Clock;
  readonly sealing: ServerKeys;
  readonly signingKeys: SigningKeyRing;
  readonly clientKeys: ClientKeys;
  readonly clientDocuments: ClientDocuments;
  readonly outbound: Outbound;
  readonly notifier: Notifier;
  readonly secrets: ServerSecrets;
  readonly clientAuthorities: ClientAuthorities;
  readonly clientAttestations: ClientAttestations;
  readonly clientSecretFailures: FailureThrottle;
  readonly userCodeFailures: FailureThrottle;
  readonly addressFailures: FailureThrottle;
  /** Registrations that nobody vouches for, new and changed, by the address they come from. */
  readonly openRegistrations: FailureThrottle;
  readonly operatorFailures: FailureThrottle;
  /** Registrations of people, recoveries and what belongs to them, by the address they come from. */
  readonly accountRequests: FailureThrottle;
  readonly isBreached: IsBreached;
}

type ServerSecrets = ProtocolContext["secrets"] & SignInContext["secrets"];

/** The secrets of the server, each derived from its key for one purpose. */
export function deriveSecrets(keys: ServerKeys): ServerSecrets {
  return {
    refreshToken: keys.derive("refresh tokens"),
    sessionKey: keys.derive("session keys"),
    proofNonce: keys.derive("DPoP nonces"),
    form: keys.derive("form tokens"),
    browserState: keys.derive("browser states"),
    device: keys.derive("known devices"),
    sentCode: keys.derive("sent codes"),
  };
}

/** The world as one request sees it: its tenant, its time, its address. */
export function protocolContext(request: FastifyRequest, services: Services): ProtocolContext {
  const { settings, sealing, signingKeys, clientKeys, clientDocuments, outbound, secrets } = services;
  const common = requestContext(request, services);
  return {
    ...common,
    issuer: issuerOf(settings.baseUrl, common.tenant.handle),
    tenantUrl: `${settings.baseUrl}${tenantPath(common.tenant.handle)}`,
    mutualTlsUrl: settings.mtlsBaseUrl && `${settings.mtlsBaseUrl}${tenantPath(common.tenant.handle)}`,
    keys: signingKeys.forTenant(common.tenant.id, common.store.keys, common.now),
    clientKeys,
    clientDocuments,
    outbound,
    clientSecretFailures: services.clientSecretFailures,
    userCodeFailures: services.userCodeFailures,
    sealing,
    isSessionLive: (sessionId) => isSessionLive(sessionId, signInContext(request, services)),
    async verifyPassword(userName, password) {
      // A program sends no cookie: no device is known by it.
      const entered = { userName: userName.trim(), password, deviceCookie: undefined };
      const outcome = await signInWithPassword(entered, signInContext(request, services));
      if (outcome.kind !== "signed in") return outcome;
      // A program has no page where another password is chosen.
      if (outcome.toBeChanged) return { kind: "refused" };
      return { kind: "signed in", user: outcome.user, amr: [PASSWORD_AMR] };
    },
    clientCertificate: clientCertificateOf(request, services),
    lifetimes: {
      codeSeconds: settings.codeLifetimeSeconds,
      refreshTokenMaximumSeconds: settings.refreshTokenMaximumSeconds,
      sessionMaximumSeconds: settings.sessionMaximumSeconds,
    },
    secrets,
  };
}

/** The same for sign-in: of the tenant's own people, or of those of one of its organizations. */
export function signInContext(request: FastifyRequest, services: Services, world?: OrganizationWorld): SignInContext {
  const { settings, secrets, addressFailures } = services;
  const common = requestContext(request, services);
  const people = world?.store ?? common.store;
  return {
    ...common,
    people,
    async tellOfLock(user, lock) {
      const root = rootOf(request, services);
      const home = world ?? request.within?.world;
      const peopleUrl = `${settings.baseUrl}${peoplePath(root.tenant, home?.organization.id)}`;
      const pages = { recovery: `${peopleUrl}${PATHS.recoveryPage}`, account: `${peopleUrl}${PATHS.myAccount}` };
      await tellOfLock(user, lock, pages, { people, notify: notifyIn(root, home, services) });
    },
    home: world?.organization.id,
    rules: (world ?? common).tenant.settings,
    addressFailures,
    lifetimes: {
      idleSeconds: settings.sessionIdleSeconds,
      rememberedIdleSeconds: settings.sessionRememberedIdleSeconds,
      maximumSeconds: settings.sessionMaximumSeconds,
    },
    secrets,
  };
}

/** The tenant's store and the time, for what is neither protocol nor sign-in. */
export function requestStore(request: FastifyRequest, services: Services) {
  const { store, now, nowMilliseconds } = requestContext(request, services);
  return { store, now, nowMilliseconds };
}

function requestContext(request: FastifyRequest, { store, clock }: Services) {
  const { tenant, within, ip } = request;
  const nowMilliseconds = clock.nowMilliseconds();
  return {
    tenant,
    store: store.forTenant(tenant.id),
    above: within && {
      tenantId: within.root.id,
      store: store.forTenant(within.root.id),
      organizationId: within.world.organization.id,
    },
    nowMilliseconds,
    now: Math.floor(nowMilliseconds / 1000),
    remoteAddress: ip,
    remoteNetwork: networkOf(ip),
    userAgent: request.headers["user-agent"],
    /** Security bar 26.2: who, where and what. */
    record(event: string, details: Readonly<Record<string, unknown>>) {
      requestLog(request).info({ event, tenant: tenant.handle, address: ip, ...details }, event.replaceAll("_", " "));
    },
  };
}
