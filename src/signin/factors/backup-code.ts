import { countBackupCodes, markOfBackupCodes, takeBackupCode } from "../../credentials/backup-codes.ts";
import type { Factor } from "../flow/factor.ts";

/** Stands for nobody, so that a name that nobody has takes the same work (security bar 18.3). */
const NOBODY = "nobody";

/** One of the codes that were written down, each of which counts once (security bar 19.3). */
export const backupCodeFactor: Factor = {
  name: "backup-code-authenticator",
  displayName: "Backup Code",
  kind: "possession",
  identifies: false,
  parameters: [{ name: "BackupCode", type: "STRING", displayName: "Backup Code", confidential: true }],
  isOffered: async ({ userId }, _, { people }) =>
    userId !== undefined && (await countBackupCodes(userId, { store: people })) > 0,
  async verify({ flow: { person }, entered }, { people, now }) {
    const { userId = NOBODY } = person ?? {};
    const code = (entered.get("BackupCode") ?? "").slice(0, 64);
    const mark = await markOfBackupCodes(userId, { store: people });
    const isRight = await takeBackupCode(userId, code, { store: people, now });
    const user = isRight ? await people.users.find(userId) : undefined;
    return user === undefined ? { kind: "refused", because: "wrong_code" } : { kind: "proven", user, mark };
  },
  standsBy: async (mark, { id }, _option, { people }) => (await markOfBackupCodes(id, { store: people })) === mark,
};
