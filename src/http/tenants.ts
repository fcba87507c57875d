import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Tenant } from "../protocol/model.ts";
import type { Store } from "../store/store.ts";

declare module "fastify" {
  interface FastifyRequest {
    tenant: Tenant;
  }
}

/** What a handle can look like; anything else is not looked up (security bar 22.3). */
const HANDLE = /^[a-z0-9][a-z0-9.-]{0,62}$/;

/** Finds the tenant of each request below `/t/:tenant`. The path alone decides (security bar 22.1). */
export function findTenants(app: FastifyInstance, store: Store): void {
  app.addHook("onRequest", async (request, reply) => {
    const { tenant: handle } = request.params as { tenant: string };
    const tenant = HANDLE.test(handle) ? await store.tenants.find(handle) : undefined;
    if (tenant === undefined) return refuseTenant(request, reply, handle);
    request.tenant = tenant;
  });
}

/** Asgardeo's answer (contract §16). */
function refuseTenant(request: FastifyRequest, reply: FastifyReply, handle: string): FastifyReply {
  const message = `invalid tenant domain : ${handle}`;
  return reply
    .code(404)
    .header("cache-control", "no-store")
    .send({ code: 404, message, description: message, traceId: request.id });
}
