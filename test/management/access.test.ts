import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { operations } from "../../src/management/index.ts";
import { SYSTEM_SCOPES } from "../../src/protocol/system-apis.ts";
import { startServer, type TestServer } from "../server.ts";
import { type ApiClient, adminApplication, apiClient, apiClientWith } from "./api-client.ts";

describe("who may call the management APIs (contract §16, security bar 23.1)", () => {
  let server: TestServer;
  let nobody: ApiClient;
  let foreigner: ApiClient;
  let everything: ApiClient;
  /** By what a token lacks. */
  const lacking = new Map<string, ApiClient>();
  before(async () => {
    const organizations = ["acme", "globex"].map((handle) => ({ handle, applications: [adminApplication] }));
    server = await startServer({ organizations });
    nobody = apiClientWith(server, undefined);
    everything = await apiClient(server, [...SYSTEM_SCOPES]);
    foreigner = apiClientWith(server, (await apiClient(server, [...SYSTEM_SCOPES], "globex")).token);
    for (const { scope, otherScope } of operations) {
      const others = [...SYSTEM_SCOPES].filter((name) => name !== scope && name !== otherScope);
      if (!lacking.has(scope)) lacking.set(scope, await apiClient(server, others));
    }
  });
  after(() => server.stop());

  for (const { id, method, path, scope, open, body } of operations) {
    const place = path.replaceAll(/\{[^}]+\}/g, "any");
    if (open) {
      it(`${id}: everybody`, async () => {
        assert.notEqual((await nobody.call(method, place)).status, 401);
      });
      continue;
    }
    it(`${id}: nobody without a token, with another organization's, or without ${scope}`, async () => {
      assert.equal((await nobody.call(method, place)).status, 401);
      assert.equal((await foreigner.call(method, place)).status, 401);
      assert.equal((await (lacking.get(scope) as ApiClient).call(method, place)).status, 403);
    });
    if (body === undefined) continue;
    it(`${id}: refuses a body that is no JSON`, async () => {
      // Some look for the thing, or ask who is there, before they read the body.
      assert.ok([400, 403, 404].includes((await everything.call(method, place, "{")).status));
    });
  }

  it("logs what was refused (security bar 26.2)", async () => {
    await foreigner.call("GET", "/api/server/v1/audit-logs");
    const { event, tenant, status, address, reqId } = JSON.parse(server.logLines.at(-1) as string);
    assert.deepEqual([event, tenant, status], ["access_denied", "acme", 401]);
    assert.ok(address && reqId);
  });

  it("tells a program why it was refused", async () => {
    const { status, headers, body } = await nobody.call("GET", "/api/server/v1/audit-logs");
    assert.equal(status, 401);
    assert.match(headers.get("www-authenticate") ?? "", /^Bearer /);
    const { traceId, ...rest } = body;
    assert.ok(traceId);
    assert.deepEqual(rest, {
      code: 401,
      message: "Unauthorized",
      description: "Authorization failure. Authorization information was invalid or missing from your request.",
    });
  });
});
