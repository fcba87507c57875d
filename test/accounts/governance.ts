import { SWITCHES } from "../../src/accounts/switches.ts";
import type { TenantStore } from "../../src/store/port/store.ts";
import type { TestServer } from "../server.ts";

/** Decides about the rules of registration and recovery in a tenant; what is not named is as it is where nobody has decided. */
export async function decide(
  server: TestServer,
  decided: Partial<Record<keyof typeof SWITCHES, string>>,
  handle = "acme",
): Promise<void> {
  const { id = "" } = (await server.store.tenants.find(handle)) ?? {};
  await decideIn(server.store.forTenant(id), decided, server.clock.now);
}

/** The same in a tenant or an organization inside one, by its store. */
export async function decideIn(
  { records }: Pick<TenantStore, "records">,
  decided: Partial<Record<keyof typeof SWITCHES, string>>,
  now: number,
): Promise<void> {
  await records.remove("setting", "governance");
  const document = Object.fromEntries(
    Object.entries(decided).map(([name, value]) => [SWITCHES[name as keyof typeof SWITCHES][0], value]),
  );
  await records.add("setting", { id: "governance", name: "governance", document }, now);
}

/** What is stored of the tenant. */
export async function storeOf(server: TestServer, handle = "acme") {
  const { id = "" } = (await server.store.tenants.find(handle)) ?? {};
  return server.store.forTenant(id);
}
