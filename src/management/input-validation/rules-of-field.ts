import { z } from "zod";
import { PASSWORD_LENGTH } from "../../passwords/new-password.ts";
import type { PasswordRules } from "../../protocol/model/tenant.ts";
import { ManagementError } from "../management-error.ts";
import { VALIDATORS } from "./password-rules.ts";

export const ruleForm = z.object({
  validator: z.string(),
  properties: z.array(z.object({ key: z.string(), value: z.string() })),
});

export type Rule = z.output<typeof ruleForm>;

/** The fields that there are rules for. */
export const FIELDS = ["password", "username"] as const;
export type Field = (typeof FIELDS)[number];

/** User names may be anything: the rule is told, and stays as it is. */
const USERNAME_RULES: readonly Rule[] = [
  { validator: "EmailFormatValidator", properties: [{ key: "enable.validator", value: "false" }] },
];

/** The field's rules by Asgardeo's names. */
export function rulesOf(field: Field, rules: PasswordRules = {}): readonly Rule[] {
  if (field === "username") return USERNAME_RULES;
  const inForce = { ...PASSWORD_LENGTH, ...rules };
  const there = VALIDATORS.filter(({ rule }) => inForce[rule] !== undefined);
  return [...Map.groupBy(there, ({ name }) => name)].map(([validator, ofIt]) => ({
    validator,
    properties: ofIt.map(({ property, rule }) => ({ key: property, value: String(inForce[rule]) })),
  }));
}

/** The rules for passwords that were sent. Refuses what is none, and what would let in passwords that are refused everywhere. */
export function toPasswordRules(sent: readonly Rule[]): PasswordRules {
  const pairs = sent.flatMap(({ validator, properties }) =>
    properties.map(({ key, value }) => {
      const known = VALIDATORS.find(({ name, property }) => name === validator && property === key);
      if (known === undefined) throw invalid(`There is no ${validator} with ${key} for passwords.`);
      if (!/^\d{1,3}$/.test(value)) throw invalid(`${key} of ${validator} is a whole number below 1000.`);
      return [known.rule, Number(value)] as const;
    }),
  );
  const rules: PasswordRules = Object.fromEntries(pairs);
  const { least = PASSWORD_LENGTH.least, most = PASSWORD_LENGTH.most, repeated = 1 } = rules;
  if (least < PASSWORD_LENGTH.least || most > PASSWORD_LENGTH.most || least > most) {
    throw invalid(`A password has ${PASSWORD_LENGTH.least} to ${PASSWORD_LENGTH.most} characters.`);
  }
  const { digits = 0, upperCase = 0, lowerCase = 0, special = 0, unique = 0 } = rules;
  if (digits + upperCase + lowerCase + special > most || unique > most || repeated < 1) {
    throw invalid("No password could keep these rules.");
  }
  return rules;
}

/** Refuses other rules for user names than those that are in force. */
export function refuseUsernameRules(sent: readonly Rule[]): void {
  const isSame = JSON.stringify(sent) === JSON.stringify(USERNAME_RULES);
  if (sent.length > 0 && !isSame) throw invalid("User names may be anything here: there are no rules for them.");
}

function invalid(description: string): ManagementError {
  return new ManagementError(400, "IVM-60001", "Invalid validation configuration.", description);
}
