import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import type { Configuration } from "../../src/configuration/configuration.ts";
import { fromClient } from "../../src/configuration/from-client.ts";
import { parseConfiguration } from "../../src/configuration/parse.ts";
import { applicationSchema } from "../../src/configuration/schema/application.ts";
import { toClient } from "../../src/configuration/to-client.ts";
import type { Client } from "../../src/protocol/model/client.ts";
import { organizations } from "../organizations.ts";
import { makeClient } from "../store/values.ts";

/** What no file says of a client. */
function described(client: Client): unknown {
  const { secrets: _, sharing: _s, registration: _r, application: _a, ...rest } = client;
  return JSON.parse(JSON.stringify(rest));
}

function again(client: Client): Client {
  return toClient(applicationSchema.parse(fromClient(client)));
}

describe("an application written as a file would have it", () => {
  it("makes the same client, whatever is set", () => {
    const client = makeClient({
      introspection: { signingAlgorithm: "PS256" },
      refreshToken: { lifetimeSeconds: 62, rotate: true, extendOnRotation: false, graceSeconds: 7 },
    });
    assert.deepEqual(described(again(client)), described(client));
  });

  it("makes the same client, without a profile too", () => {
    const refreshToken = { lifetimeSeconds: 62, rotate: false, extendOnRotation: true, graceSeconds: 0 };
    const client = makeClient({ profile: undefined, refreshToken, keys: {}, requestedClaims: undefined });
    assert.deepEqual(described(again(client)), described(client));
  });

  const read = async (name: string): Promise<Configuration> =>
    parseConfiguration(await readFile(name, "utf8"), name, {});
  for (const [name, configuration] of [
    ["demo/bifrost.yaml", () => read("demo/bifrost.yaml")],
    ["demo/conformance.yaml", () => read("demo/conformance.yaml")],
    ["the tests", async () => parseConfiguration(JSON.stringify({ demo: true, organizations }), "test", {})],
  ] as const) {
    it(`makes the same clients of ${name}`, async () => {
      const applications = (await configuration()).organizations.flatMap((one) => one.applications);
      assert.ok(applications.length > 0);
      for (const application of applications) {
        const client = toClient(application);
        assert.deepEqual(described(again(client)), described(client), application.clientId);
      }
    });
  }
});
