import { randomUUID } from "node:crypto";
import { z } from "zod";
import { type Registration, register } from "../../accounts/registration.ts";
import { readSwitches } from "../../accounts/switches.ts";
import { SELF_SERVICE_SCOPE } from "../../protocol/system-apis.ts";
import { openIdClaimsIn } from "../account-claims.ts";
import { ManagementError } from "../management-error.ts";
import { type Operation, operation, type Reply } from "../operation.ts";
import { PASSWORD, registrationView, USER_NAME } from "./registration-view.ts";

const SERVED = "REGISTRATION";

const request = z.object({
  flowType: z.string().default(SERVED),
  applicationId: z.string().optional(),
  flowId: z.uuid().optional(),
  actionId: z.string().optional(),
  inputs: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
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
 * Registration in an application's own pages, which it draws from what it is told (contract §20.3): one form, and nothing is kept between
 * its two requests.
 */
export const flowExecutionOperations: readonly Operation[] = [
  operation({
    id: "flowExecution",
    method: "POST",
    path: "/api/server/v1/flow/execute",
    scope: SELF_SERVICE_SCOPE,
    // Whoever has no account yet has no token.
    open: true,
    summary: "Begins or goes on with a person's registration",
    body: request,
    answers: { 200: response },
    async handle({ body: { flowType, flowId = randomUUID(), inputs } }, ctx) {
      if (flowType !== SERVED) throw refusal("FE-60007", "Unsupported flow type.", `Only ${SERVED} is served.`);
      const isBegun = inputs !== undefined && Object.keys(inputs).length > 0;
      if (!isBegun) {
        const { isOn } = await readSwitches(ctx);
        if (!isOn("registers")) throw switchedOff();
        const data = { components: registrationView() };
        return { status: 200, body: { flowId, flowType, flowStatus: "INCOMPLETE", type: "VIEW", data } };
      }
      ctx.countAccountRequest();
      const { [USER_NAME]: userName = "", [PASSWORD]: password = "", ...others } = inputs;
      const claims = openIdClaimsIn(Object.entries(others).map(([uri, value]) => ({ uri, value: String(value) })));
      const account = { userName: String(userName), password: String(password), claims };
      return answerOf(await register(account, ctx), account.userName, flowId);
    },
  }),
];

function answerOf(outcome: Registration, userName: string, flowId: string): Reply {
  switch (outcome.kind) {
    case "off":
      throw switchedOff();
    case "incomplete":
      throw invalidInputs(`There is no ${outcome.what} that could be one.`);
    case "weak password":
      throw invalidInputs(outcome.fault.sentence);
    case "taken":
      throw invalidInputs(`The user name ${userName} cannot be used.`);
    case "registered": {
      const { userId, toBeConfirmed, isNew } = outcome;
      const data = toBeConfirmed ? { messages: [TO_BE_CONFIRMED] } : {};
      const change = { action: "user.register", target: { kind: "user", id: userId, name: userName } };
      const body = { flowId, flowType: SERVED, flowStatus: "COMPLETE", type: "VIEW", data };
      return { status: 200, body, ...(isNew && { change }) };
    }
  }
}

function invalidInputs(description: string): ManagementError {
  return refusal("FE-60008", "Invalid user inputs.", description);
}

function switchedOff(): ManagementError {
  return refusal("FE-60101", "Self registration is disabled.", "People cannot register themselves here.");
}

function refusal(code: string, message: string, description: string): ManagementError {
  return new ManagementError(400, code, message, description);
}
