import { z } from "zod";
import type { StoredRecord } from "../../store/port/records.ts";
import { matchesFilter, parseFilter } from "../filter.ts";
import { ManagementError } from "../management-error.ts";
import { type Call, type ManagementContext, type Operation, operation } from "../operation.ts";
import { pathOf, toDate } from "../organizations/answers.ts";
import { type AsyncOperation, listOperations, statusOf, type Unit } from "./async-operations.ts";
import { cursorBack } from "./cursor-back.ts";

const PATH = "/api/server/v1/async-operations";
const ONE = `${PATH}/{operationId}`;
const UNITS = `${ONE}/unit-operations`;
const scope = "internal_async_operation_status_view";
// What is shared is shared by the tenant.
const place = "tenant";

const text = z.string();
const links = z.array(z.object({ href: text, rel: text }));
const status = z.enum(["SUCCESS", "FAILED", "PARTIALLY_COMPLETED", "IN_PROGRESS"]);
const count = z.number().int();
const operationForm = z.object({
  operationId: text,
  correlationId: text,
  operationType: text,
  subjectType: text,
  subjectId: text,
  initiatedOrgId: text,
  initiatedUserId: text,
  status,
  policy: text.optional(),
  createdTime: text,
  modifiedTime: text.optional(),
  unitOperationDetail: z
    .object({ ref: text, summary: z.object({ success: count, failed: count, partiallyCompleted: count }) })
    .optional(),
});
const unitForm = z.object({
  unitOperationId: text,
  operationId: text,
  residentResourceId: text,
  targetOrgId: text,
  targetOrgName: text,
  status: z.enum(["SUCCESS", "FAILED", "PARTIALLY_COMPLETED"]),
  statusMessage: text,
  createdTime: text,
});
const listQuery = z.object({
  filter: text.optional(),
  limit: z
    .string()
    .regex(/^\d{1,6}$/, "is not a whole number")
    .optional(),
  after: text.optional(),
  before: text.optional(),
});

type Kept = StoredRecord<AsyncOperation>;

/** What came of requests that are answered before they say so (contract §21.2). */
export const asyncOperationOperations: readonly Operation[] = [
  operation({
    id: "getAsyncOperations",
    method: "GET",
    path: PATH,
    scope,
    place,
    summary: "List the operations that were begun, the newest first.",
    query: listQuery,
    answers: { 200: z.object({ links, operations: z.array(operationForm) }) },
    async handle({ query }, ctx) {
      const all = (await listOperations(ctx)).map((kept) => toModel(kept, ctx));
      const fields = ["operationId", "correlationId", "operationType", "subjectType", "subjectId", "status", "policy"];
      const meant = filtered(all, query.filter, fields);
      const { page: operations, links: found } = cursorBack(
        meant,
        ({ operationId }) => operationId,
        query,
        pathOf(PATH, ctx),
      );
      return { status: 200, body: { links: found, operations } };
    },
  }),
  operation({
    id: "getAsyncOperation",
    method: "GET",
    path: ONE,
    scope,
    place,
    summary: "Get an operation.",
    answers: { 200: operationForm },
    async handle(call, ctx) {
      return { status: 200, body: toModel(await getOperation(call, ctx), ctx) };
    },
  }),
  operation({
    id: "getUnitOperations",
    method: "GET",
    path: UNITS,
    scope,
    place,
    summary: "List what came of an operation, by what it was about and where.",
    query: listQuery,
    answers: { 200: z.object({ links, unitOperations: z.array(unitForm) }) },
    async handle(call, ctx) {
      const kept = await getOperation(call, ctx);
      const all = kept.document.units.map((unit) => toUnit(unit, kept)).reverse();
      const meant = filtered(all, call.query.filter, [
        "unitOperationId",
        "residentResourceId",
        "targetOrgId",
        "status",
      ]);
      const path = pathOf(`${PATH}/${kept.id}/unit-operations`, ctx);
      const { page: unitOperations, links: found } = cursorBack(
        meant,
        (unit) => unit.unitOperationId,
        call.query,
        path,
      );
      return { status: 200, body: { links: found, unitOperations } };
    },
  }),
  operation({
    id: "getUnitOperation",
    method: "GET",
    path: `${UNITS}/{unitOperationId}`,
    scope,
    place,
    summary: "Get one thing that came of an operation.",
    answers: { 200: unitForm },
    async handle(call, ctx) {
      const kept = await getOperation(call, ctx);
      const unit = kept.document.units.find(({ id }) => id === call.parameters.unitOperationId);
      if (unit === undefined) throw notFound(call.parameters.unitOperationId as string);
      return { status: 200, body: toUnit(unit, kept) };
    },
  }),
];

async function getOperation({ parameters }: Pick<Call, "parameters">, { store }: ManagementContext): Promise<Kept> {
  const id = parameters.operationId as string;
  const found = await store.records.find<AsyncOperation>("asynchronous operation", id);
  if (found === undefined) throw notFound(id);
  return found;
}

function filtered<Model extends object>(all: readonly Model[], filter: string | undefined, fields: readonly string[]) {
  if (filter === undefined || filter === "") return all;
  const parsed = parseFilter(filter, fields);
  if (parsed === undefined) {
    const description = `A filter is conditions as in status eq FAILED, over ${fields.join(", ")} with eq, co, sw or ew.`;
    throw new ManagementError(400, "ASYNC-STATUS-60001", "Invalid filter.", description);
  }
  return all.filter((each) => matchesFilter(parsed, (name) => (each as Record<string, string | undefined>)[name]));
}

function toModel({ id, document }: Kept, ctx: ManagementContext): z.output<typeof operationForm> {
  const { type, subjectType, subjectId, policy, initiatedOrgId, initiatedUserId, at, units } = document;
  const failed = units.filter((unit) => unit.status === "FAILED").length;
  return {
    operationId: id,
    correlationId: id,
    operationType: type,
    subjectType,
    subjectId,
    initiatedOrgId,
    initiatedUserId,
    status: statusOf(document),
    ...(policy !== undefined && { policy }),
    createdTime: toDate(at),
    modifiedTime: toDate(at),
    unitOperationDetail: {
      ref: pathOf(`${PATH}/${id}/unit-operations`, ctx),
      summary: { success: units.length - failed, failed, partiallyCompleted: 0 },
    },
  };
}

function toUnit({ id, ...unit }: Unit, { id: operationId, document }: Kept) {
  return { unitOperationId: id, operationId, ...unit, createdTime: toDate(document.at) };
}

function notFound(id: string): ManagementError {
  return new ManagementError(
    404,
    "ASYNC-STATUS-60002",
    "Operation not found.",
    `There is no operation with the id ${id}.`,
  );
}
