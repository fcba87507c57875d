import type { AuditEvent } from "../store/port/audit.ts";

/** What became of one thing of the file. */
export interface Outcome {
  readonly kind: "created" | "changed" | "unchanged";
  /** Of a change: the file's names of what differed. */
  readonly fields?: readonly string[];
  /** The members that a change changed, or all of what was created. */
  readonly values?: Pick<AuditEvent, "before" | "after">;
}

/** Changed, if there are names of what differed. The values are those of the members with these names. */
export function outcomeOf(fields: readonly string[], before: object, after: object): Outcome {
  return fields.length === 0
    ? { kind: "unchanged" }
    : { kind: "changed", fields, values: valuesOf(fields, before, after) };
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
