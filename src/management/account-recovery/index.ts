import { recoverUserName } from "../../accounts/name-recovery.ts";
import { choosePassword, enterCode, findChoice } from "../../accounts/password-recovery.ts";
import { SELF_SERVICE_SCOPE } from "../../protocol/system-apis.ts";
import { ManagementError } from "../management-error.ts";
import { type Operation, operation } from "../operation.ts";
import {
  allowRecovery,
  channelOf,
  invalidCode,
  linkTo,
  nameOfChannel,
  notifyRecovery,
  offerChannels,
  takeStep,
} from "./answers.ts";
import {
  confirmAnswer,
  confirmForm,
  initAnswer,
  initForm,
  notifyAnswer,
  recoverForm,
  resendForm,
  resetAnswer,
  resetForm,
  userNameAnswer,
} from "./forms.ts";
import { oldRecoveryOperations } from "./old-operations.ts";

/** Whoever has lost the password has no token. */
const open = { method: "POST", scope: SELF_SERVICE_SCOPE, open: true } as const;

/** Recovery for applications with pages of their own (contract §20.2), in both versions of the API. */
export const accountRecoveryOperations: readonly Operation[] = [
  ...["1", "2"].flatMap((version) => recoveryOperations(`/api/users/v${version}/recovery`, `V${version}`)),
  ...oldRecoveryOperations,
];

function recoveryOperations(base: string, version: string): readonly Operation[] {
  return [
    operation({
      ...open,
      id: `initUsernameRecovery${version}`,
      path: `${base}/username/init`,
      summary: "Begins to recover a user name",
      body: initForm,
      answers: { 200: initAnswer },
      async handle({ body }, ctx) {
        await allowRecovery("user name", ctx);
        return offerChannels(body.claims, "recover user name", `${base}/username/recover`, ctx);
      },
    }),
    operation({
      ...open,
      id: `recoverUsername${version}`,
      path: `${base}/username/recover`,
      summary: "Sends the user name to its owner",
      body: recoverForm,
      answers: { 202: userNameAnswer, 404: undefined },
      async handle({ body }, ctx) {
        await allowRecovery("user name", ctx);
        const channel = await channelOf(body.channelId, "recover user name", ctx);
        const { user, counted } = await takeStep(body.recoveryCode, "recover user name", ctx);
        const notificationChannel = nameOfChannel(await recoverUserName(user, { login: counted, channel }, ctx));
        return { status: 202, body: { code: "UNR-02002", message: "successful_request", notificationChannel } };
      },
    }),
    operation({
      ...open,
      id: `initPasswordRecovery${version}`,
      path: `${base}/password/init`,
      summary: "Begins to recover a password",
      body: initForm,
      answers: { 200: initAnswer },
      async handle({ body }, ctx) {
        await allowRecovery("reset", ctx);
        return offerChannels(body.claims, "recover password", `${base}/password/recover`, ctx);
      },
    }),
    operation({
      ...open,
      id: `recoverPassword${version}`,
      path: `${base}/password/recover`,
      summary: "Writes to the owner of the account",
      body: recoverForm,
      answers: { 202: notifyAnswer, 404: undefined },
      async handle({ body }, ctx) {
        await allowRecovery("password", ctx);
        const channel = await channelOf(body.channelId, "recover password", ctx);
        const step = await takeStep(body.recoveryCode, "recover password", ctx);
        return notifyRecovery({ ...step, channel }, false, `${base}/password/confirm`, ctx);
      },
    }),
    operation({
      ...open,
      id: `resendPasswordRecovery${version}`,
      path: `${base}/password/resend`,
      summary: "Writes to the owner of the account once more",
      body: resendForm,
      answers: { 202: notifyAnswer, 404: undefined },
      async handle({ body }, ctx) {
        await allowRecovery("password", ctx);
        const step = await takeStep(body.resendCode, "send again", ctx);
        return notifyRecovery(step, true, `${base}/password/confirm`, ctx);
      },
    }),
    operation({
      ...open,
      id: `confirmPasswordRecovery${version}`,
      path: `${base}/password/confirm`,
      summary: "Takes the code of the message",
      body: confirmForm,
      answers: { 200: confirmAnswer, 404: undefined },
      async handle({ body: { confirmationCode, otp } }, ctx) {
        await allowRecovery("reset", ctx);
        const isGood = otp === undefined && (await findChoice(confirmationCode, ctx)) !== undefined;
        const resetCode = otp === undefined ? isGood && confirmationCode : await enterCode(confirmationCode, otp, ctx);
        if (!resetCode) throw invalidCode();
        return { status: 200, body: { resetCode, links: linkTo(`${base}/password/reset`, ctx) } };
      },
    }),
    operation({
      ...open,
      id: `resetPassword${version}`,
      path: `${base}/password/reset`,
      summary: "Sets the new password",
      body: resetForm,
      answers: { 200: resetAnswer, 404: undefined, 412: undefined },
      async handle({ body: { resetCode, password } }, ctx) {
        ctx.countAccountRequest();
        const outcome = await choosePassword(resetCode, password, ctx);
        if (outcome.kind === "gone") throw invalidCode();
        if (outcome.kind === "refused") throw new ManagementError(412, "PWR-10004", "Retry", outcome.fault.sentence);
        const { id, userName } = outcome.user;
        const change = { action: "user.recover-password", target: { kind: "user", id, name: userName } };
        return { status: 200, body: { code: "PWR-02001", message: "successful_request" }, change };
      },
    }),
  ];
}
