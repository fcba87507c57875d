import { z } from "zod";
import type { FlowAnswer } from "../../accounts/flow/flow-answer.ts";
import type { FlowType } from "../../accounts/flow/flow-design.ts";
import { PASSKEY_ANSWER } from "../../accounts/flow/flow-inputs.ts";
import { type Away, findFlow } from "../../accounts/flow/flow-state.ts";
import { beginFlow, goOnWithFlow } from "../../accounts/flow/run-flow.ts";
import type { Registration } from "../../accounts/registration.ts";
import { SELF_SERVICE_SCOPE } from "../../protocol/system-apis.ts";
import { passkeyWorldOf } from "../factors/passkey-list.ts";
import { readFlow } from "../flow-design/stored-flow.ts";
import { ManagementError } from "../management-error.ts";
import { type Change, type ManagementContext, type Operation, operation, type Reply } from "../operation.ts";
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

/** In characters: as long as what a device says of a passkey. */
const LONGEST_INPUT = 16_384;
const input = z
  .string()
  .max(LONGEST_INPUT)
  .regex(/^[^\0]*$/, "holds a NUL character");

const request = z.object({
  flowType: z.string().default("REGISTRATION"),
  applicationId: z.string().max(255).optional(),
  flowId: z.uuid().optional(),
  actionId: z.string().max(255).optional(),
  inputs: z.record(z.string().max(255), z.union([input, z.number(), z.boolean()])).default({}),
});
const response = z.object({
  flowId: z.string(),
  flowType: z.string(),
  flowStatus: z.enum(["INCOMPLETE", "COMPLETE"]),
  type: z.enum(["VIEW", "REDIRECTION", "WEBAUTHN"]),
  data: z.object({
    components: z.array(z.record(z.string(), z.unknown())).optional(),
    redirectURL: z.string().optional(),
    requiredParams: z.array(z.string()).optional(),
    webAuthnData: z.record(z.string(), z.unknown()).optional(),
    additionalData: z.record(z.string(), z.unknown()).optional(),
    messages: z.array(z.object({ type: z.string(), message: z.string(), i18nKey: z.string() })).optional(),
  }),
});

/** The page that signs somebody in at the end of a flow, below the tenant's URL. */
const SIGN_IN_AFTER = "/accountrecoveryendpoint/complete.do";

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
    async handle({ body: { flowType, applicationId, flowId, actionId, inputs } }, ctx) {
      const type = TYPES[flowType];
      if (type === undefined) throw refusal("FE-60007", "Unsupported flow type.", `There is no flow "${flowType}".`);
      const present = await readFlow(type, ctx);
      const world = { ...ctx, passkeys: passkeyWorldOf(ctx) };
      if (!present.isEnabled) throw switchedOff();
      // What an invitation's link brought, and each entry, may be a guess.
      if (flowId !== undefined || Object.keys(inputs).length > 0) ctx.countAccountRequest();
      const entered = flowInputs(inputs);
      if (flowId === undefined) {
        const begun = { type, ...(applicationId !== undefined && { applicationId }) };
        return replyTo(await beginFlow(begun, present, entered, world), flowType, ctx);
      }
      const flow = await findFlow(flowId, ctx);
      // One that was begun on our own pages goes on there, in that browser.
      if (flow?.state.type !== type || flow.state.browser !== undefined) throw gone();
      return replyTo(await goOnWithFlow(flow, present, actionId, entered, world), flowType, ctx, flowId);
    },
  }),
];

function replyTo(answer: FlowAnswer, flowType: string, ctx: ManagementContext, flowId = ""): Reply {
  switch (answer.kind) {
    case "view": {
      const data = { components: shownComponents(answer.step.data.components) };
      return {
        status: 200,
        body: { flowId: answer.flow.id, flowType, flowStatus: "INCOMPLETE", type: "VIEW", data },
      };
    }
    case "away": {
      const shown = { flowId: answer.flow.id, flowType, flowStatus: "INCOMPLETE" };
      return { status: 200, body: { ...shown, ...shownAway(answer.away) } };
    }
    case "registered": {
      const [data, change] = outcomeOf(answer.registration, answer.userName);
      return completed({ flowType, flowId, signIn: answer.signIn }, data, change, ctx);
    }
    case "password chosen": {
      const target = { kind: "user", id: answer.userId, name: answer.userName };
      const change = { action: "user.recover-password", target };
      return completed({ flowType, flowId, signIn: answer.signIn }, {}, change, ctx);
    }
    case "refused":
      throw refusal("FE-60008", "Invalid user inputs.", answer.why);
    case "gone":
      throw gone();
    case "off":
      throw switchedOff();
  }
}

/** What the application has to do: send the browser somewhere, or ask the device for a passkey. */
function shownAway(away: Away): object {
  if (away.to === "connection") {
    const { url } = away.sent;
    const state = new URL(url).searchParams.get("state");
    return {
      type: "REDIRECTION",
      data: { redirectURL: url, requiredParams: ["code", "state"], additionalData: { state } },
    };
  }
  const { options } = away;
  const { challenge } = options as { readonly challenge?: string };
  const webAuthnData = { requestId: challenge, publicKeyCredentialCreationOptions: options };
  return { type: "WEBAUTHN", data: { webAuthnData, requiredParams: [PASSKEY_ANSWER] } };
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

function completed(
  { flowType, flowId, signIn }: { flowType: string; flowId: string; signIn: string | undefined },
  data: object,
  change: Change | undefined,
  { tenant, tenantUrl }: ManagementContext,
): Reply {
  const done = { flowId, flowType, flowStatus: "COMPLETE" };
  // An organization's people have their pages at a URL that not every caller has named.
  const isNamed = tenant.organization === undefined || !tenantUrl.endsWith("/o");
  const goesOn = signIn !== undefined && isNamed;
  const redirectURL = `${tenantUrl}${SIGN_IN_AFTER}?${new URLSearchParams({ confirmation: signIn ?? "" })}`;
  const body = goesOn
    ? { ...done, type: "REDIRECTION", data: { ...data, redirectURL } }
    : { ...done, type: "VIEW", data };
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
