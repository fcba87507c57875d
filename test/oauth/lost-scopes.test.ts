import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { basic, TestClient } from "../client.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeClient, organizationsWith } from "../tenant-data.ts";

const ORDERS = "https://orders.example";
const LEDGER = "https://ledger.example";

describe("security bar 5.9, 23.2: a refresh after the application has lost what it was granted", () => {
  let server: TestServer;
  const shop = {
    clientSecret: "s",
    grantTypes: ["password", "refresh_token"],
    callbackURLs: [CALLBACK],
    authorizedAPIs: [
      { identifier: ORDERS, scopes: ["orders:read", "orders:write"] },
      { identifier: LEDGER, scopes: ["ledger:write"], policyIdentifier: "RBAC" },
    ],
  };
  before(async () => {
    const [acme, ...others] = organizationsWith({ ...shop, clientId: "shop" }) as [object, ...object[]];
    const apiResources = [
      { identifier: ORDERS, scopes: ["orders:read", "orders:write"] },
      { identifier: LEDGER, scopes: ["ledger:write"] },
    ];
    server = await startServer({ organizations: [{ ...acme, apiResources }, ...others] });
  });
  after(() => server.stop());

  const request = (form: Record<string, string>) =>
    new TestClient(server, "shop").token({ client_id: undefined, ...form }, basic("shop", "s"));
  const tokens = async (scope: string) => {
    const { status, body } = await request({ grant_type: "password", username: "kim", password: PASSWORD, scope });
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const refresh = (refresh_token: string, form: Record<string, string> = {}) =>
    request({ grant_type: "refresh_token", refresh_token, ...form });

  it("has no scope of an API any more that the application was taken from", async () => {
    const { refresh_token } = await tokens("openid orders:read orders:write");
    const undo = await changeClient(server, "shop", { authorizedApis: [{ identifier: ORDERS, scopes: ["orders:read"] }] });
    const { body } = await refresh(refresh_token);
    assert.equal(body.scope, "openid orders:read");
    const again = await refresh(body.refresh_token, { scope: "openid orders:read orders:write" });
    assert.equal(again.body.scope, "openid orders:read");
    await undo();
  });

  it("has no scope that a role was needed for, now that the application has lost the API", async () => {
    const granted = await tokens("openid orders:read ledger:write");
    assert.equal(granted.scope, "openid orders:read");
    for (const authorizedApis of [[{ identifier: ORDERS, scopes: ["orders:read"] }], []]) {
      const undo = await changeClient(server, "shop", { authorizedApis });
      const { body } = await refresh(granted.refresh_token);
      assert.ok(!body.scope.includes("ledger"), body.scope);
      granted.refresh_token = body.refresh_token;
      await undo();
    }
  });

  it("has no scope of OpenID Connect that the application may not ask for any more", async () => {
    const { refresh_token } = await tokens("openid email");
    const undo = await changeClient(server, "shop", { scopes: ["openid"] });
    assert.equal((await refresh(refresh_token)).body.scope, "openid");
    await undo();
  });

  it("is refused when nothing is left", async () => {
    const { refresh_token } = await tokens("orders:write");
    const undo = await changeClient(server, "shop", { authorizedApis: [] });
    assert.equal((await refresh(refresh_token)).body.error, "invalid_scope");
    await undo();
    assert.equal((await refresh(refresh_token)).body.scope, "orders:write");
  });
});
