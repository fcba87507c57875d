import type { RoleDocument } from "../../protocol/model/role.ts";
import type { RecordStore, StoredRecord } from "../../store/port/records.ts";
import type { ManagementContext } from "../operation.ts";
import { invalidScope } from "./errors.ts";

type RoleRecord = StoredRecord<RoleDocument>;

/** The organization's roles: the old API knows no others. */
export async function organizationRoles(records: RecordStore): Promise<RoleRecord[]> {
  const roles = await records.list<RoleDocument>("role");
  return roles.filter(({ document }) => document.audience.type === "organization");
}

/** The names of the roles that the scope is bound to: those that allow it. */
export function bindingsOf(scope: string, roles: readonly RoleRecord[]): string[] {
  const bound = roles.filter(({ document }) => document.permissions.includes(scope));
  return bound.map(({ document }) => document.displayName).sort();
}

/** Refuses names that none of the organization's own roles has. */
export function verifyBindings(wanted: readonly string[], roles: readonly RoleRecord[]): void {
  const unknown = wanted.find((name) => !roles.some((role) => isCalled(role, name)));
  if (unknown !== undefined) throw invalidScope(`There is no role ${unknown} that a scope could be bound to.`);
}

/** Makes these roles allow the scope, and no others of the organization's own. */
export async function bind(
  scope: string,
  wanted: readonly string[],
  roles: readonly RoleRecord[],
  { store, now }: ManagementContext,
): Promise<void> {
  for (const role of roles) {
    const { id, name, version, document } = role;
    const has = document.permissions.includes(scope);
    if (has === wanted.some((binding) => isCalled(role, binding))) continue;
    const permissions = has ? document.permissions.filter((each) => each !== scope) : [...document.permissions, scope];
    const changed = { id, name, version, document: { ...document, permissions } };
    if ((await store.records.replace("role", changed, now)) !== "replaced") {
      throw invalidScope(`The role ${document.displayName} was changed by another request at the same time.`);
    }
  }
}

function isCalled({ document }: RoleRecord, name: string): boolean {
  // Asgardeo's older clients write the domain of such roles in front.
  return document.displayName.toLowerCase() === name.replace(/^(Internal|Application)\//i, "").toLowerCase();
}
