import { verifyNewPasskey } from "../../credentials/add-passkey.ts";
import { readPasskeyAnswer } from "../../credentials/passkey-answer.ts";
import { creationOptions } from "../../credentials/passkeys.ts";
import { newId } from "../../crypto/ids.ts";
import { isNameFree, missingIn } from "../registration.ts";
import { nameTaken, refusedFor } from "./complete-flow.ts";
import type { FlowExecutor } from "./executors.ts";
import { PASSKEY_ANSWER } from "./flow-inputs.ts";

/** Makes a passkey for the account that is yet to be made (contract §20.3, Web Authentication §7.1). */
export const passkeyExecutor: FlowExecutor = {
  flows: ["REGISTRATION"],
  needs: [],
  async run(flow, { entered }, ctx, { stepId, actionId }) {
    const { away, ...others } = flow.state;
    const { userName = "", claims = {}, userId = newId(ctx.nowMilliseconds) } = others;
    const missing = missingIn({ userName, claims });
    if (missing !== undefined) return refusedFor(missing);
    // A challenge counts for this flow alone.
    const purpose = `register in the flow ${flow.id}`;
    if (away?.to !== "device" || entered[PASSKEY_ANSWER] === undefined) {
      // Else what the device has made would stay there, and open nothing.
      if (!(await isNameFree(userName.trim(), ctx))) return nameTaken(userName);
      const user = { id: userId, userName: userName.trim() };
      const options = await creationOptions(purpose, user, "preferred", ctx.passkeys);
      const state = { ...others, userId, away: { to: "device", stepId, actionId, options } } as const;
      return { kind: "away", flow: { ...flow, state } };
    }
    const answer = readPasskeyAnswer(entered[PASSKEY_ANSWER] ?? "");
    const made = answer === undefined ? "no answer" : await verifyNewPasskey(answer, purpose, ctx.passkeys);
    if (typeof made === "string") return { kind: "refused", because: "passkey", why: "No passkey was made." };
    const { id, ...passkey } = made;
    const state = { ...others, passkey: { id, document: { ...passkey, displayName: "Passkey" } } };
    return { kind: "done", flow: { ...flow, state } };
  },
};
