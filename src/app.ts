import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { Clock } from "./clock.ts";
import type { ServerKeys } from "./crypto/sealing.ts";
import { createDelivery } from "./delivery/delivery.ts";
import { startDeliveryRounds } from "./delivery-rounds.ts";
import { startHousekeeping } from "./housekeeping.ts";
import { accountPageRoutes } from "./http/account-page-routes.ts";
import { accountRoutes } from "./http/account-routes.ts";
import { approvalRoutes } from "./http/approval-routes.ts";
import { authorizeRoutes } from "./http/authorize-routes.ts";
import { backChannelLogoutRoute } from "./http/back-channel-logout-route.ts";
import { brandPages, brandRoutes } from "./http/brands.ts";
import { type ClientAuthorities, createClientAuthorities } from "./http/client-authorities.ts";
import { consentRoutes } from "./http/consent-routes.ts";
import { allowCrossOrigin } from "./http/cors.ts";
import { deviceRoutes } from "./http/device-routes.ts";
import { discoveryRoutes, organizationMetadataRoute, rootMetadataRoute } from "./http/discovery-routes.ts";
import { errorPageRoute } from "./http/error-page-route.ts";
import { answerErrors } from "./http/errors.ts";
import { healthRoute } from "./http/health-route.ts";
import { logoutRoutes } from "./http/logout-routes.ts";
import { memberReturnRoutes, memberRoutes } from "./http/member-routes.ts";
import { nativeRoutes } from "./http/native-routes.ts";
import { oauthRoutes } from "./http/oauth-routes.ts";
import { onDemand } from "./http/on-demand.ts";
import { organizationAliases } from "./http/organization-aliases.ts";
import { findOrganizationIssuers, ORGANIZATION_PATH } from "./http/organization-issuers.ts";
import { organizationRoutes } from "./http/organization-routes.ts";
import { outboxRoute } from "./http/outbox-route.ts";
import { ASSETS_PATH, PATHS } from "./http/paths.ts";
import { protectedResourceRoutes, rootProtectedResourceRoute } from "./http/protected-resource-routes.ts";
import { registrationRoutes } from "./http/registration-routes.ts";
import { relatedOriginsRoute } from "./http/relying-party.ts";
import { SCIM_PATH } from "./http/scim-path.ts";
import { createHttpServer } from "./http/server.ts";
import { deriveSecrets, type Services } from "./http/services.ts";
import { sessionRoutes } from "./http/session-routes.ts";
import { signInRoutes } from "./http/sign-in-routes.ts";
import { findTenants } from "./http/tenants.ts";
import { rootWebfingerRoute, webfingerRoute } from "./http/webfinger-routes.ts";
import { createNotifier } from "./notifications/notifier.ts";
import { createOutbound } from "./outbound/outbound.ts";
import { type BreachedPasswords, openBreachedPasswords } from "./passwords/breached-passwords.ts";
import { ATTESTATION_AUTHORITIES, type AttestationAuthorities } from "./protocol/client-attestation/authorities.ts";
import { createClientAttestations } from "./protocol/client-attestation/client-attestations.ts";
import { createClientKeys } from "./protocol/client-keys.ts";
import { createClientDocuments } from "./protocol/registration/client-documents.ts";
import { createSigningKeyRing } from "./protocol/signing-keys.ts";
import { isLoopbackHost } from "./settings/loopback.ts";
import type { Settings } from "./settings.ts";
import type { Store } from "./store/port/store.ts";
import { createFailureThrottle } from "./throttling/failure-throttle.ts";

const BELOW_TENANT = "/t/:tenant";
const BELOW_ORGANIZATION = `${BELOW_TENANT}${ORGANIZATION_PATH}`;
/** Where the management APIs are: the operator's, a tenant's, and its organizations'; and the pages that do the same for a user. */
const MANAGEMENT_URLS = [
  "/api/*",
  `${BELOW_TENANT}${PATHS.myAccount}`,
  `${BELOW_TENANT}${PATHS.myAccount}/*`,
  `${BELOW_TENANT}${PATHS.invitationPage}`,
  ...[BELOW_TENANT, `${BELOW_TENANT}/o`].flatMap((place) => [`${place}/api/*`, `${place}${SCIM_PATH}*`]),
];
/** The same at the URLs of organizations. */
const URLS_IN_ORGANIZATIONS = [PATHS.myAccount, `${PATHS.myAccount}/*`, "/api/*", `${SCIM_PATH}*`].map(
  (path) => `${BELOW_ORGANIZATION}${path}`,
);

