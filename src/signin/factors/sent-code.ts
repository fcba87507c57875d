import { createHmac, randomInt } from "node:crypto";
import { equalInConstantTime } from "../../crypto/hashes.ts";
import type { NotificationChannel } from "../../protocol/model/notification.ts";
import type { Factor } from "../flow/factor.ts";
import type { FlowContext } from "../flow/flow-context.ts";
import { findPerson, isReachable, sendTo, standsByAddress } from "./reach.ts";

/** Security bar 19.2. */
const DIGITS = 6;

/** A code by e-mail. */
export const emailCodeFactor = sentCodeFactor("email", "email-otp-authenticator", "Email OTP", "EmailOTP");

/** A code by text message. */
export const smsCodeFactor = sentCodeFactor("sms", "sms-otp-authenticator", "SMS OTP", "SMSOTP");

/**
 * A code that is sent when the step begins, and is good once, in this sign-in, for minutes; a new one ends the old. Of the code only a
 * keyed hash is kept, since all codes could be tried on a plain one.
 */
function sentCodeFactor(channel: NotificationChannel, name: string, displayName: string, type: string): Factor {
  return {
    name,
    displayName,
    kind: "possession",
    identifies: false,
    parameters: [{ name: "OTPCode", type: "STRING", displayName: "Code", confidential: true }],
    isOffered: (person, _option, ctx) => isReachable(person, channel, ctx),
    start({ flow, flowId }, ctx) {
      const code = randomInt(10 ** DIGITS)
        .toString()
        .padStart(DIGITS, "0");
      const values = { OTPCode: code, "confirmation-code": code };
      const state = { codeHash: hashOf(code, flowId, name, ctx).toString("base64url") };
      return sendTo(flow.person, { channel, type, values, state }, ctx);
    },
    async show({ state }) {
      return state.shownTo === undefined ? {} : { sentTo: state.shownTo };
    },
    async verify({ flow, flowId, state, entered }, ctx) {
      const { codeHash = "", expiresAt = 0, mark } = state as { codeHash?: string; expiresAt?: number; mark?: string };
      if (expiresAt <= ctx.now) return { kind: "ended", because: "code_expired" };
      const code = (entered.get("OTPCode") ?? entered.get("OTPcode") ?? "").replace(/[\s-]/g, "");
      const matches = equalInConstantTime(hashOf(code, flowId, name, ctx), Buffer.from(codeHash, "base64url"));
      // Where nothing was sent, nothing is right.
      const user = await findPerson(flow.person, ctx);
      if (!matches || user === undefined) return { kind: "refused", because: "wrong_code" };
      return { kind: "proven", user, mark };
    },
    standsBy: async (mark, user) => standsByAddress(mark, user, channel),
  };
}

/** Bound to the sign-in that asked (security bar 19.2). */
function hashOf(code: string, flowId: string, name: string, { secrets }: FlowContext): Buffer {
  return createHmac("sha256", secrets.sentCode).update(`${name}\0${flowId}\0${code}`).digest();
}
