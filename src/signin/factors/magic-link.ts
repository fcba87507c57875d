import { equalInConstantTime, sha256 } from "../../crypto/hashes.ts";
import { issueOpaqueToken, parseOpaqueToken } from "../../crypto/opaque-token.ts";
import type { Factor } from "../flow/factor.ts";
import { findPerson, isReachable, sendTo, standsByAddress } from "./reach.ts";

/**
 * A link by e-mail. It leads to a page of the browser that asked, whose button sends the token in: a program that looks at links does not
 * use it up (security bar 19.7).
 */
export const magicLinkFactor: Factor = {
  name: "MagicLinkAuthenticator",
  displayName: "Magic Link",
  kind: "possession",
  identifies: false,
  parameters: [{ name: "mlt", type: "STRING", displayName: "Magic link token", confidential: true }],
  isOffered: (person, _option, ctx) => isReachable(person, "email", ctx),
  start({ flow, flowId }, ctx) {
    // The id in front leads back to the sign-in, in the browser that it was begun in.
    const { text, secretHash } = issueOpaqueToken(flowId);
    const state = { tokenHash: secretHash.toString("base64url") };
    return sendTo(flow.person, { channel: "email", type: "magicLink", values: { magicToken: text }, state }, ctx);
  },
  async show({ state }) {
    return state.shownTo === undefined ? {} : { sentTo: state.shownTo };
  },
  async verify({ flow, state, entered }, ctx) {
    const { tokenHash = "", expiresAt = 0, mark } = state as { tokenHash?: string; expiresAt?: number; mark?: string };
    if (expiresAt <= ctx.now) return { kind: "ended", because: "code_expired" };
    const presented = parseOpaqueToken(entered.get("mlt") ?? "")?.secretHash ?? sha256("");
    const matches = equalInConstantTime(presented, Buffer.from(tokenHash, "base64url"));
    const user = await findPerson(flow.person, ctx);
    if (!matches || user === undefined) return { kind: "refused", because: "code_expired" };
    return { kind: "proven", user, mark };
  },
  standsBy: async (mark, user) => standsByAddress(mark, user, "email"),
};
