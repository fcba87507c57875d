import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { launchBrowser } from "../browser.ts";
import { PASSWORD } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { type ApplicationPage, startApplicationPage } from "./application-page.ts";

describe("@asgardeo/auth-spa in a browser (contract §24)", () => {
  let application: ApplicationPage;
  let server: TestServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  /** What the browser tells a developer: a refusal of CORS or of a content security policy, a script's error. */
  let complaints: string[];

  before(async () => {
    application = await startApplicationPage();
    const origins = [application.foreignOrigin, application.siblingOrigin];
    server = await startServer({ organizations: [organization(origins)] });
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    await application?.[Symbol.asyncDispose]();
  });

  beforeEach(async () => {
    application.configuration = {
      baseUrl: `${server.baseUrl}/t/acme`,
      clientID: "single-page",
      scope: ["openid", "profile", "email", "internal_login"],
      resourceServerURLs: [`${server.baseUrl}/t/acme`],
    };
    context = await browser.newContext();
    complaints = [];
    context.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    context.on("weberror", (error) => complaints.push(String(error.error())));
    page = await context.newPage();
  });
  afterEach(() => context.close());

  for (const storage of ["sessionStorage", "localStorage", "webWorker"]) {
    it(`signs in by redirect and names the user of the ID token, with ${storage} (contract §24.3, §24.5)`, async () => {
      application.configuration = { ...application.configuration, storage };
      await signIn(application.foreignOrigin);
      assert.deepEqual(complaints, []);
      assert.equal(await page.textContent("#user"), "Kim Larsen <kim@example.com>");
    });

    it(`calls userinfo, refreshes and calls it again, with ${storage} (contract §24.6)`, async () => {
      application.configuration = { ...application.configuration, storage };
      await signIn(application.foreignOrigin);
      assert.equal(JSON.parse(await press("#userinfo")).email, "kim@example.com");
      assert.equal(await press("#refresh"), "refreshed");
      assert.equal(JSON.parse(await press("#userinfo")).email, "kim@example.com");
      assert.deepEqual(complaints, []);
    });
  }

  it("signs in with the endpoints that discovery names (contract §24.1)", async () => {
    const { baseUrl, ...rest } = application.configuration;
    application.configuration = {
      ...rest,
      wellKnownEndpoint: `${baseUrl}/oauth2/token/.well-known/openid-configuration`,
    };
    await signIn(application.foreignOrigin);
    assert.equal(await page.textContent("#user"), "Kim Larsen <kim@example.com>");
    assert.deepEqual(complaints, []);
  });

  it("reads the user's profile from SCIM with the scope that it asks for by itself (contract §24.2, §24.8)", async () => {
    await signIn(application.foreignOrigin);
    const requests: string[] = [];
    page.on("request", (request) => requests.push(new URL(request.url()).pathname));
    const { userName, emails } = JSON.parse((await press("#profile")) as string);
    assert.deepEqual([userName, emails], ["DEFAULT/kim", ["kim@example.com"]]);
    assert.deepEqual(requests, ["/t/acme/scim2/Me"]);
    assert.deepEqual(complaints, []);
  });

  it("revokes its token (contract §24.6)", async () => {
    await signIn(application.foreignOrigin);
    assert.equal(await press("#revoke"), "revoked");
    assert.deepEqual(complaints, []);
  });

  for (const { how, changes, asks } of [
    { how: "by client_id, once the user confirmed it", changes: {}, asks: true },
    {
      how: "by client_id, without a question if the application skips it",
      changes: { clientID: "hasty" },
      asks: false,
    },
    { how: "by ID token, without a question", changes: { sendIdTokenInLogoutRequest: true }, asks: false },
  ]) {
    it(`signs out ${how} (contract §24.7)`, async () => {
      application.configuration = { ...application.configuration, ...changes };
      await signIn(application.foreignOrigin);
      await page.click("#sign-out");
      if (asks) await page.click("button[name=consent][value=approve]");
      await page.waitForURL(`${application.foreignOrigin}/?state=sign_out_success`);

      // The server's session is over too: it asks who it is again.
      await page.click("body[data-ready] #sign-in");
      await page.waitForSelector("#usernameUserInput");
      assert.deepEqual(complaints, []);
    });
  }

  it("signs in silently in a hidden frame while the session lasts (contract §24.12)", async () => {
    await signIn(application.siblingOrigin);
    const other = await context.newPage();
    await other.goto(application.siblingOrigin);
    await other.click("body[data-ready] #sign-in-silently");
    await other.waitForFunction('document.querySelector("#answer").textContent !== ""');
    assert.equal(await other.textContent("#answer"), "signed in");
    assert.equal(await other.textContent("#user"), "Kim Larsen <kim@example.com>");
    assert.deepEqual(complaints, []);
  });

  it("learns that nobody is signed in (contract §24.12)", async () => {
    await page.goto(application.siblingOrigin);
    assert.equal(await press("#sign-in-silently"), "not signed in");
    assert.deepEqual(complaints, []);
  });

  /** Opens the application, signs in on the server's pages, and returns when the application knows who it is. */
  async function signIn(origin: string): Promise<void> {
    await page.goto(origin);
    await page.click("body[data-ready] #sign-in");
    await page.fill("#usernameUserInput", "kim");
    await page.fill("#password", PASSWORD);
    await page.click("#sign-in-button");
    await page.waitForURL(`${origin}/**`);
    await page.waitForSelector("body[data-ready]");
  }

  /** Presses the application's button and returns what it shows then. */
  async function press(button: string): Promise<string> {
    await page.evaluate('document.querySelector("#answer").textContent = ""');
    await page.click(`body[data-ready] ${button}`);
    await page.waitForFunction('document.querySelector("#answer").textContent !== ""');
    return (await page.textContent("#answer")) as string;
  }
});

function organization(origins: readonly string[]) {
  const common = {
    publicClient: true,
    grantTypes: ["authorization_code", "refresh_token"],
    callbackURLs: origins,
    allowedOrigins: origins,
    skipLoginConsent: true,
  };
  const claims = { given_name: "Kim", family_name: "Larsen", email: "kim@example.com" };
  return {
    handle: "acme",
    users: [{ userName: "kim", password: PASSWORD, claims }],
    applications: [
      { ...common, clientId: "single-page" },
      { ...common, clientId: "hasty", skipLogoutConsent: true },
    ],
  };
}
