import { z } from "zod";
import { countBackupCodes } from "../../credentials/backup-codes.ts";
import { SELF_SERVICE_SCOPE } from "../../protocol/system-apis.ts";
import { type Operation, operation } from "../operation.ts";
import { endOtherSessions } from "../self-service/end-other-sessions.ts";
import { ownUser, recentlySignedIn } from "../self-service/own-user.ts";
import { newBackupCodes } from "./new-backup-codes.ts";

const own = { path: "/api/users/v1/me/backup-codes", scope: SELF_SERVICE_SCOPE };

/** The user's backup codes (contract §19, security bar 19.3, 19.5). */
export const backupCodeOperations: readonly Operation[] = [
  operation({
    ...own,
    id: "generateBackupCodes",
    method: "POST",
    summary: "Makes backup codes, in the place of those that the user has",
    answers: { 201: z.object({ backupCodes: z.array(z.string()) }), 409: undefined },
    async handle(_call, ctx) {
      const user = await recentlySignedIn(ctx);
      const backupCodes = await newBackupCodes(user, "BUC-10001", ctx);
      await endOtherSessions(user, ctx);
      const target = { kind: "user", id: user.id, name: user.userName };
      return { status: 201, body: { backupCodes }, change: { action: "user.add-backup-codes", target } };
    },
  }),
  operation({
    ...own,
    id: "getRemainingBackupCodes",
    method: "GET",
    summary: "Counts the backup codes that the user has left",
    answers: { 200: z.object({ remainingBackupCodesCount: z.number().int() }) },
    async handle(_call, ctx) {
      const user = await ownUser(ctx);
      return { status: 200, body: { remainingBackupCodesCount: await countBackupCodes(user.id, ctx) } };
    },
  }),
  operation({
    ...own,
    id: "deleteBackupCodes",
    method: "DELETE",
    summary: "Removes the user's backup codes",
    answers: { 204: undefined },
    async handle(_call, ctx) {
      const user = await recentlySignedIn(ctx);
      if (!(await ctx.store.credentials.remove(user.id, "backup codes", user.id))) return { status: 204 };
      await endOtherSessions(user, ctx);
      const target = { kind: "user", id: user.id, name: user.userName };
      return { status: 204, change: { action: "user.remove-backup-codes", target } };
    },
  }),
];