export interface AppParts {
  readonly settings: Settings;
  readonly store: Store;
  readonly keys: ServerKeys;
  readonly log: Logger;
  readonly clock: Clock;
  /** Left out: there are none. */
  readonly clientAuthorities?: ClientAuthorities;
  /** Left out: Apple and Google. */
  readonly attestationAuthorities?: AttestationAuthorities;
}

/** The whole server, put together and ready to listen. */
export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const { settings, store, keys, log, clock, clientAuthorities = createClientAuthorities() } = parts;
  const { attestationAuthorities = ATTESTATION_AUTHORITIES } = parts;
  const keyMaking = { serverKeys: keys, rsaBits: settings.rsaKeyBits };
  const outbound = createOutbound({ allowedHosts: settings.outboundAllowedHosts });
  // Where nobody else can be reached and no mail server is named, what would be sent is kept to be looked at.
  const keeps = isDevelopment(settings);
  const notifier = createNotifier({
    messages: store.messages,
    keys,
    clock,
    recordsOf: (id) => store.forTenant(id).records,
    deliver: createDelivery({
      smtp: settings.smtpUrl && { ...settings.smtpUrl, internalAllowed: true },
      fromAddress: settings.mailFrom ?? `no-reply@${new URL(settings.baseUrl).hostname}`,
      keeps,
      allowedHosts: settings.outboundAllowedHosts,
      outbound,
      keys,
      announce: ({ channel, to }) => log.info({ event: "message_kept", channel, to }, `see ${settings.baseUrl}/outbox`),
    }),
    notSent({ againAt, ...event }) {
      if (againAt === undefined) log.warn({ event: "message_not_sent", ...event }, "a message was not sent");
      else log.info({ event: "message_put_off", ...event, againAt }, "a message will be sent later");
    },
  });
  const breached = await openFilter(settings);
  const services: Services = {
    settings,
    store,
    clock,
    sealing: keys,
    signingKeys: createSigningKeyRing(keyMaking),
    clientKeys: createClientKeys(outbound),
    clientDocuments: createClientDocuments(outbound, createFailureThrottle(60, 60)),
    outbound,
    notifier,
    secrets: deriveSecrets(keys),
    clientAuthorities,
    clientAttestations: createClientAttestations(attestationAuthorities, outbound),
    clientSecretFailures: createFailureThrottle(20, 60),
    userCodeFailures: createFailureThrottle(5, 600),
    addressFailures: createFailureThrottle(50, 300),
    openRegistrations: createFailureThrottle(60, 60),
    operatorFailures: createFailureThrottle(20, 60),
    accountRequests: createFailureThrottle(60, 300),
    isBreached: breached?.has ?? (async () => false),
  };

  const app = await commonApp(parts);
  healthRoute(app, store);
  if (keeps) outboxRoute(app, notifier);
  rootWebfingerRoute(app, services);
  relatedOriginsRoute(app, settings);
  await app.register(fastifyStatic, {
    root: new URL("pages/assets/", import.meta.url),
    prefix: `${ASSETS_PATH}/`,
    maxAge: "1h",
    index: false,
  });

  await app.register(async (metadata) => {
    findTenants(metadata, store);
    rootMetadataRoute(metadata, services);
    rootProtectedResourceRoute(metadata, services);
  });
  await app.register(
    async (tenant) => {
      findTenants(tenant, store);
      brandRoutes(tenant, services);
      oauthRoutes(tenant, services);
      discoveryRoutes(tenant, services);
      authorizeRoutes(tenant, services);
      organizationRoutes(tenant, services);
      memberRoutes(tenant, services);
      signInRoutes(tenant, services);
      accountPageRoutes(tenant, services);
      accountRoutes(tenant, services);
      consentRoutes(tenant, services);
      deviceRoutes(tenant, services);
      approvalRoutes(tenant, services);
      logoutRoutes(tenant, services);
      backChannelLogoutRoute(tenant, services);
      sessionRoutes(tenant, services);
      errorPageRoute(tenant);
      webfingerRoute(tenant, services);
      protectedResourceRoutes(tenant, services);
      await tenant.register((api) => nativeRoutes(api, services));
      await tenant.register((api) => registrationRoutes(api, services));
    },
    { prefix: BELOW_TENANT },
  );
  await app.register(async (metadata) => {
    findOrganizationIssuers(metadata, services);
    organizationMetadataRoute(metadata, services);
  });
  await app.register(
    async (organization) => {
      findOrganizationIssuers(organization, services);
      brandRoutes(organization, services);
      oauthRoutes(organization, services);
      discoveryRoutes(organization, services);
      authorizeRoutes(organization, services);
      signInRoutes(organization, services);
      accountPageRoutes(organization, services);
      accountRoutes(organization, services);
      memberReturnRoutes(organization, services);
      consentRoutes(organization, services);
      deviceRoutes(organization, services);
      approvalRoutes(organization, services);
      logoutRoutes(organization, services);
      backChannelLogoutRoute(organization, services);
      sessionRoutes(organization, services);
      errorPageRoute(organization);
      webfingerRoute(organization, services);
      await organization.register((api) => nativeRoutes(api, services));
    },
    { prefix: BELOW_ORGANIZATION },
  );
  organizationAliases(app, services);
  onDemand(app, MANAGEMENT_URLS, () => managementApp(parts, services));
  onDemand(app, URLS_IN_ORGANIZATIONS, () => organizationManagementApp(parts, services));
  const stopHousekeeping = startHousekeeping({ store, clock, log, keyMaking });
  app.addHook("onClose", stopHousekeeping);
  app.addHook("onClose", async () => breached?.close());
  const stopDelivering = startDeliveryRounds(notifier, log);
  app.addHook("onClose", async () => {
    await stopDelivering();
    notifier.stop();
    await notifier.settled();
  });
  return app;
}

