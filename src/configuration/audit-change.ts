import type { Clock } from "../clock.ts";
import { newId } from "../crypto/ids.ts";
import { masked } from "../crypto/masked.ts";
import type { AuditEvent } from "../store/port/audit.ts";
import type { TenantStore } from "../store/port/store.ts";
import type { Outcome } from "./outcome.ts";

/** Puts what applying a file did to one thing into the audit log (security bar 26.2), in which what stayed the same has no place. */
export async function auditChange(
  target: AuditEvent["target"],
  { kind, fields, values }: Outcome,
  { audit }: TenantStore,
  clock: Clock,
): Promise<void> {
  if (kind === "unchanged") return;
  const nowMilliseconds = clock.nowMilliseconds();
  await audit.add({
    id: newId(nowMilliseconds),
    at: Math.floor(nowMilliseconds / 1000),
    action: `${target.kind}.${kind === "created" ? "create" : "update"}`,
    actor: { kind: "operator", id: "configuration file" },
    address: "",
    target,
    before: masked(values?.before),
    after: masked(values?.after ?? { changed: fields }),
  });
}
