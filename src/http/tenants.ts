import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { HANDLE } from "../protocol/handle.ts";
import type { Tenant } from "../protocol/model/tenant.ts";
import type { Store } from "../store/port/store.ts";

declare module "fastify" {
  interface FastifyRequest {
    tenant: Tenant;
  }
}

/**
 * Finds the tenant of each request below `/t/:tenant`. The path alone decides (security bar 22.1); what can be no handle is not looked up
 * (security bar 22.3). A tenant that is not enabled refuses everything.
 */
export function findTenants(app: FastifyInstance, store: Store): void {
  app.addHook("onRequest", async (request, reply) => {
    const { tenant: handle } = request.params as { tenant: string };
    const tenant = HANDLE.test(handle) ? await store.tenants.find(handle) : undefined;
    if (tenant === undefined) return refuseTenant(request, reply, 404, `invalid tenant domain : ${handle}`);
    if (!tenant.enabled) return refuseTenant(request, reply, 403, `inactive tenant domain : ${handle}`);
    request.tenant = tenant;
  });
}

/** Asgardeo's answer (contract §16). */
export function refuseTenant(
  request: FastifyRequest,
  reply: FastifyReply,
  code: 403 | 404,
  message: string,
): FastifyReply {
  return reply
    .code(code)
    .header("cache-control", "no-store")
    .send({ code, message, description: message, traceId: request.id });
}
