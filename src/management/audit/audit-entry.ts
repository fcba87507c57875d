import { z } from "zod";
import type { AuditEvent } from "../../store/port/audit.ts";

/** One entry of the audit log as people and programs read it. */
export const auditEntry = z.object({
  id: z.uuid(),
  time: z.iso.datetime().describe("When it was done."),
  action: z.string().describe("What was done, as application.update."),
  actor: z.object({ kind: z.enum(["user", "application", "operator"]), id: z.string() }),
  address: z.string().describe("Where the request came from; empty for a command of the operator's."),
  target: z.object({ kind: z.string(), id: z.string(), name: z.string().optional() }),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});

export type AuditEntry = z.infer<typeof auditEntry>;

/** The entry of a stored event. */
export function toAuditEntry({ id, at, action, actor, address, target, before, after }: AuditEvent): AuditEntry {
  return { id, time: new Date(at * 1000).toISOString(), action, actor, address, target, before, after };
}
