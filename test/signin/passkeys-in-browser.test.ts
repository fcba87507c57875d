import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { launchBrowser } from "../browser.ts";
import { TestClient } from "../client.ts";
import { PASSWORD } from "../organizations.ts";
import { openPasskeyTab, type PasskeyTab, startSite } from "../passkey-tab.ts";
import { startServer, type TestServer } from "../server.ts";

const local = (authenticator: string) => ({ idp: "LOCAL", authenticator });
const [password, passkey] = ["BasicAuthenticator", "FIDOAuthenticator"].map(local);

describe("passkeys in a real browser, with an authenticator of its own (security bar 19.4)", () => {
  let server: TestServer;
  let browser: Browser;
  /** Takes what comes back, and is a page of another origin on the same host. */
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
    const application = (clientId: string, ...steps: (object | undefined)[][]) => ({
      clientId,
      publicClient: true,
      callbackURLs: [`${origin}/callback`],
      skipLoginConsent: true,
      signInSteps: steps.map((options) => ({ options })),
    });
    const applications = [
      application("passkey", [passkey]),
      application("either", [password, passkey]),
      application("second", [password], [passkey]),
    ];
    const users = ["kim", "lee"].map((userName) => ({ userName, password: PASSWORD }));
    server = await startServer({ organizations: [{ handle: "acme", name: "Acme", users, applications }] });
    ({ context, tab, devices, authenticatorId, refusals, verifies } = await openPasskeyTab(browser));
    await open("second");
    await typePassword("kim");
    await tab.locator("#passkey-button").click();
    await arrived();
  });
  after(async () => {
    await browser?.close();
    site?.close();
    await server?.stop();
  });
  beforeEach(async () => {
    await context.clearCookies();
    await verifies(true);
    refusals.length = 0;
  });

  const credentials = async () => (await devices.send("WebAuthn.getCredentials", { authenticatorId })).credentials;
  const open = (clientId: string) =>
    tab.goto(new TestClient(server, clientId).authorizeUrl({ redirect_uri: `${origin}/callback` }));
  const typePassword = async (userName: string) => {
    await tab.locator("#usernameUserInput").fill(userName);
    await tab.locator("#password").fill(PASSWORD);
    await tab.locator("#sign-in-button").click();
  };
  const arrived = async () => {
    await tab.waitForURL(`${origin}/callback**`);
    assert.ok(new URL(tab.url()).searchParams.has("code"), tab.url());
  };
  /** The reason that the log has of the last refusal. */
  const whyRefused = (): string => {
    const line = server.logLines.findLast((one) => one.includes('"passkey_refused"'));
    return JSON.parse(line ?? "{}").why;
  };
  const optionsShown = () => tab.locator("#passkey-response").getAttribute("data-options");
  /** Puts an answer into the page's form and sends it, as a script of somebody else's would. */
  const sendAnswer = async (tokenResponse: string) => {
    await tab.evaluate(`{
      const field = document.getElementById("passkey-response");
      field.value = ${JSON.stringify(tokenResponse)};
      field.form.submit();
    }`);
    await tab.locator("#sign-in-alert").waitFor();
    assert.match((await tab.locator("#sign-in-alert").textContent()) ?? "", /passkey could not be used/);
  };

  it("are made after the password, kept for a name-less sign-in, and bound to the host alone", async () => {
    const [made, ...more] = await credentials();
    assert.deepEqual([more.length, made?.isResidentCredential, made?.rpId], [0, true, "localhost"]);
  });

  it("sign in without a user name, under the page's own policy (security bar 14.2)", async () => {
    const answered = tab.waitForResponse((response) => response.url().includes("login.do"));
    await open("passkey");
    const policy = (await (await answered).allHeaders())["content-security-policy"] ?? "";
    assert.match(policy, /script-src 'self'/);
    assert.doesNotMatch(policy, /unsafe/);
    // The device asks as soon as the page is there.
    await arrived();
    assert.deepEqual(
      refusals.filter((text) => !text.includes("favicon")),
      [],
    );
  });

  it("are the second step after the password", async () => {
    await open("second");
    await typePassword("kim");
    await arrived();
  });

  it("are offered where the user name is typed, as the browser's own filling", async () => {
    await open("either");
    await arrived();
  });

  it("leave the password as it is where there is none on the device", async () => {
    const kept = await credentials();
    await devices.send("WebAuthn.clearCredentials", { authenticatorId });
    await open("either");
    await typePassword("lee");
    await arrived();
    for (const credential of kept) await devices.send("WebAuthn.addCredential", { authenticatorId, credential });
  });

  it("say so when the device does not go through with it, and can be tried again", async () => {
    await verifies(false);
    await open("passkey");
    await tab.locator("#passkey-stopped").waitFor();
    assert.equal(await tab.locator("#passkey-unsupported").isHidden(), true);
    await verifies(true);
    await tab.locator("#passkey-button").click();
    await arrived();
  });

  it("say so in a browser that has none", async () => {
    const other = await context.newPage();
    await other.addInitScript("delete window.PublicKeyCredential;");
    await other.goto(new TestClient(server, "passkey").authorizeUrl({ redirect_uri: `${origin}/callback` }));
    await other.locator("#passkey-unsupported").waitFor();
    await other.close();
  });

  it("are refused when another origin of the host has asked for them: the page of a phisher", async () => {
    await verifies(false);
    await open("passkey");
    await tab.locator("#passkey-stopped").waitFor();
    const url = tab.url();
    const options = await optionsShown();
    await tab.goto(origin);
    await verifies(true);
    const answer = await tab.evaluate(`{
      const { challenge, ...options } = ${options};
      const bytes = Uint8Array.from(atob(challenge.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
      navigator.credentials.get({ publicKey: { ...options, challenge: bytes } }).then((one) => JSON.stringify(one));
    }`);
    await verifies(false);
    await tab.goto(url);
    await sendAnswer(answer as string);
    assert.match(whyRefused(), /origin/);
  });

  it("are refused when their answer is sent a second time", async () => {
    const [request] = await Promise.all([
      tab.waitForRequest((sent) => sent.postData()?.includes("tokenResponse=") ?? false),
      open("passkey"),
    ]);
    await arrived();
    await context.clearCookies();
    await verifies(false);
    await open("passkey");
    await tab.locator("#passkey-stopped").waitFor();
    await sendAnswer(new URLSearchParams(request.postData() ?? "").get("tokenResponse") as string);
    assert.equal(whyRefused(), "challenge");
  });

  it("are refused when their count has fallen: that of a copy", async () => {
    const [own] = await credentials();
    assert.ok(own !== undefined && own.signCount > 1);
    const copy = { ...own, signCount: 1 };
    await devices.send("WebAuthn.removeCredential", { authenticatorId, credentialId: own.credentialId });
    await devices.send("WebAuthn.addCredential", { authenticatorId, credential: copy });
    await open("passkey");
    await tab.locator("#sign-in-alert").waitFor();
    assert.match(whyRefused(), /counter/);
    await devices.send("WebAuthn.removeCredential", { authenticatorId, credentialId: own.credentialId });
    await devices.send("WebAuthn.addCredential", { authenticatorId, credential: own });
    await tab.locator("#passkey-button").click();
    await arrived();
  });

  it("are added at my account, one per device, and then listed there (security bar 19.5)", async () => {
    await devices.send("WebAuthn.clearCredentials", { authenticatorId });
    await tab.goto(server.url("/myaccount"));
    await typePassword("lee");
    await tab.locator("#add-passkey").click();
    await tab.locator("#account-submit").click();
    await tab.locator("#account-done").waitFor();
    assert.equal(await tab.locator("[id^=factor-passkey-]").count(), 1);
    assert.equal((await credentials()).length, 1);
    // What protects the account now is asked for before it is changed again, and the browser has it at hand.
    await tab.goto(server.url("/myaccount/passkey"));
    await tab.locator("#add-passkey").click();
    await tab.locator("#account-submit").click();
    await tab.locator("#passkey-stopped").waitFor();
    assert.equal((await credentials()).length, 1);
  });
});
