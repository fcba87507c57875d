import assert from "node:assert/strict";
import { argon2Sync, randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { hashPassword } from "../../src/crypto/password-hash.ts";
import { TestClient } from "../client.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { assertSignInPage, returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";

describe("contract §4: signing in with user name and password", () => {
  let server: TestServer;
  let client: TestClient;
  before(async () => {
    server = await startServer();
    client = new TestClient(server, "spa");
  });
  after(() => server.stop());
  const usersOfAcme = async () => {
    const { id = "" } = (await server.store.tenants.find("acme")) ?? {};
    return server.store.forTenant(id).users;
  };
  const submit = async (entered: Record<string, string>, browser = new ScriptLessBrowser()) =>
    browser.submit(await browser.open(client.authorizeUrl()), entered, CALLBACK);

  it("sends the browser to the sign-in page with the request's key (contract §1.3, §4.1)", async () => {
    const page = await new ScriptLessBrowser().open(client.authorizeUrl());
    assertSignInPage(page);
    const { sessionDataKey, ...query } = Object.fromEntries(page.url.searchParams);
    assert.match(sessionDataKey as string, /^[0-9a-f-]{36}$/);
    assert.deepEqual(query, { relyingParty: "spa", type: "oidc", sp: "Single Page", tenantDomain: "acme" });
    assert.equal(page.form?.action, "/t/acme/commonauth");
    assert.equal(page.form?.hidden.sessionDataKey, sessionDataKey);
    assert.ok(page.body.includes('data-testid="login-page-continue-login-button"'));
  });

  for (const field of ["usernameUserInput", "username"]) {
    it(`takes the user name from ${field} (contract §4.2)`, async () => {
      assert.ok(returned(await submit({ [field]: "kim", password: PASSWORD })).code);
    });
  }

  it("takes the user name in any case, and between blanks", async () => {
    assert.ok(returned(await submit({ usernameUserInput: " KIM ", password: PASSWORD })).code);
  });

  it("takes the password as it is: nothing is trimmed, cut or folded (security bar 17.2)", async () => {
    for (const password of [
      ` ${PASSWORD}`,
      `${PASSWORD} `,
      PASSWORD.toUpperCase(),
      PASSWORD.slice(0, -1),
      `${PASSWORD}x`,
    ]) {
      assertSignInPage(await submit({ usernameUserInput: "lee", password }));
      server.clock.advance(86_401); // so that no lock comes between
    }
  });

  it("returns to the sign-in page after a wrong password, with Asgardeo's words and an alert (contract §4.3)", async () => {
    const browser = new ScriptLessBrowser();
    const page = await submit({ usernameUserInput: "kim", password: "wrong" }, browser);
    assertSignInPage(page);
    assert.equal(page.url.searchParams.get("authFailure"), "true");
    assert.equal(page.url.searchParams.get("authFailureMsg"), "login.fail.message");
    assert.ok(page.body.includes('role="alert"'));
    assert.equal(browser.cookie("commonAuthId"), undefined);
    assert.ok(returned(await browser.submit(page, { usernameUserInput: "kim", password: PASSWORD }, CALLBACK)).code);
  });

  it("refuses empty fields, and texts longer than any name or password, as it refuses a wrong password", async () => {
    for (const entered of [
      {},
      { usernameUserInput: "kim" },
      { password: PASSWORD },
      { usernameUserInput: "kim".repeat(100), password: PASSWORD },
      { usernameUserInput: "kim", password: "x".repeat(257) },
    ]) {
      assertSignInPage(await submit(entered as Record<string, string>));
    }
  });

  it("refuses a disabled user, and ends the sessions that they had (security bar 15.6)", async () => {
    const browser = new ScriptLessBrowser();
    await client.authorize({}, browser, "lee");
    const users = await usersOfAcme();
    const { user, passwordHash } = (await users.findByName("lee")) ?? assert.fail();
    await users.save({ ...user, enabled: false }, passwordHash);
    assert.equal(
      returned(await browser.open(client.authorizeUrl({ prompt: "none" }), CALLBACK)).error,
      "login_required",
    );
    assertSignInPage(await submit({ usernameUserInput: "lee", password: PASSWORD }));
    await users.save(user, passwordHash);
  });

  it("refuses the user of another tenant", async () => {
    await server.configure([
      { handle: "initech", users: [{ userName: "only-here", password: PASSWORD }], applications: [] },
    ]);
    assertSignInPage(await submit({ usernameUserInput: "only-here", password: PASSWORD }));
  });

  it("stores passwords as argon2id with 19 MiB, two passes and a salt of its own (security bar 17.1)", async () => {
    const hashes = await Promise.all([hashPassword(PASSWORD), hashPassword(PASSWORD)]);
    const kim = await (await usersOfAcme()).findByName("kim");
    for (const hash of [...hashes, kim?.passwordHash]) {
      const [, memory, passes, salt = ""] =
        /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$([A-Za-z0-9+/]+)\$[A-Za-z0-9+/]{43}$/.exec(hash as string) ?? [];
      assert.ok(Number(memory) >= 19 * 1024 && Number(passes) >= 2, hash);
      assert.equal(Buffer.from(salt, "base64").length, 16);
    }
    assert.notEqual(hashes[0], hashes[1], "the same password");
  });

  it("hashes a password anew at the next sign-in when it was hashed more weakly (security bar 17.1)", async () => {
    const nonce = randomBytes(16);
    const weak = argon2Sync("argon2id", {
      message: PASSWORD,
      nonce,
      memory: 4096,
      passes: 1,
      parallelism: 1,
      tagLength: 32,
    });
    const text = (bytes: Buffer) => bytes.toString("base64").replaceAll("=", "");
    const users = await usersOfAcme();
    const { user } = (await users.findByName("kim")) ?? assert.fail();
    const stored = `$argon2id$v=19$m=4096,t=1,p=1$${text(nonce)}$${text(weak)}`;
    await users.save(user, stored);

    await submit({ usernameUserInput: "kim", password: "wrong" });
    assert.equal((await users.findByName("kim"))?.passwordHash, stored, "a failure proves nothing");
    assert.ok(returned(await submit({ usernameUserInput: "kim", password: PASSWORD })).code);
    assert.match((await users.findByName("kim"))?.passwordHash as string, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    assert.ok(returned(await submit({ usernameUserInput: "kim", password: PASSWORD })).code);
  });

  it("never shows a password, nor puts it into a URL or the log (security bar 14.6, 26.1)", async () => {
    const secret = "a password that was mistyped";
    const seen: string[] = [];
    const browser = new ScriptLessBrowser(({ url, response, body }) => {
      seen.push(url.href, body, JSON.stringify([...response.headers]));
    });
    await submit({ usernameUserInput: "kim", password: secret }, browser);
    await submit({ usernameUserInput: secret, password: secret }, browser);
    for (const text of [...seen, ...server.logLines]) {
      assert.ok(
        !text.includes(secret) &&
          !text.includes(encodeURIComponent(secret)) &&
          !text.includes(secret.replaceAll(" ", "+")),
      );
    }
  });
});
