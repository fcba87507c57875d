import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { parse } from "yaml";
import { serveNext } from "../../examples/nextjs/serve.mjs";
import { findFreePort } from "../../src/free-port.ts";
import { launchBrowser } from "../browser.ts";
import { codeIn, outboxOf } from "../outbox.ts";
import { startServer, type TestServer } from "../server.ts";

const USER = "user1@bifrost.com";
const PASSWORD = "Bifrost@2026";
const CLIENT = "bifrost-sample-site";

describe("the sample with Asgardeo's SDK for Next.js, in a browser (contract §24)", () => {
  let server: TestServer;
  let site: Awaited<ReturnType<typeof serveNext>>;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  before(async () => {
    server = await startServer({ organizations: [] });
    const port = await findFreePort("localhost");
    site = await serveNext({ port, baseUrl: server.url("", "bifrost") });
    await configure();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await site?.stop();
    await server?.stop();
  });
  beforeEach(async () => {
    context = await browser.newContext();
    page = await context.newPage();
  });
  afterEach(() => context.close());

  it("signs in by redirect, names the user and signs out (contract §24.3, §24.7)", async () => {
    await signInByRedirect();
    assert.equal(await page.textContent("#user"), `You are ${USER}.`);
    await click("#sign-out");
    await page.click("button[name=consent][value=approve]");
    await page.waitForURL(`${site.origin}/**`);
    await click("#sign-in");
    await page.waitForSelector("#usernameUserInput");
  });

  it("keeps pages for those who are signed in", async () => {
    await page.goto(`${site.origin}/profile`);
    await page.waitForSelector("#sign-in");
    assert.equal(new URL(page.url()).pathname, "/");
  });

  it("gets a new access token when the old one has expired (contract §24.6)", async () => {
    await signInByRedirect();
    assert.match(await press("#userinfo"), /"user1@bifrost\.com"/);
    server.clock.advance(61);
    assert.equal(await press("#userinfo"), "The access token is refused (401).");
    assert.equal(await press("#refresh"), "There is a new access token.");
    assert.match(await press("#userinfo"), /"user1@bifrost\.com"/);
  });

  it("signs in on its own page, after a wrong password too (contract §14, §24.13)", async () => {
    await signInHere("wrong");
    await page.waitForSelector("[role=alert]");
    await page.fill("input[name=password]", PASSWORD);
    await page.click("[data-testid=asgardeo-signin-submit]");
    await page.waitForSelector("#user");
    assert.equal(await page.textContent("#user"), `You are ${USER}.`);
  });

  it("asks on its own page for the code of an e-mail (contract §14.4)", async () => {
    await configure(["BasicAuthenticator"], ["email-otp-authenticator"]);
    await signInHere(PASSWORD);
    await page.waitForSelector("input[autocomplete=one-time-code]");
    const digits = codeIn(await outboxOf(server).latest(USER));
    for (const [index, digit] of [...digits].entries()) {
      await page.fill(`input[aria-label$="digit ${index + 1}"]`, digit);
    }
    await page.click("button[type=submit]");
    await page.waitForSelector("#user");
    await configure();
  });

  it("shows the profile, and stores what the user changes of it (contract §24.8, §24.9)", async () => {
    await signInByRedirect();
    await click("#profile");
    await page.waitForURL("**/profile");
    await alive(".asgardeo-user-profile button");
    const field = page.locator(".asgardeo-user-profile").getByText("Nick Name", { exact: true }).locator("../..");
    await field.getByRole("button").click();
    await field.getByRole("textbox").fill("Heim");
    await field.getByRole("button", { name: "Save" }).click();
    await field.getByText("Heim", { exact: true }).waitFor();
    await page.reload();
    await field.getByText("Heim", { exact: true }).waitFor();
    assert.match((await page.textContent(".asgardeo-user-profile")) ?? "", /First Name\s*Heimdall/);
  });

  it("makes an organization, switches to it and back, and names the user there too (contract §6.7, §21.1, §24.10)", async () => {
    await signInByRedirect();
    await click("#organizations");
    await page.waitForURL("**/organizations");
    await alive("form input");
    await page.locator("form input").first().fill("Asgard East");
    await page.locator("form input").last().fill("asgard-east");
    await page.fill("form textarea", "The other side");
    await page.click("button[form=create-organization-form]");
    await page.click("main button[aria-haspopup=dialog]");
    const switched = page.waitForResponse(async (response) =>
      ((await response.headerValue("set-cookie")) ?? "").includes("__asgardeo__session"),
    );
    await page.getByText("Asgard East").click();
    await switched;
    await page.goto(site.origin);
    assert.equal(await page.textContent("#user"), `You are ${USER}.`);
    assert.match((await page.textContent("#organization")) ?? "", /^You act in Asgard East\./);
    assert.match(await press("#userinfo"), /"org_name":"Asgard East"/);
    await click("#leave-organization");
    await page.waitForSelector("#organization", { state: "detached" });
    await page.waitForSelector("#user");
    assert.equal(await page.textContent("#user"), `You are ${USER}.`);
    assert.doesNotMatch(await press("#userinfo"), /org_name/);
  });

  it("registers a person on its own page (contract §20.3)", async () => {
    await page.goto(site.origin);
    await click("#sign-up-here");
    for (const [name, value] of [
      ["http://wso2.org/claims/username", "sif@bifrost.com"],
      ["http://wso2.org/claims/emailaddress", "sif@bifrost.com"],
      ["password", "Golden-hair-1"],
    ]) {
      // The SDK checks what a field held before it was changed.
      await page.locator(`input[name="${name}"]`).pressSequentially(value as string);
    }
    await page.click("form button[type=submit]");
    await page.waitForSelector("#sign-in");
    assert.ok(await outboxOf(server).latest("sif@bifrost.com"), "a link confirms the address");
  });

  /** Gives the site these steps of signing in, each with its options. */
  async function configure(...steps: string[][]): Promise<void> {
    await server.configure([await demoOrganization(site.origin, steps)]);
  }

  async function signInByRedirect(): Promise<void> {
    await page.goto(site.origin);
    await click("#sign-in");
    await page.fill("#usernameUserInput", USER);
    await page.fill("#password", PASSWORD);
    await page.click("#sign-in-button");
    await page.waitForURL(`${site.origin}/**`);
    await page.waitForSelector("#user");
  }

  async function signInHere(password: string): Promise<void> {
    await page.goto(site.origin);
    await click("#sign-in-here");
    await page.fill("input[name=username]", USER);
    await page.fill("input[name=password]", password);
    await page.click("[data-testid=asgardeo-signin-submit]");
  }

  async function click(selector: string): Promise<void> {
    await alive(selector);
    await page.click(selector);
  }

  /** Waits until React has taken over what the site's server has drawn: before, it does nothing. */
  async function alive(selector: string): Promise<void> {
    const element = `document.querySelector(${JSON.stringify(selector)})`;
    await page.waitForFunction(`Object.keys(${element} ?? {}).some((key) => key.startsWith("__reactProps"))`);
  }

  /** Presses the sample's button and returns what it shows then. */
  async function press(button: string): Promise<string> {
    await page.evaluate('document.querySelector("#answer").firstChild?.remove()');
    await click(button);
    await page.waitForFunction('document.querySelector("#answer").textContent !== ""');
    return (await page.textContent("#answer")) as string;
  }
});

/** The demo's organization, with the site where it is served now. */
async function demoOrganization(origin: string, steps: readonly string[][]): Promise<object> {
  const { organizations } = parse(await readFile("demo/bifrost.yaml", "utf8"));
  const [bifrost] = organizations;
  const signInSteps = steps.map((names) => ({
    options: names.map((authenticator) => ({ idp: "LOCAL", authenticator })),
  }));
  const changes = { callbackURLs: [origin], accessToken: { userAccessTokenExpiryInSeconds: 60 } };
  const applications = bifrost.applications.map((application: { clientId: string }) =>
    application.clientId === CLIENT
      ? { ...application, ...changes, ...(steps.length > 0 && { signInSteps }) }
      : application,
  );
  return { ...bifrost, applications };
}
