import type { FlowCompletion } from "../../accounts/flow/completion.ts";
import { DEFAULT_DESIGNS } from "../../accounts/flow/default-designs.ts";
import type { FlowDesign, FlowType, PresentFlow } from "../../accounts/flow/flow-design.ts";
import type { RecordStore, StoredRecord } from "../../store/port/records.ts";
import { readSetting } from "../settings.ts";

/** What an organization has decided about a flow. */
export interface StoredFlow {
  /** Undefined: as every organization begins. */
  readonly steps?: FlowDesign["steps"];
  readonly isEnabled?: boolean;
  readonly completion?: FlowCompletion;
}

/** A flow as it goes now. */
export interface DecidedFlow extends PresentFlow {
  readonly isEnabled: boolean;
  readonly stored: StoredRecord<StoredFlow> | undefined;
}

/** What the setting is called that holds it. */
export const settingOf = (type: FlowType): string => `flow ${type}`;

/** The flow as the organization has designed it, or as it begins with. */
export async function readFlow(
  type: FlowType,
  { store }: { readonly store: { readonly records: RecordStore } },
): Promise<DecidedFlow> {
  const stored = await readSetting<StoredFlow>(store.records, settingOf(type));
  const steps = stored?.document.steps ?? DEFAULT_DESIGNS[type].steps;
  const { isEnabled = true, completion = {} } = stored?.document ?? {};
  return { design: { steps }, completion, isEnabled, stored };
}
