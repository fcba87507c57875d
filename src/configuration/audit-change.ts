import type { Clock } from "../clock.ts";
import { newId } from "../crypto/ids.ts";
import { masked } from "../crypto/masked.ts";
import type { AuditEvent, TenantStore } from "../store/store.ts";

/** What became of one thing of the file. */
export interface Outcome {
  readonly kind: "created" | "changed" | "unchanged";
  /** Of a change: the file's names of what differed. */
  readonly fields?: readonly string[];
  /** The members that a change changed, or all of what was created. */
  readonly values?: Pick<AuditEvent, "before" | "after">;
}

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

/** The members of these names, as they were and as they are wanted. */
export function valuesOf(
  names: readonly string[],
  before: object,
  after: object,
): Pick<AuditEvent, "before" | "after"> {
  const only = (value: object) => Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name)));
  return { before: only(before), after: only(after) };
}
