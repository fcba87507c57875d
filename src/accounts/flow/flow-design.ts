/** What people go through to get an account, or a new password, as the management API names it (contract §20.4). */
export const FLOW_TYPES = ["REGISTRATION", "PASSWORD_RECOVERY", "ASK_PASSWORD"] as const;
export type FlowType = (typeof FLOW_TYPES)[number];

/** The steps of a flow; it begins with the first. */
export interface FlowDesign {
  readonly steps: readonly FlowStep[];
}

export interface FlowStep {
  readonly id: string;
  /** A VIEW is shown, an EXECUTION runs by itself. */
  readonly type: "VIEW" | "EXECUTION" | "END";
  readonly data: {
    readonly components?: readonly FlowComponent[] | undefined;
    /** Of an EXECUTION. */
    readonly action?: FlowAction | undefined;
  };
}

/** Something on a page. What is said of it beside these is the designer's, and stays as it is. */
export interface FlowComponent {
  readonly id: string;
  readonly type: string;
  readonly variant?: string | undefined;
  readonly components?: readonly FlowComponent[] | undefined;
  readonly action?: FlowAction | undefined;
  readonly config?: Readonly<Record<string, unknown>> | undefined;
}

export interface FlowAction {
  readonly type: "NEXT" | "EXECUTOR";
  readonly executor?: { readonly name: string } | undefined;
  /** The id of a step, or `COMPLETE`. */
  readonly next?: string | undefined;
}

/** Where the last step leads to. */
export const COMPLETE = "COMPLETE";

/** The step of the id; undefined where it is the end. */
export function stepOf({ steps }: FlowDesign, id: string | undefined): FlowStep | undefined {
  const step = steps.find((each) => each.id === id);
  return step?.type === "END" ? undefined : step;
}

/** What can be done in the step, by the component that does it; an EXECUTION's by the step's id. */
export function actionsOf({ id, data }: FlowStep): ReadonlyMap<string, FlowAction> {
  const actions = everyComponent(data.components).flatMap((each) =>
    each.action === undefined ? [] : [[each.id, each.action] as const],
  );
  return new Map(data.action === undefined ? actions : [...actions, [id, data.action]]);
}

/** What is asked for in the step: the names that it is sent under, and whether it must be. */
export function fieldsOf({ data }: FlowStep): readonly { readonly name: string; readonly required: boolean }[] {
  return everyComponent(data.components).flatMap(({ type, config }) => {
    const name = config?.identifier;
    return type === "INPUT" && typeof name === "string" ? [{ name, required: config?.required === true }] : [];
  });
}

/** The names alone. */
export function fieldNamesOf(step: FlowStep): readonly string[] {
  return fieldsOf(step).map(({ name }) => name);
}

function everyComponent(components: readonly FlowComponent[] = []): readonly FlowComponent[] {
  return components.flatMap((each) => [each, ...everyComponent(each.components)]);
}
