import { type AuditEntry, toAuditEntry } from "../management/audit/audit-entry.ts";
import { SettingsError } from "../settings.ts";
import type { Flags } from "./given.ts";
import { withOrganizations } from "./organizations.ts";
import { asTable } from "./table.ts";

export interface AuditOptions {
  readonly json?: boolean;
  readonly limit?: string;
  readonly action?: string;
}

/** `tessera audit`: prints what was changed in the organization, or in each of them, the newest first: a table, or a line of JSON each. */
export async function printAudit(handle: string | undefined, options: AuditOptions, flags: Flags): Promise<void> {
  const limit = Number(options.limit ?? 50);
  if (!Number.isInteger(limit) || limit < 1) {
    throw new SettingsError(`--limit ${options.limit} is no number of entries: use a whole number from 1`);
  }
  const action = options.action === undefined ? {} : { action: options.action };
  await withOrganizations(handle, flags, async ({ store, tenants }) => {
    const entries: (AuditEntry & { organization: string })[] = [];
    for (const tenant of tenants) {
      const events = await store.forTenant(tenant.id).audit.list({ limit, ...action });
      entries.push(...events.map((event) => ({ organization: tenant.handle, ...toAuditEntry(event) })));
    }
    const newest = entries.sort((one, other) => (one.id < other.id ? 1 : -1)).slice(0, limit);
    if (options.json) for (const entry of newest) console.log(JSON.stringify(entry));
    else console.log(asTable([["TIME", "ORGANIZATION", "WHO", "FROM", "ACTION", "WHAT"], ...newest.map(rowOf)]));
  });
}

function rowOf({ time, organization, actor, address, action, target }: AuditEntry & { organization: string }) {
  const who = `${actor.kind} ${actor.id}`;
  return [time.slice(0, 19).replace("T", " "), organization, who, address || "-", action, target.name ?? target.id];
}
