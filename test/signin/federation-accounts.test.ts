import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { administratorRole, roleName } from "../../src/protocol/roles.ts";
import type { TenantStore } from "../../src/store/port/store.ts";
import { claimsOf, TestClient } from "../client.ts";
import {
  applicationWith,
  type Claims,
  comeBack,
  connectionTo,
  type FakeProvider,
  goToProvider,
  startFakeProvider,
  VERIFIER,
} from "../federation.ts";
import { CALLBACK, organizations, PASSWORD } from "../organizations.ts";
import { outboxOf } from "../outbox.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeUser, tenantStore } from "../tenant-data.ts";

const OIDC = "OpenIDConnectAuthenticator";
const CLAIMS = "http://wso2.org/claims";

/** The connections, each with an application of its name that knows no other way. */
const connections = (origin: string) => [
  connectionTo(origin, "plain"),
  connectionTo(origin, "closed", { provisioning: { enabled: false } }),
  connectionTo(origin, "trusted", { provisioning: { associateLocalUser: true } }),
  connectionTo(origin, "implicit", {
    provisioning: { enabled: false },
    document: { implicitAssociation: { enabled: true, lookupAttributes: [`${CLAIMS}/emailaddress`] } },
  }),
  connectionTo(origin, "strict", { provisioning: { associateLocalUser: true, skipForLookupFailure: true } }),
  connectionTo(origin, "preserving", { provisioning: { attributeSync: "PRESERVE_LOCAL" } }),
  connectionTo(origin, "unsynchronized", { provisioning: { attributeSync: "NONE" } }),
  connectionTo(origin, "mapped", {
    provisioning: { groupSync: "OVERRIDE_ALL" },
    document: {
      claims: {
        role: "their_roles",
        mappings: [
          { claim: "login", attribute: `${CLAIMS}/username` },
          { claim: "first", attribute: `${CLAIMS}/givenname` },
          { claim: "their_groups", attribute: `${CLAIMS}/groups` },
        ],
        defaults: [{ attribute: `${CLAIMS}/country`, value: "NO" }],
      },
      roles: {
        mappings: [
          { providerRole: "boss", role: "Editor" },
          { providerRole: "boss", role: "Administrator" },
          { providerRole: "boss", role: "Keeper" },
        ],
        outbound: [],
      },
      groups: [
        { id: crypto.randomUUID(), name: "Staff" },
        { id: crypto.randomUUID(), name: "Powerful" },
      ],
    },
  }),
  connectionTo(origin, "phoned", {
    document: { claims: { mappings: [{ claim: "phone", attribute: `${CLAIMS}/telephone` }], defaults: [] } },
  }),
  connectionTo(origin, "by-claim", {
    properties: { IsUserIdInClaims: "true" },
    document: { claims: { userId: "employee", mappings: [], defaults: [] } },
  }),
];

