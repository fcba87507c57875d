import { z } from "zod";
import { findAccount } from "../../accounts/find-account.ts";
import { recoverUserName } from "../../accounts/name-recovery.ts";
import { beginPasswordRecovery, choosePassword, findChoice } from "../../accounts/password-recovery.ts";
import { SELF_SERVICE_SCOPE } from "../../protocol/system-apis.ts";
import { accountClaims, accountProperties } from "../account-claims.ts";
import { ManagementError } from "../management-error.ts";
import { type Operation, operation } from "../operation.ts";
import { accountIn, allowRecovery } from "./answers.ts";

const PATH = "/api/identity/recovery/v0.9";
const open = { method: "POST", scope: SELF_SERVICE_SCOPE, open: true } as const;
const notified = { type: z.string().optional(), notify: z.string().optional() };

/** The older API for the same (contract §1.4). */
export const oldRecoveryOperations: readonly Operation[] = [
  operation({
    ...open,
    id: "recoverPasswordByNotification",
    path: `${PATH}/recover-password`,
    summary: "Writes a link to the owner of the account",
    query: z.object(notified),
    body: z.object({ user: z.object({ username: z.string() }), properties: accountProperties }),
    answers: { 202: undefined },
    async handle({ body }, ctx) {
      await allowRecovery("password", ctx);
      const { username } = body.user;
      await beginPasswordRecovery(await findAccount(username, ctx), { login: username }, ctx);
      return { status: 202 };
    },
  }),
  operation({
    ...open,
    id: "recoverUsernameByClaims",
    path: `${PATH}/recover-username/`,
    summary: "Sends the user name to its owner",
    query: z.object({ "tenant-domain": z.string().optional(), ...notified }),
    body: accountClaims,
    answers: { 202: undefined },
    async handle({ body }, ctx) {
      await allowRecovery("user name", ctx);
      const { user, counted } = await accountIn(body, ctx);
      await recoverUserName(user, { login: counted }, ctx);
      return { status: 202 };
    },
  }),
  operation({
    ...open,
    id: "validateRecoveryCode",
    path: `${PATH}/validate-code`,
    summary: "Says whether a code is good",
    body: z.object({ code: z.string(), step: z.string().optional(), properties: accountProperties }),
    answers: { 202: undefined },
    async handle({ body }, ctx) {
      ctx.countAccountRequest();
      if ((await findChoice(body.code, ctx)) === undefined) throw gone();
      return { status: 202 };
    },
  }),
  operation({
    ...open,
    id: "setPasswordByCode",
    path: `${PATH}/set-password`,
    summary: "Sets the new password",
    body: z.object({ key: z.string(), password: z.string(), properties: accountProperties }),
    answers: { 202: undefined, 412: undefined },
    async handle({ body: { key, password } }, ctx) {
      ctx.countAccountRequest();
      const outcome = await choosePassword(key, password, ctx);
      if (outcome.kind === "gone") throw gone();
      if (outcome.kind === "refused") throw new ManagementError(412, "20035", "Retry", outcome.fault.sentence);
      const { id, userName } = outcome.user;
      return { status: 202, change: { action: "user.recover-password", target: { kind: "user", id, name: userName } } };
    },
  }),
];

function gone(): ManagementError {
  return new ManagementError(400, "18001", "Invalid code", "The code is wrong, was used or is too old.");
}
