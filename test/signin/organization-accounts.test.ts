import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { preferenceKey } from "../../src/branding/preference-key.ts";
import { demandPasswordChange } from "../../src/credentials/password-state.ts";
import { hashPassword } from "../../src/crypto/password-hash.ts";
import { templateName } from "../../src/notifications/find-template.ts";
import type { RecordStore } from "../../src/store/port/records.ts";
import { decide, decideIn } from "../accounts/governance.ts";
import { TestClient } from "../client.ts";
import { apiClientWith } from "../management/api-client.ts";
import { administrated, userClient, within } from "../management/organization-world.ts";
import { type OwnPlace, ownApplication, placeOf } from "../organization-applications.ts";
import { addPerson } from "../organization-people.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { linkIn, outboxOf } from "../outbox.ts";
import { assertSignInPage, returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";

const RECOVERY = "/accountrecoveryendpoint/recoveraccountrouter.do";
const REGISTER = "/accountrecoveryendpoint/register.do";
const NEW_PASSWORD = "seven green umbrellas";
const SCOPES = ["internal_user_mgt_create", "internal_user_mgt_view", "internal_user_mgt_update"];
const INSIDE = SCOPES.map((scope) => scope.replace("internal_", "internal_org_"));

describe("an organization's people come to an account and back to it at its own URL (contract §1.3, §21.1)", () => {
  let server: TestServer;
  let outbox: ReturnType<typeof outboxOf>;
  let west: OwnPlace;
  let east: OwnPlace;
  /** An organization of another tenant. */
  let far: OwnPlace;
  let shared: TestClient;
  let own: TestClient;
  before(async () => {
    const account = {
      clientId: "account",
      name: "Account",
      publicClient: true,
      callbackURLs: [CALLBACK],
      grantTypes: ["authorization_code", "refresh_token"],
      skipLoginConsent: true,
      sharedWith: "all",
    };
    const members = [{ userName: "kim", scopes: INSIDE }];
    const [acme, globex] = administrated;
    server = await startServer({
      organizations: [
        {
          ...acme,
          applications: [...(acme?.applications ?? []), account],
          subOrganizations: [
            { handle: "west", name: "The West", members },
            { handle: "east", name: "The East", members },
          ],
        },
        { ...globex, subOrganizations: [{ handle: "west" }] },
      ],
    });
    outbox = outboxOf(server);
    [west, east, far] = [
      await placeOf(server, "west"),
      await placeOf(server, "east"),
      await placeOf(server, "west", "globex"),
    ];
    for (const handle of ["west", "east"]) {
      await addPerson(server, handle, "pat", { claims: { email: `pat@${handle}.example` } });
    }
    shared = new TestClient(server, "account");
    own = await ownApplication(server, "west", "account");
  });
  after(() => server.stop());

  const on = {
    registers: "true",
    recoversPasswords: "true",
    recoversByLink: "true",
    recoversUserNames: "true",
    invites: "true",
  };
  beforeEach(async () => {
    await decide(server, {});
    await decideIn(west.world.store, on, server.clock.now);
    await decideIn(east.world.store, {}, server.clock.now);
    server.clock.advance(90_000);
  });

  const open = (client: TestClient, browser = new ScriptLessBrowser()) =>
    browser.open(client.authorizeUrl(client === own ? {} : { orgHandle: "west" }), CALLBACK);
  const signIn = async (client: TestClient, usernameUserInput: string, password: string, orgHandle = "west") => {
    const browser = new ScriptLessBrowser();
    const url = client.authorizeUrl(client === own ? {} : { orgHandle });
    const page = await browser.submit(await browser.open(url, CALLBACK), { usernameUserInput, password }, CALLBACK);
    return { browser, page };
  };
  const linksOf = ({ body }: Page) =>
    [...body.matchAll(/href="([^"]*accountrecoveryendpoint[^"]*)"/g)].map(([, link = ""]) =>
      link.replaceAll("&amp;", "&"),
    );
  const choose = async (link: URL | string, newPassword: string) => {
    const browser = new ScriptLessBrowser();
    return browser.submit(await browser.open(link), { newPassword, confirmPassword: newPassword });
  };
  /** The same link in the URL space of another tenant or organization. */
  const moved = (link: URL, path: string) => new URL(link.href.replace(west.path, path));

  it("has links to its own pages on its sign-in page, of those that it has switched on and not the tenant", async () => {
    const { clientId } = own;
    for (const [client, id] of [
      [shared, "account"],
      [own, clientId],
    ] as const) {
      const links = linksOf(await open(client));
      assert.deepEqual(
        links.map((link) => link.split("&spId")[0]),
        [
          `${west.path}${RECOVERY}`,
          `${west.path}${RECOVERY}?isUsernameRecovery=true`,
          `${west.path}${REGISTER}?client_id=${id}`,
        ],
      );
      for (const link of links) assert.equal((await fetch(new URL(link, server.baseUrl))).status, 200, link);
    }
    await decideIn(west.world.store, {}, server.clock.now);
    await decide(server, on);
    for (const client of [shared, own]) assert.deepEqual(linksOf(await open(client)), []);
    for (const path of [RECOVERY, REGISTER]) assert.equal((await fetch(west.url(path))).status, 403);
  });

  it("recovers a password by a link of its own, for its own person of that name, and ends what the old one opened (security bar 17.4)", async () => {
    const sessions = [];
    for (const client of [shared, own]) sessions.push({ client, ...(await signIn(client, "pat", PASSWORD)) });
    for (const { page } of sessions) assert.ok(returned(page).code);
    const browser = new ScriptLessBrowser();
    const asked = await browser.submit(await browser.open(west.url(RECOVERY)), { login: "pat" });
    assert.equal(asked.status, 200);
    assert.ok(asked.body.includes("The West"), "its own name");
    const message = await outbox.latest("pat@west.example");
    assert.deepEqual([message.type, message.organization], ["PasswordReset", "The West"]);
    const link = linkIn(message);
    assert.equal(link.pathname, `${west.path}/accountrecoveryendpoint/confirmrecovery.do`);
    assert.equal((await choose(link, NEW_PASSWORD)).status, 200);
    assert.ok(returned((await signIn(shared, "pat", NEW_PASSWORD)).page).code);
    assert.ok(returned((await signIn(own, "pat", NEW_PASSWORD)).page).code);
    assertSignInPage((await signIn(own, "pat", PASSWORD)).page);
    assert.ok(returned((await signIn(shared, "pat", PASSWORD, "east")).page).code, "next door nothing has changed");
    for (const { client, browser: signedIn } of sessions) {
      const changes = { prompt: "none", ...(client === shared && { orgHandle: "west" }) };
      const silent = await signedIn.open(client.authorizeUrl(changes), CALLBACK);
      assert.equal(returned(silent).error, "login_required");
    }
  });

  it("opens nothing with its codes anywhere else: nobody crosses from one organization to another (security bar 22.2)", async () => {
    const browser = new ScriptLessBrowser();
    await browser.submit(await browser.open(west.url(RECOVERY)), { login: "pat" });
    const link = linkIn(await outbox.latest("pat@west.example"));
    for (const path of [east.path, far.path, "/t/acme", "/t/globex"]) {
      assert.equal((await fetch(moved(link, path))).status, 400, path);
    }
    const crossed = moved(link, `/t/globex/o/${west.world.organization.id}`);
    assert.equal((await fetch(crossed)).status, 404, "the other tenant has no such organization");
    assert.equal((await fetch(link)).status, 200);
    // A form of the one organization's page is none of the other's.
    const page = await browser.open(west.url(RECOVERY));
    const form = new URLSearchParams({ ...page.form?.hidden, login: "pat" });
    await decideIn(east.world.store, on, server.clock.now);
    for (const path of [east.url(RECOVERY), server.url(RECOVERY)]) {
      assert.equal((await browser.request(new URL(path), { method: "POST", body: form })).status, 403);
    }
  });

  it("finds none of the tenant's people, nor the tenant any of its (security bar 18.4, 22.2)", async () => {
    await decide(server, on);
    const sent = async () => (await outbox.all()).length;
    const before = await sent();
    const ask = async (url: string, login: string) => {
      const browser = new ScriptLessBrowser();
      return browser.submit(await browser.open(url), { login });
    };
    assert.equal((await ask(west.url(RECOVERY), "lee")).status, 200);
    assert.equal((await ask(server.url(RECOVERY), "pat")).status, 200);
    assert.equal(await sent(), before);
  });

  it("gives a member from the tenant no way in of its own: they sign in at home, with the factors that they have there (security bar 17.4, 22.2)", async () => {
    const { users } = west.world.store;
    const kim = (await users.findByName("kim"))?.user;
    assert.equal(kim?.claims.email, "kim@example.com", "known there by the address that they have at home");
    const before = (await outbox.all()).length;
    for (const path of [RECOVERY, `${RECOVERY}?isUsernameRecovery=true`]) {
      for (const login of ["kim", "kim@example.com"]) {
        const browser = new ScriptLessBrowser();
        assert.equal((await browser.submit(await browser.open(west.url(path)), { login })).status, 200);
      }
    }
    const local = (authenticator: string) => ({ options: [{ idp: "LOCAL", authenticator }] });
    const byCode = { clientId: "by-code", signInSteps: ["IdentifierExecutor", "email-otp-authenticator"].map(local) };
    const coded = await ownApplication(server, "west", "account", byCode);
    const browser = new ScriptLessBrowser();
    const entered = { usernameUserInput: "kim" };
    const page = await browser.submit(await browser.open(coded.authorizeUrl(), CALLBACK), entered, CALLBACK);
    assert.match(page.body, /name="OTPCode"/, "as for whoever there is not (security bar 18.4)");
    assert.equal((await outbox.all()).length, before);
    // Whoever administrates the organization can give what is called so there a password, and not the user.
    await users.setPasswordHash(kim.id, await hashPassword(NEW_PASSWORD));
    for (const client of [shared, own]) assertSignInPage((await signIn(client, "kim", NEW_PASSWORD)).page);
  });

  it("registers people of its own, by a link of its own, with the terms of the tenant's application that they come from", async () => {
    const browser = new ScriptLessBrowser();
    const form = await browser.open(new URL(linksOf(await open(shared)).at(-1) as string, server.baseUrl));
    assert.match(form.body, /name="client_id" value="account"/);
    const entered = {
      userName: "robin",
      email: "robin@west.example",
      newPassword: NEW_PASSWORD,
      confirmPassword: NEW_PASSWORD,
    };
    assert.equal((await browser.submit(form, entered)).status, 200);
    const link = linkIn(await outbox.latest("robin@west.example"));
    assert.equal(link.pathname, `${west.path}/accountrecoveryendpoint/confirmregistration.do`);
    assertSignInPage((await signIn(shared, "robin", NEW_PASSWORD)).page);
    for (const path of [east.path, "/t/acme"]) {
      const elsewhere = new ScriptLessBrowser();
      const refused = await elsewhere.submit(await elsewhere.open(moved(link, path)), {});
      assert.equal(refused.status, 400);
    }
    assert.equal((await browser.submit(await browser.open(link), {})).status, 200);
    for (const client of [shared, own]) assert.ok(returned((await signIn(client, "robin", NEW_PASSWORD)).page).code);
    assertSignInPage((await signIn(shared, "robin", NEW_PASSWORD, "east")).page);
  });

  it("invites people of its own: whoever follows the link chooses a password (contract §18.2)", async () => {
    const person = {
      userName: "sam",
      emails: [{ value: "sam@west.example", primary: true }],
      "urn:scim:wso2:schema": { askPassword: true },
    };
    const administrator = await within(server, await userClient(server, "kim", SCOPES), "west", INSIDE);
    const made = await administrator.call("POST", "/o/scim2/Users", person);
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const link = linkIn(await outbox.latest("sam@west.example"));
    assert.equal(link.pathname, `${west.path}/accountrecoveryendpoint/confirmrecovery.do`);
    assert.equal((await fetch(moved(link, east.path))).status, 400);
    assert.equal((await choose(link, NEW_PASSWORD)).status, 200);
    assert.ok(returned((await signIn(shared, "sam", NEW_PASSWORD)).page).code);
  });

  it("has an address of its people proved at a page of its own (contract §18.2, verifyEmail)", async () => {
    const administrator = await within(server, await userClient(server, "kim", SCOPES), "west", INSIDE);
    const person = {
      userName: "mia",
      password: PASSWORD,
      emails: [{ value: "mia@west.example", primary: true }],
      "urn:scim:wso2:schema": { verifyEmail: true },
    };
    assert.equal((await administrator.call("POST", "/o/scim2/Users", person)).status, 201);
    const link = linkIn(await outbox.latest("mia@west.example"));
    assert.equal(link.pathname, `${west.path}/accountrecoveryendpoint/confirmregistration.do`);
    const browser = new ScriptLessBrowser();
    assert.equal((await browser.submit(await browser.open(link), {})).status, 200);
    const { user } = (await west.world.store.users.findByName("mia")) ?? assert.fail();
    assert.equal(user.claims.email_verified, true);
  });

  it("ends the sessions at both when a password has to be changed at a sign-in (security bar 17.4, 17.5)", async () => {
    for (const [userName, first, second] of [
      ["uma", shared, own],
      ["vic", own, shared],
    ] as const) {
      const { id } = await addPerson(server, "west", userName);
      const { browser } = await signIn(first, userName, PASSWORD);
      const { store } = west.world;
      await demandPasswordChange(id, { expiresAt: server.clock.now + 900 }, { store, now: server.clock.now });
      const { browser: other, page } = await signIn(second, userName, PASSWORD);
      const chosen = { newPassword: NEW_PASSWORD, confirmPassword: NEW_PASSWORD, endOthers: "on" };
      assert.ok(returned(await other.submit(page, chosen, CALLBACK)).code);
      const changes = { prompt: "none", ...(first === shared && { orgHandle: "west" }) };
      assert.equal(
        returned(await browser.open(first.authorizeUrl(changes), CALLBACK)).error,
        "login_required",
        userName,
      );
    }
  });

  it("ends the sessions at both when a file brings another password (security bar 17.4)", async () => {
    const configure = (password: string) => {
      const users = [{ userName: "wes", password }];
      return server.configure([
        { handle: "acme", name: "Acme", subOrganizations: [{ handle: "west", name: "The West", users }] },
      ]);
    };
    await configure(PASSWORD);
    const sessions = [];
    for (const client of [shared, own]) sessions.push({ client, ...(await signIn(client, "wes", PASSWORD)) });
    await configure(NEW_PASSWORD);
    for (const { client, browser, page } of sessions) {
      assert.ok(returned(page).code);
      const changes = { prompt: "none", ...(client === shared && { orgHandle: "west" }) };
      const silent = await browser.open(client.authorizeUrl(changes), CALLBACK);
      assert.equal(returned(silent).error, "login_required", client.clientId);
    }
  });

  it("looks and writes as the organization has decided, and the tenant where it has not (contract §17.9, §17.13)", async () => {
    const add = async (records: RecordStore, id: string, kind: "setting" | "notification template", document: object) =>
      records.add(kind, { id, name: id, document }, server.clock.now);
    const brand = (title: string) => ({
      preference: { configs: { isBrandingEnabled: true }, organizationDetails: { siteTitle: title } },
    });
    const template = { channel: "email", type: "PasswordReset", locale: "en_US" } as const;
    const content = (subject: string) => ({
      ...template,
      content: { subject, body: "{{confirmation-code}}", footer: "", contentType: "text/plain" },
    });
    const shown = async () => {
      const browser = new ScriptLessBrowser();
      const page = await browser.open(west.url(RECOVERY));
      await browser.submit(page, { login: "pat" });
      const message = await outbox.latest("pat@west.example");
      return [/· ([^<]*)<\/title>/.exec(page.body)?.[1], message.channel === "email" && message.subject];
    };
    const places = [
      ["acme", (await tenantStore(server)).records, "of all"],
      [west.world.organization.id, west.world.store.records, "of the West"],
    ] as const;
    for (const [name, records, said] of places) {
      const key = preferenceKey("branding-preference", { type: "ORG", name, locale: "en-US", screen: "" });
      await add(records, key, "setting", brand(said));
      await add(records, templateName(template), "notification template", content(said));
      assert.deepEqual(await shown(), [said, said]);
    }
    for (const [, records] of places) await records.remove("notification template", templateName(template));
  });

  it("shuts these pages with the organization", async () => {
    const { organizations } = await tenantStore(server);
    const { organization } = west.world;
    await organizations.update({ ...organization, status: "DISABLED" });
    for (const path of [RECOVERY, REGISTER, "/myaccount"]) assert.equal((await fetch(west.url(path))).status, 404);
    await organizations.update(organization);
  });

  describe("by the APIs, whose URL says whose people are meant (contract §20)", () => {
    const api = (place: OwnPlace) => ({
      post: (path: string, body: unknown) =>
        apiClientWith(server, undefined).call("POST", place.path.replace("/t/acme", "") + path, body),
    });
    const claim = (name: string, value: string) => ({ uri: `http://wso2.org/claims/${name}`, value });

    it("registers and confirms (contract §20.1)", async () => {
      const user = (username: string) => ({
        user: { username, password: NEW_PASSWORD, claims: [claim("emailaddress", `${username}@west.example`)] },
        properties: [],
      });
      assert.equal((await api(west).post("/api/identity/user/v1.0/me", user("jo"))).status, 201);
      assert.equal((await api(east).post("/api/identity/user/v1.0/me", user("jo"))).status, 403, "it registers nobody");
      const code = linkIn(await outbox.latest("jo@west.example")).searchParams.get("confirmation");
      const validate = (place: OwnPlace) => api(place).post("/api/identity/user/v1.0/validate-code", { code });
      assert.equal((await validate(east)).status, 400);
      assert.equal((await validate(west)).status, 202);
      assert.ok(returned((await signIn(shared, "jo", NEW_PASSWORD)).page).code);
    });

    it("recovers a password, with links to what comes next (contract §20.2)", async () => {
      const begun = await api(west).post("/api/users/v2/recovery/password/init", {
        claims: [claim("username", "pat")],
        properties: [],
      });
      assert.equal(begun.status, 200, JSON.stringify(begun.body));
      const [{ channelInfo, links }] = begun.body;
      assert.equal(links[0].href, `${west.path}/api/users/v2/recovery/password/recover`);
      const body = { recoveryCode: channelInfo.recoveryCode, channelId: "1", properties: [] };
      const path = "/api/users/v2/recovery/password/recover";
      assert.notEqual((await api(east).post(path, body)).status, 202);
      assert.equal((await api(west).post(path, body)).status, 202);
      const link = linkIn(await outbox.latest("pat@west.example"));
      assert.equal((await choose(link, "eight blue umbrellas")).status, 200);
      assert.ok(returned((await signIn(own, "pat", "eight blue umbrellas")).page).code);
    });

    it("answers nobody without a token where the URL names no organization (security bar 23.1)", async () => {
      const { status } = await apiClientWith(server, undefined).call("POST", "/o/api/identity/user/v1.0/me", {});
      assert.equal(status, 401);
    });
  });

  describe("see to their account at the organization's URL", () => {
    const NIA = "nia";
    before(() => addPerson(server, "west", NIA, { claims: { email: "nia@west.example" } }));
    const enter = async (browser = new ScriptLessBrowser(), place = west) =>
      browser.submit(await browser.open(place.url("/myaccount")), { usernameUserInput: NIA, password: PASSWORD });

    it("after signing in as one of its people, whom it shows the sessions and applications of both", async () => {
      await signIn(shared, NIA, PASSWORD);
      await signIn(own, NIA, PASSWORD);
      const page = await enter();
      assert.equal(page.url.pathname, `${west.path}/myaccount`);
      for (const text of ["The West", NIA, "Account", "Own of west"]) assert.ok(page.body.includes(text), text);
      assertSignInPage(await enter(new ScriptLessBrowser(), east));
    });

    it("changes the password there, which ends the sessions at the tenant's applications too (security bar 17.4)", async () => {
      const { browser: other } = await signIn(shared, NIA, PASSWORD);
      const browser = new ScriptLessBrowser();
      await enter(browser);
      const form = await browser.open(west.url("/myaccount/password"));
      const chosen = { newPassword: NEW_PASSWORD, confirmPassword: NEW_PASSWORD, endOthers: "on" };
      const entered = { currentPassword: PASSWORD, ...chosen };
      const changed = await browser.submit(form, entered);
      assert.equal(changed.url.searchParams.get("done"), "passwordChanged", changed.body);
      const silent = await other.open(shared.authorizeUrl({ prompt: "none", orgHandle: "west" }), CALLBACK);
      assert.equal(returned(silent).error, "login_required");
      assert.ok(returned((await signIn(shared, NIA, NEW_PASSWORD)).page).code);
    });
  });
});
