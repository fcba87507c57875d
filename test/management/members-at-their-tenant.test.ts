import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { operations } from "../../src/management/index.ts";
import { newVerifier, TestClient } from "../client.ts";
import { ownApplication } from "../organization-applications.ts";
import { addPerson } from "../organization-people.ts";
import { organizationOf, rootTokens, switched, switchingOrganizations } from "../organization-switching.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";
import { apiClientWith } from "./api-client.ts";

const ME = "/scim2/Me";
const OWN_ORGANIZATIONS = "/api/users/v1/me/organizations";
const SCOPE = "openid internal_login orders:read";

describe("what SDKs ask the tenant for after a switch (contract §19, §24.10)", () => {
  let server: TestServer;
  let ofTenant: string;
  let west: string;
  let south: string;
  before(async () => {
    server = await startServer({ organizations: switchingOrganizations() });
    await addPerson(server, "west", "pat");
    ofTenant = (await rootTokens(server, "mobile", { scope: SCOPE })).access_token;
    west = (await switched(server, "mobile", ofTenant, "west")).access_token;
    south = (await switched(server, "mobile", west, "south")).access_token;
  });
  after(() => server.stop());

  const get = (token: string, path: string, tenant?: string) => apiClientWith(server, token, tenant).call("GET", path);
  /** The tokens of somebody who signs in at the organization's page. */
  async function signedIn(client: TestClient, userName: string, changes: Record<string, string>): Promise<string> {
    const browser = new ScriptLessBrowser();
    const verifier = newVerifier();
    const page = await browser.open(client.authorizeUrl({ scope: SCOPE, ...changes }, verifier), CALLBACK);
    const entered = { usernameUserInput: userName, password: PASSWORD };
    const { code = "" } = returned(await browser.submit(page, entered, CALLBACK));
    const { body } = await client.exchange({ code, redirect_uri: CALLBACK, code_verifier: verifier });
    return body.access_token;
  }

  for (const path of [ME, OWN_ORGANIZATIONS]) {
    it(`${path} tells a member what the token for the tenant tells, wherever below the tenant they act`, async () => {
      const { status, body } = await get(ofTenant, path);
      assert.equal(status, 200);
      for (const token of [west, south]) assert.deepEqual(await get(token, path).then(({ body }) => body), body);
    });

    it(`${path} refuses a member whose token has no internal_login (security bar 23.1)`, async () => {
      const { access_token } = await switched(server, "mobile", ofTenant, "west", { scope: "openid orders:read" });
      assert.equal((await get(access_token, path)).status, 403);
    });

    it(`${path} refuses an organization's own people, by whichever application (security bar 22.2)`, async () => {
      const shared = await signedIn(new TestClient(server, "mobile"), "pat", { orgHandle: "west" });
      assert.equal((await get(shared, `/o${path}`)).status, 200, "it is good for the organization");
      assert.equal((await get(shared, path)).status, 403);
      const own = await signedIn(await ownApplication(server, "west", "mobile"), "pat", {});
      assert.equal((await get(own, `/o${path}`)).status, 200, "it is good for the organization");
      assert.equal((await get(own, path)).status, 403);
    });

    it(`${path} refuses a client that acts for itself`, async () => {
      const robot = (await rootTokens(server, "robot")).access_token;
      const { access_token } = await switched(server, "robot", robot, "west");
      assert.equal((await get(access_token, path)).status, 403);
    });

    it(`${path} is closed to it at another tenant and at other organizations (security bar 22.2)`, async () => {
      assert.equal((await get(west, path, "globex")).status, 401);
      for (const [token, handle] of [
        [south, "west"],
        [west, "south"],
        [west, "east"],
      ] as const) {
        const { id } = await organizationOf(server, handle);
        assert.equal((await get(token, `/o/${id}${path}`)).status, 403, handle);
      }
    });

    it(`${path} refuses it when the user is no member any more`, async () => {
      const { access_token } = await switched(server, "mobile", ofTenant, "east");
      assert.equal((await get(access_token, path)).status, 200);
      const { id } = await organizationOf(server, "east");
      const tenant = await server.store.tenants.find("acme");
      const store = server.store.forTenant(tenant?.id ?? "");
      const kim = await store.users.findByName("kim");
      await store.organizationMembers.remove(id, kim?.user.id ?? "");
      assert.equal((await get(access_token, path)).status, 401);
      await store.organizationMembers.save(id, { userId: kim?.user.id ?? "", scope: ["orders:read"] });
    });
  }

  it("is all that the tenant tells: nothing is changed, and nothing else is read (security bar 22.2, 23.1)", async () => {
    const api = apiClientWith(server, west);
    for (const { method, path, open } of operations) {
      if (open || (method === "GET" && [ME, OWN_ORGANIZATIONS].includes(path))) continue;
      const place = path.replaceAll(/\{[^}]+\}/g, "any");
      assert.equal((await api.call(method, place)).status, 403, `${method} ${place}`);
    }
  });
});
