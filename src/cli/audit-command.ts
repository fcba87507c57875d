import { systemClock } from "../clock.ts";
import { newId } from "../crypto/ids.ts";
import type { AuditEvent } from "../store/port/audit.ts";
import type { TenantStore } from "../store/port/store.ts";

/** Puts what a command has changed into the audit log (security bar 26.2). */
export async function auditCommand(
  { audit }: TenantStore,
  change: Pick<AuditEvent, "action" | "target" | "after">,
): Promise<void> {
  const nowMilliseconds = systemClock.nowMilliseconds();
  const at = Math.floor(nowMilliseconds / 1000);
  const actor = { kind: "operator", id: "command line" } as const;
  await audit.add({ id: newId(nowMilliseconds), at, actor, address: "", ...change });
}
