import { LRUCache } from "lru-cache";
import type { Client } from "../protocol/model/client.ts";
import type { Tenant } from "../protocol/model/tenant.ts";
import type { Changes } from "./changes.ts";
import type { ClientStore } from "./port/clients.ts";
import type { OrganizationStore } from "./port/organizations.ts";
import type { RecordStore } from "./port/records.ts";
import type { KeyStore, SigningKeyRecord } from "./port/signing-keys.ts";
import type { Store, TenantStore } from "./port/store.ts";
import type { TenantDirectory } from "./port/tenants.ts";

const TENANTS = 10_000;
const CLIENTS = 10_000;
const ORIGINS = 10_000;
/** Tenants, of whose keys all are kept. */
const KEYS = 1_000;
/** Tenants whose stores are kept, 16 kB each: nothing of the database is in them, but to make one takes as long as to ask for a row. */
const STORES = 500;

/**
 * The store with what every request asks for kept in memory: tenants, clients, allowed origins and signing keys, as long as
 * nothing of them changes, here or in another process. What is not there is not kept; nor are users, sessions, codes and tokens,
 * which must be dead at once when they end.
 */
export function createCachedStore(store: Store, changes: Changes): Store {
  const caches = {
    tenants: new LRUCache<string, Tenant>({ max: TENANTS }),
    clients: new LRUCache<string, Client>({ max: CLIENTS }),
    origins: new LRUCache<string, true>({ max: ORIGINS }),
    keys: new LRUCache<string, readonly SigningKeyRecord[]>({ max: KEYS }),
  };
  const stores = new LRUCache<string, TenantStore>({ max: STORES });
  let ownChanges = 0;
  let believed = "";

  /** Empties the caches when anything may have changed. */
  function check(): string {
    const version = `${ownChanges} ${changes.version()}`;
    if (version !== believed) {
      for (const cache of Object.values(caches)) cache.clear();
      believed = version;
    }
    return version;
  }

  async function lookUp<Value extends object | true>(
    cache: LRUCache<string, Value>,
    key: string,
    read: () => Promise<Value | undefined>,
  ): Promise<Value | undefined> {
    const version = check();
    const known = cache.get(key);
    if (known !== undefined) return known;
    const value = await read();
    // What was read while something changed may be what was there before.
    if (value !== undefined && check() === version) cache.set(key, value);
    return value;
  }

  async function change<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      ownChanges += 1; // even when it failed: a lost connection may have committed
    }
  }

  const tenants: TenantDirectory = {
    find: (handle) => lookUp(caches.tenants, handle, () => store.tenants.find(handle)),
    findById: (id) => store.tenants.findById(id),
    handleOfOrganization: (id) => store.tenants.handleOfOrganization(id),
    list: () => store.tenants.list(),
    census: () => store.tenants.census(),
    withKeyRotation: () => store.tenants.withKeyRotation(),
    search: (query) => store.tenants.search(query),
    create: (tenant) => change(() => store.tenants.create(tenant)),
    update: (tenant) => change(() => store.tenants.update(tenant)),
    changeSettings: (id, settings) => change(() => store.tenants.changeSettings(id, settings)),
    setEnabled: (id, enabled) => change(() => store.tenants.setEnabled(id, enabled)),
    remove: (id) => change(() => store.tenants.remove(id)),
  };

  const forTenant: Store["forTenant"] = (tenantId) => {
    const known = stores.get(tenantId);
    if (known !== undefined) return known;
    const made = makeTenantStore(tenantId);
    stores.set(tenantId, made);
    return made;
  };

  const makeTenantStore = (tenantId: string): TenantStore => {
    const tenant = store.forTenant(tenantId);
    const clients: ClientStore = {
      find: (clientId) => lookUp(caches.clients, `${tenantId} ${clientId}`, () => tenant.clients.find(clientId)),
      findByApplicationId: (id) => tenant.clients.findByApplicationId(id),
      list: () => tenant.clients.list(),
      revokeTokens: (clientId, now) => tenant.clients.revokeTokens(clientId, now),
      save: (client) => change(() => tenant.clients.save(client)),
      remove: (clientId, now) => change(() => tenant.clients.remove(clientId, now)),
      async allowsOrigin(origin) {
        const read = async () => ((await tenant.clients.allowsOrigin(origin)) ? true : undefined);
        return (await lookUp(caches.origins, `${tenantId} ${origin}`, read)) === true;
      },
    };
    const keys: KeyStore = {
      async list() {
        const read = async () => {
          const list = await tenant.keys.list();
          return list.length === 0 ? undefined : list;
        };
        return (await lookUp(caches.keys, tenantId, read)) ?? [];
      },
      add: (key, others) => change(() => tenant.keys.add(key, others)),
      setTimes: (times) => change(() => tenant.keys.setTimes(times)),
      reseal: (sequence, sealedPrivateKey) => change(() => tenant.keys.reseal(sequence, sealedPrivateKey)),
    };
    // Some of them are part of what the tenant is read with.
    const records: RecordStore = {
      ...tenant.records,
      add: (...record) => change(() => tenant.records.add(...record)),
      replace: (...record) => change(() => tenant.records.replace(...record)),
      remove: (...record) => change(() => tenant.records.remove(...record)),
    };
    const organizations: OrganizationStore = {
      ...tenant.organizations,
      worldOf: ({ id }) => forTenant(id),
      // Its clients and keys go with it.
      remove: (id) => change(() => tenant.organizations.remove(id)),
    };
    return { ...tenant, clients, keys, records, organizations };
  };

  return { ...store, tenants, forTenant };
}
