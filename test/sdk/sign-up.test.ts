import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { serveSample } from "../../examples/serve-sample.mjs";
import { button, field, view } from "../accounts/flow-steps.ts";
import { launchBrowser } from "../browser.ts";
import { connectionTo } from "../federation.ts";
import { organizations, PASSWORD } from "../organizations.ts";
import { codeIn, outboxOf } from "../outbox.ts";
import { startServer, type TestServer } from "../server.ts";

const CLAIMS = "http://wso2.org/claims";
const NEW_PASSWORD = "a passphrase of their own";
const input = (identifier: string, label: string, variant = "TEXT") => ({
  ...field(identifier),
  variant,
  config: { identifier, name: identifier, label, required: true, type: variant.toLowerCase() },
});
const submit = (id: string, text: string, next: string, executor: string) => ({
  ...button(id, next, executor),
  variant: "PRIMARY",
  config: { type: "submit", text },
});
const form = (id: string, ...components: object[]) => ({ id, type: "FORM", category: "BLOCK", components });
const STEPS = [
  view(
    "who",
    {
      ...button("globex", "code", "OpenIDConnectExecutor", { idpName: "Globex" }),
      variant: "SOCIAL",
      config: { type: "button", text: "Continue with Globex" },
    },
    form(
      "form",
      input(`${CLAIMS}/username`, "Name"),
      input(`${CLAIMS}/emailaddress`, "Address", "EMAIL"),
      input("password", "Secret", "PASSWORD"),
      submit("go", "Go on", "code", "PasswordProvisioningExecutor"),
    ),
  ),
  view("code", form("entry", input("otp", "Number"), submit("check", "Check", "COMPLETE", "EmailOTPExecutor"))),
];

describe("<SignUp> with a designed flow (contract §20.3, §24.13)", () => {
  let server: TestServer;
  let sample: Awaited<ReturnType<typeof serveSample>>;
  let browser: Browser;

  before(async () => {
    server = await startServer({ organizations: [], settings: { outboundAllowedHosts: ["localhost"] } });
    sample = await serveSample("react", { port: 0, baseUrl: server.url(""), clientId: "sample" });
    browser = await launchBrowser();
    const [ours, theirs] = organizations as [(typeof organizations)[0], (typeof organizations)[0]];
    const url = (path: string) => server.url(path, "globex");
    const { origin } = sample;
    const properties = {
      OAuth2AuthzEPUrl: url("/oauth2/authorize"),
      OAuth2TokenEPUrl: url("/oauth2/token"),
      UserInfoUrl: url("/oauth2/userinfo"),
      Scopes: "openid email profile",
    };
    const document = { issuer: url("/oauth2/token"), jwksUri: url("/oauth2/jwks") };
    const common = { callbackURLs: [origin], skipLoginConsent: true };
    await server.configure([
      {
        ...ours,
        applications: [{ clientId: "sample", publicClient: true, allowedOrigins: [origin], ...common }],
        identityProviders: [connectionTo("", "Globex", { properties, document })],
        settings: [
          { name: "governance", document: { "SelfRegistration.Enable": "true" } },
          { name: "flow REGISTRATION", document: { steps: STEPS } },
        ],
      },
      {
        ...theirs,
        users: [
          {
            userName: "gus",
            password: PASSWORD,
            claims: { name: "Gus", email: "gus@globex.example", email_verified: true },
          },
        ],
        applications: [{ clientId: "us", clientSecret: "the secret that they know us by", ...common }],
      },
    ]);
  });
  after(async () => {
    await browser?.close();
    await sample?.stop();
    await server?.stop();
  });

  async function open(): Promise<Page> {
    const page = await (await browser.newContext()).newPage();
    await page.goto(sample.origin);
    await page.click("#sign-up-here");
    return page;
  }

  /** The SDK checks what a field held before it was changed. */
  const type = (page: Page, selector: string, text: string) => page.locator(selector).pressSequentially(text);

  async function enterCode(page: Page, address: string): Promise<void> {
    await page.waitForSelector('input[name="otp"]');
    await type(page, 'input[name="otp"]', codeIn(await outboxOf(server).latest(address)));
    await page.click("button:has-text('Check')");
    await page.waitForSelector("#registered");
  }

  it("goes through the steps, with a code to the address", async () => {
    const page = await open();
    await type(page, `input[name="${CLAIMS}/username"]`, "nora");
    await type(page, `input[name="${CLAIMS}/emailaddress"]`, "nora@example.com");
    await type(page, 'input[name="password"]', NEW_PASSWORD);
    await page.click("button:has-text('Go on')");
    await enterCode(page, "nora@example.com");
    await page.context().close();
  });

  it("goes to a connection in a window of its own, and on from there", async () => {
    const page = await open();
    const opened = page.waitForEvent("popup");
    await page.click("button:has-text('Continue with Globex')");
    const popUp = await opened;
    await popUp.fill("#usernameUserInput", "gus");
    await popUp.fill("#password", PASSWORD);
    await popUp.click("#sign-in-button");
    await enterCode(page, "gus@globex.example");
    assert.ok(popUp.isClosed());
    await page.context().close();
  });
});
