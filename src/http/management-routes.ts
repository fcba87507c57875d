import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import { newId } from "../crypto/ids.ts";
import { masked } from "../crypto/masked.ts";
import { toAuditEntry } from "../management/audit/audit-entry.ts";
import { tellOfChanges } from "../management/change-notices.ts";
import { operations } from "../management/index.ts";
import { ManagementError } from "../management/management-error.ts";
import type { ManagementContext, Operation, Reply } from "../management/operation.ts";
import { nameInOrganizations } from "../protocol/system-apis.ts";
import { type ApiRoute, apiEndpoint } from "./api-access.ts";
import { queryOf } from "./endpoint.ts";
import { acceptJson, jsonOf } from "./json-body.ts";
import { IN_ORGANIZATION, managementContext } from "./management-context.ts";
import { requestLog } from "./request-log.ts";
import { speakScim } from "./scim.ts";
import { SCIM_PATH } from "./scim-path.ts";
import type { Services } from "./services.ts";
import { challengeSignIn } from "./step-up-challenge.ts";
import { acceptTextForms, isTextForm, textFormOf } from "./text-forms.ts";
import { acceptUploads, isUpload, uploadOf } from "./uploads.ts";

/** The management APIs below a tenant's URL, and those of its organizations, from the table of their operations. */
export async function managementRoutes(app: FastifyInstance, services: Services): Promise<void> {
  await mountAll(app, mountInTenant, services);
}

/** Those of an organization at its own URL, which says whose they are also to whoever has no token (contract §1.1). */
export async function managementRoutesWithin(app: FastifyInstance, services: Services): Promise<void> {
  await mountAll(app, mountInOrganization, services);
}

type Mount = (app: FastifyInstance, mounted: readonly Operation[], services: Services) => void;

async function mountAll(app: FastifyInstance, mount: Mount, services: Services): Promise<void> {
  const { scim = [], api = [] } = Object.groupBy(operations, ({ path }) =>
    path.startsWith(SCIM_PATH) ? "scim" : "api",
  );
  await app.register(async (apis) => {
    acceptJson(apis);
    acceptUploads(apis);
    acceptTextForms(apis);
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

function mountInTenant(app: FastifyInstance, mounted: readonly Operation[], services: Services): void {
  serve(app, "", mounted, false, services);
  serve(app, IN_ORGANIZATION, ofOrganizations(mounted), true, services);
}

function mountInOrganization(app: FastifyInstance, mounted: readonly Operation[], services: Services): void {
  serve(app, "", ofOrganizations(mounted), true, services);
}

function ofOrganizations(mounted: readonly Operation[]): readonly Operation[] {
  return mounted.filter(({ place }) => place !== "tenant");
}

function serve(
  app: FastifyInstance,
  prefix: string,
  mounted: readonly Operation[],
  inOrganization: boolean,
  services: Services,
): void {
  for (const [path, ofPath] of Map.groupBy(mounted, (operation) => operation.path)) {
    const url = path.replaceAll(/\{([^}]+)\}/g, ":$1");
    const routes = ofPath.map((operation) => [operation.method, routeOf(operation, inOrganization, services)]);
    apiEndpoint(app, `${prefix}${url}`, Object.fromEntries(routes), services);
  }
}

function routeOf(operation: Operation, inOrganization: boolean, services: Services): ApiRoute {
  const { scope, otherScope } = operation;
  return {
    scope: inOrganization ? nameInOrganizations(scope) : scope,
    otherScope: inOrganization ? otherScope && nameInOrganizations(otherScope) : otherScope,
    inOrganization,
    forMembers: operation.forMembers && !inOrganization,
    // Without a token the URL alone says which organization is meant.
    ...(operation.open && { admits: async ({ within }) => !inOrganization || within !== undefined }),
    async handle(request, reply, admission) {
      const ctx = await managementContext(request, admission, services);
      const call = {
        parameters: request.params as Record<string, string>,
        query: checked(operation.query, Object.fromEntries(queryOf(request).parameters)),
        body: checked(operation.body, bodyOf(operation, request)),
        accept: request.headers.accept,
        ifMatch: request.headers["if-match"],
        ifNoneMatch: request.headers["if-none-match"],
      };
      const answer = await operation.handle(call, ctx);
      await audit(answer, request, ctx);
      await tellOfChanges(answer, ctx);
      return send(reply, answer, ctx);
    },
  };
}

/** What was sent, in a form that the operation takes. */
function bodyOf({ upload, form }: Operation, request: FastifyRequest): unknown {
  if (upload) return uploadOf(request);
  if (isTextForm(request)) return form ? textFormOf(request) : undefined;
  return isUpload(request) ? undefined : jsonOf(request);
}

/** The value in the form's words; undefined where the operation has no such part. */
export function checked(form: z.ZodType | undefined, value: unknown): unknown {
  if (form === undefined) return undefined;
  const { success, data, error } = form.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  const where = issue?.path.join(".") || "the body";
  throw new ManagementError(400, "UE-10000", "Invalid Request", `${where}: ${issue?.message}`);
}

/** Security bar 26.2: who changed what, from where; in the store and in the log. */
export async function audit(reply: Reply, request: FastifyRequest, ctx: AuditWorld): Promise<void> {
  const { change, changes = change === undefined ? [] : [change] } = reply;
  const { nowMilliseconds, actor, tenant } = ctx;
  const at = Math.floor(nowMilliseconds / 1000);
  for (const { action, target, before, after } of changes) {
    const values = { before: masked(before), after: masked(after) };
    const event = { id: newId(nowMilliseconds), at, action, actor, address: request.ip, target, ...values };
    await ctx.store?.audit.add(event);
    requestLog(request).info({ event: "audit", tenant: tenant.handle, audit: toAuditEntry(event) }, action);
  }
}

interface AuditWorld extends Pick<ManagementContext, "nowMilliseconds" | "actor"> {
  readonly tenant: Pick<ManagementContext["tenant"], "handle">;
  /** Undefined: the audit log has gone with what was removed. */
  readonly store?: Pick<ManagementContext["store"], "audit"> | undefined;
}

function send(
  reply: FastifyReply,
  { status, body, location, etag, file }: Reply,
  ctx: ManagementContext,
): FastifyReply {
  reply.code(status);
  if (location !== undefined) reply.header("location", `${new URL(ctx.tenantUrl).pathname}${location}`);
  if (etag !== undefined) reply.header("etag", etag);
  if (file !== undefined) {
    reply.type(`${file.mediaType}; charset=utf-8`).header("content-disposition", attachment(file.name));
  }
  return reply.send(body);
}

/** RFC 6266: kept as a file of that name, and never shown as a page. */
function attachment(name: string): string {
  return `attachment; filename="${name.replaceAll(/[^A-Za-z0-9._-]+/g, "_")}"`;
}

/** Contract §16. */
export function sendManagementError(
  reply: FastifyReply,
  request: FastifyRequest,
  error: ManagementError,
): FastifyReply {
  const { status, code, message, description, retryAfterSeconds } = error;
  if (retryAfterSeconds !== undefined) reply.header("retry-after", retryAfterSeconds);
  challengeSignIn(reply, request, error);
  return reply.code(status).send({ code, message, description, traceId: request.id });
}
