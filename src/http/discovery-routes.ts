import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { languages } from "../pages/languages/language.ts";
import { openIdConfiguration, serverMetadata } from "../protocol/discovery.ts";
import { endpoint } from "./endpoint.ts";
import { endpointUrls, issuerOf, PATHS } from "./paths.ts";
import { protocolContext, type Services } from "./services.ts";

/** Security bar 8.7, in seconds. */
const CACHED_SECONDS = 3600;

/** The three places where Asgardeo's clients look for the OpenID Connect metadata (contract §1.2). */
const OPENID_CONFIGURATION = [
  "/oauth2/token/.well-known/openid-configuration",
  "/oauth2/oidcdiscovery/.well-known/openid-configuration",
  "/.well-known/openid-configuration",
];

/** What a client can know before it does anything: metadata and keys. */
export function discoveryRoutes(app: FastifyInstance, services: Services): void {
  const { baseUrl } = services.settings;

  for (const path of OPENID_CONFIGURATION) {
    serve(app, path, ({ tenant: { handle } }) =>
      openIdConfiguration(issuerOf(baseUrl, handle), endpointUrls(baseUrl, handle), languages),
    );
  }
  serve(app, "/oauth2/token/.well-known/oauth-authorization-server", (request) => metadataOf(request, baseUrl));
  serve(app, PATHS.jwks, async (request) => ({ keys: await protocolContext(request, services).keys.publicJwks() }));
}

/** RFC 8414 §3.1: the well-known part goes between the host and the issuer's path. */
export function rootMetadataRoute(app: FastifyInstance, services: Services): void {
  serve(app, `/.well-known/oauth-authorization-server/t/:tenant${PATHS.token}`, (request) =>
    metadataOf(request, services.settings.baseUrl),
  );
}

function metadataOf({ tenant: { handle } }: FastifyRequest, baseUrl: string) {
  return serverMetadata(issuerOf(baseUrl, handle), endpointUrls(baseUrl, handle), languages);
}

function serve(
  app: FastifyInstance,
  path: string,
  document: (request: FastifyRequest) => object | Promise<object>,
): void {
  const handler = async (request: FastifyRequest, reply: FastifyReply) =>
    reply.header("cache-control", `public, max-age=${CACHED_SECONDS}`).send(await document(request));
  endpoint(app, path, { GET: handler, HEAD: handler });
}
