import { isFromOutside } from "../../protocol/model/user.ts";
import type { Factor } from "../flow/factor.ts";

/** In characters. */
const LONGEST_USER_NAME = 256;

/** Who it is, and nothing of whether that is true: the steps that follow look the same for a name that nobody has (security bar 18.3). */
export const identifierFactor: Factor = {
  name: "IdentifierExecutor",
  displayName: "Identifier First",
  kind: "identifier",
  identifies: true,
  parameters: [{ name: "username", type: "STRING", displayName: "Username", confidential: false }],
  async verify({ entered }, ctx) {
    const userName = (entered.get("usernameUserInput") ?? entered.get("username") ?? "").trim();
    if (userName === "" || userName.length > LONGEST_USER_NAME) return { kind: "refused", because: "sign_in_failed" };
    const found = await ctx.people.users.findByName(userName);
    const isTheirs = found?.user.enabled && !isFromOutside(found.user);
    return { kind: "identified", userName, userId: isTheirs ? found.user.id : undefined };
  },
};
