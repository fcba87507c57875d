import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import { newId } from "../crypto/ids.ts";
import { masked } from "../crypto/masked.ts";
import { toAuditEntry } from "../management/audit/audit-entry.ts";
import { operations } from "../management/index.ts";
import { ManagementError } from "../management/management-error.ts";
import type { ManagementContext, Operation, Reply } from "../management/operation.ts";
import { type Admission, type ApiRoute, apiEndpoint } from "./api-access.ts";
import { authorityOf } from "./api-caller.ts";
import { tellOfEnd } from "./end-session.ts";
import { queryOf } from "./endpoint.ts";
import { acceptJson, jsonOf } from "./json-body.ts";
import { tenantPath } from "./paths.ts";
import { requestLog } from "./request-log.ts";
import { speakScim } from "./scim.ts";
import { SCIM_PATH } from "./scim-path.ts";
import { requestStore, type Services } from "./services.ts";

/** The management APIs below a tenant's URL, from the table of their operations. */
export async function managementRoutes(app: FastifyInstance, services: Services): Promise<void> {
  const { scim = [], api = [] } = Object.groupBy(operations, ({ path }) =>
    path.startsWith(SCIM_PATH) ? "scim" : "api",
  );
  await app.register(async (apis) => {
    acceptJson(apis);
    apis.setErrorHandler((error, request, reply) => {
      if (!(error instanceof ManagementError)) throw error;
      return sendManagementError(reply, request, error);
    });
    mount(apis, api, services);
  });
  await app.register(async (scimApp) => {
    speakScim(scimApp);
    mount(scimApp, scim, services);
  });
}

function mount(app: FastifyInstance, mounted: readonly Operation[], services: Services): void {
  for (const [path, ofPath] of Map.groupBy(mounted, (operation) => operation.path)) {
    const routes = ofPath.map((operation) => [operation.method, routeOf(operation, services)] as const);
    apiEndpoint(app, path.replaceAll(/\{([^}]+)\}/g, ":$1"), Object.fromEntries(routes), services);
  }
}

function routeOf(operation: Operation, services: Services): ApiRoute {
  return {
    scope: operation.scope,
    otherScope: operation.otherScope,
    ...(operation.open && { admits: async () => true }),
    async handle(request, reply, admission) {
      const ctx = managementContext(request, admission, services);
      const call = {
        parameters: request.params as Record<string, string>,
        query: checked(operation.query, Object.fromEntries(queryOf(request).parameters)),
        body: checked(operation.body, jsonOf(request)),
        ifMatch: request.headers["if-match"],
        ifNoneMatch: request.headers["if-none-match"],
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
  const actor =
    admission?.user === undefined
      ? ({ kind: "application", id: admission?.client?.clientId ?? "" } as const)
      : ({ kind: "user", id: admission.user.id } as const);
  const tenantUrl = `${services.settings.baseUrl}${tenantPath(tenant.handle)}`;
  const world = requestStore(request, services);
  const { sealing } = services;
  const authority = async () =>
    admission === undefined ? new Set<string>() : authorityOf(admission, { tenant, ...world });
  const allows = async (scope: string) =>
    (admission?.token?.scope.includes(scope) ?? true) && (await authority()).has(scope);
  const sessionsEnded: ManagementContext["sessionsEnded"] = async (user, sessions) => {
    await tellOfEnd(request, user, sessions, services);
  };
  const saveSettings: ManagementContext["saveSettings"] = async (changes) => {
    // Another request may have changed others of them since this one began.
    const { tenants } = services.store;
    const present = (await tenants.find(tenant.handle)) ?? tenant;
    await tenants.update({ ...present, settings: { ...present.settings, ...changes } });
  };
  return { tenant, tenantUrl, actor, authority, allows, saveSettings, sealing, sessionsEnded, ...world };
}

/** Security bar 26.2: who changed what, from where; in the store and in the log. */
async function audit(reply: Reply, request: FastifyRequest, ctx: ManagementContext): Promise<void> {
  const { change, changes = change === undefined ? [] : [change] } = reply;
  const { nowMilliseconds, now: at, actor, tenant } = ctx;
  for (const { action, target, before, after } of changes) {
    const values = { before: masked(before), after: masked(after) };
    const event = { id: newId(nowMilliseconds), at, action, actor, address: request.ip, target, ...values };
    await ctx.store.audit.add(event);
    requestLog(request).info({ event: "audit", tenant: tenant.handle, audit: toAuditEntry(event) }, action);
  }
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
