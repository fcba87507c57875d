import type { Client } from "../src/protocol/model/client.ts";
import type { User } from "../src/protocol/model/user.ts";
import type { TenantStore } from "../src/store/port/store.ts";
import { organizations } from "./organizations.ts";
import type { TestServer } from "./server.ts";

/** The standard organizations, the first one with these applications too. */
export function organizationsWith(...applications: readonly object[]): object[] {
  const [first, ...others] = organizations;
  return [{ ...first, applications: [...(first?.applications ?? []), ...applications] }, ...others];
}

/** Changes a client in the database, as an administrator would; returns how to undo it. */
export async function changeClient(
  server: TestServer,
  clientId: string,
  changes: Partial<Client>,
): Promise<() => Promise<void>> {
  const { clients } = await tenantStore(server);
  const before = await clients.find(clientId);
  if (before === undefined) throw new Error(`there is no client ${clientId}`);
  await clients.save({ ...before, ...changes });
  return () => clients.save(before);
}

/** Changes a user in the database, as an administrator would; returns how to undo it. */
export async function changeUser(
  server: TestServer,
  userName: string,
  changes: Partial<User>,
): Promise<() => Promise<void>> {
  const { users } = await tenantStore(server);
  const before = await users.findByName(userName);
  if (before === undefined) throw new Error(`there is no user ${userName}`);
  await users.save({ ...before.user, ...changes }, before.passwordHash);
  return () => users.save(before.user, before.passwordHash);
}

/** The store of a tenant of the server. */
export async function tenantStore(server: TestServer, handle = "acme"): Promise<TenantStore> {
  const tenant = await server.store.tenants.find(handle);
  if (tenant === undefined) throw new Error(`there is no tenant ${handle}`);
  return server.store.forTenant(tenant.id);
}
