import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../browser.ts";
import { TestClient } from "../client.ts";
import { applicationWith, CLIENT_ID, CLIENT_SECRET, connectionTo } from "../federation.ts";
import { PASSWORD } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";

describe("a sign-in at another provider in a real browser", () => {
  let server: TestServer;
  let browser: Browser;
  let tab: Page;
  /** Takes what comes back to the application. */
  let site: Server;
  let callback: string;
  const refusals: string[] = [];

  before(async () => {
    browser = await launchBrowser();
    site = createServer((_request, response) => response.setHeader("content-type", "text/html").end("<h1>Site</h1>"));
    await new Promise<void>((listening) => site.listen(0, "localhost", listening));
    callback = `http://localhost:${(site.address() as AddressInfo).port}/callback`;
    server = await startServer({
      settings: { outboundAllowedHosts: ["localhost"] },
      organizations: [{ handle: "acme", name: "Acme" }],
    });
    const url = (path: string) => server.url(path, "globex");
    await server.configure([
      {
        handle: "acme",
        name: "Acme",
        users: [{ userName: "gus", password: "another horse battery", claims: { email: "gus@globex.example" } }],
        applications: [
          {
            ...applicationWith("app", ["BasicAuthenticator", "OpenIDConnectAuthenticator:Globex"]),
            callbackURLs: [callback],
          },
        ],
        identityProviders: [
          connectionTo("", "Globex", {
            properties: {
              OAuth2AuthzEPUrl: url("/oauth2/authorize"),
              OAuth2TokenEPUrl: url("/oauth2/token"),
              OIDCLogoutEPUrl: url("/oidc/logout"),
              Scopes: "openid email",
              UserInfoUrl: url("/oauth2/userinfo"),
            },
            document: {
              issuer: url("/oauth2/token"),
              jwksUri: url("/oauth2/jwks"),
            },
          }),
        ],
      },
      {
        handle: "globex",
        name: "Globex",
        users: [{ userName: "gus", password: PASSWORD, claims: { email: "gus@globex.example" } }],
        applications: [
          {
            clientId: CLIENT_ID,
            name: "Acme",
            clientSecret: CLIENT_SECRET,
            callbackURLs: [server.url("/commonauth")],
            grantTypes: ["authorization_code"],
            skipLoginConsent: true,
          },
        ],
      },
    ]);
    tab = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    tab.setDefaultTimeout(10_000);
    tab.on("console", (message) => message.type() === "error" && refusals.push(message.text()));
  });
  after(async () => {
    await browser.close();
    await server.stop();
    await new Promise((resolve) => site.close(resolve));
  });

  it("goes there and back, links the account, and leaves both again, without a script and without a refusal of the browser's", async () => {
    const authorizeUrl = new TestClient(server, "app").authorizeUrl({ redirect_uri: callback });
    await tab.goto(authorizeUrl);
    await tab.locator("#way-OpenIDConnectAuthenticator").click();
    await tab.waitForURL(/\/t\/globex\/authenticationendpoint\/login\.do/);
    await tab.locator("#usernameUserInput").fill("gus");
    await tab.locator("#password").fill(PASSWORD);
    await tab.locator("#sign-in-button").click();
    await tab.waitForURL(/\/t\/acme\/authenticationendpoint\/login\.do/);
    assert.equal(await tab.locator("h1").textContent(), "Is this your account?");
    await tab.locator("#usernameUserInput").fill("gus");
    await tab.locator("#password").fill("another horse battery");
    await tab.locator("#step-submit").click();
    await tab.waitForURL(/\/callback\?/);
    assert.ok(new URL(tab.url()).searchParams.get("code"));

    await tab.goto(server.url("/oidc/logout"));
    await tab.locator("button[value=approve]").click();
    await tab.waitForURL(/\/t\/acme\/authenticationendpoint\/oauth2_logout\.do/);
    await tab.goto(authorizeUrl);
    await tab.locator("#way-OpenIDConnectAuthenticator").click();
    await tab.waitForURL(/\/t\/globex\/authenticationendpoint\/login\.do/);
    assert.deepEqual(refusals, []);
  });
});
