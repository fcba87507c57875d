import { z } from "zod";
import { FLOW_TYPES } from "../../accounts/flow/flow-design.ts";
import { flowStep, flowSteps } from "../../configuration/flow-steps.ts";

export const flowType = z.enum(FLOW_TYPES);
export const ofFlow = z.object({ flowType });

/** What a flow is designed by (contract §20.4). */
export const flowForm = ofFlow.extend({ steps: flowSteps });
export const flowAnswer = z.object({ steps: z.array(flowStep) });

export const configAnswer = z.object({
  flowType,
  isEnabled: z.boolean(),
  flowCompletionConfigs: z.record(z.string(), z.string()),
});
export const configPatch = ofFlow.extend({
  isEnabled: z.boolean().optional(),
  flowCompletionConfigs: z.record(z.string(), z.string()).optional(),
});

export const metaAnswer = z.object({
  flowType,
  supportedExecutors: z.array(z.string()),
  connectorConfigs: z.record(z.string(), z.boolean()),
  attributeProfile: z.string(),
  supportedFlowCompletionConfigs: z.array(z.string()),
  attributeMetadata: z.array(
    z.object({
      name: z.string(),
      claimURI: z.string(),
      required: z.boolean(),
      readOnly: z.boolean(),
      validators: z.array(z.string()),
    }),
  ),
  executorConnections: z.array(z.object({ executorName: z.string(), connections: z.array(z.string()) })),
  workflowEnabled: z.boolean(),
});
