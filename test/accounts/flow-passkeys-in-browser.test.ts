import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { launchBrowser } from "../browser.ts";
import { TestClient } from "../client.ts";
import { openPasskeyTab, type PasskeyTab, startSite } from "../passkey-tab.ts";
import { startServer, type TestServer } from "../server.ts";
import { button, field, view } from "./flow-steps.ts";
import { storeOf } from "./governance.ts";

const CLAIMS = "http://wso2.org/claims";
const REGISTER = "/accountrecoveryendpoint/register.do?client_id=passkey";
const RULES = { "SelfRegistration.Enable": "true", "SelfRegistration.LockOnCreation": "false" };
const STEPS = [
  view("who", field(`${CLAIMS}/username`), field(`${CLAIMS}/emailaddress`), button("go", "COMPLETE", "FIDO2Executor")),
];

describe("passkeys of designed registrations in a real browser (contract §20.3, security bar 19.4)", () => {
  let server: TestServer;
  let browser: Browser;
  /** The application. */
  let site: Awaited<ReturnType<typeof startSite>>;
  let origin: string;
  let context: PasskeyTab["context"];
  let tab: PasskeyTab["tab"];
  let devices: PasskeyTab["devices"];
  let authenticatorId: string;
  let refusals: string[];
  let verifies: PasskeyTab["verifies"];

  before(async () => {
    browser = await launchBrowser();
    site = await startSite();
    ({ origin } = site);
    const passkey = {
      clientId: "passkey",
      publicClient: true,
      callbackURLs: [`${origin}/callback`],
      accessUrl: `${origin}/start`,
      skipLoginConsent: true,
      signInSteps: [{ options: [{ idp: "LOCAL", authenticator: "FIDOAuthenticator" }] }],
    };
    const settings = [
      { name: "governance", document: RULES },
      { name: "flow REGISTRATION", document: { steps: STEPS, completion: { isAutoLoginEnabled: "true" } } },
    ];
    server = await startServer({
      organizations: [{ handle: "acme", name: "Acme", users: [], applications: [passkey], settings }],
    });
  });
  after(async () => {
    await browser?.close();
    site?.close();
    await server?.stop();
  });
  beforeEach(async () => {
    await context?.close();
    ({ context, tab, devices, authenticatorId, refusals, verifies } = await openPasskeyTab(browser));
  });

  const enterName = async (name: string) => {
    await tab.goto(server.url(REGISTER));
    await tab.locator(`[name="${CLAIMS}/username"]`).fill(name);
    await tab.locator(`[name="${CLAIMS}/emailaddress"]`).fill(`${name}@example.com`);
    await tab.locator("#go").click();
    await tab.locator("#passkey-response").waitFor({ state: "attached" });
  };
  const make = () => tab.locator("#account-submit").click();

  it("are made by the page's script under its own policy, and lead on to the application (security bar 14.2)", async () => {
    await enterName("nora");
    await make();
    await tab.waitForURL(`${origin}/start`);
    assert.deepEqual(
      refusals.filter((text) => !text.includes("favicon")),
      [],
    );
    const { user } = (await (await storeOf(server)).users.findByName("nora")) ?? assert.fail();
    const { credentials } = await devices.send("WebAuthn.getCredentials", { authenticatorId });
    const held = await (await storeOf(server)).credentials.listOf(user.id);
    assert.deepEqual(
      credentials.map(({ credentialId }) => Buffer.from(credentialId, "base64").toString("base64url")),
      held.map(({ id }) => id),
    );
  });

  it("sign in from then on, in a browser that knows nothing else", async () => {
    await enterName("olga");
    await make();
    await tab.waitForURL(`${origin}/start`);
    await context.clearCookies();
    await tab.goto(new TestClient(server, "passkey").authorizeUrl({ redirect_uri: `${origin}/callback` }));
    await tab.waitForURL(`${origin}/callback**`);
    assert.ok(new URL(tab.url()).searchParams.has("code"), tab.url());
  });

  it("say so when the device does not go through with it, and can be tried again", async () => {
    await enterName("pia");
    await verifies(false);
    await make();
    await tab.locator("#passkey-stopped").waitFor();
    assert.equal(await (await storeOf(server)).users.findByName("pia"), undefined);
    await verifies(true);
    await make();
    await tab.waitForURL(`${origin}/start`);
  });

  it("are not made where the page is shown: only when the person says so", async () => {
    await enterName("quin");
    await tab.waitForLoadState("networkidle");
    assert.deepEqual((await devices.send("WebAuthn.getCredentials", { authenticatorId })).credentials, []);
    assert.equal(await tab.locator("#passkey-stopped").isHidden(), true);
  });
});
