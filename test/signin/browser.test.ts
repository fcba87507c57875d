import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { launchBrowser } from "../browser.ts";
import { challengeOf, claimsOf, newVerifier, TestClient } from "../client.ts";
import { PASSWORD } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";

describe("the sign-in in a real browser, by keyboard", () => {
  let server: TestServer;
  let browser: Browser;
  let application: Server;
  let callback: string;
  let context: BrowserContext;
  const refusals: string[] = [];
  before(async () => {
    browser = await launchBrowser();
    application = createServer((_request, response) =>
      response
        .setHeader("content-type", "text/html")
        .end("<!doctype html><title>Notes</title><h1>Back at the application</h1>"),
    );
    await new Promise<void>((listening) => application.listen(0, "127.0.0.1", listening));
    callback = `http://127.0.0.1:${(application.address() as AddressInfo).port}/callback`;
    const notes = { clientId: "notes", name: "Notes", publicClient: true, callbackURLs: ["http://127.0.0.1/callback"] };
    const users = [{ userName: "kim", password: PASSWORD, claims: { given_name: "Kim" } }];
    server = await startServer({ organizations: [{ handle: "acme", name: "Acme", users, applications: [notes] }] });
  });
  after(async () => {
    await browser?.close();
    application?.close();
    await server?.stop();
  });

  const watched = async (): Promise<Page> => {
    context = await browser.newContext();
    const tab = await context.newPage();
    tab.setDefaultTimeout(10_000);
    refusals.length = 0;
    // What the browser refuses (CSP, CORS, a missing file) it says on the console.
    tab.on("console", (message) => message.type() === "error" && refusals.push(message.text()));
    tab.on("pageerror", (error) => refusals.push(String(error)));
    return tab;
  };
  const authorizeUrl = (changes = {}, verifier = newVerifier()) =>
    new TestClient(server, "notes").authorizeUrl(
      { redirect_uri: callback, scope: "openid profile", code_challenge: challengeOf(verifier), ...changes },
      verifier,
    );
  const signInByKeyboard = async (tab: Page, password: string) => {
    // The page puts the cursor into the first field that is empty.
    await tab.locator("#usernameUserInput:focus").waitFor();
    await tab.keyboard.type("kim");
    await tab.keyboard.press("Tab");
    await tab.keyboard.type(password);
    await tab.keyboard.press("Enter");
  };

  it("leads from a wrong password over consent to the application, under the pages' own policy (security bar 14.2)", async () => {
    const tab = await watched();
    const verifier = newVerifier();
    await tab.goto(authorizeUrl({ state: "é & more" }, verifier));
    assert.equal(await tab.title(), "Sign in · Acme");
    await signInByKeyboard(tab, "wrong password");
    await tab.getByRole("alert").waitFor();
    assert.match((await tab.getByRole("alert").textContent()) ?? "", /not right/);
    await signInByKeyboard(tab, PASSWORD);

    await tab.locator("#approve").waitFor();
    assert.match((await tab.locator("h1").textContent()) ?? "", /Notes asks for access/);
    await tab.locator("#approve").focus();
    await tab.keyboard.press("Enter");
    await tab.waitForURL(`${callback}**`);
    assert.equal(await tab.locator("h1").textContent(), "Back at the application");
    assert.deepEqual(
      refusals.filter((text) => !text.includes("favicon.ico")),
      [],
    );

    const answer = new URL(tab.url()).searchParams;
    assert.equal(answer.get("state"), "é & more");
    assert.equal(answer.get("iss"), server.url("/oauth2/token"));
    const client = new TestClient(server, "notes");
    const code = { code: answer.get("code") as string, redirect_uri: callback, code_verifier: verifier };
    const { status, body } = await client.exchange(code);
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(claimsOf(body.id_token).given_name, "Kim");

    const cookies = (await context.cookies(server.url("/"))).filter(({ httpOnly }) => !httpOnly);
    assert.deepEqual(
      cookies.map(({ name }) => name),
      ["opbs"],
      "security bar 15.3",
    );
    await context.close();
  });

  it("goes back to pages that say what happened, and forward again, after all is done", async () => {
    const tab = await watched();
    await tab.goto(authorizeUrl({ prompt: "consent" }));
    await signInByKeyboard(tab, PASSWORD);
    await tab.locator("#approve").click();
    await tab.waitForURL(`${callback}**`);
    await tab.goBack();
    assert.equal(new URL(tab.url()).origin, server.baseUrl);
    assert.equal(await tab.locator("h1").count(), 1);
    // The stored page is not shown again: it was not to be kept, and its request is answered.
    assert.equal(await tab.locator("#password, #approve").count(), 0, await tab.content());
    await tab.goto(authorizeUrl());
    await tab.waitForURL(`${callback}**`);
    await context.close();
  });

  it("speaks German where ui_locales asks for it (OIDC Core §3.1.2.1)", async () => {
    const tab = await watched();
    await tab.goto(authorizeUrl({ ui_locales: "de-AT en", prompt: "consent" }));
    assert.equal(await tab.title(), "Anmelden · Acme");
    await signInByKeyboard(tab, "falsch");
    await tab.getByRole("alert").waitFor();
    assert.match((await tab.getByRole("alert").textContent()) ?? "", /nicht richtig/);
    await signInByKeyboard(tab, PASSWORD);
    await tab.getByRole("button", { name: "Ablehnen" }).click();
    await tab.waitForURL(`${callback}**`);
    assert.equal(new URL(tab.url()).searchParams.get("error"), "access_denied");
    await context.close();
  });

  it("lets the form lead on to an application on the IPv6 loopback address (RFC 8252 §7.3, security bar 14.2)", async () => {
    const tab = await watched();
    const client = { clientId: "six", name: "Six", publicClient: true, callbackURLs: ["http://[::1]/callback"] };
    const users = [{ userName: "kim", password: PASSWORD }];
    await server.configure([{ handle: "six", users, applications: [client] }]);
    const redirect_uri = "http://[::1]:51004/callback";
    await tab.goto(new TestClient(server, "six", "six").authorizeUrl({ redirect_uri }));
    await signInByKeyboard(tab, PASSWORD);
    await tab.locator("#approve").waitFor();
    // Nobody answers there; that the browser goes there is what its policy has to allow.
    const [request] = await Promise.all([
      tab.waitForRequest((sent) => sent.url().startsWith(redirect_uri)),
      tab.locator("#approve").click(),
    ]);
    assert.ok(new URL(request.url()).searchParams.has("code"));
    assert.deepEqual(
      refusals.filter((text) => text.includes("Content Security Policy")),
      [],
    );
    await context.close();
  });
});
