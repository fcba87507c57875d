import { randomInt } from "node:crypto";
import { equalInConstantTime, sha256 } from "../../crypto/hashes.ts";
import type { NotificationChannel } from "../../protocol/model/notification.ts";
import type { AccountWorld } from "../account-world.ts";
import { localeOf } from "../find-account.ts";
import { mayBeWritten } from "../mail-limit.ts";
import { addressOf } from "../registration.ts";
import type { FlowExecutor } from "./executors.ts";
import { SHORT_CODE } from "./flow-inputs.ts";
import { changeFlow, type FlowState } from "./flow-state.ts";

const MOST_TRIES = 5;
/** Security bar 19.2. */
const CODE_SECONDS = 600;

/** Types of messages (contract §17.13). */
const MESSAGES = {
  email: { registration: "EmailOTPVerification", recovery: "PasswordResetOTP" },
  sms: { registration: "SMSOTPVerification", recovery: "passwordReset" },
} as const;

/** A number as people write it, of as many digits as there can be (ITU-T E.164 §6.2.1). */
const PHONE = /^\+?(?=(?:[^0-9]*[0-9]){5,15}[^0-9]*$)[0-9 ().-]{5,30}$/;

/** Shows that a mailbox or a telephone is theirs, by a code of six digits, good for ten minutes and five tries (security bar 19.2). */
export function codeExecutor(channel: NotificationChannel): FlowExecutor {
  return {
    flows: ["REGISTRATION", "PASSWORD_RECOVERY"],
    needs: [SHORT_CODE],
    missing(state) {
      if (channel === "email" || state.type !== "REGISTRATION") return undefined;
      return PHONE.test(phoneIn(state)) ? undefined : "mobile number";
    },
    async prepare(state, ctx) {
      const code = String(randomInt(1_000_000)).padStart(6, "0");
      const { message, ...addressee } = await letterIn(state, channel, code, ctx);
      // What is not sent opens nothing: else each further step would be five more tries.
      const { to } = addressee;
      const written = (await mayBeWritten(addressee, ctx)) && to !== undefined;
      if (written) await ctx.notify({ channel, to, goodForSeconds: CODE_SECONDS, ...message });
      const expiresAt = ctx.now + CODE_SECONDS;
      return { ...state, sent: { channel, tries: 0, expiresAt, ...(written && { to, hash: hashOf(code) }) } };
    },
    async run(flow, { entered }, ctx) {
      const { sent, ...others } = flow.state;
      const isOver = sent === undefined || sent.tries >= MOST_TRIES || sent.expiresAt <= ctx.now;
      // A code of a message is no proof of having the telephone, nor the other way round.
      if (isOver || sent.channel !== channel) return { kind: "gone" };
      const counted = await changeFlow(flow, { ...others, sent: { ...sent, tries: sent.tries + 1 } }, ctx);
      const hash = hashOf((entered[SHORT_CODE] ?? "").trim());
      const isRight = equalInConstantTime(Buffer.from(hash), Buffer.from(sent.hash ?? hashOf("")));
      if (counted === undefined || !isRight || sent.hash === undefined || sent.to === undefined) {
        return { kind: "refused", because: "code", why: "The code is wrong." };
      }
      const proved = channel === "email" ? { proved: sent.to } : { provedPhone: sent.to };
      return { kind: "done", flow: { ...counted, state: { ...others, ...proved } } };
    },
  };
}

/** The number that a registration has been told. */
export function phoneIn({ claims = {} }: Pick<FlowState, "claims">): string {
  return (claims.phone_number ?? "").trim();
}

/** Who is written to, and what. */
async function letterIn(state: FlowState, channel: NotificationChannel, code: string, ctx: AccountWorld) {
  const { type, account, userName = "", claims = {} } = state;
  if (type === "REGISTRATION") {
    const to = channel === "email" ? addressOf({ userName, claims }) : phoneIn(state);
    const values = { OTPCode: code, "confirmation-code": code };
    const message = { type: MESSAGES[channel].registration, ...localeOf({ claims }), values };
    return { to: to || undefined, login: userName, message };
  }
  const user = account?.userId === undefined ? undefined : await ctx.store.users.find(account.userId);
  const login = account?.login ?? "";
  const values = { "user-name": user?.userName ?? login, "confirmation-code": code };
  const message = { type: MESSAGES[channel].recovery, ...(user && localeOf(user)), values };
  const to = channel === "email" ? account?.email : account?.phone;
  return { to, login, about: "password" as const, account: user, message };
}

function hashOf(code: string): string {
  return sha256(code).toString("base64url");
}
