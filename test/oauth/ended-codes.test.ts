import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { TestClient } from "../client.ts";
import { organizations, PASSWORD } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeClient, changeUser } from "../tenant-data.ts";

describe("security bar 4.6: a code whose user or client has changed", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());
  const client = (tenant?: string) => new TestClient(server, "spa", tenant);

  for (const [what, change, error] of [
    ["user was disabled", () => changeUser(server, "kim", { enabled: false }), "invalid_grant"],
    ["client was disabled", () => changeClient(server, "spa", { enabled: false }), "invalid_client"],
    [
      "client lost the grant",
      () => changeClient(server, "spa", { grantTypes: ["refresh_token"] }),
      "unauthorized_client",
    ],
  ] as const) {
    it(`buys nothing once its ${what}: ${error} (security bar 4.6)`, async () => {
      const redeemable = await client().obtainCode();
      const undo = await change();
      try {
        const { status, body } = await client().exchange(redeemable);
        assert.deepEqual([status, body.error], [error === "invalid_client" ? 401 : 400, error]);
      } finally {
        await undo();
      }
    });
  }

  it("buys nothing once its user's password was replaced: invalid_grant (security bar 4.6)", async () => {
    const redeemable = await client("globex").obtainCode();
    const kim = { userName: "kim", password: `another ${PASSWORD}` };
    await server.configure([{ ...organizations[1], users: [kim] }]);
    const { status, body } = await client("globex").exchange(redeemable);
    assert.deepEqual([status, body.error], [400, "invalid_grant"]);
  });
});
