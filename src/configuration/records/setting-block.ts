import { designFault } from "../../accounts/flow/design-fault.ts";
import { FLOW_TYPES, type FlowDesign } from "../../accounts/flow/flow-design.ts";
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
    const fault = flowFault(entry);
    if (fault !== undefined) addIssue({ code: "custom", path: ["document", "steps"], message: fault });
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

/** What stands against the steps of a flow, where the entry is one: nobody is to get past a proof by them. */
function flowFault({ name, document }: Entry): string | undefined {
  const type = FLOW_TYPES.find((each) => name === `flow ${each}`);
  const steps = (document as Partial<FlowDesign>).steps;
  if (type === undefined || steps === undefined) return undefined;
  const isFlow =
    Array.isArray(steps) && steps.every((step) => typeof step?.id === "string" && typeof step.data === "object");
  return isFlow ? designFault(type, { steps }) : "must be a list of steps, each with an id and its data";
}
