import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { Clock } from "./clock.ts";
import type { ServerKeys } from "./crypto/sealing.ts";
import { startHousekeeping } from "./housekeeping.ts";
import { accountRoutes } from "./http/account-routes.ts";
import { approvalRoutes } from "./http/approval-routes.ts";
import { authorizeRoutes } from "./http/authorize-routes.ts";
import { type ClientAuthorities, createClientAuthorities } from "./http/client-authorities.ts";
import { consentRoutes } from "./http/consent-routes.ts";
import { allowCrossOrigin } from "./http/cors.ts";
import { deviceRoutes } from "./http/device-routes.ts";
import { discoveryRoutes, organizationMetadataRoute, rootMetadataRoute } from "./http/discovery-routes.ts";
import { errorPageRoute } from "./http/error-page-route.ts";
import { answerErrors } from "./http/errors.ts";
import { healthRoute } from "./http/health-route.ts";
import { logoutRoutes } from "./http/logout-routes.ts";
import { oauthRoutes } from "./http/oauth-routes.ts";
import { onDemand } from "./http/on-demand.ts";
import { findOrganizationIssuers, ORGANIZATION_PATH } from "./http/organization-issuers.ts";
import { organizationRoutes } from "./http/organization-routes.ts";
import { ASSETS_PATH } from "./http/paths.ts";
import { protectedResourceRoutes, rootProtectedResourceRoute } from "./http/protected-resource-routes.ts";
import { registrationRoutes } from "./http/registration-routes.ts";
import { SCIM_PATH } from "./http/scim-path.ts";
import { createHttpServer } from "./http/server.ts";
import { deriveSecrets, type Services } from "./http/services.ts";
import { sessionRoutes } from "./http/session-routes.ts";
import { signInRoutes } from "./http/sign-in-routes.ts";
import { findTenants } from "./http/tenants.ts";
import { rootWebfingerRoute, webfingerRoute } from "./http/webfinger-routes.ts";
import { createOutbound } from "./outbound/outbound.ts";
import { createClientKeys } from "./protocol/client-keys.ts";
import { createClientDocuments } from "./protocol/registration/client-documents.ts";
import { createSigningKeyRing } from "./protocol/signing-keys.ts";
import type { Settings } from "./settings.ts";
import type { Store } from "./store/store.ts";
import { createFailureThrottle } from "./throttling/failure-throttle.ts";

const BELOW_TENANT = "/t/:tenant";
/** Where the management APIs are. */
const MANAGEMENT_URLS = ["", "/o"]
  .flatMap((place) => [`${BELOW_TENANT}${place}/api/*`, `${BELOW_TENANT}${place}${SCIM_PATH}*`])
  .concat("/api/server/v1/tenants", "/api/server/v1/tenants/*");

export interface AppParts {
  readonly settings: Settings;
  readonly store: Store;
  readonly keys: ServerKeys;
  readonly log: Logger;
  readonly clock: Clock;
  /** Left out: there are none. */
  readonly clientAuthorities?: ClientAuthorities;
}

/** The whole server, put together and ready to listen. */
export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const { settings, store, keys, log, clock, clientAuthorities = createClientAuthorities() } = parts;
  const keyMaking = { serverKeys: keys, rsaBits: settings.rsaKeyBits };
  const outbound = createOutbound({ allowedHosts: settings.outboundAllowedHosts });
  const services: Services = {
    settings,
    store,
    clock,
    sealing: keys,
    signingKeys: createSigningKeyRing(keyMaking),
    clientKeys: createClientKeys(outbound),
    clientDocuments: createClientDocuments(outbound, createFailureThrottle(60, 60)),
    outbound,
    secrets: deriveSecrets(keys),
    clientAuthorities,
    clientSecretFailures: createFailureThrottle(20, 60),
    userCodeFailures: createFailureThrottle(5, 600),
    addressFailures: createFailureThrottle(50, 300),
    openRegistrations: createFailureThrottle(60, 60),
    operatorFailures: createFailureThrottle(20, 60),
  };

  const app = await commonApp(parts);
  healthRoute(app, store);
  rootWebfingerRoute(app, services);
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
      oauthRoutes(tenant, services);
      discoveryRoutes(tenant, services);
      authorizeRoutes(tenant, services);
      organizationRoutes(tenant, services);
      signInRoutes(tenant, services);
      accountRoutes(tenant, services);
      consentRoutes(tenant, services);
      deviceRoutes(tenant, services);
      approvalRoutes(tenant, services);
      logoutRoutes(tenant, services);
      sessionRoutes(tenant, services);
      errorPageRoute(tenant);
      webfingerRoute(tenant, services);
      protectedResourceRoutes(tenant, services);
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
      oauthRoutes(organization, services);
      discoveryRoutes(organization, services);
      authorizeRoutes(organization, services);
      signInRoutes(organization, services);
      accountRoutes(organization, services);
      consentRoutes(organization, services);
      deviceRoutes(organization, services);
      approvalRoutes(organization, services);
      logoutRoutes(organization, services);
      sessionRoutes(organization, services);
      errorPageRoute(organization);
      webfingerRoute(organization, services);
    },
    { prefix: `${BELOW_TENANT}${ORGANIZATION_PATH}` },
  );
  onDemand(app, MANAGEMENT_URLS, () => managementApp(parts, services));
  const stopHousekeeping = startHousekeeping({ store, clock, log, keyMaking });
  app.addHook("onClose", stopHousekeeping);
  return app;
}

/**
 * What serves the management APIs. Their forms would make every start longer and every process a sixth larger, and many a process is
 * never asked for them.
 */
async function managementApp(parts: AppParts, services: Services): Promise<FastifyInstance> {
  const { apiDescriptionRoutes } = await import("./http/api-description-routes.ts");
  const { managementRoutes } = await import("./http/management-routes.ts");
  const { tenantApiRoutes } = await import("./http/tenant-api-routes.ts");
  const app = await commonApp(parts);
  await app.register((api) => tenantApiRoutes(api, services));
  await app.register(
    async (tenant) => {
      findTenants(tenant, parts.store);
      apiDescriptionRoutes(tenant, services);
      await managementRoutes(tenant, services);
    },
    { prefix: BELOW_TENANT },
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
