import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { Store } from "../../src/store/store.ts";
import { forEachStore } from "./stores.ts";
import { makeTenant } from "./values.ts";

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
