import { z } from "zod";
import type { PasswordRules } from "../../protocol/model/tenant.ts";
import { ManagementError } from "../management-error.ts";
import { type Change, type ManagementContext, type Operation, operation } from "../operation.ts";
import { VALIDATORS } from "./password-rules.ts";
import {
  FIELDS,
  type Field,
  type Rule,
  refuseUsernameRules,
  ruleForm,
  rulesOf,
  toPasswordRules,
} from "./rules-of-field.ts";

const PATH = "/api/server/v1/validation-rules";
const VIEW = "internal_config_view";
const UPDATE = "internal_config_update";

const ofField = z.object({ rules: z.array(ruleForm).default([]), regEx: z.array(ruleForm).default([]) });
const model = ofField.extend({ field: z.string() });
const answer = z.object({ field: z.string(), rules: z.array(ruleForm) });
const validator = z.object({
  type: z.literal("RULE"),
  name: z.string(),
  properties: z.array(
    z.object({ name: z.string(), displayName: z.string(), type: z.literal("int"), displayOrder: z.number().int() }),
  ),
});

/** What passwords must have (contract §17.12). */
export const inputValidationOperations: readonly Operation[] = [
  operation({
    id: "getValidationRules",
    method: "GET",
    path: PATH,
    scope: VIEW,
    summary: "List the rules of all fields",
    answers: { 200: z.array(answer) },
    async handle(_call, ctx) {
      return { status: 200, body: FIELDS.map((field) => answerOf(field, ctx.tenant.settings.passwordRules)) };
    },
  }),
  operation({
    id: "updateValidationRules",
    method: "PUT",
    path: PATH,
    scope: UPDATE,
    summary: "Replace the rules of several fields",
    body: z.array(model),
    answers: { 200: z.array(answer), 404: undefined },
    async handle({ body }, ctx) {
      const sent = body.map(({ field, ...rules }) => [fieldOf(field), rules] as const);
      const after = Object.assign({}, ...sent.map(([field, rules]) => passwordRulesIn(field, rules, ctx)));
      const change = await save(after.passwordRules ?? ctx.tenant.settings.passwordRules, ctx);
      return { status: 200, body: sent.map(([field]) => answerOf(field, change.after)), change };
    },
  }),
  operation({
    id: "revertValidationRules",
    method: "POST",
    path: `${PATH}/revert`,
    scope: UPDATE,
    summary: "Put back the rules that fields began with",
    body: z.object({ fields: z.array(z.string()) }),
    answers: { 200: undefined, 404: undefined },
    async handle({ body }, ctx) {
      const fields = body.fields.map(fieldOf);
      if (!fields.includes("password")) return { status: 200 };
      return { status: 200, change: await save(undefined, ctx) };
    },
  }),
  operation({
    id: "getValidators",
    method: "GET",
    path: `${PATH}/validators`,
    scope: VIEW,
    summary: "List what rules can be made of",
    answers: { 200: z.array(validator) },
    async handle() {
      const body = [...Map.groupBy(VALIDATORS, ({ name }) => name)].map(([name, properties]) => ({
        type: "RULE",
        name,
        properties: properties.map(({ property, about }, index) => ({
          name: property,
          displayName: about,
          type: "int",
          displayOrder: index + 1,
        })),
      }));
      return { status: 200, body };
    },
  }),
  operation({
    id: "getValidationRulesOfField",
    method: "GET",
    path: `${PATH}/{field}`,
    scope: VIEW,
    summary: "Retrieve the rules of a field",
    answers: { 200: answer, 404: undefined },
    async handle({ parameters }, ctx) {
      return { status: 200, body: answerOf(fieldOf(parameters.field), ctx.tenant.settings.passwordRules) };
    },
  }),
  operation({
    id: "updateValidationRulesOfField",
    method: "PUT",
    path: `${PATH}/{field}`,
    scope: UPDATE,
    summary: "Replace the rules of a field",
    body: ofField,
    answers: { 200: answer, 404: undefined },
    async handle({ parameters, body }, ctx) {
      const field = fieldOf(parameters.field);
      const { passwordRules = ctx.tenant.settings.passwordRules } = passwordRulesIn(field, body, ctx);
      const change = await save(passwordRules, ctx);
      return { status: 200, body: answerOf(field, change.after), change };
    },
  }),
];

function fieldOf(name = ""): Field {
  const field = FIELDS.find((known) => known === name);
  if (field !== undefined) return field;
  throw new ManagementError(404, "IVM-60002", "Field is not found.", `There are no rules for ${name}.`);
}

function passwordRulesIn(
  field: Field,
  { rules, regEx }: z.output<typeof ofField>,
  { tenant }: ManagementContext,
): { passwordRules?: PasswordRules } {
  if (regEx.length > 0) {
    const description = `${tenant.handle} has rules in place of patterns.`;
    throw new ManagementError(400, "IVM-60001", "Invalid validation configuration.", description);
  }
  if (field === "password") return { passwordRules: toPasswordRules(rules) };
  refuseUsernameRules(rules);
  return {};
}

async function save(
  after: PasswordRules | undefined,
  { tenant, saveSettings }: ManagementContext,
): Promise<Change & { readonly after: PasswordRules | undefined }> {
  const before = tenant.settings.passwordRules;
  await saveSettings(() => ({ passwordRules: after }));
  return { action: "validation-rules.update", target: { kind: "validation-rules", id: "password" }, before, after };
}

function answerOf(field: Field, rules: PasswordRules | undefined): { field: Field; rules: readonly Rule[] } {
  return { field, rules: rulesOf(field, rules) };
}
