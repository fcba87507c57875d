import type { Client } from "../src/protocol/model/client.ts";
import { findOrganizationWorld, type OrganizationWorld } from "../src/protocol/organization-world.ts";
import { TestClient } from "./client.ts";
import type { TestServer } from "./server.ts";
import { tenantStore } from "./tenant-data.ts";

/** An organization of a tenant, as tests reach it. */
export interface OwnPlace {
  readonly world: OrganizationWorld;
  /** At the URL of the organization. */
  readonly url: (path: string) => string;
  readonly path: string;
}

/** The organization with the handle. */
export async function placeOf(server: TestServer, handle: string, tenantHandle = "acme"): Promise<OwnPlace> {
  const tenant = await server.store.tenants.find(tenantHandle);
  if (tenant === undefined) throw new Error(`there is no tenant ${tenantHandle}`);
  const world = await findOrganizationWorld(handle, { tenant, store: server.store.forTenant(tenant.id) });
  if (world.kind !== "open") throw new Error(`${handle} is ${world.kind}`);
  const place = `/o/${world.organization.id}`;
  return { world, url: (path) => server.url(`${place}${path}`, tenantHandle), path: `/t/${tenantHandle}${place}` };
}

/** Gives the organization an application of its own, like one of its tenant's but for the changes. */
export async function ownApplication(
  server: TestServer,
  handle: string,
  like: string,
  changes: Partial<Client> = {},
  tenantHandle = "acme",
): Promise<TestClient> {
  const { world, url } = await placeOf(server, handle, tenantHandle);
  const { application: _, ...client } = (await (await tenantStore(server, tenantHandle)).clients.find(like)) as Client;
  const { clientId = `${handle}-own` } = changes;
  await world.store.clients.save({ ...client, name: `Own of ${handle}`, ...changes, clientId });
  return new TestClient({ url }, clientId);
}
