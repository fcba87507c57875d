import { z } from "zod";
import { ManagementError } from "../management-error.ts";
import type { Change, ManagementContext, Operation, Reply } from "../operation.ts";
import { operation } from "../operation.ts";
import { roleOperations } from "../roles/role-operations.ts";
import { inOrder, resolveBulkIds } from "./bulk-ids.ts";
import { MOST_BULK_OPERATIONS } from "./bulk-limits.ts";
import { groupOperations } from "./groups.ts";
import { failure, refusal } from "./scim-error.ts";
import { userOperations } from "./users.ts";

const RESPONSE = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";
const ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";

const bulkForm = z.looseObject({
  schemas: z.array(z.string()).optional(),
  failOnErrors: z.number().int().min(0).optional(),
  Operations: z.array(
    z.looseObject({
      method: z.string(),
      path: z.string(),
      bulkId: z.string().optional(),
      version: z.string().optional(),
      data: z.unknown().optional(),
    }),
  ),
});

type BulkOperation = z.output<typeof bulkForm>["Operations"][number];

/** What is done in bulk, as it is done alone: only the ways to change one resource. */
const POSSIBLE = [...userOperations, ...groupOperations, ...roleOperations].filter(
  ({ method, path }) => method !== "GET" && !path.endsWith("/.search"),
);

/** Many changes in one request (RFC 7644 §3.7, contract §18.5). */
export const bulkOperations: readonly Operation[] = [
  operation({
    id: "createBulkUsers",
    method: "POST",
    path: "/scim2/Bulk",
    scope: "internal_bulk_resource_create",
    summary: "Changes many users, groups and roles",
    body: bulkForm,
    answers: { 200: z.looseObject({ Operations: z.array(z.looseObject({})) }) },
    handle: ({ body }, ctx) => doAll(body, ctx),
  }),
];

/** One after the other, each a change of its own that stays whatever becomes of the rest, until as many have failed as the client can bear. */
async function doAll({ Operations, failOnErrors }: z.output<typeof bulkForm>, ctx: ManagementContext): Promise<Reply> {
  if (Operations.length > MOST_BULK_OPERATIONS) {
    throw failure(413, `A bulk request has at most ${MOST_BULK_OPERATIONS} operations.`);
  }
  const ids = new Map<string, string>();
  const done: object[] = [];
  const changes: Change[] = [];
  let failures = 0;
  for (const each of inOrder(Operations)) {
    const { method, bulkId } = each;
    const named = { method: method.toUpperCase(), ...(bulkId !== undefined && { bulkId }) };
    try {
      const { status, change, location, etag } = await doOne(each, ids, ctx);
      if (change !== undefined) changes.push(change);
      const id = change?.target.id;
      if (bulkId !== undefined && id !== undefined) ids.set(bulkId, id);
      const where = location ?? each.path;
      const url = `${ctx.tenantUrl}${where.startsWith("/scim2") ? where : `/scim2${where}`}`;
      done.push({ ...named, location: url, ...(etag !== undefined && { version: etag }), status: { code: status } });
    } catch (error) {
      if (!(error instanceof ManagementError)) throw error;
      failures += 1;
      done.push({
        ...named,
        location: `${ctx.tenantUrl}/scim2${each.path}`,
        status: { code: error.status },
        response: faultOf(error),
      });
      if (failOnErrors !== undefined && failOnErrors > 0 && failures >= failOnErrors) break;
    }
  }
  return { status: 200, body: { schemas: [RESPONSE], Operations: done }, changes };
}

/** Refuses what the caller could not do alone: the scope for bulk requests opens nothing by itself. */
async function doOne(each: BulkOperation, ids: ReadonlyMap<string, string>, ctx: ManagementContext): Promise<Reply> {
  const method = each.method.toUpperCase();
  if (method === "POST" && each.bulkId === undefined) throw refusal("invalidSyntax", "An operation POST has a bulkId.");
  const path = `/scim2${resolveBulkIds(each.path, ids)}`;
  const found = POSSIBLE.flatMap((possible) => {
    const id = possible.method === method ? idAt(path, possible.path) : undefined;
    return id === undefined ? [] : [{ possible, id }];
  })[0];
  if (found === undefined) throw refusal("invalidPath", `${method} ${each.path} is nothing that can be done in bulk.`);
  const { possible, id } = found;
  if (!(await ctx.allows(possible.scope))) {
    throw failure(403, "Operation is not permitted. You do not have permissions to make this request.");
  }
  const parsed = possible.body?.safeParse(resolveBulkIds(each.data, ids));
  if (parsed?.success === false) throw refusal("invalidSyntax", `data: ${parsed.error.issues[0]?.message}`);
  return possible.handle({ parameters: { id }, query: {}, body: parsed?.data, ifMatch: each.version }, ctx);
}

/** The id in the path, empty where the template has none; undefined: the path is of another form. */
function idAt(path: string, template: string): string | undefined {
  const prefix = template.replace("{id}", "");
  if (prefix === template) return path === template ? "" : undefined;
  const id = path.startsWith(prefix) ? path.slice(prefix.length) : "";
  return id === "" || id.includes("/") ? undefined : id;
}

function faultOf({ status, code, description }: ManagementError): object {
  return { schemas: [ERROR], status: String(status), ...(code !== "" && { scimType: code }), detail: description };
}
