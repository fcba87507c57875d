import {
  CONFIRMATION_CODE,
  type FlowInputs,
  PASSWORD,
  SHORT_CODE,
  USER_NAME,
} from "../../accounts/flow/flow-inputs.ts";
import { openIdClaimsIn } from "../account-claims.ts";

const NO_CLAIMS = new Set([USER_NAME, PASSWORD, SHORT_CODE, CONFIRMATION_CODE]);

/** What was sent, with what people say of themselves read out of it. Refuses what nobody can say of themselves. */
export function flowInputs(inputs: Readonly<Record<string, string | number | boolean>>): FlowInputs {
  const entered = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, String(value)]));
  const claims = Object.entries(entered).filter(([name]) => !NO_CLAIMS.has(name));
  return { entered, claims: openIdClaimsIn(claims.map(([uri, value]) => ({ uri, value }))) };
}

/** Whether something can be asked for under the name. */
export function isInput(name: string): boolean {
  try {
    flowInputs({ [name]: "" });
    return true;
  } catch {
    return false;
  }
}
