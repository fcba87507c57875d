import { newId } from "../../crypto/ids.ts";
import type { ManagementContext } from "../operation.ts";

/** The newest that are kept. */
const MOST_KEPT = 100;

/** What came of one request that changed many things: the document of a record. */
export interface AsyncOperation {
  readonly type: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly policy?: string | undefined;
  readonly initiatedOrgId: string;
  readonly initiatedUserId: string;
  readonly at: number;
  readonly units: readonly Unit[];
}

/** What came of it for one thing in one organization. */
export interface Unit {
  readonly id: string;
  readonly residentResourceId: string;
  readonly targetOrgId: string;
  readonly targetOrgName: string;
  readonly status: "SUCCESS" | "FAILED";
  readonly statusMessage: string;
}

export type UnitOutcome = Omit<Unit, "id">;

/** Keeps what came of it for whoever asks later. Of older ones the oldest go. */
export async function keepOperation(
  operation: Pick<AsyncOperation, "type" | "subjectType" | "subjectId" | "policy">,
  outcomes: readonly UnitOutcome[],
  ctx: ManagementContext,
): Promise<void> {
  const { records } = ctx.store;
  const id = newId(ctx.nowMilliseconds);
  const units = outcomes.map((outcome) => ({ id: newId(ctx.nowMilliseconds), ...outcome }));
  const document: AsyncOperation = {
    ...operation,
    initiatedOrgId: ctx.tenant.id,
    initiatedUserId: ctx.actor.id,
    at: ctx.now,
    units,
  };
  await records.add("asynchronous operation", { id, name: id, document }, ctx.now);
  // Ids grow with time.
  const all = await records.list("asynchronous operation");
  for (const old of all.slice(0, -MOST_KEPT)) await records.remove("asynchronous operation", old.id);
}

/** All that are kept, the newest first. */
export async function listOperations({ store }: ManagementContext) {
  return (await store.records.list<AsyncOperation>("asynchronous operation")).reverse();
}

export function statusOf({ units }: AsyncOperation): "SUCCESS" | "FAILED" | "PARTIALLY_COMPLETED" {
  const failed = units.filter(({ status }) => status === "FAILED").length;
  if (failed === 0) return "SUCCESS";
  return failed === units.length ? "FAILED" : "PARTIALLY_COMPLETED";
}
