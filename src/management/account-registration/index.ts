import { z } from "zod";
import { findCode } from "../../accounts/account-code.ts";
import { confirm, isNameFree, type Registration, register, resendConfirmation } from "../../accounts/registration.ts";
import { readSwitches } from "../../accounts/switches.ts";
import { SELF_SERVICE_SCOPE } from "../../protocol/system-apis.ts";
import { accountClaims, accountProperties, openIdClaimsIn } from "../account-claims.ts";
import { ManagementError } from "../management-error.ts";
import { type ManagementContext, type Operation, operation, type Reply } from "../operation.ts";

const PATH = "/api/identity/user/v1.0";
/** Whoever has no account yet has no token. */
const open = { method: "POST", scope: SELF_SERVICE_SCOPE, open: true } as const;
const codeForm = z.object({
  code: z.string(),
  verifiedChannel: z.object({ type: z.string().optional(), claim: z.string().optional() }).optional(),
  properties: accountProperties,
});
const userForm = z.object({ username: z.string(), realm: z.string().optional() });
const created = z.object({
  code: z.string(),
  message: z.string(),
  notificationChannel: z.string().optional(),
  userId: z.string(),
});
const ofCode = z.object({
  user: z.object({ username: z.string(), realm: z.string() }),
  recoveryScenario: z.string(),
  recoveryStep: z.string(),
  isExpired: z.boolean(),
});

/** What codes are for, in Asgardeo's words. */
const SCENARIOS: Readonly<Partial<Record<string, string>>> = {
  "reset password": "NOTIFICATION_BASED_PW_RECOVERY",
  "accept invitation": "ASK_PASSWORD",
  "confirm account": "SELF_SIGN_UP",
  "verify email": "EMAIL_VERIFICATION",
  "change email": "EMAIL_VERIFICATION_ON_UPDATE",
};

/** Registration for applications with pages of their own (contract §20.1). */
export const accountRegistrationOperations: readonly Operation[] = [
  operation({
    ...open,
    id: "registerUser",
    path: `${PATH}/me`,
    summary: "Registers a person who says so",
    body: z.object({
      user: userForm.extend({ password: z.string(), claims: accountClaims.optional() }),
      properties: accountProperties,
    }),
    answers: { 201: created, 409: undefined },
    async handle({ body: { user } }, ctx) {
      ctx.countAccountRequest();
      const { username: userName, password, claims = [] } = user;
      return answerOf(await register({ userName, password, claims: openIdClaimsIn(claims) }, ctx), userName);
    },
  }),
  operation({
    ...open,
    id: "registerLiteUser",
    path: `${PATH}/lite`,
    summary: "Registers a person by an e-mail address alone",
    body: z.object({
      email: z.string(),
      realm: z.string().optional(),
      claims: accountClaims.optional(),
      properties: accountProperties,
    }),
    answers: { 201: created, 409: undefined },
    async handle({ body: { email, claims = [] } }, ctx) {
      ctx.countAccountRequest();
      const account = { userName: email, password: undefined, claims: { ...openIdClaimsIn(claims), email } };
      return answerOf(await register(account, ctx), email);
    },
  }),
  operation({
    ...open,
    id: "validateRegistrationCode",
    path: `${PATH}/validate-code`,
    summary: "Confirms an account or an address by the code of a message",
    body: codeForm,
    answers: { 202: userForm },
    async handle({ body }, ctx) {
      ctx.countAccountRequest();
      const user = await confirm(body.code, ctx);
      if (user === undefined) throw invalidCode();
      const change = { action: "user.confirm", target: { kind: "user", id: user.id, name: user.userName } };
      return { status: 202, body: { username: user.userName, realm: "DEFAULT" }, change };
    },
  }),
  operation({
    ...open,
    id: "introspectRegistrationCode",
    path: `${PATH}/introspect-code`,
    summary: "Says what the code of a message is for, and uses nothing up",
    body: codeForm,
    answers: { 200: ofCode },
    async handle({ body }, ctx) {
      ctx.countAccountRequest();
      const purposes = [
        "reset password",
        "accept invitation",
        "confirm account",
        "verify email",
        "change email",
      ] as const;
      const { userId, purpose = "" } = (await findCode(body.code, purposes, ctx))?.document ?? {};
      const user = userId === undefined ? undefined : await ctx.store.users.find(userId);
      if (user === undefined) throw invalidCode();
      const recoveryStep =
        purpose === "reset password" || purpose === "accept invitation" ? "UPDATE_PASSWORD" : "CONFIRM_SIGN_UP";
      const answer = { recoveryScenario: SCENARIOS[purpose], recoveryStep, isExpired: false };
      return { status: 200, body: { user: { username: user.userName, realm: "DEFAULT" }, ...answer } };
    },
  }),
  operation({
    ...open,
    id: "validateUsername",
    path: `${PATH}/validate-username`,
    summary: "Says whether a name can be registered, as far as that may be told",
    body: z.object({ username: z.string(), properties: accountProperties }),
    answers: { 200: z.object({ statusCode: z.number().int() }) },
    async handle({ body }, ctx) {
      ctx.countAccountRequest();
      await refuseWhenOff(ctx);
      return { status: 200, body: { statusCode: (await isNameFree(body.username, ctx)) ? 20002 : 20030 } };
    },
  }),
  operation({
    ...open,
    id: "resendRegistrationCode",
    path: `${PATH}/resend-code`,
    summary: "Sends the message once more, where an account waits for its owner",
    body: z.object({ user: userForm, properties: accountProperties }),
    answers: { 200: undefined },
    async handle({ body }, ctx) {
      ctx.countAccountRequest();
      await refuseWhenOff(ctx);
      await resendConfirmation(body.user.username, ctx);
      return { status: 200 };
    },
  }),
];

function answerOf(outcome: Registration, userName: string): Reply {
  switch (outcome.kind) {
    case "off":
      throw switchedOff();
    case "incomplete":
      throw new ManagementError(400, "20036", "Invalid request", `There is no ${outcome.what} that could be one.`);
    case "weak password":
      throw new ManagementError(400, "20035", "Password policy violation", outcome.fault.sentence);
    case "taken":
      throw new ManagementError(409, "20030", "User exists", `The user name ${userName} cannot be used.`);
    case "registered": {
      const { userId, toBeConfirmed, isNew } = outcome;
      const body = toBeConfirmed
        ? { code: "USR-02007", message: "successful_user_self_registration", notificationChannel: "EMAIL", userId }
        : { code: "USR-02001", message: "successful_user_self_registration", userId };
      const change = { action: "user.register", target: { kind: "user", id: userId, name: userName } };
      return { status: 201, body, ...(isNew && { change }) };
    }
  }
}

async function refuseWhenOff(ctx: ManagementContext): Promise<void> {
  const { isOn } = await readSwitches(ctx);
  if (!isOn("registers") && !isOn("registersWithoutPassword")) throw switchedOff();
}

function switchedOff(): ManagementError {
  return new ManagementError(
    403,
    "USR-10001",
    "Self registration is disabled",
    "People cannot register themselves here.",
  );
}

function invalidCode(): ManagementError {
  return new ManagementError(400, "18001", "Invalid code", "The code is wrong, was used or is too old.");
}
