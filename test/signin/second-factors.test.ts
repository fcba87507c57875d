import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { makeBackupCodes } from "../../src/credentials/backup-codes.ts";
import { claimsOf, newVerifier, TestClient } from "../client.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { returned } from "../redirects.ts";
import {
  fromBase32,
  giveApp,
  heldApp,
  organizationOf,
  step,
  steppedApplication,
  storeOf,
  userIdOf,
} from "../second-factors.ts";
import { startServer, type TestServer } from "../server.ts";

const WORLD = organizationOf(
  ["kim", "lee", "ada", "boris", "cy", "dora", "eve", "finn", "gus"],
  [
    steppedApplication("app", step("BasicAuthenticator"), step("totp")),
    steppedApplication("either", step("BasicAuthenticator"), step("totp", "backup-code-authenticator")),
    steppedApplication("named", step("IdentifierExecutor"), step("BasicAuthenticator"), step("totp")),
  ],
);

describe("second factors", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({ organizations: [WORLD] });
  });
  after(() => server.stop());
  // What was tried from the one address of all tests is forgotten.
  beforeEach(() => server.clock.advance(86_401));

  const withPassword = async (userName: string, clientId = "app", browser = new ScriptLessBrowser()) => {
    const page = await browser.open(new TestClient(server, clientId).authorizeUrl());
    return {
      browser,
      page: await browser.submit(page, { usernameUserInput: userName, password: PASSWORD }, CALLBACK),
    };
  };
  const assertAsksForAppCode = (page: Page) => {
    assert.match(page.url.pathname, /\/authenticationendpoint\/login\.do$/);
    assert.equal(page.status, 200);
    assert.equal(page.form?.hidden.authenticator, "totp", page.body);
  };
  const secretOn = (page: Page) => /id="totp-secret"[^>]*>([A-Z2-7 ]+)</.exec(page.body)?.[1];

  describe("the authenticator app", () => {
    it("is asked for after the password, and amr says both (security bar 19.6, contract §14.4)", async () => {
      const app = await giveApp(server, "kim");
      const client = new TestClient(server, "app");
      const browser = new ScriptLessBrowser();
      const code_verifier = newVerifier();
      const first = await browser.open(client.authorizeUrl({}, code_verifier));
      const second = await browser.submit(first, { usernameUserInput: "kim", password: PASSWORD }, CALLBACK);
      assertAsksForAppCode(second);
      assert.equal(browser.cookie("commonAuthId"), undefined, "there is no session before the last step");
      assert.equal(secretOn(second), undefined);
      const code = app.code();
      const { code: granted = "" } = returned(
        await browser.submit(second, { token: `${code.slice(0, 3)} ${code.slice(3)}` }, CALLBACK),
      );
      const { body } = await client.exchange({ code: granted, redirect_uri: CALLBACK, code_verifier });
      assert.deepEqual(claimsOf(body.id_token).amr, ["BasicAuthenticator", "totp"]);
    });

    it("gives a code that counts once, also in another sign-in (security bar 19.1)", async () => {
      const app = await giveApp(server, "lee");
      const one = await withPassword("lee");
      const other = await withPassword("lee");
      const code = app.code();
      assert.ok(returned(await one.browser.submit(one.page, { token: code }, CALLBACK)).code);
      const refused = await other.browser.submit(other.page, { token: code }, CALLBACK);
      assertAsksForAppCode(refused);
      assert.ok(refused.body.includes('role="alert"'));
      server.clock.advance(30);
      assert.ok(returned(await other.browser.submit(refused, { token: app.code() }, CALLBACK)).code);
    });

    it("takes the code of one step before and after, and no other (security bar 19.1, RFC 6238 §5.2)", async () => {
      const app = await giveApp(server, "ada");
      const { browser, page } = await withPassword("ada");
      const early = await browser.submit(page, { token: app.code(-2) }, CALLBACK);
      assertAsksForAppCode(early);
      const late = await browser.submit(early, { token: app.code(2) }, CALLBACK);
      assertAsksForAppCode(late);
      assert.ok(returned(await browser.submit(late, { token: app.code(1) }, CALLBACK)).code);
    });

    it("is locked after five wrong codes, whichever sign-in they came in, and uses no right one up (security bar 18.1)", async () => {
      const app = await giveApp(server, "boris");
      for (const count of [3, 2]) {
        const { browser, page } = await withPassword("boris");
        for (let tries = 0; tries < count; tries += 1) await browser.submit(page, { token: "000000" }, CALLBACK);
      }
      const { browser, page } = await withPassword("boris");
      const locked = await browser.submit(page, { token: app.code() }, CALLBACK);
      assert.ok([200, 429].includes(locked.status));
      server.clock.advance(601);
      const open = await withPassword("boris");
      assert.ok(returned(await open.browser.submit(open.page, { token: app.code() }, CALLBACK)).code);
    });

    it("is set up on the way by who has none: a picture, its text, and the first code (security bar 19.1)", async () => {
      const { browser, page } = await withPassword("cy");
      assertAsksForAppCode(page);
      assert.match(page.body, /<svg[^>]*id="qr-code"[^>]*role="img"/);
      assert.doesNotMatch(page.body, /style=|<style/, "the Content-Security-Policy would not have it");
      const secret = secretOn(page) ?? assert.fail();
      assert.equal(fromBase32(secret).length, 20, "160 bits");
      const reloaded = await browser.open(page.url);
      assert.equal(secretOn(reloaded), secret, "the one that may have been scanned already");
      const wrong = await browser.submit(page, { token: "000000" }, CALLBACK);
      assert.equal(secretOn(wrong), secret);
      const app = heldApp(server, fromBase32(secret));
      assert.ok(returned(await browser.submit(wrong, { token: app.code() }, CALLBACK)).code);
      const next = await withPassword("cy");
      assertAsksForAppCode(next.page);
      assert.equal(secretOn(next.page), undefined, "it is told no more");
      assertAsksForAppCode(await next.browser.submit(next.page, { token: app.code() }, CALLBACK));
      server.clock.advance(30);
      assert.ok(returned(await next.browser.submit(next.page, { token: app.code() }, CALLBACK)).code);
    });

    it("is set up once: of two who begin, the secret of the one who ends first counts (security bar 19.6)", async () => {
      const [one, other] = [await withPassword("dora"), await withPassword("dora")];
      const [mine, theirs] = [one, other].map(({ page }) => secretOn(page) ?? assert.fail());
      assert.notEqual(mine, theirs, "each sign-in has its own");
      const held = heldApp(server, fromBase32(mine as string));
      assert.ok(returned(await one.browser.submit(one.page, { token: held.code() }, CALLBACK)).code);
      const code = heldApp(server, fromBase32(theirs as string)).code();
      const refused = await other.browser.submit(other.page, { token: code }, CALLBACK);
      assertAsksForAppCode(refused);
      assert.equal(secretOn(await other.browser.open(refused.url)), undefined);
      server.clock.advance(30);
      assert.ok(returned(await other.browser.submit(refused, { token: held.code() }, CALLBACK)).code);
    });

    it("is not set up with the password alone by who has a passkey (security bar 19.5)", async () => {
      const store = await storeOf(server);
      const userId = await userIdOf(server, "eve");
      const passkey = { userId, kind: "passkey", id: "ZXZl", document: {} } as const;
      assert.ok(await store.credentials.add(passkey, server.clock.now));
      const { page } = await withPassword("eve");
      assert.equal(page.status, 403, page.body);
      assert.equal(secretOn(page), undefined);
    });

    it("comes after the identifier and the password, and asks in the same way for a name that nobody has (security bar 18.3)", async () => {
      const url = new TestClient(server, "named").authorizeUrl();
      const pages = await Promise.all(
        ["kim", "nobody"].map(async (userName) => {
          const browser = new ScriptLessBrowser();
          const first = await browser.open(url);
          const second = await browser.submit(first, { usernameUserInput: userName }, CALLBACK);
          const shown = second.body.replaceAll(userName, "").replaceAll(/value="[^"]*"/g, "");
          const third = await browser.submit(second, { password: "wrong" }, CALLBACK);
          return [shown.replaceAll(/>\s*[KN]\s*</g, "><"), third.status, third.url.searchParams.get("authFailureMsg")];
        }),
      );
      assert.deepEqual(pages[0], pages[1]);
    });
  });

  describe("backup codes", () => {
    const give = async (userName: string) => {
      const world = { store: await storeOf(server), now: server.clock.now };
      return makeBackupCodes(await userIdOf(server, userName), world);
    };

    it("stand in for the app, each once, as they were written down (security bar 19.3)", async () => {
      await giveApp(server, "finn");
      const [first = "", second = ""] = await give("finn");
      const { browser, page } = await withPassword("finn", "either");
      assert.ok(page.body.includes('id="way-totp"') && page.body.includes('id="way-backup-code-authenticator"'));
      const asked = await browser.submit(page, { pick: "backup-code-authenticator:LOCAL" }, CALLBACK);
      assert.equal(asked.form?.hidden.authenticator, "backup-code-authenticator");
      const written = `${first.slice(0, 5).toUpperCase()}-${first.slice(5)}`;
      assert.ok(returned(await browser.submit(asked, { BackupCode: written }, CALLBACK)).code);

      const again = await withPassword("finn", "either");
      const form = await again.browser.submit(again.page, { pick: "backup-code-authenticator:LOCAL" }, CALLBACK);
      const refused = await again.browser.submit(form, { BackupCode: first }, CALLBACK);
      assert.equal(refused.url.searchParams.get("authFailureMsg"), "wrong_code");
      assert.ok(returned(await again.browser.submit(refused, { BackupCode: second }, CALLBACK)).code);
    });

    it("are not offered to who has none (security bar 19.3)", async () => {
      await giveApp(server, "gus");
      const { browser, page } = await withPassword("gus", "either");
      assertAsksForAppCode(page);
      assert.ok(!page.body.includes("way-backup-code-authenticator"));
      const forged = { authenticator: "backup-code-authenticator", BackupCode: "0aaaaaaaaa" };
      assertAsksForAppCode(await browser.submit(page, forged, CALLBACK));
    });

    it("are not asked for by who wants to be asked for the app alone (contract §19)", async () => {
      await give("gus");
      const store = await storeOf(server);
      const userId = await userIdOf(server, "gus");
      const chosen = { userId, kind: "enabled factors", id: userId, document: { names: ["totp"] } } as const;
      assert.ok(await store.credentials.add(chosen, server.clock.now));
      const { page } = await withPassword("gus", "either");
      assertAsksForAppCode(page);
      assert.ok(!page.body.includes("way-backup-code-authenticator"));
      const found = (await store.credentials.find("enabled factors", userId)) ?? assert.fail();
      await store.credentials.replace({ ...found, document: { names: ["FIDOAuthenticator"] } });
      const { page: both } = await withPassword("gus", "either");
      assert.ok(both.body.includes('id="way-backup-code-authenticator"'), "nobody is locked out by it");
    });

    it("can be left for the other way, and taken up again", async () => {
      const { browser, page } = await withPassword("finn", "either");
      const asked = await browser.submit(page, { pick: "backup-code-authenticator:LOCAL" }, CALLBACK);
      assert.ok(asked.body.includes('id="way-totp"'));
      const back = await browser.submit(asked, { another: "true" }, CALLBACK);
      assert.ok(back.body.includes('id="way-totp"') && back.body.includes('id="way-backup-code-authenticator"'));
      assertAsksForAppCode(await browser.submit(back, { pick: "totp:LOCAL" }, CALLBACK));
    });
  });
});
