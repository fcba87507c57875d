import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type ResourceDescriptor, resourceOf, webfinger } from "../protocol/webfinger.ts";
import type { Settings } from "../settings.ts";
import type { Store } from "../store/port/store.ts";
import { endpoint, queryOf } from "./endpoint.ts";
import { issuerOf, PATHS } from "./paths.ts";
import type { ParsedForm } from "./server.ts";
import type { Services } from "./services.ts";

/** The tenant's issuer for any account or URL that somebody asks about (contract §2.1). */
export function webfingerRoute(app: FastifyInstance, { settings }: Services): void {
  endpoint(app, PATHS.webfinger, {
    GET: async (request, reply) =>
      send(
        reply,
        webfinger(queryOf(request).parameters, relsOf(request), issuerOf(settings.baseUrl, request.tenant.handle)),
      ),
  });
}

/** The same at the host's root, where RFC 7033 §4 has it: only a URL of a tenant says which one is meant. */
export function rootWebfingerRoute(app: FastifyInstance, { settings, store }: Services): void {
  endpoint(app, PATHS.webfinger, {
    async GET(request, reply) {
      const { parameters } = queryOf(request);
      const issuer = await issuerFor(resourceOf(parameters), settings, store);
      if (issuer === undefined) return reply.callNotFound();
      return send(reply, webfinger(parameters, relsOf(request), issuer));
    },
  });
}

async function issuerFor(resource: string, { baseUrl }: Settings, store: Store): Promise<string | undefined> {
  const rest = resource.startsWith(`${baseUrl}/t/`) ? resource.slice(`${baseUrl}/t/`.length) : "";
  const tenant = await store.tenants.find(rest.split(/[/?#]/)[0] as string);
  return tenant?.enabled ? issuerOf(baseUrl, tenant.handle) : undefined;
}

/** The one parameter that may stand there several times (RFC 7033 §4.3). */
function relsOf(request: FastifyRequest): string[] {
  return (request.query as ParsedForm).pairs.filter(([name]) => name === "rel").map(([, value]) => value);
}

function send(reply: FastifyReply, descriptor: ResourceDescriptor): FastifyReply {
  return reply.type("application/jrd+json").send(JSON.stringify(descriptor));
}
