import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { serveSample } from "../../examples/serve-sample.mjs";
import { launchBrowser } from "../browser.ts";
import { connectionTo } from "../federation.ts";
import { organizations, PASSWORD } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";

const WAY = { idp: "Globex", authenticator: "OpenIDConnectAuthenticator" };
const PASSWORDS = { idp: "LOCAL", authenticator: "BasicAuthenticator" };

describe("<SignIn> with a connection, in a window of its own (contract §14.3, §24.13)", () => {
  let server: TestServer;
  let sample: Awaited<ReturnType<typeof serveSample>>;
  let browser: Browser;

  before(async () => {
    server = await startServer({ organizations: [], settings: { outboundAllowedHosts: ["localhost"] } });
    sample = await serveSample("react", { port: 0, baseUrl: server.url(""), clientId: "sample" });
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await sample?.stop();
    await server?.stop();
  });

  /** Gives the sample these ways to sign in; the other organization is the provider. */
  async function configure(options: readonly object[]): Promise<void> {
    const [ours, theirs] = organizations as [(typeof organizations)[0], (typeof organizations)[0]];
    const url = (path: string) => server.url(path, "globex");
    const connection = connectionTo("", "Globex", {
      properties: {
        OAuth2AuthzEPUrl: url("/oauth2/authorize"),
        OAuth2TokenEPUrl: url("/oauth2/token"),
        UserInfoUrl: url("/oauth2/userinfo"),
        Scopes: "openid email profile",
      },
      document: { issuer: url("/oauth2/token"), jwksUri: url("/oauth2/jwks") },
    });
    const { origin } = sample;
    const application = {
      clientId: "sample",
      publicClient: true,
      callbackURLs: [origin],
      allowedOrigins: [origin],
      skipLoginConsent: true,
      enableAPIBasedAuthentication: true,
      signInSteps: [{ options }],
    };
    const us = {
      clientId: "us",
      clientSecret: "the secret that they know us by",
      callbackURLs: [origin],
      skipLoginConsent: true,
    };
    await server.configure([
      { ...ours, applications: [application], identityProviders: [connection] },
      {
        ...theirs,
        users: [
          {
            userName: "gus",
            password: PASSWORD,
            claims: { name: "Gus", email: "gus@globex.example", email_verified: true },
          },
        ],
        applications: [us],
      },
    ]);
  }

  /** Presses the connection's button, and signs in at its server in the window that opens. */
  async function signIn(): Promise<string> {
    const context = await browser.newContext();
    const page: Page = await context.newPage();
    await page.goto(sample.origin);
    await page.click("#sign-in-here");
    const opened = page.waitForEvent("popup");
    await page.click("button:has-text('Globex')");
    const popUp = await opened;
    await popUp.fill("#usernameUserInput", "gus");
    await popUp.fill("#password", PASSWORD);
    await popUp.click("#sign-in-button");
    await page.waitForSelector("#user");
    const user = (await page.textContent("#user")) as string;
    assert.ok(popUp.isClosed());
    assert.equal(page.url().startsWith(sample.origin), true);
    await context.close();
    return user;
  }

  it("signs in with the only one, in a window that closes by itself", async () => {
    await configure([WAY]);
    assert.equal(await signIn(), "You are gus@globex.example.");
  });

  it("signs in with one of several ways", async () => {
    await configure([PASSWORDS, WAY]);
    assert.equal(await signIn(), "You are gus@globex.example.");
  });
});
