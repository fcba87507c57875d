import type { SignInOption } from "../../protocol/model.ts";
import type { Factor } from "../flow/factor.ts";
import { identifierFactor } from "./identifier.ts";
import { passwordFactor } from "./password.ts";

const ALL: readonly Factor[] = [passwordFactor, identifierFactor];

/** Every way to sign in, by its name. */
export const FACTORS: Readonly<Record<string, Factor>> = Object.fromEntries(ALL.map((factor) => [factor.name, factor]));

/** What may have to be done before a session begins, in this order. */
export const TASKS: readonly Factor[] = ALL.filter(({ kind }) => kind === "task");

/** What does the option; undefined: nothing here does. Those of this server and those of a connection are different ones. */
export function factorOf({ idp, authenticator }: SignInOption): Factor | undefined {
  const factor = Object.hasOwn(FACTORS, authenticator) ? FACTORS[authenticator] : undefined;
  return (factor?.kind === "federated") === (idp !== "LOCAL") ? factor : undefined;
}
