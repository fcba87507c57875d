import { z } from "zod";
import type { FlowType } from "../../accounts/flow/flow-design.ts";
import { findFlow } from "../../accounts/flow/flow-state.ts";
import { beginFlow, type FlowAnswer, goOnWithFlow } from "../../accounts/flow/run-flow.ts";
import type { Registration } from "../../accounts/registration.ts";
import { SELF_SERVICE_SCOPE } from "../../protocol/system-apis.ts";
import { readFlow } from "../flow-design/stored-flow.ts";
import { ManagementError } from "../management-error.ts";
import { type Change, type Operation, operation, type Reply } from "../operation.ts";
import { flowInputs } from "./flow-inputs.ts";
import { shownComponents } from "./shown-components.ts";

/** What the flows are called by those who go through them: the last two are other names of those before. */
const TYPES: Readonly<Record<string, FlowType>> = {
  REGISTRATION: "REGISTRATION",
  PASSWORD_RECOVERY: "PASSWORD_RECOVERY",
  ASK_PASSWORD: "ASK_PASSWORD",
  INVITED_USER_REGISTRATION: "ASK_PASSWORD",
  RECOVERY: "PASSWORD_RECOVERY",
};

const request = z.object({
  flowType: z.string().default("REGISTRATION"),
  applicationId: z.string().optional(),
  flowId: z.uuid().optional(),
  actionId: z.string().max(255).optional(),
  inputs: z.record(z.string().max(255), z.union([z.string().max(4096), z.number(), z.boolean()])).default({}),
});
const response = z.object({
  flowId: z.string(),
  flowType: z.string(),
  flowStatus: z.enum(["INCOMPLETE", "COMPLETE"]),
  type: z.enum(["VIEW"]),
  data: z.object({
    components: z.array(z.record(z.string(), z.unknown())).optional(),
    messages: z.array(z.object({ type: z.string(), message: z.string(), i18nKey: z.string() })).optional(),
  }),
});

const TO_BE_CONFIRMED = {
  type: "INFO",
  message: "Open the link in the message that was sent to you.",
  i18nKey: "registration.confirmation.sent",
};

/**
 * Registration, recovery of a password and the answer to an invitation in an application's own pages, which it draws from what it is told,
 * step by step as the organization has designed them (contract §20.3).
 */
export const flowExecutionOperations: readonly Operation[] = [
  operation({
    id: "flowExecution",
    method: "POST",
    path: "/api/server/v1/flow/execute",
    scope: SELF_SERVICE_SCOPE,
    // Whoever has no account yet, or no password any more, has no token.
    open: true,
    summary: "Begins or goes on with a person's registration, recovery or answer to an invitation",
    body: request,
    answers: { 200: response },
    async handle({ body: { flowType, flowId, actionId, inputs } }, ctx) {
      const type = TYPES[flowType];
      if (type === undefined) throw refusal("FE-60007", "Unsupported flow type.", `There is no flow "${flowType}".`);
      const { design, isEnabled } = await readFlow(type, ctx);
      if (!isEnabled) throw switchedOff();
      // What an invitation's link brought, and each entry, may be a guess.
      if (flowId !== undefined || Object.keys(inputs).length > 0) ctx.countAccountRequest();
      const entered = flowInputs(inputs);
      if (flowId === undefined) return replyTo(await beginFlow(type, design, entered, ctx), flowType);
      const flow = await findFlow(flowId, ctx);
      if (flow?.state.type !== type) throw gone();
      return replyTo(await goOnWithFlow(flow, design, actionId, entered, ctx), flowType, flowId);
    },
  }),
];

function replyTo(answer: FlowAnswer, flowType: string, flowId = ""): Reply {
  switch (answer.kind) {
    case "view": {
      const data = { components: shownComponents(answer.step.data.components) };
      return {
        status: 200,
        body: { flowId: answer.flow.id, flowType, flowStatus: "INCOMPLETE", type: "VIEW", data },
      };
    }
    case "registered":
      return completed(flowType, flowId, ...outcomeOf(answer.registration, answer.userName));
    case "password chosen": {
      const target = { kind: "user", id: answer.userId, name: answer.userName };
      return completed(flowType, flowId, {}, { action: "user.recover-password", target });
    }
    case "refused":
      throw refusal("FE-60008", "Invalid user inputs.", answer.why);
    case "gone":
      throw gone();
    case "off":
      throw switchedOff();
  }
}

function outcomeOf(outcome: Registration, userName: string): [data: object, change: Change | undefined] {
  switch (outcome.kind) {
    case "registered": {
      const { userId, toBeConfirmed, isNew } = outcome;
      const change = { action: "user.register", target: { kind: "user", id: userId, name: userName } };
      return [toBeConfirmed ? { messages: [TO_BE_CONFIRMED] } : {}, isNew ? change : undefined];
    }
    case "taken":
      throw refusal("FE-60008", "Invalid user inputs.", `The user name ${userName} cannot be used.`);
    default:
      throw switchedOff();
  }
}

function completed(flowType: string, flowId: string, data: object, change: Change | undefined): Reply {
  const body = { flowId, flowType, flowStatus: "COMPLETE", type: "VIEW", data };
  return { status: 200, body, ...(change && { change }) };
}

function gone(): ManagementError {
  return refusal("FE-60001", "Flow not found.", "There is no such flow, or its time is over: begin it again.");
}

function switchedOff(): ManagementError {
  return refusal("FE-60101", "The flow is disabled.", "The organization does not let people do this themselves.");
}

function refusal(code: string, message: string, description: string): ManagementError {
  return new ManagementError(400, code, message, description);
}
