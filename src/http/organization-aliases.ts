import type { FastifyInstance } from "fastify";
import { isId } from "../crypto/ids.ts";
import { handleAt } from "../protocol/handle.ts";
import { METHODS } from "./endpoint.ts";
import { ORGANIZATION_PATH } from "./organization-issuers.ts";
import { SCIM_PATH } from "./scim-path.ts";
import type { Services } from "./services.ts";

// A path that says the same in other words (`/%6f/`) is routed alike, and left as it is would come back here for ever.
const WITHOUT_TENANT = /^\/o\/(?<id>[^/]+)(?=\/)/;
const IN_PLACE = /^(?<place>\/t\/[^/]+\/o\/[^/]+)\/o(?=\/)/;

/**
 * Other URLs of an organization: without its tenant in front, as Asgardeo's documentation has it (contract §1.1), and below its own issuer with
 * the `/o` that SDKs put before the APIs of whoever is of an organization (contract §21.3). A request goes on as if it had come to
 * `/t/{tenant}/o/{organization}`, which is what answers name.
 */
export function organizationAliases(app: FastifyInstance, { store }: Services): void {
  alias(app, `${ORGANIZATION_PATH}/*`, WITHOUT_TENANT, async ({ id = "" }) => {
    const handle = isId(id) ? await store.tenants.handleOfOrganization(id) : undefined;
    return handle && `/t/${handleAt({ handle }, id)}`;
  });
  for (const path of ["/api/*", `${SCIM_PATH}*`]) {
    alias(app, `/t/:tenant${ORGANIZATION_PATH}/o${path}`, IN_PLACE, async ({ place }) => place);
  }
}

/** `written`: what the URL has to begin with; `placeFor`: what comes in the place of that, undefined where there is nothing. */
function alias(
  app: FastifyInstance,
  url: string,
  written: RegExp,
  placeFor: (named: Readonly<Record<string, string>>) => Promise<string | undefined>,
): void {
  app.route({
    method: [...METHODS],
    url,
    // Before the body is read, which is for the other route.
    async onRequest(request, reply) {
      const { raw } = request;
      const found = written.exec(raw.url ?? "");
      const place = found?.groups && (await placeFor(found.groups));
      // Contract §16.
      if (place === undefined) return reply.code(404).header("cache-control", "no-store").send(notRouted(request.id));
      raw.url = `${place}${raw.url?.slice(found?.[0].length)}`;
      reply.hijack();
      app.routing(raw, reply.raw);
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
