import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { parse } from "yaml";
import { serveSample } from "../../examples/serve-sample.mjs";
import { launchBrowser } from "../browser.ts";
import { codeIn, outboxOf } from "../outbox.ts";
import { AUTHENTICATOR } from "../passkey-tab.ts";
import { startServer, type TestServer } from "../server.ts";

const USER = "user1@bifrost.com";
const PASSWORD = "Bifrost@2026";
/** The SDK's clock stays where it is, and forgives a difference of minutes alone. */
const BRIEF = { userAccessTokenExpiryInSeconds: 60 };
const FOLDERS = ["react", "auth-react", "auth-spa"] as const;
type Folder = (typeof FOLDERS)[number];

describe("the samples with Asgardeo's SDKs, in a browser (contract §24)", () => {
  let server: TestServer;
  let samples: Map<Folder, Awaited<ReturnType<typeof serveSample>>>;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  before(async () => {
    server = await startServer({ organizations: [] });
    const options = { port: 0, baseUrl: server.url("", "bifrost") };
    const started = await Promise.all(
      FOLDERS.map(async (folder) => [folder, await serveSample(folder, options)] as const),
    );
    samples = new Map(started);
    await configure();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    for (const sample of samples?.values() ?? []) await sample.stop();
    await server?.stop();
  });
  beforeEach(async () => {
    context = await browser.newContext();
    page = await context.newPage();
  });
  afterEach(() => context.close());

  for (const folder of FOLDERS) {
    describe(folder, () => {
      it("signs in by redirect, names the user and signs out (contract §24.3, §24.7)", async () => {
        await signInByRedirect(folder);
        assert.equal(await page.textContent("#user"), `You are ${USER}.`);
        await page.click("#sign-out");
        await page.click("button[name=consent][value=approve]");
        await page.waitForSelector("#sign-in");
        await page.click("#sign-in");
        await page.waitForSelector("#usernameUserInput");
      });
    });
  }

  for (const folder of ["auth-react", "auth-spa"] as const) {
    it(`${folder} shows the profile, refreshes and shows it again (contract §24.6, §24.8)`, async () => {
      await signInByRedirect(folder);
      assert.match(await press("#profile"), /"user1@bifrost\.com"/);
      assert.equal(await press("#refresh"), "There is a new access token.");
      assert.match(await press("#profile"), /"user1@bifrost\.com"/);
    });
  }

  it("react signs in on its own page, after a wrong password too, and signs out (contract §14, §24.13)", async () => {
    await page.goto(originOf("react"));
    await page.click("#sign-in-here");
    await page.fill("input[name=username]", USER);
    await page.fill("input[name=password]", "wrong");
    await page.click("[data-testid=asgardeo-signin-submit]");
    await page.waitForSelector("[role=alert]");
    await page.fill("input[name=password]", PASSWORD);
    await page.click("[data-testid=asgardeo-signin-submit]");
    await page.waitForSelector("#user");
    assert.equal(await page.textContent("#user"), `You are ${USER}.`);
    assert.equal(new URL(page.url()).origin, originOf("react"), "no page of the server was shown");
    await page.click("#sign-out");
    await page.waitForSelector("#sign-in");
  });

  it("react asks what its SDK asks for, and is answered all of it (contract §24.8)", async () => {
    const answers = new Map<string, number>();
    page.on("response", (response) => {
      if (response.request().method() !== "OPTIONS") answers.set(new URL(response.url()).pathname, response.status());
    });
    await signInByRedirect("react");
    for (const path of ["/scim2/Me", "/scim2/Schemas", "/api/users/v1/me/organizations"]) {
      assert.equal(answers.get(`/t/bifrost${path}`), 200, path);
    }
    assert.match((await page.textContent("main")) ?? "", /Heimdall/);
  });

  it("react shows the profile field by field, and stores what the user changes of it (contract §24.8, §24.9)", async () => {
    await signInByRedirect("react");
    const profile = page.locator(".asgardeo-user-profile");
    const field = profile.getByText("Nick Name", { exact: true }).locator("../..");
    await field.getByRole("button").click();
    await field.getByRole("textbox").fill("Heim");
    await field.getByRole("button", { name: "Save" }).click();
    await field.getByText("Heim", { exact: true }).waitFor();
    await page.reload();
    await field.getByText("Heim", { exact: true }).waitFor();
    assert.match((await profile.textContent()) ?? "", /Email\s*user1@bifrost\.com/);
  });

  it("react makes an organization and acts in it (contract §6.7, §21.1, §24.10)", async () => {
    await signInByRedirect("react");
    await page.click("main button[aria-haspopup=dialog]");
    await page.getByText("Create Organization").click();
    await page.locator("form input").first().fill("Asgard East");
    await page.locator("form input").last().fill("asgard-east");
    await page.fill("form textarea", "The other side");
    const profile = page.waitForResponse((response) => response.url() === server.url("/o/scim2/Me", "bifrost"));
    await page.click("button[form=create-organization-form]");
    assert.equal((await profile).status(), 200);
    await page.waitForSelector("#organization:has-text('Asgard East')");
  });

  it("react registers a person on its own page (contract §20.3)", async () => {
    await page.goto(originOf("react"));
    await page.click("#sign-up-here");
    for (const [name, value] of [
      ["http://wso2.org/claims/username", "sif@bifrost.com"],
      ["http://wso2.org/claims/emailaddress", "sif@bifrost.com"],
      ["password", "Golden-hair-1"],
    ]) {
      // The SDK checks what a field held before it was changed.
      await page.locator(`input[name="${name}"]`).pressSequentially(value as string);
    }
    await page.click("form button[type=submit]");
    await page.waitForSelector("#registered");
    assert.ok(await outboxOf(server).latest("sif@bifrost.com"), "a link confirms the address");
  });

  it("react gets a new access token when the old one has expired (contract §24.6)", async () => {
    await signInByRedirect("react");
    server.clock.advance(61);
    const refreshed = page.waitForResponse((response) => response.url().endsWith("/oauth2/token"));
    await page.click("#userinfo");
    assert.equal((await refreshed).status(), 200);
    await page.waitForFunction('document.querySelector("#answer").textContent.includes("user1@bifrost.com")');
  });

  it("react asks on its own page for the code of an e-mail (contract §14.4)", async () => {
    await configure(["BasicAuthenticator"], ["email-otp-authenticator"]);
    await page.goto(originOf("react"));
    await page.click("#sign-in-here");
    await enterPassword();
    await page.waitForSelector("input[autocomplete=one-time-code]");
    const digits = codeIn(await outboxOf(server).latest(USER));
    for (const [index, digit] of [...digits].entries()) {
      await page.fill(`input[aria-label$="digit ${index + 1}"]`, digit);
    }
    await page.click("button[type=submit]");
    await page.waitForSelector("#user");
  });

  it("react takes a passkey on its own page that was made on the server's (contract §14.4)", async () => {
    const devices = await context.newCDPSession(page);
    await devices.send("WebAuthn.enable", { enableUI: false });
    await devices.send("WebAuthn.addVirtualAuthenticator", { options: AUTHENTICATOR });
    await configure(["BasicAuthenticator"], ["FIDOAuthenticator"]);
    await page.goto(originOf("react"));
    await page.click("#sign-in");
    await page.fill("#usernameUserInput", USER);
    await page.fill("#password", PASSWORD);
    await page.click("#sign-in-button");
    await page.click("#passkey-button");
    await page.waitForSelector("#user");

    await configure(["BasicAuthenticator", "FIDOAuthenticator"]);
    await page.evaluate("sessionStorage.clear()");
    await page.goto(originOf("react"));
    await page.click("#sign-in-here");
    await page.click("button:has-text('Passkey')");
    await page.waitForSelector("#user");
    assert.equal(await page.textContent("#user"), `You are ${USER}.`);
  });

  async function enterPassword(): Promise<void> {
    await page.fill("input[name=username]", USER);
    await page.fill("input[name=password]", PASSWORD);
    await page.click("[data-testid=asgardeo-signin-submit]");
  }

  /** Gives the samples these steps of signing in, each with its options. */
  async function configure(...steps: string[][]): Promise<void> {
    const origins = [...samples.values()].map(({ origin }) => origin);
    await server.configure([await demoOrganization(origins, steps)]);
  }

  function originOf(folder: Folder): string {
    return samples.get(folder)?.origin as string;
  }

  async function signInByRedirect(folder: Folder): Promise<void> {
    await page.goto(originOf(folder));
    await page.click("#sign-in");
    await page.fill("#usernameUserInput", USER);
    await page.fill("#password", PASSWORD);
    await page.click("#sign-in-button");
    await page.waitForURL(`${originOf(folder)}/**`);
    await page.waitForSelector("#user");
  }

  /** Presses the sample's button and returns what it shows then. */
  async function press(button: string): Promise<string> {
    await page.evaluate('document.querySelector("#answer").textContent = ""');
    await page.click(button);
    await page.waitForFunction('document.querySelector("#answer").textContent !== ""');
    return (await page.textContent("#answer")) as string;
  }
});

/** The demo's organization, with the samples where they are served now. */
async function demoOrganization(origins: readonly string[], steps: readonly string[][]): Promise<object> {
  const { organizations } = parse(await readFile("demo/bifrost.yaml", "utf8"));
  const [bifrost] = organizations;
  const signInSteps = steps.map((names) => ({
    options: names.map((authenticator) => ({ idp: "LOCAL", authenticator })),
  }));
  const changes = { callbackURLs: origins, allowedOrigins: origins, accessToken: BRIEF };
  const applications = bifrost.applications.map((application: { clientId: string }) =>
    application.clientId === "bifrost-sample-app"
      ? { ...application, ...changes, ...(steps.length > 0 && { signInSteps }) }
      : application,
  );
  return { ...bifrost, applications };
}
