import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import { newId } from "../crypto/ids.ts";
import { operations } from "../management/index.ts";
import { ManagementError } from "../management/management-error.ts";
import type { ManagementContext, Operation, Reply } from "../management/operation.ts";
import { type Admission, type ApiRoute, apiEndpoint } from "./api-access.ts";
import { queryOf } from "./endpoint.ts";
import { acceptJson, jsonOf } from "./json-body.ts";
import { tenantPath } from "./paths.ts";
import { requestStore, type Services } from "./services.ts";

/** The management APIs below a tenant's URL, from the table of their operations. */
export async function managementRoutes(app: FastifyInstance, services: Services): Promise<void> {
  acceptJson(app);
  app.setErrorHandler((error, request, reply) => {
    if (!(error instanceof ManagementError)) throw error;
    return sendManagementError(reply, request, error);
  });
  for (const [path, ofPath] of Map.groupBy(operations, (operation) => operation.path)) {
    const routes = ofPath.map((operation) => [operation.method, routeOf(operation, services)] as const);
    apiEndpoint(app, path.replaceAll(/\{([^}]+)\}/g, ":$1"), Object.fromEntries(routes), services);
  }
}

function routeOf(operation: Operation, services: Services): ApiRoute {
  return {
    scope: operation.scope,
    async handle(request, reply, admission) {
      const ctx = managementContext(request, admission, services);
      const call = {
        parameters: request.params as Record<string, string>,
        query: checked(operation.query, Object.fromEntries(queryOf(request).parameters)),
        body: checked(operation.body, jsonOf(request)),
      };
      const answer = await operation.handle(call, ctx);
      await audit(answer, request, ctx);
      return send(reply, answer, request);
    },
  };
}

/** The value in the form's words; undefined where the operation has no such part. */
function checked(form: z.ZodType | undefined, value: unknown): unknown {
  if (form === undefined) return undefined;
  const { success, data, error } = form.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  const where = issue?.path.join(".") || "the body";
  throw new ManagementError(400, "UE-10000", "Invalid Request", `${where}: ${issue?.message}`);
}

function managementContext(request: FastifyRequest, admission: Admission, services: Services): ManagementContext {
  const { tenant } = request;
  const { client, user } = admission as NonNullable<Admission>; // there is no other way in
  const actor =
    user === undefined
      ? ({ kind: "application", id: client.clientId } as const)
      : ({ kind: "user", id: user.id } as const);
  const tenantUrl = `${services.settings.baseUrl}${tenantPath(tenant.handle)}`;
  return { tenant, tenantUrl, actor, ...requestStore(request, services) };
}

/** Security bar 26.2: who changed what, from where. */
async function audit({ change }: Reply, request: FastifyRequest, ctx: ManagementContext): Promise<void> {
  if (change === undefined) return;
  const { nowMilliseconds, now: at, actor } = ctx;
  await ctx.store.audit.add({ id: newId(nowMilliseconds), at, actor, address: request.ip, ...change });
}

function send(reply: FastifyReply, { status, body, location, etag }: Reply, request: FastifyRequest): FastifyReply {
  reply.code(status);
  if (location !== undefined) reply.header("location", `${tenantPath(request.tenant.handle)}${location}`);
  if (etag !== undefined) reply.header("etag", etag);
  return reply.send(body);
}

/** Contract §16. */
function sendManagementError(reply: FastifyReply, request: FastifyRequest, error: ManagementError): FastifyReply {
  const { status, code, message, description } = error;
  return reply.code(status).send({ code, message, description, traceId: request.id });
}
