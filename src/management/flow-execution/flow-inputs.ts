import {
  ANSWER_OF_CONNECTION,
  CONFIRMATION_CODE,
  type FlowInputs,
  PASSKEY_ANSWER,
  PASSWORD,
  SHORT_CODE,
  USER_NAME,
} from "../../accounts/flow/flow-inputs.ts";
import { openIdClaimsIn } from "../account-claims.ts";

/** By this name Asgardeo's designs ask for the number that text messages go to; here a person has one number. */
const MOBILE = "http://wso2.org/claims/mobile";
const TELEPHONE = "http://wso2.org/claims/telephone";

/** What is entered nowhere: the answers of other servers and of devices. */
const ANSWERS: readonly string[] = [...ANSWER_OF_CONNECTION, PASSKEY_ANSWER];
const NO_CLAIMS = new Set([...ANSWERS, USER_NAME, PASSWORD, SHORT_CODE, CONFIRMATION_CODE]);

/** What was sent, with what people say of themselves read out of it. Refuses what nobody can say of themselves. */
export function flowInputs(inputs: Readonly<Record<string, string | number | boolean>>): FlowInputs {
  const entered = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, String(value)]));
  const claims = Object.entries(entered).filter(([name]) => !NO_CLAIMS.has(name));
  return {
    entered,
    claims: openIdClaimsIn(claims.map(([uri, value]) => ({ uri: uri === MOBILE ? TELEPHONE : uri, value }))),
  };
}

/** Whether something can be asked for under the name. */
export function isInput(name: string): boolean {
  if (ANSWERS.includes(name)) return false;
  try {
    flowInputs({ [name]: "" });
    return true;
  } catch {
    return false;
  }
}
