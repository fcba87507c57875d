import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { TrustedTokenIssuer } from "../../src/protocol/model/tenant.ts";
import type { Store } from "../../src/store/port/store.ts";
import type { TenantQuery } from "../../src/store/port/tenants.ts";
import { forEachStore } from "./stores.ts";
import { makeId, makeTenant, NOW } from "./values.ts";

describe("the tenant directory", () => {
  forEachStore(({ makeStore }) => {
    let store: Store;
    before(async () => {
      store = await makeStore();
    });

    it("finds a tenant by its handle", async () => {
      const tenant = makeTenant({ handle: "found", name: "Found & Sons", demo: true });
      assert.deepEqual(await store.tenants.create(tenant), tenant);
      assert.deepEqual(await store.tenants.find("found"), tenant);
    });

    for (const handle of ["nobody", "Found", "found ", "found\0", ""]) {
      it(`finds no tenant ${JSON.stringify(handle)}`, async () => {
        assert.equal(await store.tenants.find(handle), undefined);
      });
    }

    it("gives all who create one handle at once the same tenant", async () => {
      const created = await Promise.all(
        Array.from({ length: 10 }, (_, n) => store.tenants.create(makeTenant({ handle: "raced", name: `name ${n}` }))),
      );
      assert.equal(new Set(created.map(({ id }) => id)).size, 1);
      assert.deepEqual(await store.tenants.find("raced"), created[0]);
    });

    it("lists tenants by handle", async () => {
      await store.tenants.create(makeTenant({ handle: "another", name: "" }));
      const handles = (await store.tenants.list()).map(({ handle }) => handle);
      assert.deepEqual(handles, ["another", "found", "raced"]);
    });

    it("counts tenants, and the demos among them", async () => {
      const { total, demos } = await store.tenants.census();
      await store.tenants.create(makeTenant());
      await store.tenants.create(makeTenant({ demo: true }));
      assert.deepEqual(await store.tenants.census(), { total: total + 2, demos: demos + 1 });
    });

    it("knows which tenants' keys change by a schedule, until they are disabled (security bar 20.5)", async () => {
      const scheduled = async () =>
        (await store.tenants.withKeyRotation()).sort((first, second) => first.everyDays - second.everyDays);
      const [one, changed] = [makeTenant(), makeTenant()];
      const created = { ...one, settings: { ...one.settings, keyRotation: { everyDays: 30 } } };
      await store.tenants.create(created);
      await store.tenants.create(changed);
      const planned = { id: created.id, handle: created.handle, everyDays: 30 };
      assert.deepEqual(await scheduled(), [planned]);

      await store.tenants.changeSettings(changed.id, (present) => ({ ...present, keyRotation: { everyDays: 90 } }));
      assert.deepEqual(await scheduled(), [planned, { id: changed.id, handle: changed.handle, everyDays: 90 }]);

      await store.tenants.update({ ...changed, settings: { ...changed.settings, keyRotation: undefined } });
      await store.tenants.setEnabled(created.id, false);
      assert.deepEqual(await scheduled(), []);
    });

    it("finds a tenant by its id", async () => {
      const tenant = await store.tenants.create(makeTenant());
      assert.deepEqual(await store.tenants.findById(tenant.id), tenant);
      assert.equal(await store.tenants.findById(makeId()), undefined);
    });

    it("tells in which tenant an organization lies, by its id (contract §1.1)", async () => {
      const tenant = await store.tenants.create(makeTenant());
      const id = makeId();
      const { organizations } = store.forTenant(tenant.id);
      const times = { createdAt: NOW, modifiedAt: NOW };
      const words = { handle: "west", name: "West", description: undefined, attributes: {}, status: "ACTIVE" } as const;
      await organizations.add({ id, parentId: undefined, ...words, ...times });
      assert.equal(await store.tenants.handleOfOrganization(id), tenant.handle);
      assert.equal(await store.tenants.handleOfOrganization(makeId()), undefined);
    });

    it("loses none of ten changes of one tenant's settings that come at once", async () => {
      const tenant = await store.tenants.create(makeTenant());
      const names = Array.from({ length: 10 }, (_, n) => `issuer ${n}`);
      const named = (name: string) => ({ name }) as unknown as TrustedTokenIssuer;
      const add = (name: string) =>
        store.tenants.changeSettings(tenant.id, (present) => ({
          ...present,
          trustedTokenIssuers: [...present.trustedTokenIssuers, named(name)],
        }));
      await Promise.all(names.map(add));
      const { settings } = (await store.tenants.find(tenant.handle)) ?? tenant;
      assert.deepEqual(settings.trustedTokenIssuers.map(({ name }) => name).sort(), names);
    });

    it("keeps a tenant disabled, whatever else of it is changed, until it is enabled", async () => {
      const tenant = await store.tenants.create(makeTenant());
      assert.equal(await store.tenants.setEnabled(tenant.id, false), true);
      await store.tenants.update({ ...tenant, name: "Renamed", enabled: true });
      assert.deepEqual(await store.tenants.find(tenant.handle), { ...tenant, name: "Renamed", enabled: false });
      assert.equal(await store.tenants.setEnabled(tenant.id, true), true);
      assert.equal((await store.tenants.find(tenant.handle))?.enabled, true);
      assert.equal(await store.tenants.setEnabled(makeId(), false), false);
    });

    describe("finds those that are looked for", () => {
      before(async () => {
        for (const handle of ["look-one", "look-two", "look-three", "look.one", "lookxone"]) {
          await store.tenants.create(makeTenant({ handle }));
        }
      });
      const looked = [{ operator: "sw", value: "look" }] as const;
      const cases: [title: string, query: Omit<TenantQuery, "offset" | "limit">, handles: string[]][] = [
        ["from the beginning", { filter: [looked] }, ["look-one", "look-three", "look-two", "look.one", "lookxone"]],
        ["backwards", { filter: [[{ operator: "ew", value: "k-one" }]], descending: true }, ["look-one"]],
        ["whatever the case", { filter: [[{ operator: "eq", value: "LOOK-TWO" }]] }, ["look-two"]],
        ["by signs that mean nothing", { filter: [[{ operator: "co", value: "look_one" }]] }, []],
        ["by two conditions", { filter: [[...looked, { operator: "co", value: "three" }]] }, ["look-three"]],
        [
          "by one of two",
          { filter: [[{ operator: "eq", value: "look-one" }], [{ operator: "eq", value: "look-two" }]] },
          ["look-one", "look-two"],
        ],
      ];
      for (const [title, query, handles] of cases) {
        it(title, async () => {
          const found = await store.tenants.search({ ...query, offset: 0, limit: 10 });
          const read = found.resources.map(({ handle }) => handle);
          assert.deepEqual([found.total, query.descending ? read.reverse() : read.sort()], [handles.length, handles]);
        });
      }

      it("page by page", async () => {
        const page = async (offset: number, descending = false) => {
          const { total, resources } = await store.tenants.search({ filter: [looked], descending, offset, limit: 2 });
          return [total, ...resources.map(({ handle }) => handle)];
        };
        const [first, second, third] = [await page(0), await page(2), await page(4)];
        assert.deepEqual([first.length, second.length, third.length], [3, 3, 2]);
        assert.equal(new Set([...first, ...second, ...third]).size, 6);
        assert.deepEqual((await page(0, true))[1], third[1]);
      });
    });

    it("updates one tenant and leaves the others", async () => {
      const tenant = await store.tenants.create(makeTenant({ handle: "changed", name: "Before", demo: true }));
      const others = (await store.tenants.list()).filter(({ id }) => id !== tenant.id);
      await store.tenants.update({ ...tenant, name: "After", demo: false });
      assert.deepEqual(await store.tenants.find("changed"), { ...tenant, name: "After", demo: false });
      assert.deepEqual(
        (await store.tenants.list()).filter(({ id }) => id !== tenant.id),
        others,
      );
    });
  });
});
