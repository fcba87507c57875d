import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { claimsOf, newVerifier, TestClient } from "../client.ts";
import { idOfUser } from "../management/own-account.ts";
import { CALLBACK } from "../organizations.ts";
import {
  answerWith,
  assertRefused,
  fieldsWith,
  openAfterName,
  openAfterPassword,
  openSignIn,
  optionsOf,
  startPasskeyServer,
} from "../passkey-pages.ts";
import { returned } from "../redirects.ts";
import type { TestServer } from "../server.ts";
import { type Behaviour, SoftwarePasskey } from "../software-passkey.ts";

describe("signing in with a passkey (security bar 19.4, Web Authentication §7.2)", () => {
  let server: TestServer;
  /** By their users' names: passkeys that are theirs. */
  const devices = new Map<string, SoftwarePasskey>();
  before(async () => {
    server = await startPasskeyServer();
    for (const user of ["kim", "lee"]) {
      const device = new SoftwarePasskey(server.baseUrl);
      const at = await openAfterPassword(server, "second", user);
      assert.ok(returned(await answerWith(at, device.create(optionsOf(at)))).code);
      devices.set(user, device);
    }
  });
  after(() => server.stop());

  const deviceOf = (user: string) => devices.get(user) as SoftwarePasskey;
  const signIn = async (clientId: string, user: string, behaviour: Behaviour = {}) => {
    const at = await openSignIn(server, clientId);
    return answerWith(at, deviceOf(user).get(optionsOf(at), behaviour));
  };

  it("knows the user by the passkey alone, and says so in amr and acr (security bar 19.6)", async () => {
    const client = new TestClient(server, "passkey");
    const code_verifier = newVerifier();
    const browser = new ScriptLessBrowser();
    const page = await browser.open(client.authorizeUrl({ acr_values: "phr" }, code_verifier), CALLBACK);
    const { code = "" } = returned(await answerWith({ browser, page }, deviceOf("kim").get(optionsOf({ page }))));
    const { body } = await client.exchange({ code, redirect_uri: CALLBACK, code_verifier });
    const { sub, amr, acr } = claimsOf(body.id_token);
    assert.deepEqual([sub, amr, acr], [await idOfUser(server, "kim"), ["FIDOAuthenticator"], "phr"]);
  });

  it("asks for a challenge of its own each time, and for a verified person (security bar 19.4)", async () => {
    const [one, other] = [
      optionsOf(await openSignIn(server, "passkey")),
      optionsOf(await openSignIn(server, "passkey")),
    ];
    assert.ok(Buffer.from(one.challenge, "base64url").length >= 16);
    assert.notEqual(one.challenge, other.challenge);
    assert.deepEqual([one.rpId, one.userVerification, one.allowCredentials], ["localhost", "required", undefined]);
  });

  it("is filled in where the password is typed, without being picked first", async () => {
    const at = await openSignIn(server, "either");
    assert.match(at.page.body, /id="usernameUserInput"[^>]*\s+autocomplete="username webauthn"/);
    assert.match(at.page.headers.get("content-security-policy") ?? "", /script-src 'self'/);
    assert.ok(returned(await answerWith(at, deviceOf("kim").get(optionsOf(at)))).code);
    const plain = await openSignIn(server, "plain");
    assert.doesNotMatch(plain.page.body, /webauthn|<script/);
    assert.doesNotMatch(plain.page.headers.get("content-security-policy") ?? "", /script-src/);
  });

  it("can be picked beside the password", async () => {
    const { browser, page } = await openSignIn(server, "either");
    const at = { browser, page: await browser.submit(page, { pick: "FIDOAuthenticator:LOCAL" }, CALLBACK) };
    assert.match(at.page.body, /data-ceremony="get"/);
    assert.ok(returned(await answerWith(at, deviceOf("lee").get(optionsOf(at)))).code);
  });

  const bad: readonly [what: string, behaviour: Behaviour][] = [
    ["made on another origin", { origin: "https://evil.example" }],
    ["made on the same host's other scheme", { origin: "https://localhost" }],
    ["made in a page inside another one", { crossOrigin: true }],
    ["for another relying party", { rpId: "evil.example" }],
    ["of a person who was not verified", { flags: 0x01 }],
    ["of nobody present", { flags: 0x04 }],
    ["of another type", { type: "webauthn.create" }],
    ["to a challenge of its own", { challenge: Buffer.alloc(32).toString("base64url") }],
    ["with a signature of something else", { forged: true }],
    ["that says another user", { userHandle: Buffer.alloc(16).toString("base64url") }],
    ["that does not say whose it is", { userHandle: undefined }],
  ];
  for (const [what, behaviour] of bad) {
    it(`refuses an answer ${what} (security bar 19.4)`, async () => {
      assertRefused(await signIn("passkey", "kim", behaviour));
    });
  }

  it("counts one that is wrong once against the address (security bar 18.5)", async () => {
    const before = server.logLines.length;
    await signIn("passkey", "kim", { forged: true });
    const counted = server.logLines.slice(before).filter((line) => line.includes('"second_factor_failed"'));
    assert.equal(counted.length, 1);
  });

  it("takes one made on an origin that the operator has named (Web Authentication §5.11)", async () => {
    assert.ok(returned(await signIn("passkey", "kim", { origin: "https://app.example" })).code);
    const named = await fetch(`${server.baseUrl}/.well-known/webauthn`);
    assert.deepEqual(await named.json(), { origins: ["https://app.example"] });
  });

  it("refuses what is no answer of a passkey, and logs why (security bar 26.2)", async () => {
    for (const tokenResponse of ["", "{", "[]", "null", '{"id":"a"}', '{"id":1,"response":{}}', '{"credential":7}']) {
      const { browser, page } = await openSignIn(server, "passkey");
      assertRefused(await browser.submit(page, fieldsWith(tokenResponse), CALLBACK));
    }
    assert.ok(server.logLines.some((line) => line.includes('"passkey_refused"') && line.includes('"why"')));
  });

  it("takes an answer once: not for another flow, and not for the same again (security bar 19.4)", async () => {
    const at = await openSignIn(server, "passkey");
    const credential = deviceOf("kim").get(optionsOf(at));
    assert.ok(returned(await answerWith(at, credential)).code);
    assertRefused(await answerWith(await openSignIn(server, "passkey"), credential));
    const again = await answerWith(at, credential);
    assert.equal(again.redirectedTo, undefined);
    assert.equal(again.url.searchParams.get("code"), null);
  });

  it("takes one of three answers that come at once", async () => {
    const at = await openSignIn(server, "passkey");
    const fields = fieldsWith(JSON.stringify(deviceOf("kim").get(optionsOf(at))));
    const body = new URLSearchParams({ ...at.page.form?.hidden, ...fields });
    const url = new URL(at.page.form?.action ?? "", at.page.url);
    const sent = await Promise.all([1, 2, 3].map(() => at.browser.request(url, { method: "POST", body })));
    const cookies = sent.flatMap(({ headers }) => headers.getSetCookie());
    assert.equal(cookies.filter((line) => line.startsWith("commonAuthId=")).length, 1);
  });

  it("takes no challenge that is older than five minutes (security bar 19.4)", async () => {
    const old = await openSignIn(server, "passkey");
    server.clock.advance(300);
    assertRefused(await answerWith(old, deviceOf("kim").get(optionsOf(old))));
    const fresh = await openSignIn(server, "passkey");
    server.clock.advance(299);
    assert.ok(returned(await answerWith(fresh, deviceOf("kim").get(optionsOf(fresh)))).code);
  });

  it("refuses a count that has not grown: that of a copy (security bar 19.4)", async () => {
    assert.ok(returned(await signIn("passkey", "lee", { counter: 50 })).code);
    assertRefused(await signIn("passkey", "lee", { counter: 50 }));
    assertRefused(await signIn("passkey", "lee", { counter: 0 }));
    deviceOf("lee").counter = 50;
    assert.ok(returned(await signIn("passkey", "lee")).code);
  });

  it("is nobody's in another organization (security bar 22.1)", async () => {
    const browser = new ScriptLessBrowser();
    const page = await browser.open(new TestClient(server, "passkey", "globex").authorizeUrl(), CALLBACK);
    assertRefused(await answerWith({ browser, page }, deviceOf("kim").get(optionsOf({ page }))));
  });

  describe("after the password", () => {
    it("is asked for from the user's own passkeys", async () => {
      const at = await openAfterPassword(server, "second", "kim");
      const { allowCredentials } = optionsOf(at);
      assert.deepEqual(allowCredentials, [{ type: "public-key", id: deviceOf("kim").id, transports: ["internal"] }]);
      const credential = deviceOf("kim").get(optionsOf(at), { userHandle: undefined });
      assert.ok(returned(await answerWith(at, credential)).code);
    });

    it("is not another user's", async () => {
      const at = await openAfterPassword(server, "second", "kim");
      assertRefused(await answerWith(at, deviceOf("lee").get(optionsOf(at))));
    });
  });

  describe("after the user name alone (security bar 18.4)", () => {
    it("begins alike for whoever has a passkey, has none, or is not there", async () => {
      const shown = await Promise.all(
        ["kim", "noa", "nobody"].map(async (user) => {
          const at = await openAfterName(server, user);
          const { challenge, ...options } = optionsOf(at);
          const { sessionDataKey, csrfToken } = at.page.form?.hidden ?? {};
          const own = [sessionDataKey, csrfToken, challenge] as string[];
          const text = own.reduce((body, value) => body.replaceAll(value, "…"), at.page.body);
          return { options, text: text.replaceAll(user, "USER").replaceAll(/aria-hidden="true">[KN]</g, "") };
        }),
      );
      assert.deepEqual(shown[1], shown[0]);
      assert.deepEqual(shown[2], shown[0]);
    });

    it("is the named user's", async () => {
      const own = await openAfterName(server, "kim");
      assert.ok(returned(await answerWith(own, deviceOf("kim").get(optionsOf(own)))).code);
      for (const user of ["lee", "nobody"]) {
        const at = await openAfterName(server, user);
        assertRefused(await answerWith(at, deviceOf("kim").get(optionsOf(at))));
      }
    });
  });

  it("locks nobody out, however often it fails, and slows the address down (security bar 18.2, 18.5)", async () => {
    for (let n = 0; n < 6; n += 1) {
      const at = await openAfterPassword(server, "second", "kim");
      assertRefused(await answerWith(at, deviceOf("kim").get(optionsOf(at), { forged: true })));
    }
    const at = await openAfterPassword(server, "second", "kim");
    assert.ok(returned(await answerWith(at, deviceOf("kim").get(optionsOf(at)))).code);
    let last = at.page;
    for (let n = 0; n < 60 && last.status !== 429; n += 1) last = await signIn("passkey", "kim", { forged: true });
    assert.equal(last.status, 429);
    assert.ok(Number(last.headers.get("retry-after")) > 0);
  });
});
