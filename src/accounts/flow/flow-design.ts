import type { FlowCompletion } from "./completion.ts";

/** What people go through to get an account, or a new password, as the management API names it (contract §20.4). */
export const FLOW_TYPES = ["REGISTRATION", "PASSWORD_RECOVERY", "ASK_PASSWORD"] as const;
export type FlowType = (typeof FLOW_TYPES)[number];

/** The steps of a flow; it begins with the first. */
export interface FlowDesign {
  readonly steps: readonly FlowStep[];
}

/** A flow as people go through it. */
export interface PresentFlow {
  readonly design: FlowDesign;
  readonly completion: FlowCompletion;
}

export interface FlowStep {
  readonly id: string;
  /** A VIEW is shown; the others run by themselves, whatever it is that they lead to. */
  readonly type: "VIEW" | "EXECUTION" | "REDIRECTION" | "INTERNAL_PROMPT" | "WEBAUTHN" | "END";
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
  readonly executor?: FlowActionExecutor | undefined;
  /** The id of a step, or `COMPLETE`. */
  readonly next?: string | undefined;
}

export interface FlowActionExecutor {
  readonly name: string;
  /** `idpName`: the connection. */
  readonly meta?: Readonly<Record<string, unknown>> | undefined;
}

/** The connection that an executor is to lead to; undefined: it names none. */
export function connectionOf({ meta = {} }: FlowActionExecutor): string | undefined {
  const name = meta.idpName ?? meta.idp;
  return typeof name === "string" && name !== "" ? name : undefined;
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
  return fieldsAmong(everyComponent(data.components));
}

function fieldsAmong(components: readonly FlowComponent[]) {
  return components.flatMap(({ type, config }) => {
    const name = config?.identifier;
    return FIELDS.includes(type) && typeof name === "string" ? [{ name, required: config?.required === true }] : [];
  });
}

/** The names alone. */
export function fieldNamesOf(step: FlowStep): readonly string[] {
  return fieldsOf(step).map(({ name }) => name);
}

/** What has to be entered for the action: the required fields of the form that it is in, or of no form where it is in none. */
export function requiredFor(step: FlowStep, actionId: string): readonly string[] {
  const forms = formsIn(step.data.components);
  const own = forms.find((form) => everyComponent(form.components).some(({ id }) => id === actionId));
  const inForms = new Set(forms.flatMap((form) => everyComponent(form.components)));
  const fields = own === undefined ? everyComponent(step.data.components) : everyComponent(own.components);
  const counting = own === undefined ? fields.filter((field) => !inForms.has(field)) : fields;
  return fieldsAmong(counting).flatMap(({ name, required }) => (required ? [name] : []));
}

const FIELDS = ["INPUT", "SELECT", "RADIO", "CHECKBOX"];

function formsIn(components: readonly FlowComponent[] | undefined): readonly FlowComponent[] {
  return everyComponent(components).filter(({ type }) => type === "FORM");
}

function everyComponent(components: readonly FlowComponent[] = []): readonly FlowComponent[] {
  return components.flatMap((each) => [each, ...everyComponent(each.components)]);
}
