import { makeBackupCodes } from "../../credentials/backup-codes.ts";
import type { User } from "../../protocol/model/user.ts";
import { ManagementError } from "../management-error.ts";
import type { ManagementContext } from "../operation.ts";

/** So long others wait for a making that was broken off. */
const LONGEST_MAKING_SECONDS = 60;

/**
 * Ten new backup codes, in the place of those that the user had. While some are being made others are refused, so that whoever is told codes
 * is told good ones. `code`: of the refusal.
 */
export async function newBackupCodes({ id }: User, code: string, ctx: ManagementContext): Promise<string[]> {
  const { transients } = ctx.store;
  const isFirst = await transients.add("backup codes' making", id, {}, ctx.now + LONGEST_MAKING_SECONDS, ctx.now);
  if (!isFirst) throw new ManagementError(409, code, "Conflict.", "Backup codes of the user are being made already.");
  try {
    return await makeBackupCodes(id, ctx);
  } finally {
    await transients.remove("backup codes' making", id, 1);
  }
}
