import { z } from "zod";
import { designFault } from "../../accounts/flow/design-fault.ts";
import { EXECUTORS } from "../../accounts/flow/executors.ts";
import { FLOW_TYPES, type FlowStep, type FlowType, fieldNamesOf } from "../../accounts/flow/flow-design.ts";
import { readSwitches, recoversPasswords } from "../../accounts/switches.ts";
import { STANDARD_LOCAL_CLAIMS } from "../claims/standard-claims.ts";
import { isInput } from "../flow-execution/flow-inputs.ts";
import { ManagementError } from "../management-error.ts";
import { type Change, type ManagementContext, type Operation, operation } from "../operation.ts";
import { saveSetting } from "../settings.ts";
import { configAnswer, configPatch, flowAnswer, flowForm, metaAnswer, ofFlow } from "./forms.ts";
import { type PresentFlow, readFlow, type StoredFlow, settingOf } from "./stored-flow.ts";

const PATH = "/api/server/v1/flow";
const VIEW = "internal_flow_mgt_view";
const UPDATE = "internal_flow_mgt_update";

/** What people can say of themselves. */
const ATTRIBUTES = STANDARD_LOCAL_CLAIMS.filter(({ claimURI }) => isInput(claimURI)).map(
  ({ displayName, claimURI }) => ({ name: displayName, claimURI, required: false, readOnly: false, validators: [] }),
);

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
      const fault = designFault(flowType, { steps }) ?? fieldFault(steps);
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
      const flows = FLOW_TYPES.map(async (type) => configOf(type, await readFlow(type, ctx)));
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
      return { status: 200, body: configOf(flowType, await readFlow(flowType, ctx)) };
    },
  }),
  operation({
    id: "patchFlowConfig",
    method: "PATCH",
    path: `${PATH}/config`,
    scope: UPDATE,
    summary: "Switch a flow on or off",
    body: configPatch,
    answers: { 200: configAnswer },
    async handle({ body: { flowType, isEnabled, flowCompletionConfigs = {} } }, ctx) {
      const [unknown] = Object.keys(flowCompletionConfigs);
      if (unknown !== undefined) {
        const why = `"${unknown}" cannot be set here: what follows a flow is decided by the governance connectors.`;
        throw new ManagementError(400, "FM-10003", "Invalid flow configuration.", why);
      }
      const before = await readFlow(flowType, ctx);
      if (isEnabled === undefined) return { status: 200, body: configOf(flowType, before) };
      const change = await changed(flowType, before, { ...before.stored?.document, isEnabled }, ctx);
      return { status: 200, body: configOf(flowType, { ...before, isEnabled }), change };
    },
  }),
];

async function changed(
  flowType: FlowType,
  { stored }: PresentFlow,
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

function configOf(flowType: FlowType, { isEnabled }: PresentFlow): object {
  return { flowType, isEnabled, flowCompletionConfigs: {} };
}

async function metaOf(flowType: FlowType, ctx: ManagementContext): Promise<object> {
  const switches = await readSwitches(ctx);
  const supportedExecutors = Object.keys(EXECUTORS).filter((name) => EXECUTORS[name]?.flows.includes(flowType));
  return {
    flowType,
    supportedExecutors,
    connectorConfigs: {
      selfRegistrationEnabled: switches.isOn("registers"),
      passwordRecoveryEnabled: recoversPasswords(switches),
    },
    attributeProfile: flowType === "REGISTRATION" ? "Self-Registration" : "End-User-Profile",
    supportedFlowCompletionConfigs: [],
    attributeMetadata: ATTRIBUTES,
    executorConnections: [],
    workflowEnabled: false,
  };
}
