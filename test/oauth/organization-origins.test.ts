import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type OwnPlace, ownApplication, placeOf } from "../organization-applications.ts";
import { organizationOf, switchingOrganizations } from "../organization-switching.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeClient, tenantStore } from "../tenant-data.ts";

const WEST = "https://app.west.example";
const SOUTH = "https://app.south.example";
const ACME = "https://app.acme.example";

/** Called by scripts, each with its method. */
const ENDPOINTS = [
  ["POST", "/oauth2/token"],
  ["POST", "/oauth2/authn"],
  ["POST", "/oauth2/par"],
  ["POST", "/oauth2/device_authorize"],
  ["GET", "/oauth2/userinfo"],
  ["POST", "/oauth2/introspect"],
  ["POST", "/oauth2/revoke"],
  ["PATCH", "/scim2/Me"],
  ["GET", "/api/users/v1/me/organizations"],
  ["DELETE", "/o/scim2/Me"],
  ["PUT", "/o/api/server/v1/nothing"],
] as const;

describe("the origins of an organization's own applications (security bar 8.5, contract §1.1)", () => {
  let server: TestServer;
  let west: OwnPlace;
  let south: OwnPlace;
  before(async () => {
    server = await startServer({ organizations: switchingOrganizations() });
    // South lies below west.
    [west, south] = [await placeOf(server, "west"), await placeOf(server, "south")];
    await ownApplication(server, "west", "mobile", { allowedOrigins: [WEST] });
    await ownApplication(server, "south", "mobile", { allowedOrigins: [SOUTH] });
    await changeClient(server, "mobile", { allowedOrigins: [ACME] });
  });
  after(() => server.stop());

  const allowed = async (url: string, method: string, origin: string) => {
    const { headers } = await fetch(url, { method, headers: { origin } });
    const preflight = await fetch(url, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": method, "access-control-request-headers": "authorization" },
    });
    const origins = [headers, preflight.headers].map((each) => each.get("access-control-allow-origin"));
    assert.equal(origins[0], origins[1], `${method} ${url}`);
    if (origins[0] !== null) assert.ok(preflight.headers.get("access-control-allow-methods")?.includes(method));
    return origins[0];
  };

  for (const [method, path] of ENDPOINTS) {
    it(`call ${method} ${path} there, and nobody else's do`, async () => {
      const at = [west.url(path), server.url(`/o/${west.world.organization.id}${path}`).replace("/t/acme", "")];
      for (const url of at) {
        assert.equal(await allowed(url, method, WEST), WEST);
        for (const origin of [SOUTH, ACME, "https://elsewhere.example"]) {
          assert.equal(await allowed(url, method, origin), null, `${origin} at ${url}`);
        }
      }
    });

    it(`call ${method} ${path} neither at the tenant, nor at what lies beside or below (security bar 22.2)`, async () => {
      const east = await placeOf(server, "east");
      for (const url of [server.url(path), server.url(path, "globex"), east.url(path), south.url(path)]) {
        assert.equal(await allowed(url, method, WEST), null, url);
      }
      assert.equal(await allowed(west.url(path), method, SOUTH), null, "nor at what lies above");
    });
  }

  it("read its keys with credentials, and everybody without (security bar 8.7)", async () => {
    const read = async (path: string, origin: string) => {
      const { headers } = await fetch(west.url(path), { headers: { origin } });
      return [headers.get("access-control-allow-origin"), headers.get("access-control-allow-credentials")];
    };
    for (const path of ["/oauth2/jwks", "/oauth2/token/.well-known/openid-configuration"]) {
      assert.deepEqual(await read(path, WEST), [WEST, "true"]);
      assert.deepEqual(await read(path, ACME), ["*", null]);
    }
  });

  it("call no page (security bar 8.4)", async () => {
    for (const path of ["/authenticationendpoint/login.do", "/commonauth", "/oidc/logout", "/myaccount"]) {
      assert.equal(await allowed(west.url(path), "GET", WEST), null, path);
    }
  });

  it("are not allowed by another spelling of the path (security bar 22.3)", async () => {
    const { id } = west.world.organization;
    for (const path of [
      `/o/${id.toUpperCase()}/oauth2/token`,
      `/o/%${id.charCodeAt(0).toString(16)}${id.slice(1)}/oauth2/token`,
    ]) {
      assert.equal(await allowed(server.url(path), "POST", WEST), null, path);
    }
  });

  it("are allowed no more when the application has gone", async () => {
    const url = south.url("/oauth2/token");
    assert.equal(await allowed(url, "POST", SOUTH), SOUTH);
    await south.world.store.clients.remove("south-own", server.clock.now);
    assert.equal(await allowed(url, "POST", SOUTH), null);
  });

  it("are not told of an organization that is disabled, or lies below one that is (contract §16)", async () => {
    const { organizations } = await tenantStore(server);
    await ownApplication(server, "south", "mobile", { allowedOrigins: [SOUTH] });
    const open = await organizationOf(server, "west");
    await organizations.update({ ...open, status: "DISABLED" });
    for (const [place, origin] of [
      [west, WEST],
      [south, SOUTH],
    ] as const) {
      assert.equal(await allowed(place.url("/oauth2/token"), "POST", origin), null);
    }
    await organizations.update(open);
    assert.equal(await allowed(west.url("/oauth2/token"), "POST", WEST), WEST);
  });
});
