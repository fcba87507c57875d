import type { TenantProperties } from "../protocol/model/tenant.ts";
import { administratorRole } from "../protocol/roles.ts";
import { SettingsError } from "../settings.ts";
import { auditCommand } from "./audit-command.ts";
import type { Flags } from "./given.ts";
import { withOrganizations } from "./organizations.ts";
import { firstLine } from "./read-line.ts";
import { asTable } from "./table.ts";

/** `tessera tenants list`: prints the organizations, and who administrates each. */
export async function listTenants(flags: Flags): Promise<void> {
  await withOrganizations(undefined, flags, async ({ store, tenants }) => {
    const rows = [["HANDLE", "NAME", "STATUS", "CREATED", "OWNERS"]];
    for (const tenant of tenants) {
      const owners = await store.forTenant(tenant.id).roleMembers.usersOf(administratorRole(tenant).id);
      const created = new Date(tenant.createdAt * 1000).toISOString().slice(0, 10);
      const status = tenant.enabled ? "enabled" : "disabled";
      rows.push([tenant.handle, tenant.name, status, created, owners.map(({ name }) => name).join(", ") || "-"]);
    }
    console.log(asTable(rows));
  });
}

/** `tessera tenants enable` and `disable`: lets the organization's endpoints answer, or refuse everything. */
export async function setTenantEnabled(handle: string, enabled: boolean, flags: Flags): Promise<void> {
  await withOrganizations(handle, flags, async ({ store, tenants: [tenant] }) => {
    const { id } = tenant as TenantProperties;
    await store.tenants.setEnabled(id, enabled);
    const target = { kind: "organization", id, name: handle };
    await auditCommand(store.forTenant(id), { action: "organization.update", target, after: { enabled } });
    console.log(
      enabled
        ? `${handle} is enabled: what was issued counts again, unless its time is over`
        : `${handle} is disabled: within a second all of its endpoints refuse`,
    );
  });
}

/** `tessera tenants delete`: removes the organization with all that is in it, once its handle was written, or `--yes` said. */
export async function deleteTenant(handle: string, { yes }: { readonly yes?: boolean }, flags: Flags): Promise<void> {
  await withOrganizations(handle, flags, async ({ store, tenants: [tenant] }) => {
    if (!yes) {
      process.stdout.write(`This deletes ${handle} with all that is in it, for good. Write its handle to go on: `);
      if ((await firstLine(process.stdin))?.trim() !== handle) {
        throw new SettingsError(`${handle} stays: its handle was not written (--yes goes on without asking)`);
      }
    }
    await store.tenants.remove((tenant as TenantProperties).id);
    console.log(`deleted ${handle}`);
  });
}
