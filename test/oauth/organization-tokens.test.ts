import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { claimsOf, TestClient } from "../client.ts";
import { organizationOf, request, rootTokens, switched, switchingOrganizations } from "../organization-switching.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeClient, tenantStore } from "../tenant-data.ts";
import { ACCESS_TOKEN, JWT, TOKEN_EXCHANGE } from "../token-exchange.ts";
import { userId } from "../token-issuer.ts";

const MEMBERS = ["org_id", "org_name", "org_handle", "user_org"] as const;
const SCOPE = { scope: "openid email orders:read orders:write" };

describe("contract §7.7: tokens for an organization", () => {
  let server: TestServer;
  let kim: string;
  /** What is said of kim's tokens for `west`. */
  let said: object;
  before(async () => {
    server = await startServer({ organizations: switchingOrganizations() });
    const { id } = await organizationOf(server, "west");
    const tenant = await server.store.tenants.find("acme");
    kim = await userId(server, "kim");
    said = { org_id: id, org_name: "The West", org_handle: "west", user_org: tenant?.id };
  });
  after(() => server.stop());

  const organizationIn = (claims: Record<string, unknown>) =>
    Object.fromEntries(MEMBERS.filter((name) => name in claims).map((name) => [name, claims[name]]));
  const introspect = async (text: string) => (await new TestClient(server, "").introspect(text)).body;
  const userinfo = (text: string) => new TestClient(server, "").userinfo(text);
  const refresh = (refresh_token: string, clientId = "portal", form: Record<string, string> = {}) =>
    request(server, clientId, { grant_type: "refresh_token", refresh_token, ...form });
  const inOrganization = async (handle = "west", clientId = "portal") => {
    const { access_token } = await rootTokens(server, clientId);
    return switched(server, clientId, access_token, handle, clientId === "robot" ? {} : SCOPE);
  };

  it("name it in the ID token, in introspection and in userinfo (contract §7.2, §8.1)", async () => {
    const { access_token, refresh_token, id_token } = await inOrganization();
    assert.deepEqual(organizationIn(claimsOf(id_token)), said);
    assert.deepEqual(organizationIn(await introspect(access_token)), said);
    assert.deepEqual(organizationIn((await userinfo(access_token)).body), said);
    assert.equal((await introspect(refresh_token)).active, true);
  });

  it("name it in a JWT and in what is told of the JWT (contract §7.3)", async () => {
    const { access_token } = await inOrganization("west", "portal-jwt");
    assert.deepEqual(organizationIn(claimsOf(access_token)), said);
    assert.deepEqual(organizationIn(await introspect(access_token)), said);
  });

  it("are of the tenant's issuer, and about the same subject (contract §7.7)", async () => {
    const { access_token, id_token } = await inOrganization("west", "portal-jwt");
    for (const { iss, sub, aud } of [claimsOf(access_token), claimsOf(id_token)]) {
      assert.deepEqual([iss, sub, aud], [server.url("/oauth2/token"), kim, "portal-jwt"]);
    }
  });

  it("are the only ones that name any", async () => {
    const tokens = await rootTokens(server, "portal-jwt");
    for (const claims of [
      claimsOf(tokens.id_token),
      claimsOf(tokens.access_token),
      await introspect(tokens.access_token),
      (await userinfo(tokens.access_token)).body,
    ]) {
      assert.deepEqual(organizationIn(claims), {});
    }
  });

  it("are of the sign-in that the root's tokens came of (OIDC Core §2)", async () => {
    const client = new TestClient(server, "portal");
    const code = { grant_type: "authorization_code", ...(await client.obtainCode()) };
    const { body } = await request(server, "portal", code);
    const { sid, amr } = claimsOf(body.id_token);
    const after = claimsOf((await switched(server, "portal", body.access_token, "west")).id_token);
    assert.deepEqual([after.sid, after.amr], [sid, amr]);
  });

  it("stay for it when they are refreshed, by its name of then, and are rotated as others (contract §6.2)", async () => {
    const first = await inOrganization();
    const undo = await changeOrganization("west", { name: "The Wild West" });
    const { status, body } = await refresh(first.refresh_token);
    assert.equal(status, 200);
    assert.equal(body.scope, first.scope);
    for (const claims of [claimsOf(body.id_token), await introspect(body.access_token)]) {
      assert.deepEqual(organizationIn(claims), { ...said, org_name: "The Wild West" });
    }
    await undo();
    assert.deepEqual(organizationIn(await introspect(body.access_token)), said);
    assert.equal((await refresh(first.refresh_token)).status, 200, "within the grace");
    const narrower = await refresh(body.refresh_token, "portal", { scope: "orders:read" });
    assert.equal((await introspect(narrower.body.access_token)).scope, "orders:read");
  });

  it("are refreshed no longer than the root's (security bar 5.7)", async () => {
    const { access_token } = await rootTokens(server, "portal");
    server.clock.advance(3000);
    const { refresh_token } = await switched(server, "portal", access_token, "west");
    const stored = await (await tenantStore(server)).clients.find("portal");
    assert.ok(stored);
    const undo = await changeClient(server, "portal", {
      refreshToken: { ...stored.refreshToken, lifetimeSeconds: 31_000_000 },
    });
    let newest = (await refresh(refresh_token)).body.refresh_token;
    server.clock.advance(2_592_000 - 3000 - 1);
    newest = (await refresh(newest)).body.refresh_token;
    assert.ok(newest);
    server.clock.advance(1);
    assert.equal((await refresh(newest)).body.error, "invalid_grant");
    await undo();
  });

  /** Changes an organization in the database, as an administrator would; returns how to undo it. */
  async function changeOrganization(handle: string, changes: object): Promise<() => Promise<unknown>> {
    const { organizations } = await tenantStore(server);
    const found = await organizationOf(server, handle);
    await organizations.update({ ...found, ...changes });
    return () => organizations.update(found);
  }

  const endings: [what: string, end: () => Promise<() => Promise<unknown>>][] = [
    ["the organization is disabled", () => changeOrganization("south", { status: "DISABLED" })],
    ["one that it lies below is disabled", () => changeOrganization("west", { status: "DISABLED" })],
    ["the application is shared with it no more", () => changeClient(server, "portal", { sharing: { with: "none" } })],
    [
      "the user is a member no more",
      async () => {
        const { organizationMembers } = await tenantStore(server);
        const { id } = await organizationOf(server, "south");
        const scope = (await organizationMembers.find(id, kim)) ?? [];
        await organizationMembers.remove(id, kim);
        return () => organizationMembers.save(id, { userId: kim, scope });
      },
    ],
  ];
  for (const [what, end] of endings) {
    it(`are worth nothing from the moment on that ${what} (security bar 23.2)`, async () => {
      const { access_token, refresh_token } = await inOrganization("south");
      const undo = await end();
      for (const text of [access_token, refresh_token]) assert.deepEqual(await introspect(text), { active: false });
      assert.equal((await userinfo(access_token)).status, 401);
      assert.equal((await refresh(refresh_token)).body.error, "invalid_grant");
      await undo();
      assert.equal((await introspect(access_token)).active, true);
      assert.equal((await refresh(refresh_token)).status, 200);
    });
  }

  it("of an application itself are worth nothing either then", async () => {
    const { access_token } = await inOrganization("south", "robot");
    assert.equal((await introspect(access_token)).org_handle, "south");
    const undo = await changeOrganization("west", { status: "DISABLED" });
    assert.deepEqual(await introspect(access_token), { active: false });
    await undo();
    const undoSharing = await changeClient(server, "robot", { sharing: { with: "none" } });
    assert.deepEqual(await introspect(access_token), { active: false });
    await undoSharing();
    assert.equal((await introspect(access_token)).active, true);
  });

  it("are worth nothing when the organization is removed", async () => {
    const { organizations, organizationMembers } = await tenantStore(server);
    const id = crypto.randomUUID();
    const west = await organizationOf(server, "west");
    await organizations.add({ ...west, id, handle: "brief", parentId: undefined });
    await organizationMembers.save(id, { userId: kim, scope: ["orders:read"] });
    const undo = await changeClient(server, "portal", { sharing: { with: "all" } });
    const { access_token } = await inOrganization("brief");
    assert.equal(await organizations.remove(id), "removed");
    assert.deepEqual(await introspect(access_token), { active: false });
    await undo();
  });

  it("lose at once a scope that the user may have no more, and get it back no wider (security bar 23.2)", async () => {
    const { access_token, refresh_token, scope } = await inOrganization("deep");
    assert.equal(scope, "email openid orders:read orders:write");
    const { organizationMembers } = await tenantStore(server);
    const { id } = await organizationOf(server, "deep");
    await organizationMembers.save(id, { userId: kim, scope: ["orders:read", "orders:delete"] });
    for (const text of [access_token, refresh_token]) {
      assert.equal((await introspect(text)).scope, "email openid orders:read");
    }
    assert.equal((await refresh(refresh_token, "portal", { scope: "orders:write" })).body.error, "invalid_scope");
    const { body } = await refresh(refresh_token);
    assert.equal(body.scope, "email openid orders:read");
    await organizationMembers.save(id, { userId: kim, scope: ["orders:read", "orders:write"] });
    assert.equal((await introspect(body.access_token)).scope, "email openid orders:read");
    assert.equal((await refresh(body.refresh_token)).body.scope, scope);
  });

  it("are traded for tokens for it alone, by an application that is shared with it (security bar 13.4)", async () => {
    const { access_token } = await inOrganization();
    const exchange = (clientId: string, form: Record<string, string> = {}) =>
      request(server, clientId, {
        grant_type: TOKEN_EXCHANGE,
        subject_token: access_token,
        subject_token_type: ACCESS_TOKEN,
        ...form,
      });
    const { body } = await exchange("portal", { requested_token_type: JWT });
    assert.deepEqual(organizationIn(claimsOf(body.access_token)), said);
    assert.deepEqual(organizationIn(await introspect(body.access_token)), said);

    const portal = await (await tenantStore(server)).clients.find("portal");
    assert.ok(portal);
    const accessToken = { ...portal.accessToken, audience: ["loner", "portal-jwt"] };
    const undo = await changeClient(server, "portal", { accessToken });
    assert.deepEqual(organizationIn(claimsOf((await exchange("portal-jwt")).body.access_token)), said);
    const refused = (await exchange("loner")).body;
    assert.deepEqual(
      [refused.error, refused.error_description],
      ["invalid_request", "Invalid Subject Token. Subject token is not ACTIVE."],
    );
    await undo();
  });

  it("are named in discovery with their claims and their grant (contract §2.1)", async () => {
    const { body } = await new TestClient(server, "").get("/oauth2/token/.well-known/openid-configuration");
    assert.ok(body.grant_types_supported.includes("organization_switch"));
    for (const name of MEMBERS) assert.ok(body.claims_supported.includes(name), name);
  });
});
