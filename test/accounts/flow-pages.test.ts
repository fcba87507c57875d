import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { flowComponents } from "../../src/pages/flow-components.ts";
import { TestClient } from "../client.ts";
import { type ApiClient, adminApplication } from "../management/api-client.ts";
import { nativeOrganization } from "../native-application.ts";
import { placeOf } from "../organization-applications.ts";
import { codeIn, linkIn, outboxOf } from "../outbox.ts";
import { assertSignInPage, returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";
import { button, field, flowApi, view } from "./flow-steps.ts";
import { decideIn } from "./governance.ts";

const CLAIMS = "http://wso2.org/claims";
const PASSWORD = "another passphrase of theirs";
const REGISTER = "/accountrecoveryendpoint/register.do";
const RECOVER = "/accountrecoveryendpoint/recoveraccountrouter.do";
const RULES = {
  "SelfRegistration.Enable": "true",
  "Recovery.Notification.Password.Enable": "true",
  "Recovery.Notification.Password.OTP.SendOTPInEmail": "true",
};
const heading = (id: string, text: string) => ({
  id,
  type: "TYPOGRAPHY",
  category: "DISPLAY",
  variant: "H2",
  config: { text },
});
const shop = {
  clientId: "shop",
  name: "Shop",
  publicClient: true,
  callbackURLs: ["https://shop.example/cb"],
  tosUrl: "https://shop.example/terms",
  accessUrl: "https://shop.example/start",
};
const REGISTERING = [
  view("who", heading("top", "Join <b>us</b>"), {
    id: "form",
    type: "FORM",
    category: "BLOCK",
    components: [
      field(`${CLAIMS}/username`),
      field(`${CLAIMS}/emailaddress`),
      {
        ...field(`${CLAIMS}/mobile`),
        config: { identifier: `${CLAIMS}/mobile`, required: false, hint: "If you like" },
      },
      field("password"),
      button("go", "code", "PasswordProvisioningExecutor"),
    ],
  }),
  view(
    "code",
    heading("second", "One more thing"),
    field("otp"),
    button("check", "COMPLETE", "EmailOTPExecutor"),
    button("again", "code"),
  ),
];
const RECOVERING = [
  view("who", field(`${CLAIMS}/username`), button("go", "code", "UserResolveExecutor")),
  view("code", field("otp"), button("check", "password", "EmailOTPExecutor")),
  view(
    "password",
    heading("last", "Your new secret"),
    field("password"),
    button("save", "COMPLETE", "PasswordProvisioningExecutor"),
  ),
];
const ANSWERING = [
  view("welcome", heading("hello", "Welcome aboard"), button("next", "check")),
  {
    ...view("check"),
    type: "EXECUTION",
    data: { action: { type: "EXECUTOR", executor: { name: "ConfirmationCodeValidationExecutor" }, next: "password" } },
  },
  view("password", field("password"), button("save", "COMPLETE", "PasswordProvisioningExecutor")),
];

describe("our own pages of a designed flow (contract §20.3)", () => {
  let server: TestServer;
  let api: ApiClient;
  before(async () => {
    const settings = [{ name: "governance", document: RULES }];
    server = await startServer({
      organizations: [
        {
          ...nativeOrganization,
          applications: [...nativeOrganization.applications, adminApplication, shop],
          settings,
          subOrganizations: [{ handle: "west", name: "The West" }],
        },
        { ...nativeOrganization, handle: "globex", settings },
      ],
    });
    api = await flowApi(server);
    for (const [flowType, steps] of Object.entries({
      REGISTRATION: REGISTERING,
      PASSWORD_RECOVERY: RECOVERING,
      ASK_PASSWORD: ANSWERING,
    })) {
      const { status, body } = await api.call("PUT", "/api/server/v1/flow", { flowType, steps });
      assert.equal(status, 201, JSON.stringify(body));
    }
  });
  after(() => server.stop());

  const who = (name: string) => ({
    actionId: "go",
    [`${CLAIMS}/username`]: name,
    [`${CLAIMS}/emailaddress`]: `${name}@example.com`,
    newPassword: PASSWORD,
    confirmPassword: PASSWORD,
  });
  const found = async (name: string) => {
    const filter = encodeURIComponent(`userName eq "${name}"`);
    return (await api.call("GET", `/scim2/Users?filter=${filter}`)).body.Resources?.[0];
  };
  const headingOf = ({ body }: Page) => /<h1>(.*?)<\/h1>/.exec(body)?.[1];
  const alertOf = ({ body }: Page) => /id="account-alert"[^>]*>(.*?)<\/p>/.exec(body)?.[1];

  it("draws the steps in their order, and makes the account at the end", async () => {
    const browser = new ScriptLessBrowser();
    const page = await browser.open(server.url(REGISTER));
    assert.equal(headingOf(page), "Join &lt;b&gt;us&lt;/b&gt;");
    assert.match(page.body, /autocomplete="username"/);
    assert.match(page.body, /If you like/);
    const code = await browser.submit(page, who("nora"));
    assert.deepEqual([code.status, headingOf(code)], [200, "One more thing"]);
    assert.match(code.body, /autocomplete="one-time-code"/);
    const wrong = await browser.submit(code, { actionId: "check", otp: "nothing" });
    assert.deepEqual([wrong.status, alertOf(wrong)], [400, "This code is not right, or no longer valid."]);
    const otp = codeIn(await outboxOf(server).latest("nora@example.com"));
    const done = await browser.submit(wrong, { actionId: "check", otp });
    assert.equal(done.status, 200);
    assert.match(done.body, /Your account is ready/);
    assert.equal((await found("nora"))["urn:scim:wso2:schema"].emailVerified, true);
  });

  it("sends another code where a button says so, whatever stands in the field", async () => {
    const browser = new ScriptLessBrowser();
    const code = await browser.submit(await browser.open(server.url(REGISTER)), who("olga"));
    const first = codeIn(await outboxOf(server).latest("olga@example.com"));
    const again = await browser.submit(code, { actionId: "again", otp: "" });
    assert.equal(again.status, 200);
    assert.notEqual(codeIn(await outboxOf(server).latest("olga@example.com")), first);
  });

  for (const { what, changes, says } of [
    { what: "passwords that differ", changes: { confirmPassword: "other" }, says: /not the same/ },
    {
      what: "a weak password (security bar 17.2)",
      changes: { newPassword: "12345678", confirmPassword: "12345678" },
      says: /password/,
    },
    { what: "an address that is none", changes: { [`${CLAIMS}/emailaddress`]: "x" }, says: /email address/ },
    { what: "an empty field", changes: { [`${CLAIMS}/username`]: "" }, says: /fill in/ },
  ]) {
    it(`says what is wrong with ${what}, and keeps what was entered but the password`, async () => {
      const browser = new ScriptLessBrowser();
      const entered = { ...who("pia"), [`${CLAIMS}/mobile`]: "+47 12345678", ...changes };
      const page = await browser.submit(await browser.open(server.url(REGISTER)), entered);
      assert.equal(page.status, 400);
      assert.match(alertOf(page) ?? "", says);
      assert.match(page.body, /value="\+47 12345678"/);
      assert.doesNotMatch(page.body, /value="(12345678|another passphrase)/);
      assert.equal((await browser.submit(page, who("pia"))).status, 200);
    });
  }

  it("says at the end that a name is taken", async () => {
    const browser = new ScriptLessBrowser();
    const code = await browser.submit(await browser.open(server.url(REGISTER)), {
      ...who("quin"),
      [`${CLAIMS}/username`]: "kim",
    });
    const otp = codeIn(await outboxOf(server).latest("quin@example.com"));
    const refused = await browser.submit(code, { actionId: "check", otp });
    assert.equal(refused.status, 400);
    assert.match(alertOf(refused) ?? "", /username/);
  });

  it("takes a form of this browser and this page alone (security bar 14.3)", async () => {
    const page = await new ScriptLessBrowser().open(server.url(REGISTER));
    assert.equal((await new ScriptLessBrowser().submit(page, who("rut"))).status, 403);
    assert.equal(await found("rut"), undefined);
  });

  it("goes on with no flow of another tenant, of another kind, or that is over", async () => {
    const browser = new ScriptLessBrowser();
    const page = await browser.open(server.url(REGISTER));
    const recovery = await browser.open(server.url(RECOVER));
    const { flowId = "" } = recovery.form?.hidden ?? {};
    assert.equal((await browser.submit(page, { ...who("sol"), flowId })).status, 400);
    const asAnswer = await browser.open(server.url(`/commonauth?state=register~${flowId}.x&code=x`));
    assert.deepEqual([asAnswer.status, asAnswer.form], [400, undefined]);
    const late = await browser.open(server.url(REGISTER));
    server.clock.advance(1801);
    assert.equal((await browser.submit(late, who("sol"))).status, 400);
  });

  it("asks for the application's terms once, and leads to it at the end where it signs in (contract §20.5)", async () => {
    const config = (flowCompletionConfigs: object) =>
      api.call("PATCH", "/api/server/v1/flow/config", { flowType: "REGISTRATION", flowCompletionConfigs });
    await config({ isAutoLoginEnabled: "true" });
    const browser = new ScriptLessBrowser();
    const page = await browser.open(server.url(`${REGISTER}?client_id=shop`));
    assert.match(page.body, /shop\.example\/terms/);
    const refused = await browser.submit(page, who("tara"));
    assert.match(alertOf(refused) ?? "", /terms/);
    const code = await browser.submit(refused, { ...who("tara"), terms: "on" });
    assert.doesNotMatch(code.body, /type="checkbox"/);
    const otp = codeIn(await outboxOf(server).latest("tara@example.com"));
    const done = await browser.submit(code, { actionId: "check", otp }, "https://shop.example/");
    assert.equal(done.redirectedTo?.href, "https://shop.example/start");
    assert.match(code.headers.get("content-security-policy") ?? "", /form-action 'self' https:\/\/shop\.example/);
    const account = await browser.open(server.url("/myaccount"));
    assert.match(account.body, /tara/);
    await config({ isAutoLoginEnabled: "false" });
  });

  it("tells whoever shows that an account's address is theirs that there is one, and signs nobody in to it", async () => {
    const config = (isAutoLoginEnabled: string) =>
      api.call("PATCH", "/api/server/v1/flow/config", {
        flowType: "REGISTRATION",
        flowCompletionConfigs: { isAutoLoginEnabled },
      });
    await config("true");
    const name = "ute@example.com";
    const register = async (browser: ScriptLessBrowser) => {
      const entered = { ...who(name), [`${CLAIMS}/emailaddress`]: name };
      const code = await browser.submit(await browser.open(server.url(REGISTER)), entered);
      return browser.submit(code, { actionId: "check", otp: codeIn(await outboxOf(server).latest(name)) });
    };
    assert.match((await register(new ScriptLessBrowser())).body, /You are signed in/);
    const browser = new ScriptLessBrowser();
    const again = await register(browser);
    assert.equal(again.status, 200);
    assert.match(again.body, /Your account is ready/);
    assert.match((await browser.open(server.url("/myaccount"))).url.pathname, /login\.do/);
    await config("false");
  });

  it("leads back to the sign-in that was left for it, while that waits in this browser (contract §20.5, security bar 1.18)", async () => {
    const config = (isAutoLoginEnabled: string) =>
      api.call("PATCH", "/api/server/v1/flow/config", {
        flowType: "REGISTRATION",
        flowCompletionConfigs: { isAutoLoginEnabled },
      });
    await config("true");
    const client = new TestClient(server, "shop");
    const redirect_uri = "https://shop.example/cb";
    /** From the link of the sign-in page to the end, with a while before each form. */
    async function register(name: string, browser: ScriptLessBrowser, by = browser, seconds = 0) {
      const signIn = await browser.open(client.authorizeUrl({ redirect_uri, prompt: "login" }));
      const link = /href="([^"]*register\.do[^"]*)"/.exec(signIn.body)?.[1]?.replaceAll("&amp;", "&") ?? "";
      const page = await by.open(new URL(link, signIn.url));
      server.clock.advance(seconds);
      const code = await by.submit(page, { ...who(name), terms: "on" });
      const otp = codeIn(await outboxOf(server).latest(`${name}@example.com`));
      server.clock.advance(seconds);
      const policy = code.headers.get("content-security-policy") ?? "";
      return { signIn, policy, done: await by.submit(code, { actionId: "check", otp }, "https://shop.example/") };
    }

    const browser = new ScriptLessBrowser();
    const { done, policy } = await register("uma", browser);
    assert.match(policy, /form-action 'self' https:\/\/shop\.example/);
    const consented = await browser.submit(done, { consent: "approve" }, "https://shop.example/");
    assert.ok(returned(consented).code);

    const [one, other] = [new ScriptLessBrowser(), new ScriptLessBrowser()];
    const elsewhere = await register("ulf", one, other);
    assert.equal(elsewhere.done.redirectedTo?.href, "https://shop.example/start");
    assertSignInPage(await one.open(elsewhere.signIn.url));

    const late = await register("una", one, one, 450);
    assert.equal(late.done.redirectedTo?.href, "https://shop.example/start");
    await config("false");
  });

  it("recovers a password, and answers the same for nobody (security bar 18.4)", async () => {
    const [browser, other] = [new ScriptLessBrowser(), new ScriptLessBrowser()];
    const begin = async (one: ScriptLessBrowser, name: string) =>
      one.submit(await one.open(server.url(RECOVER)), { actionId: "go", [`${CLAIMS}/username`]: name });
    const [known, unknown] = [await begin(browser, "kim"), await begin(other, "nobody")];
    const shown = ({ status, body }: Page) => [status, body.replace(/value="[^"]*"/g, "")];
    assert.deepEqual(shown(known), shown(unknown));
    const otp = codeIn(await outboxOf(server).latest("kim@example.com"));
    const choose = await browser.submit(known, { actionId: "check", otp });
    assert.equal(headingOf(choose), "Your new secret");
    const done = await browser.submit(choose, { actionId: "save", newPassword: PASSWORD, confirmPassword: PASSWORD });
    assert.equal(done.status, 200);
    assert.equal(
      (await browser.submit(choose, { actionId: "save", newPassword: PASSWORD, confirmPassword: PASSWORD })).status,
      400,
    );
  });

  it("answers an invitation by its link, of whose code a look uses nothing up", async () => {
    await api.call("POST", "/scim2/Users", {
      userName: "ines",
      emails: [{ value: "ines@example.com", primary: true }],
      "urn:scim:wso2:schema": { askPassword: true },
    });
    const link = linkIn(await outboxOf(server).latest("ines@example.com"));
    await new ScriptLessBrowser().open(link);
    const browser = new ScriptLessBrowser();
    const page = await browser.open(link);
    assert.equal(headingOf(page), "Welcome aboard");
    const choose = await browser.submit(page, { actionId: "next" });
    const done = await browser.submit(choose, { actionId: "save", newPassword: PASSWORD, confirmPassword: PASSWORD });
    assert.equal(done.status, 200);
    assert.equal((await found("ines"))["urn:scim:wso2:schema"].emailVerified, true);
    assert.equal((await new ScriptLessBrowser().open(link)).status, 400);
  });

  it("shows of RICH_TEXT the words alone, and all of them (security bar 14.4)", () => {
    const text = '<p style="color:red">For 1 < 2 &amp; <b onclick="x()">3 > 2</b></p><script>bad()</script>';
    const components = [{ id: "rich", type: "RICH_TEXT", components: [], config: { text } }];
    const drawing = { frame: { language: "en", organization: "Acme", assets: "" }, entered: {} } as const;
    const drawn = String(flowComponents(components, { ...drawing, fault: undefined, beforeButton: undefined }));
    assert.equal(drawn.trim(), "<p>For 1 &lt; 2 &amp; 3 &gt; 2 bad()</p>");
  });

  it("speaks the person's language where the designer has said nothing", async () => {
    const browser = new ScriptLessBrowser();
    const page = await browser.open(server.url(`${REGISTER}?ui_locales=de`));
    assert.match(page.body, /<html lang="de"/);
    assert.match(page.body, /Neues Passwort/);
  });

  it("follows an organization's own design at its URL, where its people stay (contract §21.1)", async () => {
    const west = await placeOf(server, "west");
    const { store } = west.world;
    await decideIn(store, { registers: "true" }, server.clock.now);
    const document = { steps: REGISTERING, completion: { isAutoLoginEnabled: "true" } };
    await store.records.add(
      "setting",
      { id: "flow REGISTRATION", name: "flow REGISTRATION", document },
      server.clock.now,
    );
    const browser = new ScriptLessBrowser();
    const code = await browser.submit(await browser.open(west.url(REGISTER)), who("wim"));
    const otp = codeIn(await outboxOf(server).latest("wim@example.com"));
    const done = await browser.submit(code, { actionId: "check", otp });
    assert.match(done.body, /You are signed in with this browser/);
    assert.ok(await store.users.findByName("wim"));
    assert.equal(await found("wim"), undefined);
    assert.match((await browser.open(west.url("/myaccount"))).body, /wim/);
    assert.match((await browser.open(server.url("/myaccount"))).url.pathname, /login\.do/);
  });

  it("stays as it is with no design, and with one that is switched off", async () => {
    const elsewhere = await new ScriptLessBrowser().open(server.url(REGISTER).replace("/acme/", "/globex/"));
    assert.match(elsewhere.body, /name="givenName"/);
    const config = (isEnabled: boolean) =>
      api.call("PATCH", "/api/server/v1/flow/config", { flowType: "REGISTRATION", isEnabled });
    await config(false);
    assert.match((await new ScriptLessBrowser().open(server.url(REGISTER))).body, /name="givenName"/);
    await config(true);
    assert.match((await new ScriptLessBrowser().open(server.url(REGISTER))).body, /Join/);
  });
});
