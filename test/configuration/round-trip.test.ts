import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import fc from "fast-check";
import { applyConfiguration } from "../../src/configuration/apply.ts";
import { writeConfiguration } from "../../src/configuration/export/write-configuration.ts";
import { parseConfiguration } from "../../src/configuration/parse.ts";
import { createServerKeys } from "../../src/crypto/sealing.ts";
import type { Store } from "../../src/store/port/store.ts";
import { forEachStore } from "../store/stores.ts";
import { organizationFile } from "./arbitrary-organization.ts";

const clock = { nowMilliseconds: () => 1_790_000_000_000 };
const keys = createServerKeys(Buffer.alloc(32, "a test's key"));
/** Whatever the file asks for, the same secret each time. */
const env: Record<string, string> = new Proxy({}, { get: (_, name) => `the secret that ${String(name)} stands for` });

/** What a new secret changes: those of the file are other ones than those that the first file had. */
const OF_SECRETS = ["clientSecret", "authenticators", "sealed"];

async function apply(text: string, store: Store) {
  return applyConfiguration(parseConfiguration(text, "test.yaml", env), store, clock, async () => keys);
}

async function remove(handle: string, store: Store): Promise<void> {
  const tenant = await store.tenants.find(handle);
  if (tenant !== undefined) await store.tenants.remove(tenant.id);
}

describe("what is exported", () => {
  forEachStore((under) => {
    let store: Store;
    before(async () => {
      store = await under.makeStore();
    });

    it("is read as it is where a key of an administrator's means something in YAML", async () => {
      const attributes = { "<<": "merged", "*alias": "a", "!!binary": "b", __proto__x: "c", "? key": "d" };
      const organization = { handle: "hostile", subOrganizations: [{ handle: "inner", attributes }] };
      await apply(JSON.stringify({ demo: true, organizations: [organization] }), store);
      const text = await writeConfiguration(["hostile"], store);
      const { organizations } = parseConfiguration(text, "test.yaml", env);
      assert.deepEqual(organizations[0]?.subOrganizations[0]?.attributes, attributes);
      await remove("hostile", store);
    });

    it("is exported again where it was applied to an empty server, and changes nothing where it came from", async () => {
      await fc.assert(
        fc.asyncProperty(organizationFile, fc.boolean(), async (organization, hashes) => {
          const { handle } = organization;
          await apply(JSON.stringify({ demo: true, organizations: [organization] }), store);
          const exported = await writeConfiguration([handle], store, { hashes });
          const again = await apply(exported, store);
          const others = again.filter(({ fields = [] }) => fields.some((field) => !OF_SECRETS.includes(field)));
          assert.deepEqual(others, []);
          assert.ok(again.every(({ kind }) => kind !== "created"));
          await remove(handle, store);
          await apply(exported, store);
          assert.equal(await writeConfiguration([handle], store, { hashes }), exported);
          const twice = await apply(exported, store);
          assert.deepEqual(
            twice.filter(({ kind }) => kind !== "unchanged"),
            [],
          );
          await remove(handle, store);
        }),
        { numRuns: 4 },
      );
    });
  });
});
