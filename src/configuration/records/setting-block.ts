import type { z } from "zod";
import { designFault } from "../../accounts/flow/design-fault.ts";
import { FLOW_TYPES } from "../../accounts/flow/flow-design.ts";
import { flowDocument } from "../flow-steps.ts";
import { GOVERNANCE, LOCK_OUT } from "./governance.ts";
import { type Entry, plainBlock, type RecordBlock } from "./record-block.ts";

const PREFERENCE = /^branding-(preference|text) /;
/** What `lockOut` says in the file. */
const SAID_ELSEWHERE: readonly string[] = [LOCK_OUT.enabled, LOCK_OUT.attempts, LOCK_OUT.minutes, LOCK_OUT.ratio];

const plain = plainBlock("setting", "settings", "setting", {
  audited: ["governance", "config", "validation-rules", "flow"],
});

/** Whatever else an organization has decided, by the name of the setting; its rules are `governance`. */
export const settingBlock: RecordBlock = {
  ...plain,
  entry: plain.entry.superRefine((entry, { addIssue }) => {
    for (const { path, message } of flowFaults(entry))
      addIssue({ code: "custom", path: ["document", ...path], message });
  }),
  toEntry({ document, ...record }, world) {
    if (PREFERENCE.test(record.name)) return undefined;
    if (record.name !== GOVERNANCE) return plain.toEntry({ document, ...record }, world);
    const rules = withoutLockOut(document);
    return Object.keys(rules).length === 0 ? undefined : plain.toEntry({ document: rules, ...record }, world);
  },
  toRecord(entry, world) {
    const { name, document } = plain.toRecord(entry, world);
    return { id: name, name, document: name === GOVERNANCE ? withoutLockOut(document) : document };
  },
};

function withoutLockOut(document: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(document).filter(([name]) => !SAID_ELSEWHERE.includes(name)));
}

/** What stands against a flow, where the entry is one: nobody is to get past a proof by it. */
function flowFaults({ name, document }: Entry): readonly Pick<z.core.$ZodIssue, "path" | "message">[] {
  const type = FLOW_TYPES.find((each) => name === `flow ${each}`);
  if (type === undefined) return [];
  const { data, error } = flowDocument.safeParse(document);
  if (error !== undefined) return error.issues;
  const fault = data.steps && designFault(type, { steps: data.steps });
  return fault === undefined ? [] : [{ path: ["steps"], message: fault }];
}
