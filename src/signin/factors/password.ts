import { isResetMark, standsByReset } from "../../accounts/reset-code.ts";
import { markOfPassword } from "../../credentials/password-mark.ts";
import { findPasswordState } from "../../credentials/password-state.ts";
import type { Factor } from "../flow/factor.ts";
import { PASSWORD_AMR, signInWithPassword } from "../steps/password.ts";

/** A user name and a password; after another step, the password of whoever that was about. */
export const passwordFactor: Factor = {
  name: PASSWORD_AMR,
  displayName: "Username & Password",
  kind: "knowledge",
  identifies: true,
  parameters: [
    { name: "username", type: "STRING", displayName: "Username", confidential: false },
    { name: "password", type: "STRING", displayName: "Password", confidential: true },
  ],
  async verify({ flow, entered, deviceCookie }, ctx) {
    const userName =
      flow.person?.userName ?? (entered.get("usernameUserInput") ?? entered.get("username") ?? "").trim();
    const password = entered.get("password") ?? "";
    const outcome = await signInWithPassword({ userName, password, deviceCookie, takesResetCode: true }, ctx);
    if (outcome.kind === "signed in") {
      return { kind: "proven", user: outcome.user, mark: outcome.mark };
    }
    return outcome.kind === "refused" ? { kind: "refused", because: "sign_in_failed" } : outcome;
  },
  async standsBy(mark, { id, userName }, _option, { people, now }) {
    if (isResetMark(mark)) return standsByReset(mark, id, { store: people });
    if (markOfPassword((await people.users.findByName(userName))?.passwordHash) !== mark) return false;
    // The same, and worth nothing any more: an administrator wants another one by the link of a message.
    const state = await findPasswordState(id, { store: people });
    return state === undefined || state.expiresAt > now;
  },
};
