import { z } from "zod";
import { COMPLETE, type FlowComponent } from "../accounts/flow/flow-design.ts";

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

/** A step of a flow as it is designed (contract §20.4). What is said of it beside these is the designer's, and stays as it is. */
export const flowStep = z.looseObject({
  id,
  type: z.enum(["VIEW", "EXECUTION", "REDIRECTION", "INTERNAL_PROMPT", "WEBAUTHN", "END"]),
  data: z.looseObject({ components: z.array(component).max(MOST).optional(), action: action.optional() }),
  size: place.optional(),
  position: place.optional(),
});

/** The steps of a flow. */
export const flowSteps = z.array(flowStep).min(1).max(MOST);

/** All that is decided of a flow, as it is stored. */
export const flowDocument = z.looseObject({
  steps: flowSteps.optional(),
  isEnabled: z.boolean().optional(),
  completion: z.record(z.string(), z.enum(["true", "false"])).optional(),
});
