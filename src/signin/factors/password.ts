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
    const outcome = await signInWithPassword({ userName, password: entered.get("password") ?? "", deviceCookie }, ctx);
    if (outcome.kind === "signed in") return { kind: "proven", user: outcome.user };
    return outcome.kind === "refused" ? { kind: "refused", because: "sign_in_failed" } : outcome;
  },
};
