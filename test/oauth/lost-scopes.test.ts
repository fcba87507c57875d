import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { answerOf, basic, claimsOf } from "../client.ts";
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
    accessToken: { type: "JWT" },
    authorizationDetailsTypes: ["order", "invoice"],
    authorizedAPIs: [
      { identifier: ORDERS, scopes: ["orders:read", "orders:write"] },
      { identifier: LEDGER, scopes: ["ledger:write"], policyIdentifier: "RBAC" },
    ],
  };
  before(async () => {
    const [acme, ...others] = organizationsWith({ ...shop, clientId: "shop" }) as [object, ...object[]];
    const apiResources = [
      { identifier: ORDERS, scopes: ["orders:read", "orders:write"], authorizationDetailsTypes: ["order", "invoice"] },
      { identifier: LEDGER, scopes: ["ledger:write"] },
    ];
    server = await startServer({ organizations: [{ ...acme, apiResources }, ...others] });
  });
  after(() => server.stop());

  const request = async (form: Record<string, string>, more: readonly [string, string][] = []) => {
    const body = new URLSearchParams([...Object.entries(form), ...more]);
    return answerOf(await fetch(server.url("/oauth2/token"), { method: "POST", body, headers: basic("shop", "s") }));
  };
  const tokens = async (scope: string, more: readonly [string, string][] = []) => {
    const form = { grant_type: "password", username: "kim", password: PASSWORD, scope };
    const { status, body } = await request(form, more);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const refresh = (refresh_token: string, form: Record<string, string> = {}) =>
    request({ grant_type: "refresh_token", refresh_token, ...form });

  it("has no scope of an API any more that the application was taken from", async (t) => {
    const { refresh_token } = await tokens("openid orders:read orders:write");
    t.after(await changeClient(server, "shop", { authorizedApis: [{ identifier: ORDERS, scopes: ["orders:read"] }] }));
    const { body } = await refresh(refresh_token);
    assert.equal(body.scope, "openid orders:read");
    const again = await refresh(body.refresh_token, { scope: "openid orders:read orders:write" });
    assert.equal(again.body.scope, "openid orders:read");
  });

  it("has no scope that a role was needed for, now that the application has lost the API", async () => {
    const granted = await tokens("openid orders:read ledger:write");
    assert.equal(granted.scope, "openid orders:read");
    for (const authorizedApis of [[{ identifier: ORDERS, scopes: ["orders:read"] }], []]) {
      const undo = await changeClient(server, "shop", { authorizedApis });
      const { body } = await refresh(granted.refresh_token);
      await undo();
      assert.ok(!body.scope.includes("ledger"), body.scope);
      granted.refresh_token = body.refresh_token;
    }
  });

  it("is for no API any more that the application was taken from (RFC 8707 §2.2)", async (t) => {
    const resources: [string, string][] = [
      ["resource", ORDERS],
      ["resource", LEDGER],
    ];
    const [both, ledger] = await Promise.all([tokens("openid", resources), tokens("openid", resources.slice(1))]);
    assert.deepEqual(claimsOf(both.access_token).aud, [ORDERS, LEDGER]);
    t.after(await changeClient(server, "shop", { authorizedApis: [{ identifier: ORDERS, scopes: ["orders:read"] }] }));
    assert.equal(claimsOf((await refresh(both.refresh_token)).body.access_token).aud, ORDERS);
    assert.equal((await refresh(ledger.refresh_token)).body.error, "invalid_target");
  });

  it("has no authorization details any more of a type that the application has lost (RFC 9396 §6)", async (t) => {
    const details = ["order", "invoice"].map((type) => ({ type }));
    const { refresh_token } = await tokens("openid", [["authorization_details", JSON.stringify(details)]]);
    t.after(await changeClient(server, "shop", { authorizationDetailsTypes: ["order"] }));
    assert.deepEqual((await refresh(refresh_token)).body.authorization_details, [{ type: "order" }]);
  });

  it("has no scope of OpenID Connect that the application may not ask for any more", async (t) => {
    const { refresh_token } = await tokens("openid email");
    t.after(await changeClient(server, "shop", { scopes: ["openid"] }));
    assert.equal((await refresh(refresh_token)).body.scope, "openid");
  });

  it("is refused when nothing is left, and can be used once it has got it back", async () => {
    const { refresh_token } = await tokens("orders:write");
    const undo = await changeClient(server, "shop", { authorizedApis: [] });
    assert.equal((await refresh(refresh_token)).body.error, "invalid_scope");
    await undo();
    assert.equal((await refresh(refresh_token)).body.scope, "orders:write");
  });
});
