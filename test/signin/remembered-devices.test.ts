import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { forgetDevices } from "../../src/credentials/remembered-devices.ts";
import { hashPassword } from "../../src/crypto/password-hash.ts";
import { claimsOf, newVerifier, TestClient } from "../client.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { returned } from "../redirects.ts";
import {
  giveApp,
  type HeldApp,
  organizationOf,
  step,
  steppedApplication,
  storeOf,
  userIdOf,
} from "../second-factors.ts";
import { startServer, type TestServer } from "../server.ts";

const MULTI_FACTOR = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";
const NAMES = ["kim", "lee", "ada", "boris", "cy", "dora"];
const APPLICATIONS = [steppedApplication("app", step("BasicAuthenticator"), step("totp")), steppedApplication("plain")];

describe("remembered devices", () => {
  let server: TestServer;
  const apps = new Map<string, HeldApp>();
  before(async () => {
    server = await startServer({ organizations: [organizationOf(NAMES, APPLICATIONS)] });
    for (const name of NAMES) apps.set(name, await giveApp(server, name));
  });
  after(() => server.stop());
  // Sessions are over and codes are new.
  beforeEach(() => server.clock.advance(3600));

  const password = async (browser: ScriptLessBrowser, userName: string, changes: Record<string, string> = {}) => {
    const page = await browser.open(new TestClient(server, "app").authorizeUrl(changes), CALLBACK);
    return browser.submit(page, { usernameUserInput: userName, password: PASSWORD }, CALLBACK);
  };
  const code = (userName: string) => (apps.get(userName) as HeldApp).code();
  const isAsked = (page: Page) => page.form?.hidden.authenticator === "totp";
  const remember = async (userName: string, browser = new ScriptLessBrowser()) => {
    const page = await password(browser, userName);
    assert.ok(page.body.includes('id="rememberDevice"'));
    const done = await browser.submit(page, { token: code(userName), rememberDevice: "on" }, CALLBACK);
    assert.ok(returned(done).code);
    server.clock.advance(3600);
    return browser;
  };

  it("are asked for the password alone, and only when the box was ticked", async () => {
    const browser = await remember("kim");
    assert.ok(returned(await password(browser, "kim")).code);

    const other = new ScriptLessBrowser();
    const page = await password(other, "kim");
    assert.ok(isAsked(page), "another device");
    assert.ok(returned(await other.submit(page, { token: code("kim") }, CALLBACK)).code);
    server.clock.advance(3600);
    assert.ok(isAsked(await password(other, "kim")), "the box was left alone");
  });

  it("give tokens that say what was proven now: the password, and no more (security bar 19.6)", async () => {
    const browser = await remember("kim");
    const client = new TestClient(server, "app");
    const code_verifier = newVerifier();
    const page = await browser.open(client.authorizeUrl({}, code_verifier));
    const entered = { usernameUserInput: "kim", password: PASSWORD };
    const { code: granted = "" } = returned(await browser.submit(page, entered, CALLBACK));
    const { body } = await client.exchange({ code: granted, redirect_uri: CALLBACK, code_verifier });
    assert.deepEqual(claimsOf(body.id_token).amr, ["BasicAuthenticator"]);
    // The session goes on to count as one of both steps.
    assert.ok(returned(await browser.open(client.authorizeUrl({ prompt: "none" }), CALLBACK)).code);
  });

  it("prove nothing anew: the session is as old as what was done in it (security bar 15.5, 19.6)", async () => {
    const browser = await remember("kim");
    const plain = await browser.open(new TestClient(server, "plain").authorizeUrl(), CALLBACK);
    const entered = { usernameUserInput: "kim", password: PASSWORD };
    assert.ok(returned(await browser.submit(plain, entered, CALLBACK)).code);
    const signedInAt = server.clock.now;
    server.clock.advance(600);

    assert.ok(returned(await browser.open(new TestClient(server, "app").authorizeUrl(), CALLBACK)).code);
    const sessions = await (await storeOf(server)).sessions.listOf(await userIdOf(server, "kim"));
    const session = sessions.toSorted((one, other) => (one.id < other.id ? -1 : 1)).at(-1) ?? assert.fail();
    assert.deepEqual(session.amr, ["BasicAuthenticator", "remembered-device"]);
    assert.deepEqual([session.authTime, session.createdAt], [signedInAt, signedInAt]);
  });

  it("are for the user who was remembered, and for others beside", async () => {
    const browser = await remember("kim");
    assert.ok(isAsked(await password(browser, "lee")));
    await remember("lee", browser);
    assert.ok(returned(await password(browser, "lee")).code);
    server.clock.advance(3600);
    assert.ok(returned(await password(browser, "kim")).code);
  });

  it("are asked for everything by prompt=login (OIDC Core §3.1.2.1)", async () => {
    const page = await password(await remember("kim"), "kim", { prompt: "login" });
    assert.ok(isAsked(page));
    assert.ok(!page.body.includes("rememberDevice"));
  });

  it("do not stand for the second factor that acr_values asks for (security bar 19.6)", async () => {
    const browser = await remember("kim");
    assert.ok(isAsked(await password(browser, "kim", { acr_values: MULTI_FACTOR })));
    assert.ok(returned(await password(browser, "kim")).code);
    const page = await browser.open(new TestClient(server, "app").authorizeUrl({ acr_values: MULTI_FACTOR }), CALLBACK);
    assert.ok(isAsked(page), "nor in the session that they opened");
    assert.ok(returned(await browser.submit(page, { token: code("kim") }, CALLBACK)).code);
  });

  it("are forgotten after 30 days", async () => {
    const browser = await remember("ada");
    server.clock.advance(29 * 86_400);
    assert.ok(returned(await password(browser, "ada")).code);
    server.clock.advance(86_400);
    assert.ok(isAsked(await password(browser, "ada")));
  });

  it("are forgotten with another password (security bar 15.6)", async () => {
    const browser = await remember("boris");
    const { users } = await storeOf(server);
    await users.setPasswordHash(await userIdOf(server, "boris"), await hashPassword(PASSWORD));
    assert.ok(isAsked(await password(browser, "boris")));
  });

  it("are forgotten when their record is taken away", async () => {
    const browser = await remember("cy");
    await forgetDevices(await userIdOf(server, "cy"), { store: await storeOf(server) });
    assert.ok(isAsked(await password(browser, "cy")));
  });

  it("are not made by a cookie that the server has not", async () => {
    const browser = await remember("dora");
    const cookie = browser.cookie("rememberedDevice") ?? assert.fail();
    const [id = "", proof = ""] = cookie.split(".");
    const landsAt = async (value: string) => {
      const stranger = new ScriptLessBrowser();
      const page = await stranger.open(new TestClient(server, "app").authorizeUrl());
      const action = new URL(page.form?.action ?? "", page.url);
      const answer = await fetch(action, {
        method: "POST",
        redirect: "manual",
        body: new URLSearchParams({ ...page.form?.hidden, usernameUserInput: "dora", password: PASSWORD }),
        headers: {
          origin: action.origin,
          cookie: `sessionNonceCookie=${stranger.cookie("sessionNonceCookie")}; rememberedDevice=${value}`,
        },
      });
      return new URL(answer.headers.get("location") ?? "", action).pathname;
    };
    for (const value of ["~", id, `.${proof}`, `${id}.${proof.slice(0, -2)}AA`, `${proof}.${id}`]) {
      assert.match(await landsAt(value), /login\.do$/, value);
    }
    assert.match(await landsAt(cookie), /oauth2\/authorize$/);
  });

  it("are of an application with a second step: one with a password alone shows no box", async () => {
    const page = await new ScriptLessBrowser().open(new TestClient(server, "plain").authorizeUrl());
    assert.ok(!page.body.includes("rememberDevice"));
  });
});
