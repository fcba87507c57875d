import { GOVERNANCE, LOCK_OUT } from "../../configuration/records/governance.ts";
import type { TenantSettings } from "../../protocol/model/tenant.ts";
import { ManagementError } from "../management-error.ts";
import type { ManagementContext } from "../operation.ts";
import { readSetting, saveSetting } from "../settings.ts";
import { CATEGORIES, type Connector, type PropertyDefinition } from "./connectors.ts";

/** Property names with their values. */
export type Values = Readonly<Record<string, string>>;

/** Locks shorter or later than these would let guesses through that security bar 18.1 keeps out. */
const MOST_ATTEMPTS = 10;
const LEAST_MINUTES = 1;
const MOST_MINUTES = 1440;

/** What the organization has changed of the values that it began with. */
export async function changedValues({ store, tenant }: ManagementContext): Promise<Values> {
  const stored = await readSetting<Values>(store.records, GOVERNANCE);
  return { ...stored?.document, ...lockOutValues(tenant.settings) };
}

/** Whether a switch of a connector is on. */
export async function isOn(connector: string, name: string, ctx: ManagementContext): Promise<boolean> {
  return ((await changedValues(ctx))[name] ?? definitionOf(connector, name)?.value) === "true";
}

/** Changes values of the connectors; undefined puts back what it began with. Refuses what a connector has not, and what cannot be. */
export async function changeValues(
  changes: readonly { readonly connector: Connector; readonly values: Readonly<Record<string, string | undefined>> }[],
  ctx: ManagementContext,
): Promise<void> {
  for (const { connector, values } of changes) {
    for (const [name, value] of Object.entries(values)) check(connector, name, value);
  }
  const wanted: Record<string, string | undefined> = Object.assign({}, ...changes.map(({ values }) => values));
  const stored = await readSetting<Values>(ctx.store.records, GOVERNANCE);
  const document = Object.fromEntries(
    Object.entries({ ...stored?.document, ...lockOutValues(ctx.tenant.settings), ...wanted }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  await saveSetting(ctx.store.records, GOVERNANCE, document, stored, ctx.now);
  if (LOCK_OUT.attempts in wanted || LOCK_OUT.minutes in wanted) {
    const value = (name: string) => Number(document[name] ?? definitionOf(LOCK_OUT.connector, name)?.value);
    const lockOut = { attempts: value(LOCK_OUT.attempts), lockSeconds: value(LOCK_OUT.minutes) * 60 };
    await ctx.saveSettings(() => ({ lockOut }));
  }
}

function definitionOf(connector: string, name: string): PropertyDefinition | undefined {
  const all = CATEGORIES.flatMap(({ connectors }) => connectors);
  return all.find((one) => one.name === connector)?.properties.find((property) => property.name === name);
}

function lockOutValues({ lockOut }: TenantSettings): Values {
  if (lockOut === undefined) return {};
  return { [LOCK_OUT.attempts]: String(lockOut.attempts), [LOCK_OUT.minutes]: String(lockOut.lockSeconds / 60) };
}

function check({ name: connector, properties }: Connector, name: string, value: string | undefined): void {
  const definition = properties.find((property) => property.name === name);
  if (definition === undefined) {
    throw new ManagementError(400, "IDG-50012", "Unsupported property is requested.", `${connector} has no ${name}.`);
  }
  const fault =
    value === undefined ? undefined : (typeFault(definition, value) ?? lockOutFault(name, Number(value), value));
  if (fault === undefined) return;
  throw new ManagementError(400, "IDG-50013", "Connector update failed.", `${name} ${fault}.`);
}

function typeFault({ type }: PropertyDefinition, value: string): string | undefined {
  if (value.length > 2048 || value.includes("\0")) return "is too long or holds a NUL character";
  if (type === "boolean" && value !== "true" && value !== "false") return "is either true or false";
  return type === "integer" && !/^\d{1,9}$/.test(value) ? "is a whole number" : undefined;
}

function lockOutFault(name: string, number: number, value: string): string | undefined {
  switch (name) {
    case LOCK_OUT.enabled:
      return value === "true" ? undefined : "stays true here: accounts always lock";
    case LOCK_OUT.ratio:
      return value === "2" ? undefined : "stays 2 here: each lock is twice as long";
    case LOCK_OUT.attempts:
      return number >= 1 && number <= MOST_ATTEMPTS ? undefined : `is from 1 to ${MOST_ATTEMPTS}`;
    case LOCK_OUT.minutes:
      return number >= LEAST_MINUTES && number <= MOST_MINUTES
        ? undefined
        : `is from ${LEAST_MINUTES} to ${MOST_MINUTES} minutes`;
    default:
      return undefined;
  }
}
