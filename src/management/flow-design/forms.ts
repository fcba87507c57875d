import { z } from "zod";
import { COMPLETE, FLOW_TYPES, type FlowComponent } from "../../accounts/flow/flow-design.ts";

const MOST = 50;
const id = z.string().min(1).max(255);
const action = z.object({
  type: z.enum(["NEXT", "EXECUTOR"]),
  executor: z
    .looseObject({
      name: z.string().max(255),
      meta: z.record(z.string(), z.unknown()).optional().describe("idpName: the connection that it leads to"),
    })
    .optional(),
  next: z.string().max(255).optional().describe(`The id of a step, or ${COMPLETE}`),
});
const component: z.ZodType<FlowComponent> = z.lazy(() =>
  z.looseObject({
    id,
    type: z.string().max(255),
    variant: z.string().max(255).optional(),
    components: z.array(component).max(MOST).optional(),
    action: action.optional(),
    config: z.record(z.string(), z.unknown()).optional(),
  }),
);
const place = z.record(z.string(), z.number());
const step = z.looseObject({
  id,
  type: z.enum(["VIEW", "EXECUTION", "REDIRECTION", "INTERNAL_PROMPT", "WEBAUTHN", "END"]),
  data: z.looseObject({ components: z.array(component).max(MOST).optional(), action: action.optional() }),
  size: place.optional(),
  position: place.optional(),
});

export const flowType = z.enum(FLOW_TYPES);
export const ofFlow = z.object({ flowType });

/** What a flow is designed by (contract §20.4). */
export const flowForm = ofFlow.extend({ steps: z.array(step).min(1).max(MOST) });
export const flowAnswer = z.object({ steps: z.array(step) });

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
