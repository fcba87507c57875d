import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { TestClient } from "../client.ts";
import { CALLBACK, organizations } from "../organizations.ts";
import { assertErrorPage, assertSignInPage, returned, returnedInFragment } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";

/** Has redirect URIs, but not the grant behind `response_type=code`; and one with two redirect URIs. */
const initech = {
  handle: "initech",
  applications: [
    {
      clientId: "machine",
      clientSecret: "machine-secret",
      grantTypes: ["client_credentials"],
      callbackURLs: [CALLBACK],
    },
    { clientId: "two", publicClient: true, callbackURLs: [CALLBACK, "https://app.example/other"] },
  ],
};

describe("RFC 6749 §4.1.2.1: refusals of an authorization request", () => {
  let server: TestServer;
  let signedIn: ScriptLessBrowser;
  before(async () => {
    server = await startServer({ organizations: [...organizations, initech] });
    signedIn = new ScriptLessBrowser();
    await new TestClient(server, "spa").authorize({}, signedIn);
  });
  after(() => server.stop());
  const client = (clientId = "spa", tenant?: string) => new TestClient(server, clientId, tenant);
  const open = (url: string, browser = new ScriptLessBrowser()) => browser.open(url, CALLBACK);

  const onPage = [
    ["a missing client_id", { client_id: undefined }, "invalid_request", "Missing client_id parameter value"],
    ["an empty client_id", { client_id: "" }, "invalid_request", "Missing client_id parameter value"],
    ["an unknown client_id", { client_id: "nobody" }, "invalid_client", "application.not.found"],
    ["a client_id named like a property", { client_id: "__proto__" }, "invalid_client", "application.not.found"],
    ["a disabled client", { client_id: "off" }, "application_disabled", "application.disabled"],
    ["a missing redirect_uri", { redirect_uri: undefined }, "invalid_request", "invalid.redirect.uri"],
    ["an empty redirect_uri", { redirect_uri: "" }, "invalid_request", "invalid.redirect.uri"],
    [
      "an unregistered redirect_uri",
      { redirect_uri: "https://evil.example/" },
      "invalid_callback",
      "callback.not.match",
    ],
  ] as const;
  for (const [what, changes, code, message] of onPage) {
    it(`tells ${what} on a page, never by redirect (security bar 1.2, contract §3.3)`, async () => {
      for (const more of [{}, { prompt: "none" }, { response_mode: "fragment" }, { response_type: "nonsense" }]) {
        const url = client().authorizeUrl({ ...changes, ...more });
        const first = await new ScriptLessBrowser().request(url, { method: "GET" });
        assert.equal(first.status, 302);
        assert.equal(first.headers.get("cache-control"), "no-store");
        const { origin, pathname, searchParams } = first.redirectedTo as URL;
        assert.equal(`${origin}${pathname}`, server.url("/authenticationendpoint/oauth2_error.do"));
        assert.deepEqual(
          [...searchParams],
          [
            ["oauthErrorCode", code],
            ["oauthErrorMsg", message],
          ],
        );
        assertErrorPage(await open(url), code);
        assertErrorPage(await open(url, signedIn), code);
      }
    });
  }

  for (const name of ["client_id", "redirect_uri"] as const) {
    it(`tells a repeated ${name} on a page, also when both are the same (security bar 1.5)`, async () => {
      const value = name === "client_id" ? "spa" : CALLBACK;
      assertErrorPage(
        await open(`${client().authorizeUrl()}&${new URLSearchParams({ [name]: value })}`),
        "invalid_request",
      );
      assertErrorPage(await open(`${client().authorizeUrl()}&${name}=`), "invalid_request");
    });
  }

  it("needs redirect_uri in an OpenID request although one alone is registered (security bar 2.5)", async () => {
    assertErrorPage(await open(client().authorizeUrl({ redirect_uri: undefined })), "invalid_request");
    const page = await client().authorize({ redirect_uri: undefined, scope: "profile" });
    assert.ok(page.redirectedTo?.href.startsWith(`${CALLBACK}?code=`), "RFC 6749 §3.1.2.3: others may leave it out");
    const url = client("two", "initech").authorizeUrl({ redirect_uri: undefined, scope: "profile" });
    assertErrorPage(await open(url), "invalid_request");
  });

  const byRedirect = [
    ["a missing response_type", { response_type: undefined }, "invalid_request"],
    ["an empty response_type", { response_type: "" }, "invalid_request"],
    ["an unknown response_type", { response_type: "nonsense" }, "unsupported_response_type"],
    ["the response_type code twice", { response_type: "code code" }, "unsupported_response_type"],
    ["an unknown response_mode", { response_mode: "nonsense" }, "invalid_request"],
    ["a request object that is none", { request: "e30.e30." }, "invalid_request_object"],
    ["a request object by reference", { request_uri: "https://evil.example/request" }, "request_uri_not_supported"],
    ["a registration", { registration: "{}" }, "registration_not_supported"],
    ["a quote in scope", { scope: 'open"id' }, "invalid_scope"],
    ["a backslash in scope", { scope: "open\\id" }, "invalid_scope"],
    ["a tab between scopes", { scope: "openid\tprofile" }, "invalid_scope"],
    ["a line break between scopes", { scope: "openid\r\nprofile" }, "invalid_scope"],
    ["letters beyond ASCII in scope", { scope: "openid prøfile" }, "invalid_scope"],
    ["a scope of unknown names alone", { scope: "nonsense __proto__" }, "invalid_scope"],
    ["an unknown prompt", { prompt: "nonsense" }, "invalid_request"],
    ["prompt none beside another", { prompt: "none login" }, "invalid_request"],
    ["prompt none beside consent", { prompt: "consent none" }, "invalid_request"],
    ["prompt none beside select_account", { prompt: "none select_account" }, "invalid_request"],
    ["a negative max_age", { max_age: "-1" }, "invalid_request"],
    ["a max_age in words", { max_age: "soon" }, "invalid_request"],
    ["a max_age with a fraction", { max_age: "1.5" }, "invalid_request"],
    ["a max_age with an exponent", { max_age: "1e3" }, "invalid_request"],
    ["an unreadable id_token_hint", { id_token_hint: "nonsense" }, "invalid_request"],
  ] as const;
  for (const [what, changes, error] of byRedirect) {
    it(`tells the client of ${what} at once: ${error} (security bar 1.3, 1.4, 1.7, 1.8, 1.9, 1.10, 1.12)`, async () => {
      for (const browser of [new ScriptLessBrowser(), signedIn]) {
        const page = await browser.request(client().authorizeUrl(changes), { method: "GET" });
        assert.equal(page.status, 302);
        assert.equal(page.headers.get("cache-control"), "no-store");
        assert.equal(`${page.redirectedTo?.origin}${page.redirectedTo?.pathname}`, CALLBACK);
        const { error_description, ...answer } = returned(page);
        assert.deepEqual(answer, { error, state: "the state", iss: server.url("/oauth2/token") });
        assert.match(error_description as string, /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/, "security bar 8.9");
      }
    });
  }

  it("tells a client without the grant that it may not have a code: unauthorized_client (security bar 1.4)", async () => {
    assert.equal(returned(await open(client("machine", "initech").authorizeUrl())).error, "unauthorized_client");
  });

  const frontChannel = ["token", "id_token", "id_token token", "code token", "code id_token", "code id_token token"];
  for (const responseType of [...frontChannel, "none"]) {
    it(`refuses the response type ${responseType} to a client it was not switched on for (security bar 1.13, 28.3)`, async () => {
      const page = await open(client().authorizeUrl({ response_type: responseType, nonce: "n" }));
      const answer = /token/.test(responseType) ? returnedInFragment(page) : returned(page);
      assert.equal(answer.error, "unauthorized_client");
      assert.equal(answer.state, "the state");
      assert.equal(answer.iss, server.url("/oauth2/token"));
    });
  }

  const repeatable = ["state", "scope", "response_type", "response_mode", "nonce", "prompt", "max_age", "login_hint"];
  for (const name of [...repeatable, "code_challenge", "code_challenge_method", "id_token_hint", "an_unknown_one"]) {
    it(`refuses ${name} sent twice, with the same value or another (security bar 1.5)`, async () => {
      const url = client().authorizeUrl({ [name]: "x" });
      for (const value of ["x", "y", ""]) {
        const { error, error_description } = returned(await open(`${url}&${name}=${value}`));
        assert.equal(error, "invalid_request");
        assert.equal(error_description, "Invalid request with repeated parameters."); // contract §3.1
      }
    });
  }

  it("takes an empty value for an absent parameter (security bar 1.6)", async () => {
    const empty = { prompt: "", max_age: "", nonce: "", state: "", response_mode: "", id_token_hint: "", request: "" };
    const answer = returned(await open(client().authorizeUrl(empty), signedIn));
    assert.ok(answer.code);
    assert.ok(!("state" in answer));
  });

  it("passes over parameters that it does not know, whatever their names (security bar 1.6)", async () => {
    const unknown = { nonsense: "1", __proto__x: "1", constructor: "1", "code[]": "x", "a[b]": "c", toString: "1" };
    const url = `${client().authorizeUrl({ ...unknown })}&__proto__=1`;
    assert.ok(returned(await open(url, signedIn)).code);
    assertSignInPage(await open(url));
  });

  it("grants what it knows of the scope and drops the rest (security bar 1.7, 28.1)", async () => {
    const { scope } = await client().obtainTokens({ scope: "openid nonsense email __proto__ email" });
    assert.equal(scope, "email openid");
  });

  it("answers in the fragment where response_mode says so, errors too (security bar 1.12)", async () => {
    const granted = await open(client().authorizeUrl({ response_mode: "fragment" }), signedIn);
    assert.equal(granted.redirectedTo?.search, "");
    assert.deepEqual(Object.keys(returnedInFragment(granted)), ["code", "session_state", "state", "iss"]);
    const refused = await open(client().authorizeUrl({ response_mode: "fragment", scope: "nonsense" }));
    assert.equal(refused.redirectedTo?.search, "");
    assert.equal(returnedInFragment(refused).error, "invalid_scope");
  });
});
