import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { NEW_PROVIDER } from "../../src/protocol/identity-provider.ts";
import type { TenantStore } from "../../src/store/port/store.ts";
import { claimsOf, TestClient } from "../client.ts";
import {
  applicationWith,
  CLIENT_ID,
  comeBack,
  connectionTo,
  type FakeProvider,
  goToProvider,
  startFakeProvider,
  VERIFIER,
} from "../federation.ts";
import { ownApplication, placeOf } from "../organization-applications.ts";
import { addPerson, toOtherPeople, worldOf } from "../organization-people.ts";
import { switchingOrganizations } from "../organization-switching.ts";
import { CALLBACK } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";

const OIDC = "OpenIDConnectAuthenticator";

describe("connections of an organization inside a tenant (contract §21.3, security bar 24.1)", () => {
  let server: TestServer;
  let provider: FakeProvider;

  before(async () => {
    provider = await startFakeProvider();
    const [acme, ...others] = switchingOrganizations() as [{ applications: object[] }, ...object[]];
    const shared = (name: string) => ({ ...applicationWith(name, [`${OIDC}:${name}`]), sharedWith: ["west", "east"] });
    server = await startServer({
      settings: { outboundAllowedHosts: ["localhost"] },
      organizations: [
        {
          ...acme,
          applications: [...acme.applications, shared("Both"), shared("Above")],
          identityProviders: [connectionTo(provider.origin, "Both"), connectionTo(provider.origin, "Above")],
        },
        ...others,
      ],
    });
    const { store } = await worldOf(server, "west");
    const { origin } = provider;
    const properties = {
      ClientId: CLIENT_ID,
      OAuth2AuthzEPUrl: `${origin}/authorize?of=west`,
      OAuth2TokenEPUrl: `${origin}/token`,
      OIDCLogoutEPUrl: `${origin}/logout`,
    };
    const document = {
      ...NEW_PROVIDER,
      issuer: origin,
      jwksUri: `${origin}/jwks`,
      authenticators: [{ name: OIDC, enabled: true, properties, sealed: {} }],
      provisioning: { ...NEW_PROVIDER.provisioning, enabled: true },
    };
    await store.records.add("identity provider", { id: crypto.randomUUID(), name: "Both", document }, 1);
  });
  after(async () => {
    await Promise.all([server.stop(), provider.close()]);
  });

  async function arrive(browser: ScriptLessBrowser, parameters: Readonly<Record<string, string>>) {
    const at = await goToProvider(server, provider, "Both", browser, parameters);
    const page = await comeBack(server, provider, at, { sub: "wilma", email: "wilma@west.example" });
    const code = page.redirectedTo?.searchParams.get("code");
    assert.ok(code, `${page.status} ${page.body}`);
    const redeemable = { code, redirect_uri: CALLBACK, code_verifier: VERIFIER };
    const { body } = await new TestClient(server, "Both").exchange(redeemable);
    return { of: at.request.get("of"), idToken: body.id_token as string, sub: claimsOf(body.id_token).sub as string };
  }

  it("are its own: its people live there, and the same subject is another person in the tenant", async () => {
    const inside = await arrive(new ScriptLessBrowser(), { orgHandle: "west" });
    const outside = await arrive(new ScriptLessBrowser(), {});
    assert.deepEqual([inside.of, outside.of], ["west", null]);
    assert.notEqual(inside.sub, outside.sub);
    const { store } = await worldOf(server, "west");
    assert.equal((await store.users.findByName("Both/wilma"))?.user.id, inside.sub);
    assert.equal((await (await tenantStore(server)).users.findByName("Both/wilma"))?.user.id, outside.sub);
  });

  it("are left by its people's logout, too", async () => {
    const browser = new ScriptLessBrowser();
    const { idToken } = await arrive(browser, { orgHandle: "west" });
    const query = new URLSearchParams({ id_token_hint: idToken, post_logout_redirect_uri: CALLBACK });
    const away = await browser.open(`${server.url("/oidc/logout")}?${query}`, provider.origin);
    assert.ok(away.redirectedTo?.href.startsWith(`${provider.origin}/logout?client_id=us`));
    assert.equal(claimsOf(away.redirectedTo?.searchParams.get("id_token_hint") as string).sub, "wilma");
    const back = `${server.url("/commonauth")}?state=${away.redirectedTo?.searchParams.get("state")}`;
    assert.equal((await browser.open(back, CALLBACK)).redirectedTo?.href, CALLBACK);
  });

  describe("tell of the end of their sessions at the organization's URL (Back-Channel Logout §2.5)", () => {
    const events = { "http://schemas.openid.net/event/backchannel-logout": {} };
    let tokens = 0;
    const tell = async (url: string, claims: object) => {
      const { now } = server.clock;
      const all = { iat: now, exp: now + 120, jti: `logout ${++tokens}`, events, ...claims };
      const logout_token = await provider.idToken(all, { typ: "logout+jwt" });
      return (await fetch(url, { method: "POST", body: new URLSearchParams({ logout_token }) })).status;
    };
    const slo = async (handle: string) => (await placeOf(server, handle)).url("/identity/oidc/slo");
    const asked = async (client: TestClient, changes: Record<string, string>, browser: ScriptLessBrowser) =>
      (await browser.open(client.authorizeUrl({ prompt: "none", ...changes }), CALLBACK)).redirectedTo?.searchParams;

    it("and end those at the tenant's applications and at the organization's own, and nobody else's (security bar 16.4, 22.2)", async () => {
      const client = new TestClient(server, "Both");
      const own = await ownApplication(server, "west", "Both");
      const [atTenant, atOwn, ofTenant] = [1, 2, 3].map(() => new ScriptLessBrowser()) as [
        ScriptLessBrowser,
        ScriptLessBrowser,
        ScriptLessBrowser,
      ];
      await arrive(atTenant, { orgHandle: "west" });
      await arrive(ofTenant, {});
      const there = { ...server, ...own.server };
      const at = await goToProvider(there, provider, own.clientId, atOwn);
      assert.ok((await comeBack(there, provider, at, { sub: "wilma" })).redirectedTo);
      const live = async () => [
        (await asked(client, { orgHandle: "west" }, atTenant))?.has("code"),
        (await asked(own, {}, atOwn))?.has("code"),
        (await asked(client, {}, ofTenant))?.has("code"),
      ];
      assert.deepEqual(await live(), [true, true, true]);
      assert.equal(await tell(await slo("east"), { sub: "wilma" }), 400, "the neighbour has no such connection");
      assert.deepEqual(await live(), [true, true, true]);
      assert.equal(await tell(await slo("west"), { sub: "wilma" }), 200);
      assert.deepEqual(await live(), [false, false, true]);
    });
  });

  it("say nothing of whom the tenant's connection of the same name calls so (security bar 22.2)", async () => {
    await addPerson(server, "west", "xen", { claims: { email: "xen@west.example" } });
    const browser = new ScriptLessBrowser();
    const at = await goToProvider(server, provider, "Both", browser, { orgHandle: "west" });
    const page = await comeBack(server, provider, at, { sub: "xenia", email: "xen@west.example" });
    assert.match(page.body, /Is this your account\?[\s\S]*id="other-people"/);
    const { forTenant } = server.store;
    // As when another request of the same sign-in begins it again right behind: what was begun is still there.
    const changing = (id: string): TenantStore => {
      const { transients, ...tenant } = forTenant(id);
      return { ...tenant, transients: { ...transients, remove: async () => true } };
    };
    Object.assign(server.store, { forTenant: changing });
    const next = await browser
      .submit(page, toOtherPeople(page), provider.origin)
      .finally(() => Object.assign(server.store, { forTenant }));
    assert.ok(next.redirectedTo?.href.startsWith(`${provider.origin}/authorize?`), next.body);
    assert.equal(next.redirectedTo?.searchParams.get("of"), null, "the tenant's own");
  });

  it("do not come from the tenant: nobody signs in to an organization by a connection that is not its own", async () => {
    for (const [application, orgHandle] of [
      ["Above", "west"],
      ["Both", "east"],
    ] as const) {
      const page = await new ScriptLessBrowser().open(new TestClient(server, application).authorizeUrl({ orgHandle }));
      assert.equal(page.status, 403, `${page.url} ${page.body}`);
      assert.match(page.body, /no_way_to_sign_in|does not have/);
    }
  });
});
