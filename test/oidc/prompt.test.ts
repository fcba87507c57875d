import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { claimsOf, finish, TestClient } from "../client.ts";
import { CALLBACK } from "../organizations.ts";
import { assertConsentPage, assertSignInPage, returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";

describe("OIDC Core §3.1.2.1: prompt and max_age", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());
  const client = (clientId = "spa") => new TestClient(server, clientId);
  const open = (changes: Record<string, string>, browser = new ScriptLessBrowser(), clientId = "spa") =>
    browser.open(client(clientId).authorizeUrl(changes), CALLBACK);
  const signedInAs = async (userName: string) => {
    const browser = new ScriptLessBrowser();
    await client().authorize({}, browser, userName);
    return browser;
  };

  describe("prompt=none (security bar 1.8)", () => {
    it("answers with a code when the session and the consent are there", async () => {
      const { code, state, session_state, iss } = returned(await open({ prompt: "none" }, await signedInAs("kim")));
      assert.ok(code);
      assert.ok(session_state);
      assert.deepEqual([state, iss], ["the state", server.url("/oauth2/token")]);
    });

    it("answers login_required without a session, and shows no page", async () => {
      assert.deepEqual(returned(await open({ prompt: "none" })), {
        error: "login_required",
        error_description: "Request with 'prompt=none' but user session does not exist", // contract §3.3
        state: "the state",
        iss: server.url("/oauth2/token"),
      });
    });

    it("answers consent_required without a consent", async () => {
      const { error, error_description } = returned(await open({ prompt: "none" }, await signedInAs("kim"), "asking"));
      assert.deepEqual([error, error_description], ["consent_required", "Required consent not found"]); // contract §3.3
    });

    for (const [what, max_age, seconds] of [
      ["0", "0", 0],
      ["exceeded", "100", 101],
    ] as const) {
      it(`answers login_required when max_age is ${what}`, async () => {
        const browser = await signedInAs("kim");
        server.clock.advance(seconds);
        assert.equal(returned(await open({ prompt: "none", max_age }, browser)).error, "login_required");
      });
    }
  });

  describe("prompt=login and max_age (security bar 1.9)", () => {
    for (const changes of [{ prompt: "login" }, { max_age: "0" }, { prompt: "login consent" }]) {
      it(`asks for a fresh sign-in with ${JSON.stringify(changes)}, once`, async () => {
        const browser = await signedInAs("kim");
        const page = await open(changes, browser);
        assertSignInPage(page);
        assert.ok(returned(await finish(browser, page)).code);
      });
    }

    it("leaves a session alone that is young enough, and asks when it is older", async () => {
      const browser = await signedInAs("kim");
      server.clock.advance(100);
      assert.ok(returned(await open({ max_age: "100" }, browser)).code);
      server.clock.advance(1);
      assertSignInPage(await open({ max_age: "100" }, browser));
    });

    it("takes a sign-in for this request only: the next one with prompt=login asks again", async () => {
      const browser = await signedInAs("kim");
      await finish(browser, await open({ prompt: "login" }, browser));
      assertSignInPage(await open({ prompt: "login" }, browser));
    });

    it("does not take a sign-in that another request asked for", async () => {
      const browser = await signedInAs("kim");
      const waiting = await open({ prompt: "login" }, browser);
      await finish(browser, await open({ prompt: "login" }, browser));
      const { pathname } = new URL(client().authorizeUrl());
      const resumed = new URL(`${pathname}?sessionDataKey=${waiting.form?.hidden.sessionDataKey}`, waiting.url);
      assertSignInPage(await browser.open(resumed, CALLBACK));
    });

    it("puts the time of the fresh sign-in into auth_time", async () => {
      const browser = await signedInAs("kim");
      server.clock.advance(50);
      const code = await client().obtainCode({ max_age: "0" }, browser);
      const { body } = await client().exchange(code);
      assert.equal(claimsOf(body.id_token).auth_time, server.clock.now);
    });
  });

  it("asks for consent with prompt=consent, although the application is trusted (security bar 25.1)", async () => {
    assertConsentPage(await open({ prompt: "consent" }, await signedInAs("kim")));
  });

  describe("prompt=select_account", () => {
    it("shows who is signed in, and continues with that account", async () => {
      const browser = await signedInAs("kim");
      const page = await open({ prompt: "select_account" }, browser);
      assert.ok(page.body.includes("Kim Larsen"), page.body);
      assert.ok(returned(await browser.submit(page, { account: "current" }, CALLBACK)).code);
    });

    it("lets somebody else sign in", async () => {
      const browser = await signedInAs("kim");
      const page = await open({ prompt: "select_account" }, browser);
      const signIn = await browser.submit(page, { account: "other" }, CALLBACK);
      assertSignInPage(signIn);
      assert.ok(returned(await finish(browser, signIn, "lee")).code);
      assert.ok((await open({ prompt: "select_account" }, browser)).body.includes("Lee"));
    });

    it("asks for the user name and password when nobody is signed in", async () => {
      const browser = new ScriptLessBrowser();
      const page = await open({ prompt: "select_account" }, browser);
      assertSignInPage(page);
      assert.ok(returned(await finish(browser, page)).code, "whoever signed in has chosen");
    });

    it("goes together with consent", async () => {
      const browser = await signedInAs("kim");
      const page = await open({ prompt: "select_account  consent" }, browser);
      assertConsentPage(await browser.submit(page, { account: "current" }, CALLBACK));
    });
  });

  describe("id_token_hint (security bar 1.10)", () => {
    const hintFor = async (userName: string, tenant = "acme") => {
      const other = new TestClient(server, "spa", tenant);
      return (await other.exchange(await other.obtainCode({}, undefined, userName))).body.id_token as string;
    };

    it("lets the user pass whom it names, also when it has expired", async () => {
      const id_token_hint = await hintFor("kim");
      server.clock.advance(4000);
      assert.ok(returned(await open({ prompt: "none", id_token_hint }, await signedInAs("kim"))).code);
    });

    it("answers login_required with prompt=none when another user is signed in", async () => {
      const id_token_hint = await hintFor("lee");
      assert.equal(
        returned(await open({ prompt: "none", id_token_hint }, await signedInAs("kim"))).error,
        "login_required",
      );
    });

    it("asks for a sign-in when another user is signed in, and never answers for a third", async () => {
      const id_token_hint = await hintFor("lee");
      const browser = await signedInAs("kim");
      const page = await open({ id_token_hint }, browser);
      assertSignInPage(page);
      assert.equal(returned(await finish(browser, page, "kim")).error, "login_required");
      assert.ok(returned(await finish(browser, await open({ id_token_hint }, browser), "lee")).code);
    });

    it("is refused when another issuer made it, or it was altered, or is an access token", async () => {
      const own = await hintFor("kim");
      const [head = "", body = "", signature = ""] = own.split(".");
      const none = Buffer.from('{"alg":"none"}').toString("base64url");
      const forged = Buffer.from(JSON.stringify({ ...claimsOf(own), sub: "lee" })).toString("base64url");
      const { access_token } = await client("jwt").obtainTokens();
      const hints = [
        await hintFor("kim", "globex"),
        `${none}.${body}.`,
        `${none}.${body}.${signature}`,
        `${head}.${forged}.${signature}`,
        `${head}.${body}.${signature.slice(0, -4)}AAAA`,
        access_token,
      ];
      for (const id_token_hint of hints) {
        const { error } = returned(await open({ id_token_hint }, await signedInAs("kim")));
        assert.equal(error, "invalid_request", id_token_hint);
      }
    });
  });

  it("hands login_hint to the sign-in page, or Asgardeo's username (contract §3.1)", async () => {
    assert.match(
      (await open({ login_hint: "kim@example.com" })).body,
      /id="usernameUserInput"[^>]*value="kim@example.com"/,
    );
    assert.match((await open({ username: "lee" })).body, /id="usernameUserInput"[^>]*value="lee"/);
  });

  it("shows every page in the first language of ui_locales that it has", async () => {
    for (const [ui_locales, lang] of [
      ["de", "de"],
      ["xx fr-CA de", "fr"],
      ["xx", "en"],
    ] as const) {
      const browser = new ScriptLessBrowser();
      const signIn = await open({ ui_locales }, browser, "asking");
      assert.ok(signIn.body.includes(`<html lang="${lang}"`));
      await finish(browser, signIn);
      const account = await open({ ui_locales, prompt: "select_account" }, browser);
      assert.ok(account.body.includes(`<html lang="${lang}"`));
      const asked = await open({ ui_locales, prompt: "consent" }, browser);
      assertConsentPage(asked);
      assert.ok(asked.body.includes(`<html lang="${lang}"`));
    }
  });
});
