import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { ORGANIZATION_DISCOVERY } from "../../src/protocol/organization-discovery.ts";
import { TestClient } from "../client.ts";
import { addPerson, changePerson } from "../organization-people.ts";
import { organizationOf, switchingOrganizations } from "../organization-switching.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { assertConsentPage, assertErrorPage, assertSignInPage, returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeClient, tenantStore } from "../tenant-data.ts";

type Form = Readonly<Record<string, string | undefined>>;

const LEGACY = { fidp: "OrganizationSSO" };
const OTHER_PASSWORD = "another horse battery";

describe("contract §21.3: login into an organization", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({ organizations: switchingOrganizations() });
    await addPerson(server, "west", "pat");
    await addPerson(server, "east", "pat", { password: OTHER_PASSWORD });
    // As one of the tenant's own people is called too, who is no member there.
    await addPerson(server, "east", "lee", { password: OTHER_PASSWORD });
  });
  after(() => server.stop());

  const open = (changes: Form, browser = new ScriptLessBrowser(), clientId = "portal") =>
    browser.open(new TestClient(server, clientId).authorizeUrl(changes), CALLBACK);
  const enter = (browser: ScriptLessBrowser, page: Page, usernameUserInput = "pat", password = PASSWORD) =>
    browser.submit(page, { usernameUserInput, password }, CALLBACK);
  const signedInTo = async (handle: string, userName?: string, password?: string) => {
    const browser = new ScriptLessBrowser();
    const page = await enter(browser, await open({ orgHandle: handle }, browser), userName, password);
    assert.ok(returned(page).code);
    return browser;
  };
  const assertChooser = (page: Page, notFound = false) => {
    assert.equal(page.status, 200, page.body);
    assert.match(page.url.pathname, /\/authenticationendpoint\/org_name\.do$/);
    assert.equal(page.body.includes('id="failed-msg"'), notFound);
  };
  const assertSignInTo = (page: Page, name: string) => {
    assertSignInPage(page);
    assert.ok(page.body.includes(`<title>Sign in · ${name}</title>`), page.body);
  };

  describe("an organization that the request names (contract §3.1)", () => {
    const names: [what: string, parameters: (id: string) => Form][] = [
      ["its id", (orgId) => ({ orgId })],
      ["its handle", () => ({ orgHandle: "west" })],
      ["its name", () => ({ org: "The West" })],
      ["its handle for a name", () => ({ org: "west" })],
    ];
    for (const [what, parameters] of names) {
      it(`is known by ${what}, with fidp and without`, async () => {
        const { id } = await organizationOf(server, "west");
        for (const fidp of [undefined, "OrganizationSSO"]) {
          const browser = new ScriptLessBrowser();
          const page = await open({ ...parameters(id), fidp }, browser);
          assertSignInTo(page, "The West");
          assert.ok(returned(await enter(browser, page)).code);
        }
      });
    }

    const unusable: [what: string, parameters: () => Promise<Form>][] = [
      ["that is not there", async () => ({ orgHandle: "nowhere" })],
      ["whose id is none", async () => ({ orgId: "west" })],
      ["whose id nobody has", async () => ({ orgId: crypto.randomUUID() })],
      ["that is disabled", async () => ({ orgHandle: "closed" })],
      ["that lies below a disabled one", async () => ({ orgHandle: "cellar" })],
      ["that the application is not shared with", async () => ({ orgHandle: "private" })],
      ["of another tenant", async () => ({ orgHandle: "far" })],
      [
        "of another tenant, by its id",
        async () => {
          const far = await (await tenantStore(server, "globex")).organizations.findByHandle("far");
          return { orgId: far?.id };
        },
      ],
      ["whose name is longer than any", async () => ({ org: "w".repeat(300) })],
    ];
    for (const [what, parameters] of unusable) {
      it(`leads to the page that asks for another, if it is one ${what}: nobody is told which it is`, async () => {
        const page = await open(await parameters());
        assertChooser(page, true);
        const silent = returned(await open({ ...(await parameters()), prompt: "none" }));
        assert.equal(silent.error, "login_required");
        const uniform = (text: string) => text.replaceAll(/value="[^"]*"/g, "");
        assert.equal(uniform(page.body), uniform((await open({ orgHandle: "nowhere-else" })).body));
      });
    }

    it("has to be named by one thing, and once (contract §3.1)", async () => {
      const twice = returned(await open({ orgHandle: "west", org: "The West" }));
      assert.equal(twice.error, "invalid_request");
      const url = `${new TestClient(server, "portal").authorizeUrl({ orgHandle: "west" })}&orgHandle=east`;
      assert.equal(returned(await new ScriptLessBrowser().open(url, CALLBACK)).error, "invalid_request");
    });

    it("is of no use to an application that is shared with none", async () => {
      for (const parameters of [{ orgHandle: "west" }, LEGACY]) {
        const { error, error_description } = returned(await open(parameters, undefined, "loner"));
        assert.equal(error, "access_denied");
        assert.equal(error_description, "The application is not shared with any organization.");
      }
    });

    it("may be named in a pushed request (RFC 9126 §4)", async () => {
      const client = new TestClient(server, "mobile");
      const pushed = Object.fromEntries(new URL(client.authorizeUrl({ orgHandle: "west" })).searchParams);
      const { request_uri } = (await client.post("/oauth2/par", pushed)).body;
      const browser = new ScriptLessBrowser();
      const query = new URLSearchParams({ client_id: "mobile", request_uri, orgHandle: "east" });
      const page = await browser.open(`${server.url("/oauth2/authorize")}?${query}`, CALLBACK);
      assertSignInTo(page, "The West");
      assert.ok(returned(await enter(browser, page)).code);
    });
  });

  describe("the page that asks for the organization", () => {
    it("comes first when one is meant and none is named, and leads to its sign-in", async () => {
      const browser = new ScriptLessBrowser();
      let page = await open(LEGACY, browser);
      assertChooser(page);
      for (const org of ["nowhere", "private", "closed", " "]) {
        page = await browser.submit(page, { org });
        assertChooser(page, true);
        assert.equal(page.url.searchParams.get("authFailureMsg"), "invalid.organization.name");
      }
      page = await browser.submit(page, { org: " The West " });
      assertSignInTo(page, "The West");
      assert.ok(returned(await enter(browser, page)).code);
    });

    it("lets its user go back and choose another", async () => {
      const browser = new ScriptLessBrowser();
      const chooser = await open(LEGACY, browser);
      const west = await browser.submit(chooser, { org: "west" });
      // Somebody of the one is halfway in, and then goes to the other.
      await browser.submit(west, { usernameUserInput: "pat", password: "wrong" });
      const page = await browser.submit(chooser, { org: "The East" });
      assertSignInTo(page, "The East");
      assert.equal(returned(await enter(browser, page, "pat", OTHER_PASSWORD)).error, undefined);
    });

    it("takes its own form alone, from the browser that it was shown in (security bar 14.3, 1.18)", async () => {
      const browser = new ScriptLessBrowser();
      const page = await open(LEGACY, browser);
      const { sessionDataKey = "", csrfToken = "" } = page.form?.hidden ?? {};
      const post = (by: ScriptLessBrowser, form: Record<string, string>, headers = {}) =>
        by.request(page.url, { method: "POST", body: new URLSearchParams({ org: "west", ...form }), headers });
      assert.equal((await post(browser, { sessionDataKey })).status, 403);
      assert.equal((await post(browser, { sessionDataKey, csrfToken: "wrong" })).status, 403);
      assert.equal((await post(new ScriptLessBrowser(), { sessionDataKey, csrfToken })).status, 403);
      const foreign = { origin: "https://evil.example" };
      assert.equal((await post(browser, { sessionDataKey, csrfToken }, foreign)).status, 403);
      assert.equal((await post(browser, { sessionDataKey: crypto.randomUUID(), csrfToken })).status, 400);
      assert.equal((await post(browser, { sessionDataKey, csrfToken })).status, 303);
    });

    it("is no way round the sign-in page, nor back to the tenant's own people", async () => {
      const browser = new ScriptLessBrowser();
      const page = await open(LEGACY, browser);
      const signIn = new URL(page.url.href.replace("org_name.do", "login.do"));
      assertChooser(await browser.open(signIn));
    });

    it("follows ui_locales and names the application", async () => {
      const page = await open({ ...LEGACY, ui_locales: "de" });
      assert.ok(page.body.includes("Mit Ihrer Organisation anmelden"));
      assert.ok(page.body.includes('<bdi class="name">portal</bdi>'));
    });
  });

  describe("discovery by the domain of an address (contract §3.1)", () => {
    const byEmail = (login_hint?: string) => ({ orgDiscoveryType: "emailDomain", login_hint });
    before(async () => {
      const { records } = await tenantStore(server);
      const { id } = await organizationOf(server, "west");
      const hidden = await organizationOf(server, "private");
      const now = server.clock.now;
      for (const [name, organizationId] of [
        ["west.example", id],
        ["private.example", hidden.id],
      ] as const) {
        await records.add("email domain", { id: name, name, document: { organizationId } }, now);
      }
    });

    it("finds nothing until the tenant has switched it on", async () => {
      assertChooser(await open(byEmail("pat@west.example")), true);
      const { records } = await tenantStore(server);
      const id = ORGANIZATION_DISCOVERY;
      await records.add("setting", { id, name: id, document: { emailDomain: true } }, server.clock.now);
      assertSignInTo(await open(byEmail("pat@west.example")), "The West");
    });

    it("knows the domain whatever its case, and fills in who signs in", async () => {
      const page = await open(byEmail("pat@WEST.example"));
      assertSignInTo(page, "The West");
      assert.ok(page.body.includes('value="pat@WEST.example"'));
    });

    it("asks for an address when none came, and takes a name as well", async () => {
      const browser = new ScriptLessBrowser();
      const page = await open(byEmail(), browser);
      assertChooser(page);
      assert.ok(page.body.includes('type="email"'));
      assertSignInTo(await browser.submit(page, { org: "pat@west.example" }), "The West");
      assertSignInTo(await browser.submit(page, { org: "east" }), "The East");
    });

    it("tells nobody whose domain it is otherwise", async () => {
      for (const address of ["pat@nowhere.example", "pat@private.example", "west.example", "@", "pat@"]) {
        assertChooser(await open(byEmail(address)), true);
      }
    });

    it("is of one kind", async () => {
      const { error, error_description } = returned(
        await open({ ...byEmail("pat@west.example"), orgDiscoveryType: "x" }),
      );
      assert.deepEqual([error, error_description], ["invalid_request", "invalid.organization.discovery.type"]);
    });
  });

  describe("the people of an organization", () => {
    it("are nobody to the tenant and to other organizations, whatever they are called (security bar 22.2)", async () => {
      const refused: [where: Form, userName: string, password: string][] = [
        [{}, "pat", PASSWORD],
        [{}, "lee", OTHER_PASSWORD],
        [{ orgHandle: "west" }, "kim", PASSWORD],
        [{ orgHandle: "east" }, "lee", PASSWORD],
        [{ orgHandle: "west" }, "pat", OTHER_PASSWORD],
        [{ orgHandle: "south" }, "pat", PASSWORD],
      ];
      for (const [where, userName, password] of refused) {
        const browser = new ScriptLessBrowser();
        const page = await enter(browser, await open(where, browser), userName, password);
        assertSignInPage(page);
        assert.ok(page.body.includes('id="sign-in-alert"'), JSON.stringify([where, userName]));
      }
      await signedInTo("east", "lee", OTHER_PASSWORD);
      await signedInTo("east", "pat", OTHER_PASSWORD);
    });

    it("are locked out by themselves, and by the rules of their organization (security bar 18.1)", async () => {
      await addPerson(server, "west", "max");
      await addPerson(server, "east", "max");
      const browser = new ScriptLessBrowser();
      for (let failed = 0; failed < 5; failed++) {
        await enter(browser, await open({ orgHandle: "west" }, browser), "max", "wrong");
      }
      const page = await enter(browser, await open({ orgHandle: "west" }, browser), "max");
      assert.ok(page.body.includes('id="sign-in-alert"'));
      await signedInTo("east", "max");
    });

    it("are not let in by the known device of a namesake (security bar 18.2)", async () => {
      await addPerson(server, "west", "ada");
      await addPerson(server, "east", "ada");
      // Knows the device of east's ada, and guesses at west's.
      const browser = await signedInTo("east", "ada");
      const elsewhere = new ScriptLessBrowser();
      for (let failed = 0; failed < 5; failed++) {
        await enter(browser, await open({ orgHandle: "west", prompt: "login" }, browser), "ada", "wrong");
      }
      const page = await enter(elsewhere, await open({ orgHandle: "west" }, elsewhere), "ada");
      assert.ok(page.body.includes('id="sign-in-alert"'), "the account is locked, and not one device");
    });

    it("are asked for their consent, each for themselves (contract §4.5)", async () => {
      const undo = await changeClient(server, "portal", { skipConsent: false });
      const browser = new ScriptLessBrowser();
      const page = await enter(browser, await open({ orgHandle: "west" }, browser));
      assertConsentPage(page);
      const allowed = await browser.submit(page, { consent: "approve", hasApprovedAlways: "true" }, CALLBACK);
      assert.ok(returned(allowed).code);
      assert.ok(returned(await open({ orgHandle: "west" }, browser)).code, "remembered");
      const other = new ScriptLessBrowser();
      assertConsentPage(await enter(other, await open({ orgHandle: "east" }, other), "pat", OTHER_PASSWORD));
      await undo();
    });
  });

  describe("single sign-on", () => {
    const isSignedIn = async (browser: ScriptLessBrowser, where: Form) => {
      const { code, error } = returned(await open({ ...where, prompt: "none" }, browser));
      if (code === undefined) assert.equal(error, "login_required");
      return code !== undefined;
    };

    it("holds for the people of an organization there alone", async () => {
      const browser = await signedInTo("west");
      for (const [where, expected] of [
        [{ orgHandle: "west" }, true],
        [{ orgHandle: "east" }, false],
        [{ orgHandle: "south" }, false],
        [{}, false],
      ] as const) {
        assert.equal(await isSignedIn(browser, where), expected, JSON.stringify(where));
      }
      assertSignInTo(await open({ orgHandle: "east" }, browser), "The East");
      assertSignInPage(await open({}, browser));
    });

    it("saves them saying again which organization they mean, unless they are to sign in anew", async () => {
      const browser = await signedInTo("west");
      assert.ok(returned(await open(LEGACY, browser)).code);
      assert.ok(await isSignedIn(browser, LEGACY));
      assertChooser(await open({ ...LEGACY, prompt: "login" }, browser));
      assert.equal(await isSignedIn(new ScriptLessBrowser(), LEGACY), false);
    });

    it("holds for the tenant's own people where they are members", async () => {
      const browser = new ScriptLessBrowser();
      await new TestClient(server, "portal").obtainCode({}, browser, "lee");
      assert.ok(await isSignedIn(browser, { orgHandle: "west" }));
      assert.equal(await isSignedIn(browser, { orgHandle: "east" }), false);
      assertSignInTo(await open({ orgHandle: "east" }, browser), "The East");
      assertChooser(await open(LEGACY, browser));
      assert.ok(await isSignedIn(browser, {}));
    });

    it("lets somebody pick another account, and with it another organization (OIDC Core §3.1.2.1)", async () => {
      const browser = await signedInTo("west");
      const picked = { ...LEGACY, prompt: "select_account" };
      const page = await open(picked, browser);
      assert.ok(page.body.includes('id="account-current"'));
      assert.ok(returned(await browser.submit(page, { account: "current" }, CALLBACK)).code);
      assertChooser(await browser.submit(await open(picked, browser), { account: "other" }));
    });

    it("ends when somebody of another organization signs in in the same browser (security bar 15.1)", async () => {
      const browser = await signedInTo("west");
      await enter(browser, await open({ orgHandle: "east" }, browser), "pat", OTHER_PASSWORD);
      assert.equal(await isSignedIn(browser, { orgHandle: "west" }), false);
      assert.ok(await isSignedIn(browser, { orgHandle: "east" }));
    });

    const endings: [what: string, end: () => Promise<() => Promise<unknown>>][] = [
      ["is disabled", () => changePerson(server, "west", "pat", { enabled: false })],
      ["belongs to an organization that is disabled", () => disable("west")],
    ];
    for (const [what, end] of endings) {
      it(`ends at once for whoever ${what} (security bar 15.5)`, async () => {
        const browser = await signedInTo("west");
        const undo = await end();
        assert.equal(await isSignedIn(browser, { orgHandle: "west" }), false);
        await undo();
        assert.ok(await isSignedIn(browser, { orgHandle: "west" }));
      });
    }

    it("ends by logging out, and is prolonged by its use (contract §9.1, §4)", async () => {
      const browser = await signedInTo("west");
      const extended = await browser.open(server.url("/identity/extend-session"));
      assert.equal(extended.status, 200);
      const page = await browser.open(server.url("/oidc/logout"));
      assert.ok(page.body.includes("pat"));
      await browser.submit(page, { consent: "approve" });
      assert.equal(await isSignedIn(browser, { orgHandle: "west" }), false);
    });

    it("decides nothing for a device, which is the tenant's own people's to do", async () => {
      const browser = await signedInTo("west");
      const undo = await changeClient(server, "mobile", {
        grantTypes: ["urn:ietf:params:oauth:grant-type:device_code"],
      });
      const { body } = await new TestClient(server, "mobile").post("/oauth2/device_authorize", { client_id: "mobile" });
      const page = await browser.open(body.verification_uri_complete);
      assertSignInPage(await browser.submit(page, { user_code: body.user_code }));
      await undo();
    });
  });

  async function disable(handle: string) {
    const { organizations } = await tenantStore(server);
    const before = await organizationOf(server, handle);
    await organizations.update({ ...before, status: "DISABLED" });
    return () => organizations.update(before);
  }

  it("ends for a request that was pending when the organization was disabled", async () => {
    const browser = new ScriptLessBrowser();
    const page = await open({ orgHandle: "west" }, browser);
    const undo = await disable("west");
    assertChooser(await enter(browser, page));
    await undo();
    const unregistered = new TestClient(server, "nobody").authorizeUrl(LEGACY);
    assertErrorPage(await browser.open(unregistered), "invalid_client");
  });

  it("slows down whoever tries out names (security bar 18.5)", async () => {
    const browser = new ScriptLessBrowser();
    let page = await open(LEGACY, browser);
    const chooser = page;
    for (let tries = 0; tries < 60 && page.status !== 429; tries++) {
      page = await browser.submit(chooser, { org: `nowhere ${tries}` });
    }
    assert.equal(page.status, 429);
    assert.ok(Number(page.headers.get("retry-after")) > 0);
    server.clock.advance(301);
    assertSignInTo(await browser.submit(chooser, { org: "west" }), "The West");
  });
});
