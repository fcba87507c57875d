import { isDeepStrictEqual } from "node:util";
import type { SignInStep } from "../../protocol/model/application.ts";
import type { Client } from "../../protocol/model/client.ts";
import { faultOfSteps, isPasswordAlone, stepsOf } from "../../protocol/sign-in-sequence.ts";
import { LOCAL_AUTHENTICATORS } from "../authenticators/local-authenticators.ts";
import { invalidRequest } from "./errors.ts";
import type { ApplicationModel } from "./forms.ts";

type Sequence = ApplicationModel["authenticationSequence"];

/** Other names of the authenticators, as Asgardeo's console and documents have them. */
const ALIASES: Readonly<Record<string, string>> = {
  basic: "BasicAuthenticator",
  "identifier-first": "IdentifierExecutor",
  fido: "FIDOAuthenticator",
  "magic-link": "MagicLinkAuthenticator",
  "email-otp": "email-otp-authenticator",
  "sms-otp": "sms-otp-authenticator",
  "backup-code": "backup-code-authenticator",
};

/** What the model says of how users sign in: the steps that the client has, with what was sent beside them. */
export function toSequence(client: Client): Sequence {
  const kept = client.application?.kept?.application as ApplicationModel | undefined;
  const sent = kept?.authenticationSequence;
  // As it was spelled, while it is true.
  if (sent !== undefined && isDeepStrictEqual(stepsIn(sent), client.signInSteps ?? undefined)) return sent;
  const steps = stepsOf(client).map(({ options }, index) => ({ id: index + 1, options: [...options] }));
  const type = isPasswordAlone(stepsOf(client)) ? "DEFAULT" : "USER_DEFINED";
  return { subjectStepId: 1, attributeStepId: 1, ...sent, type, steps };
}

/**
 * The steps that the sequence asks for, in the order of their ids; undefined for the password alone. Refuses what the server does not do:
 * who asks for more must not be told that it is done. Whether there are the connections that its options name, `connections.ts` asks.
 */
export function fromSequence(sequence: Sequence): readonly SignInStep[] | undefined {
  const { steps = [], requestPathAuthenticators = [], script = "" } = sequence ?? {};
  if (requestPathAuthenticators.length > 0) throw refusal("requestPathAuthenticators are not supported.");
  const ids = steps.map(({ id }) => id).sort((a, b) => a - b);
  if (ids.some((id, index) => id !== index + 1)) throw refusal("the ids of the steps are 1, 2, 3 ….");
  if (!isPlainScript(script, Math.max(1, steps.length))) {
    throw refusal("the only script that is supported is one that executes each of the steps, in their order.");
  }
  const asked = stepsIn(sequence);
  if (asked === undefined) return undefined;
  const fault = faultOfSteps(asked);
  if (fault !== undefined) throw refusal(`it ${fault}.`);
  const off = asked
    .flatMap(({ options }) => options)
    .find(({ idp, authenticator }) => idp === "LOCAL" && !isServed(authenticator));
  if (off !== undefined) throw refusal(`${off.authenticator} is not served.`);
  return asked;
}

/** By the authenticators' own names; undefined for the password alone. */
function stepsIn(sequence: Sequence): SignInStep[] | undefined {
  const steps = (sequence?.steps ?? [])
    .toSorted((a, b) => a.id - b.id)
    .map(({ options }) => ({
      options: options.map(({ idp, authenticator }) => ({
        idp,
        authenticator: idp === "LOCAL" ? (ALIASES[authenticator] ?? authenticator) : authenticator,
      })),
    }));
  return steps.length === 0 || isPasswordAlone(steps) ? undefined : steps;
}

/** The script that Asgardeo's console writes when nobody has written one: it decides nothing. */
function isPlainScript(script: string, steps: number): boolean {
  const text = script.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, "").replaceAll(/\s/g, "");
  if (text === "") return true;
  const calls = /^(?:var)?onLoginRequest=function\(context\)\{((?:executeStep\(\d+\);?)+)\};?$/.exec(text)?.[1];
  const executed = [...(calls ?? "").matchAll(/\d+/g)].map(([id]) => Number(id));
  return isDeepStrictEqual(
    executed,
    Array.from({ length: steps }, (_, index) => index + 1),
  );
}

function isServed(name: string): boolean {
  return LOCAL_AUTHENTICATORS.some((one) => one.name === name && one.enabled);
}

function refusal(why: string): Error {
  return invalidRequest(`authenticationSequence: ${why}`);
}
