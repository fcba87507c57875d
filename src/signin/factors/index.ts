import { FEDERATED_AUTHENTICATORS } from "../../protocol/federated-authenticators.ts";
import type { SignInOption } from "../../protocol/model/application.ts";
import { federatedFactor } from "../federation/federated-factor.ts";
import type { Factor } from "../flow/factor.ts";
import { backupCodeFactor } from "./backup-code.ts";
import { changePasswordFactor } from "./change-password.ts";
import { identifierFactor } from "./identifier.ts";
import { magicLinkFactor } from "./magic-link.ts";
import { passkeyFactor } from "./passkey.ts";
import { passwordFactor } from "./password.ts";
import { emailCodeFactor, smsCodeFactor } from "./sent-code.ts";
import { totpFactor } from "./totp.ts";

const ALL: readonly Factor[] = [
  passwordFactor,
  identifierFactor,
  totpFactor,
  backupCodeFactor,
  passkeyFactor,
  emailCodeFactor,
  smsCodeFactor,
  magicLinkFactor,
  ...FEDERATED_AUTHENTICATORS.map(federatedFactor),
  changePasswordFactor,
];

/** Every way to sign in, by its name. */
export const FACTORS: Readonly<Record<string, Factor>> = Object.fromEntries(ALL.map((factor) => [factor.name, factor]));

/** What may have to be done before a session begins, in this order. */
export const TASKS: readonly Factor[] = ALL.filter(({ kind }) => kind === "task");

/** What does the option; undefined: nothing here does. Those of this server and those of a connection are different ones. */
export function factorOf({ idp, authenticator }: SignInOption): Factor | undefined {
  const factor = Object.hasOwn(FACTORS, authenticator) ? FACTORS[authenticator] : undefined;
  return (factor?.kind === "federated") === (idp !== "LOCAL") ? factor : undefined;
}
