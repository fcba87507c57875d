import type { FastifyInstance, FastifyRequest } from "fastify";
import { isId } from "../crypto/ids.ts";
import { handleAt } from "../protocol/handle.ts";
import { METHODS } from "./endpoint.ts";
import { ORGANIZATION_PATH } from "./organization-issuers.ts";
import { SCIM_PATH } from "./scim-path.ts";
import type { Services } from "./services.ts";

const IN_PLACE = /^(\/t\/[^/]+\/o\/[^/]+)\/o(?=\/)/;

/**
 * Other URLs of an organization: without its tenant in front, as Asgardeo's documentation has it (contract §1.1), and below its own issuer with
 * the `/o` that SDKs put before the APIs of whoever is of an organization (contract §21.3). A request goes on as if it had come to
 * `/t/{tenant}/o/{organization}`, which is what answers name.
 */
export function organizationAliases(app: FastifyInstance, { store }: Services): void {
  alias(app, `${ORGANIZATION_PATH}/*`, async ({ params, raw }) => {
    const { organization: id } = params as { organization: string };
    const handle = isId(id) ? await store.tenants.handleOfOrganization(id) : undefined;
    return handle && `/t/${handleAt({ handle }, id)}${raw.url?.slice(`/o/${id}`.length)}`;
  });
  for (const path of ["/api/*", `${SCIM_PATH}*`]) {
    alias(app, `/t/:tenant${ORGANIZATION_PATH}/o${path}`, async ({ raw }) => raw.url?.replace(IN_PLACE, "$1"));
  }
}

function alias(
  app: FastifyInstance,
  url: string,
  urlFor: (request: FastifyRequest) => Promise<string | undefined>,
): void {
  app.route({
    method: [...METHODS],
    url,
    // Before the body is read, which is for the other route.
    async onRequest(request, reply) {
      const other = await urlFor(request);
      // Contract §16.
      if (other === undefined) return reply.code(404).header("cache-control", "no-store").send(notRouted(request.id));
      request.raw.url = other;
      reply.hijack();
      app.routing(request.raw, reply.raw);
    },
    handler: () => {},
  });
}

function notRouted(traceId: string) {
  return {
    code: 404,
    message: "Organization specific routing failed.",
    description: "Unsupported organization specific routing endpoint.",
    traceId,
  };
}
