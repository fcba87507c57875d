import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { preferenceKey } from "../../src/branding/preference-key.ts";
import { TestClient } from "../client.ts";
import { addPerson, worldOf } from "../organization-people.ts";
import { switchingOrganizations } from "../organization-switching.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";

describe("branding and my account: the organizations inside a tenant (contract §17.9, §21.3)", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({ organizations: switchingOrganizations() });
    await addPerson(server, "west", "pat");
  });
  after(() => server.stop());

  const titled = (displayName: string) => ({
    preference: { configs: { isBrandingEnabled: true }, organizationDetails: { displayName, siteTitle: displayName } },
  });
  const save = async (
    store: { records: { add: (...all: never[]) => Promise<boolean> } },
    name: string,
    title: string,
  ) => {
    const id = preferenceKey("branding-preference", { type: "ORG", name, locale: "en-US", screen: "" });
    const add = store.records.add as (kind: string, record: object, now: number) => Promise<boolean>;
    await add("setting", { id, name: id, document: titled(title) }, server.clock.now);
  };
  const signIn = async (browser: ScriptLessBrowser, orgHandle: string) =>
    browser.open(new TestClient(server, "portal").authorizeUrl({ orgHandle }), CALLBACK);

  it("look as the tenant does until they have a look of their own, by their own names", async () => {
    const { organization, store } = await worldOf(server, "west");
    await save(await tenantStore(server), "acme", "Tenant's");
    const inherited = await signIn(new ScriptLessBrowser(), "west");
    assert.match(inherited.body, /<title>Sign in · Tenant&#39;s</);
    assert.match(inherited.body, new RegExp(`<span>${organization.name}</span>`));
    await save(store, organization.id, "West's own");
    assert.match((await signIn(new ScriptLessBrowser(), "west")).body, /<title>Sign in · West&#39;s own</);
    assert.match((await signIn(new ScriptLessBrowser(), "east")).body, /<title>Sign in · Tenant&#39;s</);
  });

  it("have people who see to their own account, and who prove it among their own", async () => {
    const browser = new ScriptLessBrowser();
    await browser.submit(await signIn(browser, "west"), { usernameUserInput: "pat", password: PASSWORD }, CALLBACK);
    const page = await browser.open(server.url("/myaccount"));
    assert.match(page.body, /<h1>My account<\/h1>[\s\S]*pat/);
    const again = await browser.open(server.url("/myaccount/signin"));
    assert.match(again.body, /West&#39;s own/);
    const back = await browser.submit(again, { usernameUserInput: "pat", password: PASSWORD });
    assert.equal(back.url.pathname, "/t/acme/myaccount");
    const changed = await browser.submit(await browser.open(server.url("/myaccount/password")), {
      currentPassword: PASSWORD,
      newPassword: "another long horse",
      confirmPassword: "another long horse",
    });
    assert.match(changed.body, /Your password is changed/);
  });
});
