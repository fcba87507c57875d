import { z } from "zod";
import { COMPLETION_NAMES, type FlowCompletion } from "../../accounts/flow/completion.ts";
import { designFault } from "../../accounts/flow/design-fault.ts";
import { FLOW_TYPES, type FlowStep, type FlowType, fieldNamesOf } from "../../accounts/flow/flow-design.ts";
import { readSwitches } from "../../accounts/switches.ts";
import { isInput } from "../flow-execution/flow-inputs.ts";
import { ManagementError } from "../management-error.ts";
import { type Change, type ManagementContext, type Operation, operation } from "../operation.ts";
import { saveSetting } from "../settings.ts";
import { connectionFault, metaOf } from "./flow-meta.ts";
import { configAnswer, configPatch, flowAnswer, flowForm, metaAnswer, ofFlow } from "./forms.ts";
import { type DecidedFlow, readFlow, type StoredFlow, settingOf } from "./stored-flow.ts";

const PATH = "/api/server/v1/flow";
const VIEW = "internal_flow_mgt_view";
const UPDATE = "internal_flow_mgt_update";

/** How people register, recover and accept invitations in applications' own pages, step by step (contract §20.4). */
export const flowDesignOperations: readonly Operation[] = [
  operation({
    id: "getFlow",
    method: "GET",
    path: PATH,
    scope: VIEW,
    summary: "Retrieve the steps of a flow",
    query: ofFlow,
    answers: { 200: flowAnswer },
    async handle({ query: { flowType } }, ctx) {
      return { status: 200, body: { steps: (await readFlow(flowType, ctx)).design.steps.map(onCanvas) } };
    },
  }),
  operation({
    id: "updateFlow",
    method: "PUT",
    path: PATH,
    scope: UPDATE,
    summary: "Replace the steps of a flow",
    body: flowForm,
    answers: { 200: undefined, 201: undefined },
    async handle({ body: { flowType, steps } }, ctx) {
      const fault = designFault(flowType, { steps }) ?? fieldFault(steps) ?? (await connectionFault(steps, ctx));
      if (fault !== undefined) throw new ManagementError(400, "FM-10002", "Invalid flow.", fault);
      const before = await readFlow(flowType, ctx);
      const change = await changed(flowType, before, { ...before.stored?.document, steps }, ctx);
      return { status: before.stored?.document.steps === undefined ? 201 : 200, change };
    },
  }),
  operation({
    id: "deleteFlow",
    method: "DELETE",
    path: PATH,
    scope: UPDATE,
    summary: "Put back the steps that a flow began with",
    query: ofFlow,
    answers: { 204: undefined },
    async handle({ query: { flowType } }, ctx) {
      const before = await readFlow(flowType, ctx);
      const { steps, ...kept } = before.stored?.document ?? {};
      if (steps === undefined) return { status: 204 };
      return { status: 204, change: await changed(flowType, before, kept, ctx) };
    },
  }),
  operation({
    id: "getFlowMeta",
    method: "GET",
    path: `${PATH}/meta`,
    scope: VIEW,
    summary: "Retrieve what a flow can be made of",
    query: ofFlow,
    answers: { 200: metaAnswer },
    async handle({ query: { flowType } }, ctx) {
      return { status: 200, body: await metaOf(flowType, ctx) };
    },
  }),
  operation({
    id: "getFlowConfigs",
    method: "GET",
    path: `${PATH}/configs`,
    scope: VIEW,
    summary: "List which flows are served",
    answers: { 200: z.array(configAnswer) },
    async handle(_call, ctx) {
      const flows = FLOW_TYPES.map(async (type) => configOf(type, await readFlow(type, ctx), ctx));
      return { status: 200, body: await Promise.all(flows) };
    },
  }),
  operation({
    id: "getFlowConfig",
    method: "GET",
    path: `${PATH}/config`,
    scope: VIEW,
    summary: "Retrieve whether a flow is served",
    query: ofFlow,
    answers: { 200: configAnswer },
    async handle({ query: { flowType } }, ctx) {
      return { status: 200, body: await configOf(flowType, await readFlow(flowType, ctx), ctx) };
    },
  }),
  operation({
    id: "patchFlowConfig",
    method: "PATCH",
    path: `${PATH}/config`,
    scope: UPDATE,
    summary: "Switch a flow on or off, and decide what follows it",
    body: configPatch,
    answers: { 200: configAnswer },
    async handle({ body: { flowType, isEnabled, flowCompletionConfigs = {} } }, ctx) {
      refuseUnknown(flowType, flowCompletionConfigs);
      const before = await readFlow(flowType, ctx);
      const isNothing = isEnabled === undefined && Object.keys(flowCompletionConfigs).length === 0;
      if (isNothing) return { status: 200, body: await configOf(flowType, before, ctx) };
      const after = {
        isEnabled: isEnabled ?? before.isEnabled,
        completion: { ...before.completion, ...flowCompletionConfigs },
      };
      const change = await changed(flowType, before, { ...before.stored?.document, ...after }, ctx);
      return { status: 200, body: await configOf(flowType, { ...before, ...after }, ctx), change };
    },
  }),
];

async function changed(
  flowType: FlowType,
  { stored }: DecidedFlow,
  after: StoredFlow,
  { store, now }: ManagementContext,
): Promise<Change> {
  await saveSetting(store.records, settingOf(flowType), after, stored, now);
  const target = { kind: "flow", id: flowType, name: flowType };
  return { action: "flow.update", target, before: stored?.document, after };
}

/** Where a designer draws the step, unless it was drawn somewhere: in a row. */
function onCanvas(step: FlowStep, index: number): object {
  return { size: { height: 400, width: 350 }, position: { x: index * 450, y: 0 }, ...step };
}

/** A field that nothing could be sent under. */
function fieldFault(steps: readonly FlowStep[]): string | undefined {
  const unknown = steps.flatMap(fieldNamesOf).find((name) => !isInput(name));
  return unknown && `Nobody can be asked for "${unknown}" here.`;
}

/** What has not been decided of the flow itself is as the organization's rules say. */
async function configOf(
  flowType: FlowType,
  { isEnabled, completion }: Pick<DecidedFlow, "isEnabled" | "completion">,
  ctx: ManagementContext,
): Promise<object> {
  const { isOn } = await readSwitches(ctx);
  const ruled: FlowCompletion = {
    isAccountLockOnCreationEnabled: String(isOn("locksNewAccounts")),
    isEmailVerificationEnabled: String(isOn("confirmsNewAccounts")),
    isAutoLoginEnabled: "false",
    isFlowCompletionNotificationEnabled: String(flowType === "PASSWORD_RECOVERY" && isOn("tellsOfReset")),
  };
  const configs = COMPLETION_NAMES[flowType].map((name) => [name, completion[name] ?? ruled[name] ?? "false"]);
  return { flowType, isEnabled, flowCompletionConfigs: Object.fromEntries(configs) };
}

function refuseUnknown(flowType: FlowType, configs: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(configs)) {
    if (!COMPLETION_NAMES[flowType].some((known) => known === name)) {
      throw new ManagementError(
        400,
        "FM-10010",
        "Unsupported flow completion config.",
        `${flowType} has no "${name}".`,
      );
    }
    if (value !== "true" && value !== "false") {
      const why = `"${name}" is "true" or "false".`;
      throw new ManagementError(400, "FM-10009", "Invalid flow completion config value.", why);
    }
  }
}
