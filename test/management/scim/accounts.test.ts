import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../../demo/script-less-browser.ts";
import { TestClient } from "../../client.ts";
import { CALLBACK, PASSWORD } from "../../organizations.ts";
import type { TestServer } from "../../server.ts";
import { ScimClient, startScimServer, WSO2 } from "./scim-client.ts";

const NEW_PASSWORD = "a walnut boat in May";

describe("accounts that SCIM changes (contract §18.2, security bar 17.4, 23.3)", () => {
  let server: TestServer;
  let scim: ScimClient;
  let number = 0;
  before(async () => {
    server = await startScimServer();
    scim = await ScimClient.signedIn(server);
  });
  after(() => server.stop());

  const newUser = async () => {
    number += 1;
    const userName = `person${number}`;
    const { status, body } = await scim.post("/Users", { userName, password: PASSWORD, nickName: "Nick" });
    assert.equal(status, 201, JSON.stringify(body));
    return { userName, path: `/Users/${body.id}` };
  };
  const client = () => new TestClient(server, "account");
  /** Whether the sign-in page takes the password. */
  const signsIn = async (userName: string, password: string) => {
    const browser = new ScriptLessBrowser();
    const page = await browser.open(client().authorizeUrl(), CALLBACK);
    const answer = await browser.submit(page, { usernameUserInput: userName, password }, CALLBACK);
    return answer.redirectedTo?.searchParams.has("code") ?? false;
  };
  const tokensOf = async (userName: string, scope = "openid") => {
    const redeemable = await client().obtainCode({ scope }, new ScriptLessBrowser(), userName);
    return (await client().exchange(redeemable)).body;
  };
  const isAlive = async (accessToken: string) => (await client().userinfo(accessToken)).status === 200;

  it("sets a password, which no answer and no audit event holds", async () => {
    const { userName, path } = await newUser();
    assert.equal(await signsIn(userName, PASSWORD), true);
    assert.ok(!JSON.stringify((await scim.get(path)).body).includes("password"));
    const { id } = (await server.store.tenants.find("acme")) as { id: string };
    const events = await server.store.forTenant(id).audit.list({ limit: 10 });
    assert.ok(!JSON.stringify(events).includes(PASSWORD));
  });

  for (const [how, change] of [
    ["PATCH", [{ op: "replace", value: { password: NEW_PASSWORD } }]],
    ["PUT", undefined],
  ] as const) {
    it(`ends with a new password by ${how} what the old one opened`, async () => {
      const { userName, path } = await newUser();
      const { access_token: token, refresh_token: refreshToken } = await tokensOf(userName);
      assert.equal(await isAlive(token), true);
      const answer =
        change === undefined
          ? await scim.send("PUT", path, { userName, password: NEW_PASSWORD })
          : await scim.patch(path, change);
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      assert.equal(await isAlive(token), false);
      assert.equal((await client().refresh(refreshToken)).status, 400);
      assert.deepEqual([await signsIn(userName, PASSWORD), await signsIn(userName, NEW_PASSWORD)], [false, true]);
    });
  }

  it("refuses a weak new password and leaves the old one (security bar 17.3)", async () => {
    const { userName, path } = await newUser();
    for (const password of ["short", "password1234", "acme1234", "x".repeat(257)]) {
      const { status, body } = await scim.patch(path, [{ op: "replace", path: "password", value: password }]);
      assert.deepEqual([status, body.scimType], [400, "invalidValue"], password);
    }
    assert.equal(await signsIn(userName, PASSWORD), true);
  });

  for (const [what, close, open] of [
    ["not active", { path: "active", value: false }, { path: "active", value: true }],
    ["disabled", { path: `${WSO2}:accountDisabled`, value: true }, { path: `${WSO2}:accountDisabled`, value: false }],
    ["locked", { path: `${WSO2}:accountLocked`, value: "true" }, { path: `${WSO2}:accountLocked`, value: "false" }],
  ] as const) {
    it(`keeps out who is ${what}, also after a PUT that does not say so, and lets them in again`, async () => {
      const { userName, path } = await newUser();
      const { access_token: token } = await tokensOf(userName);
      assert.equal((await scim.patch(path, [{ op: "replace", ...close }])).status, 200);
      assert.deepEqual([await isAlive(token), await signsIn(userName, PASSWORD)], [false, false]);
      await scim.send("PUT", path, { userName });
      assert.equal(await signsIn(userName, PASSWORD), false);
      assert.equal((await scim.patch(path, [{ op: "replace", ...open }])).status, 200);
      assert.equal(await signsIn(userName, PASSWORD), true);
      assert.equal(await isAlive(token), false);
    });
  }

  it("ends with a user all that they have opened", async () => {
    const { userName, path } = await newUser();
    const { access_token: token } = await tokensOf(userName);
    assert.equal((await scim.send("DELETE", path)).status, 204);
    assert.deepEqual([await isAlive(token), await signsIn(userName, PASSWORD)], [false, false]);
  });

  describe("/Me", () => {
    const me = async (userName: string) => {
      const { access_token: token } = await tokensOf(userName, "openid internal_login");
      return new ScimClient(server, token);
    };

    it("is the profile of the token's user, who may change it", async () => {
      const { userName, path } = await newUser();
      const own = await me(userName);
      const { status, body } = await own.get("/Me");
      assert.equal(status, 200, JSON.stringify(body));
      assert.deepEqual(body, (await scim.get(path)).body);
      const patched = await own.patch("/Me", [{ op: "replace", value: { name: { givenName: "Me" } } }]);
      assert.deepEqual([patched.status, patched.body.name], [200, { givenName: "Me" }]);
      const replaced = await own.send("PUT", "/Me", { userName, nickName: "I" });
      assert.deepEqual([replaced.status, replaced.body.nickName, replaced.body.name], [200, "I", undefined]);
      const again = await own.send("PUT", "/Me", replaced.body);
      assert.equal(again.status, 200, JSON.stringify(again.body));
    });

    for (const value of [
      { userName: "admin" },
      { active: false },
      { externalId: "x" },
      { password: NEW_PASSWORD },
      { [WSO2]: { emailVerified: true } },
      { [WSO2]: { accountLocked: true } },
      { [WSO2]: { accountDisabled: true } },
      { groups: [{ value: "x" }] },
      { id: "x" },
    ]) {
      it(`refuses to set ${JSON.stringify(value)}, which is for administrators`, async () => {
        const { userName } = await newUser();
        const own = await me(userName);
        const { status, body } = await own.patch("/Me", [{ op: "add", value }]);
        assert.deepEqual([status, body.scimType], [400, "mutability"], JSON.stringify(body));
        await own.send("PUT", "/Me", { userName, ...value });
        const after = (await own.get("/Me")).body;
        assert.deepEqual([after.userName, after.active, after.externalId], [`DEFAULT/${userName}`, true, undefined]);
      });
    }
  });
});
