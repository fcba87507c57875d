import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { languages } from "../pages/languages/language.ts";
import { openIdConfiguration, serverMetadata } from "../protocol/discovery.ts";
import { JWKS_CACHED_SECONDS } from "../protocol/key-rotation.ts";
import { withMutualTls } from "../protocol/mutual-tls-metadata.ts";
import type { Settings } from "../settings.ts";
import { takesClientCertificates } from "./client-certificate.ts";
import { endpoint } from "./endpoint.ts";
import { ORGANIZATION_PATH } from "./organization-issuers.ts";
import { endpointUrls, PATHS } from "./paths.ts";
import { protocolContext, type Services } from "./services.ts";

/** The three places where Asgardeo's clients look for the OpenID Connect metadata (contract §1.2). */
const OPENID_CONFIGURATION = [
  "/oauth2/token/.well-known/openid-configuration",
  "/oauth2/oidcdiscovery/.well-known/openid-configuration",
  "/.well-known/openid-configuration",
];

const ROOT_METADATA = "/.well-known/oauth-authorization-server/t/:tenant";

/** What a client can know before it does anything: metadata and keys. */
export function discoveryRoutes(app: FastifyInstance, services: Services): void {
  const { baseUrl } = services.settings;

  for (const path of OPENID_CONFIGURATION) {
    serve(app, path, async (request) => {
      const { issuer, tenant, keys } = protocolContext(request, services);
      const urls = endpointUrls(baseUrl, tenant.handle);
      return offered(openIdConfiguration(issuer, urls, languages, await keys.algorithms(), tenant), services.settings);
    });
  }
  serve(app, "/oauth2/token/.well-known/oauth-authorization-server", (request) => metadataOf(request, services));
  serve(app, PATHS.jwks, async (request) => ({ keys: await protocolContext(request, services).keys.publicJwks() }));
}

/** RFC 8414 §3.1: the well-known part goes between the host and the issuer's path. */
export function rootMetadataRoute(app: FastifyInstance, services: Services): void {
  serve(app, `${ROOT_METADATA}${PATHS.token}`, (request) => metadataOf(request, services));
}

/** The same of the tenants' organizations. */
export function organizationMetadataRoute(app: FastifyInstance, services: Services): void {
  serve(app, `${ROOT_METADATA}${ORGANIZATION_PATH}${PATHS.token}`, (request) => metadataOf(request, services));
}

async function metadataOf(request: FastifyRequest, services: Services) {
  const { issuer, tenant, keys } = protocolContext(request, services);
  const urls = endpointUrls(services.settings.baseUrl, tenant.handle);
  return offered(serverMetadata(issuer, urls, languages, await keys.algorithms(), tenant), services.settings);
}

/** Client certificates are offered where they can be shown (RFC 8705 §3.3). */
function offered(metadata: object, settings: Settings): object {
  return takesClientCertificates(settings) ? withMutualTls(metadata, settings) : metadata;
}

function serve(
  app: FastifyInstance,
  path: string,
  document: (request: FastifyRequest) => object | Promise<object>,
): void {
  const handler = async (request: FastifyRequest, reply: FastifyReply) =>
    reply.header("cache-control", `public, max-age=${JWKS_CACHED_SECONDS}`).send(await document(request));
  endpoint(app, path, { GET: handler, HEAD: handler });
}
