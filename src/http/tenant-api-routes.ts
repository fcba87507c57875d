import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ManagementError } from "../management/management-error.ts";
import { operatorOperations } from "../management/tenants/index.ts";
import type { OperatorContext, TenantOperation, TenantReply } from "../management/tenants/tenant-operation.ts";
import { ApiAccessError, sendApiAccessError } from "./api-error.ts";
import { tellOfEnd } from "./end-session.ts";
import { endpoint, queryOf } from "./endpoint.ts";
import { acceptJson, jsonOf } from "./json-body.ts";
import { audit, checked, sendManagementError } from "./management-routes.ts";
import { requireOperator } from "./operator-access.ts";
import { requestStore, type Services } from "./services.ts";

const ACTOR = { kind: "operator", id: "tenant API" } as const;

/** The operator's API at the server's root, from the table of its operations. It is of no tenant. */
export async function tenantApiRoutes(app: FastifyInstance, services: Services): Promise<void> {
  acceptJson(app);
  app.setErrorHandler((error, request, reply) => {
    reply.header("cache-control", "no-store");
    if (error instanceof ApiAccessError) return sendApiAccessError(reply, request, error);
    if (error instanceof ManagementError) return sendManagementError(reply, request, error);
    throw error;
  });
  for (const [path, ofPath] of Map.groupBy(operatorOperations, (operation) => operation.path)) {
    const handlers = ofPath.map((operation) => [operation.method, handlerOf(operation, services)] as const);
    endpoint(app, path.replaceAll(/\{([^}]+)\}/g, ":$1"), Object.fromEntries(handlers));
  }
}

function handlerOf(operation: TenantOperation, services: Services) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    reply.header("cache-control", "no-store");
    requireOperator(request, services);
    const call = {
      parameters: request.params as Record<string, string>,
      query: checked(operation.query, Object.fromEntries(queryOf(request).parameters)),
      body: checked(operation.body, jsonOf(request)),
    };
    const answer = await operation.handle(call, operatorContext(request, services));
    await note(answer, request, services);
    const { status, body, location } = answer;
    if (location !== undefined) reply.header("location", location);
    return reply.code(status).send(body);
  };
}

function operatorContext(request: FastifyRequest, services: Services): OperatorContext {
  const { store, clock, isBreached } = services;
  const within: OperatorContext["within"] = (tenant) => {
    request.tenant = tenant;
    return {
      ...requestStore(request, services),
      async sessionsEnded(user, sessions) {
        await tellOfEnd(request, user, sessions, services);
      },
    };
  };
  return { store, nowMilliseconds: clock.nowMilliseconds(), isBreached, within };
}

/** What was changed, in the log and in the tenant's own audit log (security bar 26.2). */
async function note(answer: TenantReply, request: FastifyRequest, { store, clock }: Services): Promise<void> {
  const { tenant, removed } = answer;
  if (tenant === undefined) return;
  const ofTenant = removed ? undefined : store.forTenant(tenant.id);
  await audit(answer, request, { tenant, store: ofTenant, actor: ACTOR, nowMilliseconds: clock.nowMilliseconds() });
}
