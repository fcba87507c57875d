import { z } from "zod";
import { systemClock } from "../clock.ts";
import { ManagementError } from "../management/management-error.ts";
import { createTenant } from "../management/tenants/create-tenant.ts";
import { newTenantForm } from "../management/tenants/forms.ts";
import type { IsBreached } from "../passwords/new-password.ts";
import type { Tenant } from "../protocol/model/tenant.ts";
import { type Settings, SettingsError } from "../settings.ts";
import type { Store, TenantStore } from "../store/port/store.ts";
import { auditCommand } from "./audit-command.ts";
import type { Flags } from "./given.ts";
import { newEncryptionKey } from "./master-key.ts";
import { withOrganizations } from "./organizations.ts";
import { firstLine } from "./read-line.ts";
import { withFilter } from "./stolen-passwords.ts";

export interface CreateTenantOptions {
  readonly name?: string;
  readonly owner?: string;
  readonly passwordStdin?: boolean;
  readonly adminApplication?: string;
}

/** A secret that was made, which is told once. */
type Told = readonly [what: string, value: string];

/**
 * `tessera tenants create`: stores an organization, with a first administrator and an application for administrators' scripts where these
 * are asked for, and prints their secrets and the next step.
 */
export async function createTenantOf(handle: string, options: CreateTenantOptions, flags: Flags): Promise<void> {
  const { name, owner, passwordStdin, adminApplication } = options;
  const made = owner === undefined || passwordStdin ? undefined : newEncryptionKey();
  const password = made ?? (owner === undefined ? undefined : await firstLine(process.stdin));
  const owners = owner === undefined ? [] : [ownerNamed(owner, password ?? "")];

  await withOrganizations(undefined, flags, async ({ settings, store }) => {
    const tenant = await withFilter(settings, (isBreached) =>
      create({ domain: handle, name, owners }, store, isBreached),
    );
    const tenantStore = store.forTenant(tenant.id);
    const told: Told[] = made === undefined ? [] : [[`password of ${owner}`, made]];
    if (adminApplication !== undefined) told.push(await addApplication(adminApplication, tenantStore));
    console.log([`created ${handle}`, ...told.map(([what, value]) => `  ${what}: ${value}`)].join("\n"));
    console.log(nextStep(handle, adminApplication, settings));
  });
}

function ownerNamed(email: string, password: string) {
  return { username: email, email, password, provisioningMethod: "inline-password" };
}

async function create(request: object, store: Store, isBreached: IsBreached): Promise<Tenant> {
  // A command may leave the owners out.
  const form = newTenantForm.extend({ owners: z.array(newTenantForm.shape.owners.element) });
  const { success, data, error } = form.safeParse(request);
  if (!success) {
    const [issue] = error.issues;
    throw new SettingsError(`${issue?.path.join(".")} ${issue?.message}`);
  }
  try {
    const tenant = await createTenant(data, { store, nowMilliseconds: systemClock.nowMilliseconds(), isBreached });
    await auditCommand(store.forTenant(tenant.id), {
      action: "organization.create",
      target: { kind: "organization", id: tenant.id, name: tenant.handle },
      after: { handle: tenant.handle, name: tenant.name, owners: data.owners.map(({ username }) => username) },
    });
    return tenant;
  } catch (error) {
    throw error instanceof ManagementError ? new SettingsError(error.description) : error;
  }
}

/** An application that may do everything by the management APIs. */
async function addApplication(clientId: string, store: TenantStore): Promise<Told> {
  const { applicationSchema } = await import("../configuration/schema/application.ts");
  const { toClient } = await import("../configuration/to-client.ts");
  const clientSecret = newEncryptionKey();
  const described = { clientId, clientSecret, grantTypes: ["client_credentials"], authorizedAPIs: "management" };
  const client = toClient(applicationSchema.parse(described));
  await store.clients.save(client);
  const target = { kind: "application", id: clientId, name: client.name };
  await auditCommand(store, { action: "application.create", target });
  return [`secret of ${clientId}`, clientSecret];
}

function nextStep(handle: string, application: string | undefined, { baseUrl, encryptionKey }: Settings): string {
  const key =
    encryptionKey === undefined ? ["Serve it with TESSERA_ENCRYPTION_KEY set (`tessera new-encryption-key`)."] : [];
  const next =
    application === undefined
      ? `Next: give it applications by a configuration file with \`handle: ${handle}\` (\`tessera apply\`, docs/configuration.md).`
      : `Next: curl -u ${application}:<secret> ${baseUrl}/t/${handle}/oauth2/token -d grant_type=client_credentials -d scope=internal_application_mgt_view`;
  return [...key, next].join("\n");
}
