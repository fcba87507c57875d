import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { TestClient } from "../client.ts";
import { request, rootTokens, switched, switchingOrganizations, switchTo } from "../organization-switching.ts";
import { startServer, type TestServer } from "../server.ts";
import { ACCESS_TOKEN, TOKEN_EXCHANGE } from "../token-exchange.ts";

describe("security bar 13.4, 13.5: a token that came of an exchange, and is switched into an organization", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({ organizations: switchingOrganizations() });
  });
  after(() => server.stop());

  const exchanged = async (clientId: string, scope?: string) => {
    const { access_token } = await rootTokens(server, clientId);
    server.clock.advance(3000);
    const form = { grant_type: TOKEN_EXCHANGE, subject_token: access_token, subject_token_type: ACCESS_TOKEN, scope };
    const { status, body } = await request(server, clientId, form);
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual([body.expires_in, body.refresh_token, body.id_token], [600, undefined, undefined]);
    return body.access_token as string;
  };

  for (const clientId of ["portal", "portal-jwt", "mobile"]) {
    it(`lasts no longer there, and brings no other tokens: ${clientId}`, async () => {
      const body = await switched(server, clientId, await exchanged(clientId), "west");
      assert.deepEqual([body.refresh_token, body.id_token], [undefined, undefined]);
      assert.equal(body.expires_in, 600);
      const further = await switched(server, clientId, body.access_token, "south");
      assert.deepEqual([further.refresh_token, further.id_token, further.expires_in], [undefined, undefined, 600]);
      server.clock.advance(600);
      assert.equal((await new TestClient(server, "").introspect(further.access_token)).body.active, false);
    });
  }

  it("stays as narrow there as it is", async () => {
    const token = await exchanged("portal", "orders:read");
    const scope = "orders:read orders:write internal_org_user_mgt_list";
    assert.equal((await switched(server, "portal", token, "west", { scope })).scope, "orders:read");
    assert.equal((await switched(server, "portal", token, "west")).scope, "orders:read");
    const { body } = await switchTo(server, "portal", token, "west", { scope: "orders:write" });
    assert.equal(body.error, "invalid_scope");
  });
});
