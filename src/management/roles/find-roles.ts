import { isId } from "../../crypto/ids.ts";
import type { Role, RoleDocument } from "../../protocol/model/role.ts";
import { builtInRoles } from "../../protocol/roles.ts";
import type { StoredRecord } from "../../store/port/records.ts";
import { ManagementError } from "../management-error.ts";
import type { ManagementContext } from "../operation.ts";
import { parseFilter } from "../scim/filter.ts";
import { matches } from "../scim/matching.ts";
import { failure, refusal } from "../scim/scim-error.ts";
import { SEARCHABLE } from "./role-kind.ts";

/** A role with what is known of it beside what it allows. */
export interface KeptRole {
  readonly role: Role;
  /** Undefined for a role that every tenant has. */
  readonly record: StoredRecord<RoleDocument> | undefined;
}

/** The role with the id. Refuses an id that is none. */
export async function getRole(id: string, { store, tenant }: ManagementContext): Promise<KeptRole> {
  const lower = id.toLowerCase();
  const builtIn = builtInRoles(tenant).find((role) => role.id === lower);
  if (builtIn !== undefined) return { role: builtIn, record: undefined };
  const record = isId(lower) ? await store.records.find<RoleDocument>("role", lower) : undefined;
  if (record === undefined) throw roleNotFound(id);
  return toKept(record);
}

export function roleNotFound(id: string) {
  return failure(404, `Role with the id : ${id} does not exist in the system.`);
}

/** The roles for which the filter holds, by name. Refuses what is no filter. */
export async function findRoles(
  filter: string | undefined,
  descending: boolean,
  { store, tenant }: ManagementContext,
): Promise<KeptRole[]> {
  const stored = (await store.records.list<RoleDocument>("role")).map(toKept);
  const all = [...builtInRoles(tenant).map((role) => ({ role, record: undefined })), ...stored];
  const found = filter === undefined || filter.trim() === "" ? all : all.filter(condition(filter));
  const sign = descending ? -1 : 1;
  return found.sort((a, b) => sign * (sortKey(a) < sortKey(b) ? -1 : 1));
}

function toKept(record: StoredRecord<RoleDocument>): KeptRole {
  return { role: { ...record.document, id: record.id }, record };
}

function condition(text: string): (kept: KeptRole) => boolean {
  const filter = parseFilter(text);
  return ({ role: { id, displayName, audience } }) => {
    const element = { id, displayName, "audience.type": audience.type, "audience.value": audience.value };
    try {
      return matches(filter, element, SEARCHABLE);
    } catch (error) {
      if (!(error instanceof ManagementError)) throw error;
      throw refusal("invalidFilter", "Roles are looked for by id, displayName, audience.type and audience.value.");
    }
  };
}

function sortKey({ role: { displayName, id } }: KeptRole): string {
  return `${displayName.toLowerCase()} ${id}`;
}
