import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import type { TenantStore } from "../../src/store/port/store.ts";
import { claimsOf, newVerifier, TestClient } from "../client.ts";
import { addPerson, toOtherPeople } from "../organization-people.ts";
import { organizationOf, switchingOrganizations } from "../organization-switching.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { assertSignInPage, returned } from "../redirects.ts";
import { giveApp } from "../second-factors.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeClient, tenantStore } from "../tenant-data.ts";

const MULTI_FACTOR = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";

describe("the tenant's people who are members of an organization, at its sign-in page (contract §21.2, §21.3)", () => {
  let server: TestServer;
  let client: TestClient;
  before(async () => {
    const [acme, ...others] = switchingOrganizations() as [{ subOrganizations: object[] }, ...object[]];
    const empty = { handle: "empty" };
    server = await startServer({
      organizations: [{ ...acme, subOrganizations: [...acme.subOrganizations, empty] }, ...others],
    });
    const portal = await (await tenantStore(server)).clients.find("mobile");
    assert.ok(portal);
    await (await tenantStore(server)).clients.save({ ...portal, sharing: { with: "all" } });
    client = new TestClient(server, "mobile");
    await addPerson(server, "west", "pat");
    // As one of the tenant's people is called, who is a member.
    await addPerson(server, "west", "nell");
  });
  after(() => server.stop());

  const open = (
    browser: ScriptLessBrowser,
    changes: Record<string, string | undefined> = {},
    verifier = newVerifier(),
  ) => browser.open(client.authorizeUrl({ orgHandle: "west", ...changes }, verifier), CALLBACK);
  /** Presses the button to the other people's page. */
  const cross = (browser: ScriptLessBrowser, page: Page) => browser.submit(page, toOtherPeople(page), CALLBACK);
  const enter = (browser: ScriptLessBrowser, page: Page, usernameUserInput: string, password = PASSWORD) =>
    browser.submit(page, { usernameUserInput, password }, CALLBACK);
  /** Sends the page's form, and goes nowhere then. */
  const send = (browser: ScriptLessBrowser, { form, url }: Page, entered: Record<string, string>) =>
    browser.request(new URL(form?.action ?? "", url), {
      method: "POST",
      body: new URLSearchParams({ ...form?.hidden, ...entered }),
    });
  const title = (page: Page) => /<title>(?<title>[^<]*)</.exec(page.body)?.groups?.title;

  it("go from there to the tenant's, which says where they go on to, and come back with tokens for the organization", async () => {
    const browser = new ScriptLessBrowser();
    const verifier = newVerifier();
    const first = await open(browser, {}, verifier);
    assert.equal(title(first), "Sign in · The West");
    assert.match(first.body, /id="other-people">Sign in with your <bdi[^>]*>Acme<\/bdi> account</);
    const second = await cross(browser, first);
    assertSignInPage(second);
    assert.equal(title(second), "Sign in · Acme");
    assert.match(second.body, /id="goes-on">.*The West/);
    const { code = "" } = returned(await enter(browser, second, "kim"));
    const { body } = await client.exchange({ code, redirect_uri: CALLBACK, code_verifier: verifier });
    const { org_id, user_org } = claimsOf(body.id_token);
    const { id } = await organizationOf(server, "west");
    assert.deepEqual([org_id, user_org === id], [id, false]);
    assert.ok(returned(await open(browser, { prompt: "none" })).code, "and are signed in from then on");
  });

  it("cannot type their password at the organization's page, where another has it (security bar 22.2)", async () => {
    const browser = new ScriptLessBrowser();
    assertSignInPage(await enter(browser, await open(browser), "kim"));
  });

  it("go back to the organization's own people by the same button", async () => {
    const browser = new ScriptLessBrowser();
    const back = await cross(browser, await cross(browser, await open(browser)));
    assert.equal(title(back), "Sign in · The West");
    assertSignInPage(await enter(browser, back, "kim"));
    assert.ok(returned(await enter(browser, back, "pat")).code);
  });

  it("are told when they are no members, and are at the organization's page again", async () => {
    const browser = new ScriptLessBrowser();
    const second = await cross(browser, await open(browser, { orgHandle: "east" }));
    const refused = await enter(browser, second, "lee");
    assertSignInPage(refused);
    assert.equal(title(refused), "Error: Sign in · The East");
    assert.match(refused.body, /role="alert"[^>]*>This account is not a member of the organization/);
    assert.equal(returned(await open(browser, { orgHandle: "east", prompt: "none" })).error, "login_required");
  });

  it("are asked at the tenant's page where a session of theirs is not enough", async () => {
    const browser = new ScriptLessBrowser();
    const app = await giveApp(server, "kim");
    assert.ok(returned(await enter(browser, await cross(browser, await open(browser)), "kim")).code);
    const again = await open(browser, { acr_values: MULTI_FACTOR });
    assert.match(title(again) ?? "", / · Acme$/);
    assert.ok(again.body.includes("kim"), "whose session is gone on with");
    const picked = await browser.submit(again, { pick: "totp:LOCAL" });
    assert.ok(returned(await browser.submit(picked, { token: app.code() }, CALLBACK)).code);
  });

  it("see no such button where the organization has no members, nor at the tenant's own page", async () => {
    for (const changes of [{ orgHandle: "empty" }, { orgHandle: undefined }]) {
      const browser = new ScriptLessBrowser();
      const page = await open(browser, changes);
      assert.doesNotMatch(page.body, /other-people/);
      const { sessionDataKey = "", csrfToken = "" } = page.form?.hidden ?? {};
      const body = new URLSearchParams({ sessionDataKey, csrfToken, people: "members" });
      const url = new URL(server.url("/commonauth"));
      assert.equal((await browser.request(url, { method: "POST", body })).status, 403);
    }
  });

  it("come to one page of forms that are sent at once, and go back to none by the same one", async () => {
    const browser = new ScriptLessBrowser();
    const page = await open(browser);
    const pressed = await Promise.all(Array.from({ length: 5 }, () => send(browser, page, { people: "members" })));
    for (const { status } of pressed) assert.equal(status, 303);
    const { sessionDataKey = "" } = page.form?.hidden ?? {};
    const url = server.url(`/authenticationendpoint/login.do?sessionDataKey=${sessionDataKey}`);
    assert.equal(title(await browser.open(url)), "Sign in · Acme");
    assert.equal((await send(browser, page, { people: "somebody" })).status, 403);
  });

  it("stay where the password has led that was sent at once with going across", async () => {
    const signInSteps = ["IdentifierExecutor", "BasicAuthenticator"].map((authenticator) => ({
      options: [{ idp: "LOCAL", authenticator }],
    }));
    const undo = await changeClient(server, "mobile", { signInSteps });
    const browser = new ScriptLessBrowser();
    const page = await browser.submit(await open(browser, { prompt: "login" }), { usernameUserInput: "pat" });
    const { forTenant } = server.store;
    // The password comes in between, when everything has been read for the other form.
    const between = (id: string): TenantStore => {
      const { transients, ...tenant } = forTenant(id);
      return { ...tenant, transients: { ...transients, remove: (...flow) => finish().then(() => remove(id, flow)) } };
    };
    const remove = (id: string, flow: Parameters<TenantStore["transients"]["remove"]>) =>
      forTenant(id).transients.remove(...flow);
    const finish = async () => {
      Object.assign(server.store, { forTenant });
      await send(browser, page, { password: PASSWORD });
    };
    Object.assign(server.store, { forTenant: between });
    const next = await browser
      .submit(page, toOtherPeople(page), CALLBACK)
      .finally(() => Object.assign(server.store, { forTenant }));
    assert.ok(returned(next).code, next.body);
    await undo();
  });

  it("are not taken across by another site's form (security bar 14.3)", async () => {
    const browser = new ScriptLessBrowser();
    const page = await open(browser);
    const { sessionDataKey = "" } = page.form?.hidden ?? {};
    const body = new URLSearchParams({ sessionDataKey, people: "members" });
    const url = new URL(server.url("/commonauth"));
    assert.equal((await browser.request(url, { method: "POST", body })).status, 403);
  });
});
