import type { SignInStep } from "../protocol/model/application.ts";
import { faultOfSteps } from "../protocol/sign-in-sequence.ts";
import type { Check } from "./check.ts";
import { at, listAt } from "./unchecked.ts";

/** Whether somebody can sign in by the application's steps (security bar 19.6). */
export function signInChecks(application: unknown): Check[] {
  const said = listAt(application, "signInSteps");
  if (said.length === 0) return [];
  const fault = faultOfSteps(said.map(stepOf));
  return fault === undefined ? [] : [[true, ["signInSteps"], fault]];
}

/** What is no text is the schema's to refuse. */
function stepOf(step: unknown): SignInStep {
  const options = listAt(step, "options").map((option) => ({
    idp: String(at(option, "idp")),
    authenticator: String(at(option, "authenticator")),
  }));
  return { options };
}