/** Whether only this machine reaches the server, and there is no mail server. */
function isDevelopment({ host, baseUrl, smtpUrl, trustedProxies }: Settings): boolean {
  const isLocal = isLoopbackHost(host) && isLoopbackHost(new URL(baseUrl).hostname);
  return isLocal && smtpUrl === undefined && trustedProxies.length === 0;
}

/**
 * What serves the management APIs. Their forms would make every start longer and every process a sixth larger, and many a process is
 * never asked for them.
 */
async function managementApp(parts: AppParts, services: Services): Promise<FastifyInstance> {
  const { apiDescriptionRoutes } = await import("./http/api-description-routes.ts");
  const { invitationRoutes } = await import("./http/invitation-routes.ts");
  const { managementRoutes } = await import("./http/management-routes.ts");
  const { myAccountRoutes } = await import("./http/my-account-routes.ts");
  const { tenantApiRoutes } = await import("./http/tenant-api-routes.ts");
  const app = await commonApp(parts);
  await app.register((api) => tenantApiRoutes(api, services));
  await app.register(
    async (tenant) => {
      findTenants(tenant, parts.store);
      apiDescriptionRoutes(tenant, services);
      await managementRoutes(tenant, services);
      await tenant.register(async (pages) => {
        brandPages(pages, services);
        myAccountRoutes(pages, services);
        invitationRoutes(pages, services);
      });
    },
    { prefix: BELOW_TENANT },
  );
  return app;
}

/** The same at the URLs of organizations, apart: many a server has none. */
async function organizationManagementApp(parts: AppParts, services: Services): Promise<FastifyInstance> {
  const { managementRoutesWithin } = await import("./http/management-routes.ts");
  const { myAccountRoutes } = await import("./http/my-account-routes.ts");
  const app = await commonApp(parts);
  await app.register(
    async (organization) => {
      findOrganizationIssuers(organization, services);
      await managementRoutesWithin(organization, services);
      await organization.register(async (pages) => {
        brandPages(pages, services);
        myAccountRoutes(pages, services);
      });
    },
    { prefix: BELOW_ORGANIZATION },
  );
  return app;
}

/** Without routes yet. */
async function commonApp({ settings, store, log }: AppParts): Promise<FastifyInstance> {
  const app = await createHttpServer(settings, log);
  answerErrors(app, settings);
  await allowCrossOrigin(app, store);
  return app;
}

/** The operator's filter of stolen passwords; undefined: there is none. */
async function openFilter({ breachedPasswords }: Settings): Promise<BreachedPasswords | undefined> {
  return breachedPasswords === undefined ? undefined : openBreachedPasswords(breachedPasswords);
}
