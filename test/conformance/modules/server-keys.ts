import assert from "node:assert/strict";
import type { JsonWebKey } from "node:crypto";
import { createServerKeys } from "../../../src/crypto/sealing.ts";
import { rotateKey } from "../../../src/protocol/key-rotation.ts";
import { headerOf } from "../../client.ts";
import { TEST_KEY } from "../../server.ts";
import { flow } from "../flow.ts";
import type { Module, ModuleRun } from "../module.ts";
import { publishedKeys } from "./discovery.ts";

/** The keys that the server signs with. */
export const serverKeyModules: readonly Module[] = [
  {
    title:
      "oidcc-server-rotate-keys: publishes a new key beside the old one, and signs with it from then on (OIDC Core §10.1.1)",
    async run(run) {
      const jwksUri = run.server.metadata.jwks_uri as string;
      const before = signingKeys(await publishedKeys(jwksUri));
      const { kid, activatesAt } = await rotate(run);
      const after = signingKeys(await publishedKeys(jwksUri));

      for (const key of before) assert.ok(after.some((other) => other.kid === key.kid && other.n === key.n));
      const [added, ...more] = after.filter((key) => !before.some((other) => other.kid === key.kid));
      assert.deepEqual([added?.kid, more], [kid, []]);
      assert.ok(!before.some((key) => key.n === added?.n), "it is no old one under another name");

      const { clock } = run.server.server;
      clock.advance(activatesAt - clock.now);
      assert.equal(headerOf((await flow(run)).idToken).kid, kid);
    },
  },
];

/** What `tessera keys rotate` does. */
async function rotate({ server: { server, metadata } }: ModuleRun) {
  const handle = /\/t\/(\w+)\//.exec(metadata.issuer)?.[1] as string;
  const tenant = await server.store.tenants.find(handle);
  assert.ok(tenant !== undefined);
  return rotateKey("RS256", "planned", {
    id: tenant.id,
    store: server.store.forTenant(tenant.id),
    keyMaking: { serverKeys: createServerKeys(TEST_KEY), rsaBits: 2048 },
    now: server.clock.now,
  });
}

function signingKeys(keys: readonly JsonWebKey[]): JsonWebKey[] {
  return keys.filter(({ use, kty }) => use !== "enc" && kty === "RSA");
}
