import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import * as openid from "openid-client";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { AskingClient, approach, CIBA, decide, withCiba } from "../ciba.ts";
import { claimsOf, TestClient } from "../client.ts";
import { PASSWORD } from "../organizations.ts";
import { assertSignInPage } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeClient, changeUser } from "../tenant-data.ts";

describe("CIBA Core 1.0, poll mode", () => {
  let server: TestServer;
  let bank: AskingClient;
  before(async () => {
    server = await startServer({ organizations: withCiba() });
    bank = new AskingClient(server, "bank");
  });
  after(() => server.stop());

  describe("the authentication request (§7)", () => {
    it("answers with an id, a lifetime, an interval and the link for the user (§7.3, contract §11.2)", async () => {
      const { status, headers, body } = await bank.ask();
      assert.equal(status, 200);
      assert.equal(headers.get("cache-control"), "no-store");
      assert.match(body.auth_req_id, /^[A-Za-z0-9_-]{43}$/);
      assert.deepEqual([body.expires_in, body.interval], [120, 2]);
      assert.match(body.auth_url, /\/t\/acme\/oauth2\/ciba_authorize\?authCodeKey=[A-Za-z0-9_-]{43}$/);
      assert.ok(!body.auth_url.includes(body.auth_req_id), "who has the link cannot poll");
    });

    const refused = [
      ["no scope", { scope: undefined }, "invalid_request", "missing parameter (scope)."],
      ["a scope without openid", { scope: "email" }, "invalid_scope", "The scope has to contain openid."],
      ["no hint (§7.2)", { login_hint: undefined }, "invalid_request", "Missing user hints."],
      ["a blank hint", { login_hint: "" }, "invalid_request", "Missing user hints."],
      ["two hints (§7.2)", { id_token_hint: "x" }, "invalid_request", "Only one user hint may be sent."],
      [
        "a login_hint_token",
        { login_hint: undefined, login_hint_token: "x" },
        "invalid_request",
        "login_hint_token is not supported.",
      ],
      ["an unknown user (§13)", { login_hint: "nobody" }, "unknown_user_id", "The hinted user is not known."],
      [
        "an ID token of nobody's",
        { login_hint: undefined, id_token_hint: "a.b.c" },
        "invalid_request",
        "id_token_hint is not an ID token of this client.",
      ],
      [
        "a message that is too long",
        { binding_message: "x".repeat(129) },
        "invalid_binding_message",
        "binding_message has to be a line of at most 128 characters.",
      ],
      [
        "a message of two lines",
        { binding_message: "a\nb" },
        "invalid_binding_message",
        "binding_message has to be a line of at most 128 characters.",
      ],
      [
        "a message with signs that turn what is read around (§13)",
        { binding_message: "Pay \u{202e}0001" },
        "invalid_binding_message",
        "binding_message has to be a line of at most 128 characters.",
      ],
      [
        "a lifetime that is none",
        { requested_expiry: "0" },
        "invalid_request",
        "requested_expiry is not a positive number of seconds.",
      ],
      [
        "a channel that there is not (contract §11.2)",
        { notification_channel: "sms" },
        "invalid_request",
        "This notification_channel is not available; use external.",
      ],
    ] as const;
    for (const [what, changes, error, description] of refused) {
      it(`refuses ${what}: ${error}`, async () => {
        const { status, body } = await bank.ask(changes);
        assert.deepEqual([status, body], [400, { error, error_description: description }]);
      });
    }

    it("refuses a user who is switched off like one who is not there", async () => {
      const undo = await changeUser(server, "lee", { enabled: false });
      const { body } = await bank.ask({ login_hint: "lee" });
      await undo();
      assert.equal(body.error, "unknown_user_id");
    });

    it("is for clients that authenticate, and have the grant (§7.1)", async () => {
      const hint = { scope: "openid", login_hint: "kim" };
      const wrong = await bank.post("/oauth2/ciba", { client_id: "bank", client_secret: "wrong", ...hint });
      assert.deepEqual([wrong.status, wrong.body.error], [401, "invalid_client"]);
      const bare = await bank.post("/oauth2/ciba", { client_id: "bank", ...hint });
      assert.deepEqual([bare.status, bare.body.error], [401, "invalid_client"]);
      assert.equal((await new AskingClient(server, "web").ask()).body.error, "unauthorized_client");

      const undo = await changeClient(server, "spa", { grantTypes: [CIBA] });
      const { status, body } = await bank.post("/oauth2/ciba", { client_id: "spa", ...hint });
      await undo();
      assert.deepEqual([status, body.error], [400, "unauthorized_client"]);
      assert.equal((await bank.get("/oauth2/ciba")).status, 405);
    });

    it("lasts as long as the client wishes, up to ten minutes (§7.1)", async () => {
      assert.equal((await bank.start({ requested_expiry: "30" })).expires_in, 30);
      assert.equal((await bank.start({ requested_expiry: "300" })).expires_in, 300);
      assert.equal((await bank.start({ requested_expiry: "99999" })).expires_in, 600);
    });

    it("knows the user by an ID token of this client, and not of another (§7.1)", async () => {
      const { auth_req_id, auth_url } = await bank.start();
      await decide(auth_url, "approve");
      const { id_token } = (await bank.poll(auth_req_id)).body;
      const hinted = { login_hint: undefined, id_token_hint: id_token };
      await decide((await bank.start(hinted)).auth_url, "approve");
      assert.equal((await new AskingClient(server, "shop").ask(hinted)).body.error, "invalid_request");
      server.clock.advance(86_400);
      assert.equal((await bank.ask(hinted)).status, 200, "an expired one is fine");
    });

    for (const [what, changes] of [
      ["the user's name", { subjectClaim: "username" }],
      ["pairwise", { subject: { type: "pairwise" } }],
    ] as const) {
      it(`knows the user by an ID token whose subject is ${what}`, async () => {
        const undo = await changeClient(server, "bank", changes);
        const { auth_req_id, auth_url } = await bank.start();
        await decide(auth_url, "approve");
        const { id_token } = (await bank.poll(auth_req_id)).body;
        const again = await bank.start({ login_hint: undefined, id_token_hint: id_token });
        await decide(again.auth_url, "approve");
        const { body } = await bank.poll(again.auth_req_id);
        await undo();
        assert.equal(claimsOf(body.id_token).sub, claimsOf(id_token).sub);
      });
    }
  });

  describe("the user's decision", () => {
    it("shows application, message, scopes and account, and asks no other account (§7.1, security bar 13.3)", async () => {
      const page = await approach((await bank.start({ binding_message: "Transfer <4711>" })).auth_url);
      for (const text of ["Bank Desk", "Transfer &lt;4711&gt;", "Kim Larsen", "See your email address"]) {
        assert.ok(page.body.includes(text), text);
      }
      assert.ok(!page.body.includes("account-other"));
    });

    it("is the hinted user's: whoever else is signed in signs in first, and cannot decide", async () => {
      const { auth_req_id, auth_url } = await bank.start();
      const browser = new ScriptLessBrowser();
      await approach((await bank.start({ login_hint: "lee" })).auth_url, browser, "lee");
      const page = await browser.open(auth_url);
      assertSignInPage(page);
      const refused = await browser.submit(page, { usernameUserInput: "lee", password: PASSWORD });
      assert.equal(refused.status, 403);
      assert.ok(refused.body.includes("<code>access_denied</code>"), refused.body);
      assert.equal((await bank.poll(auth_req_id)).body.error, "authorization_pending");

      await decide(auth_url, "approve");
      assert.equal((await bank.poll(auth_req_id)).status, 200);
    });

    it("tells whoever has the link nothing about the user before they sign in", async () => {
      const page = await new ScriptLessBrowser().open((await bank.start()).auth_url);
      assertSignInPage(page);
      assert.doesNotMatch(page.body, /kim|Larsen/);
    });

    it("is refused without the form's token, from another site, and in another browser (security bar 14.3)", async () => {
      const { auth_req_id, auth_url } = await bank.start();
      const browser = new ScriptLessBrowser();
      const asked = await approach(auth_url, browser);
      assert.equal((await browser.submit(asked, { csrfToken: "", consent: "approve" })).status, 403);
      const body = new URLSearchParams({ ...asked.form?.hidden, consent: "approve" });
      const headers = { "sec-fetch-site": "cross-site" };
      assert.equal((await browser.request(asked.url, { method: "POST", body, headers })).status, 403);
      assert.equal((await new ScriptLessBrowser().submit(asked, { consent: "approve" })).status, 403);
      assert.equal((await bank.poll(auth_req_id)).body.error, "authorization_pending");
    });

    it("is made once", async () => {
      const { auth_req_id, auth_url } = await bank.start();
      const browser = new ScriptLessBrowser();
      const asked = await approach(auth_url, browser);
      assert.match((await browser.submit(asked, { consent: "deny" })).url.pathname, /device_denied\.do$/);
      assert.equal((await browser.submit(asked, { consent: "approve" })).status, 400);
      assert.equal((await browser.open(auth_url)).status, 400);
      assert.equal((await bank.poll(auth_req_id)).body.error, "access_denied");
    });

    for (const key of ["", "x", "a".repeat(43)]) {
      it(`has no page for the key ${JSON.stringify(key.slice(0, 5))}`, async () => {
        const url = server.url(`/oauth2/ciba_authorize?authCodeKey=${key}`);
        assert.equal((await new ScriptLessBrowser().open(url)).status, 400);
      });
    }
  });

  describe("polling (§10, §11)", () => {
    const pollFor = async (id: string, client = bank) => {
      const { status, body } = await client.poll(id);
      assert.equal(status, 400);
      return [body.error, body.error_description];
    };

    it("waits for the user, and slows down who polls too often by five seconds (§11)", async () => {
      const { auth_req_id } = await bank.start();
      const pending = ["authorization_pending", "Authorization pending"];
      const tooSoon = ["slow_down", "Slow down"];
      assert.deepEqual(await pollFor(auth_req_id), pending);
      server.clock.advance(1);
      assert.deepEqual(await pollFor(auth_req_id), tooSoon);
      server.clock.advance(6);
      assert.deepEqual(await pollFor(auth_req_id), tooSoon, "7 s are asked for by now");
      server.clock.advance(12);
      assert.deepEqual(await pollFor(auth_req_id), pending);
    });

    it("gives the tokens of the hinted user, once (§10.1.1)", async () => {
      const { auth_req_id, auth_url } = await bank.start({ acr_values: "any" });
      await decide(auth_url, "approve");
      const { status, headers, body } = await bank.poll(auth_req_id);
      assert.equal(status, 200);
      assert.equal(headers.get("cache-control"), "no-store");
      assert.deepEqual([body.token_type, body.scope], ["Bearer", "email openid"]);
      assert.ok(body.refresh_token);
      const claims = claimsOf(body.id_token);
      assert.deepEqual([claims.aud, claims.email], ["bank", "kim@example.com"]);
      assert.equal(claims.acr, "urn:oasis:names:tc:SAML:2.0:ac:classes:Password");
      assert.deepEqual(await pollFor(auth_req_id), ["invalid_grant", "invalid auth_req_id"]);
    });

    it("gives tokens to one of many polls that race", async () => {
      const { auth_req_id, auth_url } = await bank.start();
      await decide(auth_url, "approve");
      const answers = await Promise.all(Array.from({ length: 8 }, () => bank.poll(auth_req_id)));
      assert.equal(answers.filter(({ status }) => status === 200).length, 1);
      for (const { status, body } of answers.filter((answer) => answer.status !== 200)) {
        assert.deepEqual([status, body.error], [400, "invalid_grant"]);
      }
    });

    it("tells of a denial (§11)", async () => {
      const { auth_req_id, auth_url } = await bank.start();
      await decide(auth_url, "deny");
      assert.deepEqual(await pollFor(auth_req_id), ["access_denied", "User denied authentication"]);
    });

    it("tells that a request expired (§11)", async () => {
      const { auth_req_id, auth_url } = await bank.start({ requested_expiry: "30" });
      server.clock.advance(30);
      assert.deepEqual(await pollFor(auth_req_id), ["expired_token", "Token expired"]);
      assert.equal((await new ScriptLessBrowser().open(auth_url)).status, 400);
    });

    it("knows no request that it did not take, nor another client's, nor another tenant's (§11, security bar 22.2)", async () => {
      assert.deepEqual(await pollFor("x"), ["invalid_grant", "invalid auth_req_id"]);
      const { auth_req_id, auth_url } = await bank.start();
      await decide(auth_url, "approve");
      const text = "Invalid client. Request ID issued for different client";
      assert.deepEqual(await pollFor(auth_req_id, new AskingClient(server, "shop")), ["invalid_grant", text]);
      const foreign = new AskingClient(server, "bank", "globex");
      assert.deepEqual(await pollFor(auth_req_id, foreign), ["invalid_grant", "invalid auth_req_id"]);
      assert.equal((await new ScriptLessBrowser().open(auth_url.replace("/t/acme/", "/t/globex/"))).status, 400);
      assert.equal((await bank.poll(auth_req_id)).status, 200);
    });

    it("needs the id (contract §5.2)", async () => {
      const { body } = await bank.post("/oauth2/token", { grant_type: CIBA, client_id: "bank" });
      assert.deepEqual([body.error, body.error_description], ["invalid_request", "Missing parameters: auth_req_id"]);
    });

    it("is no way for a device code, nor the other way round", async () => {
      const { auth_req_id } = await bank.start();
      const device = new TestClient(server, "spa");
      const form = { grant_type: "urn:ietf:params:oauth:grant-type:device_code", device_code: auth_req_id };
      assert.equal((await device.token(form)).status, 400);
    });
  });
});

describe("CIBA by a client that others wrote", () => {
  // A server of its own, whose clock is the client's.
  let server: TestServer;
  before(async () => {
    server = await startServer({ organizations: withCiba() });
  });
  after(() => server.stop());

  it("openid-client: a request by discovery, then tokens by polling", async () => {
    const issuer = new URL(server.url("/oauth2/token"));
    const configuration = await openid.discovery(issuer, "bank", "acme-bank-secret", undefined, {
      execute: [openid.allowInsecureRequests],
    });
    const metadata = configuration.serverMetadata();
    assert.deepEqual(metadata.backchannel_token_delivery_modes_supported, ["poll", "ping"]);
    assert.equal(metadata.backchannel_user_code_parameter_supported, false);
    assert.ok(metadata.grant_types_supported?.includes(CIBA));

    const asked = await openid.initiateBackchannelAuthentication(configuration, {
      scope: "openid email",
      login_hint: "kim",
      binding_message: "Blue 42",
    });
    await decide(asked.auth_url as string, "approve");
    const tokens = await openid.pollBackchannelAuthenticationGrant(configuration, { ...asked, interval: 0.1 });
    assert.equal(tokens.claims()?.email, "kim@example.com");
  });
});