describe("who somebody from another provider is here", () => {
  let server: TestServer;
  let provider: FakeProvider;
  let store: TenantStore;

  before(async () => {
    provider = await startFakeProvider();
    const [acme, globex] = organizations as [(typeof organizations)[0], object];
    server = await startServer({
      settings: { outboundAllowedHosts: ["localhost"] },
      organizations: [
        {
          ...acme,
          groups: [{ displayName: "Staff" }, { displayName: "Powerful" }, { displayName: "Others" }],
          roles: [
            { displayName: "Editor", permissions: ["write"] },
            { displayName: "Keeper", permissions: ["internal_user_mgt_list"], groups: ["Powerful"] },
          ],
          applications: [
            ...connections("").map(({ name }) => applicationWith(name, [`${OIDC}:${name}`])),
            applicationWith("second", ["BasicAuthenticator"], [`${OIDC}:plain`]),
          ],
          identityProviders: connections(provider.origin),
        },
        globex,
      ],
    });
    store = await tenantStore(server, "acme");
  });
  after(async () => {
    await Promise.all([server.stop(), provider.close()]);
  });

  async function arrive(connection: string, person: Claims, browser = new ScriptLessBrowser()): Promise<Page> {
    return comeBack(server, provider, await goToProvider(server, provider, connection, browser), person);
  }

  /** The ID token that an application is told, once the browser is on its way there. */
  async function toldOf(page: Page, clientId: string) {
    const code = page.redirectedTo?.searchParams.get("code");
    assert.ok(code, `${page.status} ${page.url} ${page.body}`);
    const redeemable = { code, redirect_uri: CALLBACK, code_verifier: VERIFIER };
    const { body } = await new TestClient(server, clientId).exchange(redeemable);
    return claimsOf(body.id_token);
  }

  const isAsked = (page: Page) => /Is this your account\?/.test(page.body);
  const named = async (userName: string) => (await store.users.findByName(userName))?.user;

  it("is a new user with what the provider tells, and the same one the next time (security bar 24.1)", async () => {
    const person = { sub: "new 1", email: "new1@example.com", email_verified: true, given_name: "Nia", evil: "x" };
    const first = await toldOf(await arrive("plain", person), "plain");
    const again = await toldOf(await arrive("plain", { ...person, given_name: "Nia-Mai" }), "plain");
    assert.equal(again.sub, first.sub);
    const user = await named("new1@example.com");
    assert.equal(user?.id, first.sub);
    // The address is not verified here: nobody has said that the provider's word is enough for that.
    const expected = { email: "new1@example.com", email_verified: false, given_name: "Nia-Mai" };
    assert.deepEqual(user?.claims, expected);
    assert.equal((await store.users.findByName("new1@example.com"))?.passwordHash, undefined);
  });

  it("is told to applications by the authenticator's name alone, without the connection's (security bar 19.6)", async () => {
    assert.deepEqual((await toldOf(await arrive("plain", { sub: "told" }), "plain")).amr, [OIDC]);
    const [session] = await store.sessions.listOf((await named("plain/told"))?.id as string);
    assert.deepEqual(session?.amr, [`${OIDC}:plain`]);
  });

  it("is another one for the same subject of another provider, whatever the address (security bar 24.1)", async () => {
    const one = await toldOf(await arrive("plain", { sub: "same" }), "plain");
    const other = await toldOf(await arrive("preserving", { sub: "same" }), "preserving");
    assert.notEqual(one.sub, other.sub);
    const first = await toldOf(await arrive("plain", { sub: "moving", email: "old@example.com" }), "plain");
    const moved = await toldOf(await arrive("plain", { sub: "moving", email: "kim@example.com" }), "plain");
    assert.equal(moved.sub, first.sub);
  });

  it("is by a claim where the connection says so, and not by the subject", async () => {
    const one = await toldOf(await arrive("by-claim", { sub: "a", employee: "E1" }), "by-claim");
    const same = await toldOf(await arrive("by-claim", { sub: "b", employee: "E1" }), "by-claim");
    assert.equal(one.sub, same.sub);
    assert.match((await arrive("by-claim", { sub: "c" })).body, /did not sign you in/);
  });

  it("is never called as an application is (security bar 6.11)", async () => {
    const told = await toldOf(await arrive("mapped", { sub: "pretender", login: "plain" }), "mapped");
    assert.equal((await named("mapped/pretender"))?.id, told.sub);
    assert.equal(await named("plain"), undefined);
  });

  it("is not called by an address that is none (security bar 7.6)", async () => {
    const person = { sub: "nul", email: "nul\0@example.com", email_verified: true };
    const told = await toldOf(await arrive("plain", person), "plain");
    assert.equal((await named("plain/nul"))?.id, told.sub);
  });

  it("is nobody where the connection makes no users, and a page says so", async () => {
    for (const connection of ["closed", "strict", "implicit"]) {
      const page = await arrive(connection, { sub: "stranger", email: "stranger@example.com", email_verified: true });
      assert.match(page.body, /There is no account here that belongs to this sign-in/);
    }
    assert.equal(await named("stranger@example.com"), undefined);
  });

  it("is nobody once the account is disabled", async () => {
    await toldOf(await arrive("plain", { sub: "leaver" }), "plain");
    const user = await named("plain/leaver");
    assert.ok(user);
    await store.users.save({ ...user, enabled: false }, undefined);
    assert.match((await arrive("plain", { sub: "leaver" })).body, /There is no account here/);
  });

  describe("with the address of an account that is here (security bar 24.2)", () => {
    const kim = { email: "KIM@example.com", email_verified: true };

    it("is asked to prove the account, and linked after that alone", async () => {
      const browser = new ScriptLessBrowser();
      const page = await arrive("plain", { sub: "kim there", ...kim }, browser);
      assert.ok(isAsked(page), page.body);
      assert.ok(!page.body.includes("kim@"), "the page does not tell whose account it is");
      const wrong = await browser.submit(page, { usernameUserInput: "kim", password: "not the password" }, CALLBACK);
      assert.ok(isAsked(wrong));
      assert.match(wrong.body, /The username or the password is not right/);
      const user = await named("kim");
      assert.deepEqual(await store.federatedAssociations.listOf(user?.id as string), []);
      const done = await browser.submit(wrong, { usernameUserInput: "kim", password: PASSWORD }, CALLBACK);
      const told = await toldOf(done, "plain");
      assert.deepEqual([told.sub, told.amr], [user?.id, [OIDC, "BasicAuthenticator"]]);
      const [message] = await outboxOf(server).to("kim@example.com");
      assert.equal(message?.type, "SignInMethodsChange", "the user is told (security bar 19.5)");
      // From then on the provider will do.
      assert.equal((await toldOf(await arrive("plain", { sub: "kim there", ...kim }), "plain")).sub, user?.id);
      const after = await named("kim");
      assert.equal(after?.claims.email_verified, true);
      assert.equal(after?.claims.email, "kim@example.com", "a verified address gives way to none that is not");
    });

    it("is not asked twice by the form: five wrong passwords begin the step anew (security bar 18.1)", async () => {
      const browser = new ScriptLessBrowser();
      let page = await arrive("closed", { sub: "guesser", email: "lee@example.com", email_verified: true }, browser);
      for (let tries = 0; tries < 6 && isAsked(page); tries++) {
        page = await browser.submit(page, { usernameUserInput: "nobody", password: `guess ${tries}` }, provider.origin);
      }
      assert.ok(!isAsked(page));
    });

    it("is linked at once where the connection is trusted, and both sides have verified the address", async () => {
      const user = await named("kim");
      for (const connection of ["trusted", "implicit", "strict"]) {
        assert.equal((await toldOf(await arrive(connection, { sub: "kim too", ...kim }), connection)).sub, user?.id);
      }
    });

    const NOT_ENOUGH: readonly [what: string, connection: string, person: Claims][] = [
      ["the provider has not verified it", "trusted", { email: "kim@example.com", email_verified: false }],
      ["the provider does not say", "trusted", { email: "kim@example.com" }],
      ["it is not verified here", "trusted", { email: "lee@example.com", email_verified: true }],
      ["the connection is not trusted so far", "closed", { email: "kim@example.com", email_verified: true }],
      ["it only looks alike in lower case", "trusted", { email: "\u212Aim@example.com", email_verified: true }],
      ["a user has it for a name", "plain", { email: "kim", email_verified: true }],
    ];
    for (const [what, connection, person] of NOT_ENOUGH) {
      it(`is asked to prove the account when ${what}`, async () => {
        assert.ok(isAsked(await arrive(connection, { sub: `not enough: ${what}`, ...person })));
      });
    }
  });

  it("is at a second step the one whom the first was about, and nobody is linked there", async () => {
    const browser = new ScriptLessBrowser();
    const client = new TestClient(server, "second");
    const page = await browser.open(client.authorizeUrl(), CALLBACK);
    const left = await browser.submit(page, { usernameUserInput: "lee", password: PASSWORD }, provider.origin);
    const request = left.redirectedTo?.searchParams as URLSearchParams;
    const at = { browser, request };
    assert.match((await comeBack(server, provider, at, { sub: "somebody else's" })).body, /no account here/);
    assert.deepEqual(await store.federatedAssociations.listOf((await named("lee"))?.id as string), []);

    const user = await named("lee");
    const kept = {
      id: crypto.randomUUID(),
      userId: user?.id as string,
      providerId: "",
      subject: "lee there",
      createdAt: 1,
    };
    const record = await store.records.findByName("identity provider", "plain");
    assert.ok(await store.federatedAssociations.add({ ...kept, providerId: record?.id as string }));
    const retry = await browser.open(client.authorizeUrl(), CALLBACK);
    const second = await browser.submit(retry, { usernameUserInput: "lee", password: PASSWORD }, provider.origin);
    const back = { browser, request: second.redirectedTo?.searchParams as URLSearchParams };
    const wrong = await comeBack(server, provider, back, { sub: "kim there" });
    assert.equal(wrong.redirectedTo, undefined, "somebody else of ours is not the one either");
    const third = await browser.submit(wrong, { pick: `${OIDC}:plain` }, provider.origin);
    const last = { browser, request: third.redirectedTo?.searchParams as URLSearchParams };
    assert.ok((await comeBack(server, provider, last, { sub: "lee there" })).redirectedTo?.searchParams.get("code"));
  });

  describe("with attributes, roles and groups of the provider's", () => {
    const person = { sub: "mapped", login: "mia", first: "Mia", family_name: "not mapped", their_roles: ["boss"] };

    it("has what the connection maps and nothing else (contract §17.6)", async () => {
      await toldOf(await arrive("mapped", person), "mapped");
      assert.deepEqual((await named("mia"))?.claims, { given_name: "Mia", country: "NO" });
    });

    it("has no role that administrates this server, nor a group that has one (security bar 24.4)", async () => {
      const told = { ...person, their_roles: ["boss", "Administrator"], their_groups: ["Staff", "Powerful", "Others"] };
      await toldOf(await arrive("mapped", told), "mapped");
      const user = await named("mia");
      assert.deepEqual(user?.claims.groups, ["Staff"]);
      const roles = await store.roleMembers.rolesOf(user?.id as string);
      assert.deepEqual(
        roles.map(({ document }) => document?.displayName),
        ["Editor"],
      );
      const tenant = await server.store.tenants.find("acme");
      assert.ok(tenant);
      const administrators = await store.roleMembers.usersOf(administratorRole(tenant).id);
      assert.ok(!administrators.some(({ id }) => id === user?.id));
      const audience = { type: "organization", value: tenant.id } as const;
      assert.ok(await store.records.findByName("role", roleName({ displayName: "Keeper", audience })));
    });

    it("loses with OVERRIDE_ALL what the provider tells of no more", async () => {
      await toldOf(await arrive("mapped", { ...person, first: "Mio", their_roles: [] }), "mapped");
      const user = await named("mia");
      assert.equal(user?.claims.given_name, "Mio");
      assert.equal(user?.claims.groups, undefined);
      assert.deepEqual(await store.roleMembers.rolesOf(user?.id as string), []);
    });

    it("has no number that codes are sent to because the provider says so (security bar 19.5, 24.2)", async () => {
      await toldOf(await arrive("phoned", { sub: "caller", phone: "+4711111111" }), "phoned");
      const user = (await named("phoned/caller")) ?? assert.fail();
      assert.deepEqual(user.claims, { phone_number: "+4711111111", phone_number_verified: false });
      const claims = { phone_number: "+4722222222", phone_number_verified: true };
      await changeUser(server, user.userName, { claims });
      await toldOf(await arrive("phoned", { sub: "caller", phone: "+4711111111" }), "phoned");
      assert.deepEqual((await named(user.userName))?.claims, claims);
    });

    it("keeps what it has here with PRESERVE_LOCAL, and everything with NONE", async () => {
      for (const connection of ["preserving", "unsynchronized"]) {
        await toldOf(await arrive(connection, { sub: connection, name: "First" }), connection);
        await toldOf(await arrive(connection, { sub: connection, name: "Second", nickname: "New" }), connection);
      }
      assert.deepEqual((await named("preserving/preserving"))?.claims, { name: "First", nickname: "New" });
      assert.deepEqual((await named("unsynchronized/unsynchronized"))?.claims, { name: "First" });
    });
  });
});
