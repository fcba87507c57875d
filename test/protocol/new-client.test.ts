import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseConfiguration } from "../../src/configuration/parse.ts";
import { toClient } from "../../src/configuration/to-client.ts";
import { newClient } from "../../src/protocol/registration/new-client.ts";

describe("a client that is registered", () => {
  it("is, where its registration says nothing, as one of the configuration whose ID tokens are minimal", () => {
    const application = {
      clientId: "a",
      clientSecret: "secret",
      idToken: { minimal: true },
      callbackURLs: ["https://app.example/"],
    };
    const text = JSON.stringify({ demo: true, organizations: [{ handle: "a", applications: [application] }] });
    const [organization] = parseConfiguration(text, "test.yaml", {}).organizations;
    const configured = toClient(organization?.applications[0] as NonNullable<typeof organization>["applications"][0]);
    const own = { secrets: [], grantTypes: [], redirectUris: [], allowedOrigins: [] };
    // As they are stored: what is undefined is not there.
    assert.deepEqual(JSON.parse(JSON.stringify({ ...configured, ...own })), JSON.parse(JSON.stringify(newClient("a"))));
  });
});
