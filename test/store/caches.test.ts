import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { createCachedStore } from "../../src/store/cached-store.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/port/store.ts";
import { administer } from "../postgres.ts";
import { forEachStore } from "./stores.ts";
import { makeClient, makeTenant, NOW } from "./values.ts";

const ORIGIN = "https://app.example";
const API = {
  identifier: "https://api.example",
  name: "API",
  scopes: ["read"],
  authorizationDetailsTypes: ["order"],
};
const KEY = {
  sequence: 1,
  kid: "first",
  algorithm: "RS256",
  publicJwk: {},
  sealedPrivateKey: "",
  createdAt: NOW,
  activatesAt: NOW,
  retiresAt: undefined,
};

describe("what is kept in memory of tenants, clients, origins and signing keys", () => {
  forEachStore(({ kind, makeStore, options }) => {
    let here: Store;
    let there: Store;
    before(async () => {
      [here, there] = [await makeStore(), await makeStore()];
    });

    async function storeTenant() {
      const tenant = makeTenant({ name: "Before" });
      await here.tenants.create(tenant);
      await here.forTenant(tenant.id).clients.save(makeClient({ enabled: true }));
      await here.forTenant(tenant.id).keys.add(KEY);
      return tenant;
    }

    /** Everything that is kept, as one store sees it. */
    async function read(store: Store, { id, handle }: { id: string; handle: string }) {
      const { clients, keys } = store.forTenant(id);
      return {
        name: (await store.tenants.find(handle))?.name,
        enabled: (await clients.find("web"))?.enabled,
        allowed: await clients.allowsOrigin(ORIGIN),
        retiring: (await keys.list()).map(({ retiresAt }) => retiresAt !== undefined),
        apis: (await store.tenants.find(handle))?.apiResources,
      };
    }

    const BEFORE = { name: "Before", enabled: true, allowed: true, retiring: [false], apis: [] };
    const AFTER = { name: "After", enabled: false, allowed: false, retiring: [true, false], apis: [API] };

    async function change(store: Store, tenant: Awaited<ReturnType<typeof storeTenant>>) {
      await store.tenants.update({ ...tenant, name: "After" });
      await store.forTenant(tenant.id).clients.save(makeClient({ enabled: false }));
      await store.forTenant(tenant.id).keys.add({ ...KEY, sequence: 2 }, [{ ...KEY, retiresAt: NOW }]);
      const document = { ...API, scopes: [{ name: "read" }], authorizationDetailsTypes: [{ type: "order" }] };
      await store.forTenant(tenant.id).records.add("api resource", { id: "1", name: API.identifier, document }, NOW);
    }

    it("follows its own changes at once", async () => {
      const tenant = await storeTenant();
      for (let n = 0; n < 2; n += 1) assert.deepEqual(await read(here, tenant), BEFORE);
      await change(here, tenant);
      assert.deepEqual(await read(here, tenant), AFTER);
    });

    it("follows another process's changes within a second", async () => {
      const tenant = await storeTenant();
      for (let n = 0; n < 2; n += 1) assert.deepEqual(await read(there, tenant), BEFORE);
      await change(here, tenant);
      await setTimeout(1_000);
      assert.deepEqual(await read(there, tenant), AFTER);
    });

    it("hears within a second that another process has disabled a tenant, and that one has removed it", async () => {
      const tenant = await storeTenant();
      assert.equal((await there.tenants.find(tenant.handle))?.enabled, true);
      await here.tenants.setEnabled(tenant.id, false);
      assert.equal((await here.tenants.find(tenant.handle))?.enabled, false);
      await setTimeout(1_000);
      assert.equal((await there.tenants.find(tenant.handle))?.enabled, false);
      await here.tenants.remove(tenant.id);
      assert.equal(await here.tenants.find(tenant.handle), undefined);
      await setTimeout(1_000);
      assert.equal(await there.tenants.find(tenant.handle), undefined);
      assert.equal(await there.forTenant(tenant.id).clients.find("web"), undefined);
      assert.deepEqual(await there.forTenant(tenant.id).keys.list(), []);
    });

    it("does so while it is asked all the time", async () => {
      const tenant = await storeTenant();
      const until = performance.now() + 500;
      while (performance.now() < until) {
        assert.deepEqual(await read(there, tenant), BEFORE);
        await setTimeout(5);
      }
      await change(here, tenant);
      const changed = performance.now();
      while (performance.now() < changed + 1_000) {
        await read(there, tenant);
        await setTimeout(5);
      }
      assert.deepEqual(await read(there, tenant), AFTER);
    });

    it("finds what was not there a moment ago", async () => {
      const tenant = makeTenant({ name: "Before" });
      assert.deepEqual(await read(there, tenant), {
        name: undefined,
        enabled: undefined,
        allowed: false,
        retiring: [],
        apis: undefined,
      });
      await here.tenants.create(tenant);
      await here.forTenant(tenant.id).clients.save(makeClient());
      await here.forTenant(tenant.id).keys.add(KEY);
      assert.deepEqual(await read(there, tenant), BEFORE);
    });

    if (kind === "PostgreSQL") {
      it("follows changes while its connection that hears of them is lost, and afterwards", async () => {
        const tenant = await storeTenant();
        await read(there, tenant);
        await setTimeout(100);
        const endListeners = `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and (query like 'listen%' or query = 'select 1')`;
        await administer(options().databaseUrl as string, endListeners);
        await change(here, tenant);
        await setTimeout(1_000);
        assert.deepEqual(await read(there, tenant), AFTER);
        for (const name of ["once", "more"]) {
          await setTimeout(600);
          await read(there, tenant);
          await here.tenants.update({ ...tenant, name });
          await setTimeout(1_000);
          assert.equal((await read(there, tenant)).name, name);
        }
      });
    }

    it("lets go of the database also while it is only just being asked", async () => {
      const store = await openStore(options());
      const reading = store.tenants.find("nobody").catch(() => undefined); // closed under its feet
      await store.close();
      assert.equal(await reading, undefined);
    });

    it("does not keep what was read while it changed", async () => {
      const tenant = await storeTenant();
      const slow = Promise.withResolvers<void>();
      const stale: Store = {
        ...here,
        tenants: {
          ...here.tenants,
          async find(handle) {
            const found = await here.tenants.find(handle);
            await slow.promise;
            return found;
          },
        },
      };
      const cached = createCachedStore(stale, { version: () => "" });
      const reading = cached.tenants.find(tenant.handle);
      const updating = cached.tenants.update({ ...tenant, name: "After" });
      await updating;
      slow.resolve();
      await reading;
      assert.equal((await cached.tenants.find(tenant.handle))?.name, "After");
    });

    it("asks the database once for what it keeps, and each time for what is not there", async () => {
      const tenant = await storeTenant();
      let asked = 0;
      const counting: Store = {
        ...here,
        tenants: {
          ...here.tenants,
          find(handle) {
            asked += 1;
            return here.tenants.find(handle);
          },
        },
      };
      const cached = createCachedStore(counting, { version: () => "" });
      for (let n = 0; n < 5; n += 1) assert.equal((await cached.tenants.find(tenant.handle))?.name, "Before");
      assert.equal(asked, 1);
      for (let n = 0; n < 5; n += 1) assert.equal(await cached.tenants.find("nobody"), undefined);
      assert.equal(asked, 6);
    });
  });
});
