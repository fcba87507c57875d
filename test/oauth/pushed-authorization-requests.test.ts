import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import * as openid from "openid-client";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { basic, challengeOf, claimsOf, finish, newVerifier, TestClient } from "../client.ts";
import { CALLBACK, organizations } from "../organizations.ts";
import { assertErrorPage, assertSignInPage, returned } from "../redirects.ts";
import { newRequestKey, type RequestKey, requestClaims, signRequest } from "../request-objects.ts";
import { startServer, type TestServer } from "../server.ts";

const APPLICATION = { callbackURLs: [CALLBACK], skipLoginConsent: true };

const SECRET = "a secret of the pushing application";

describe("RFC 9126: pushed authorization requests", () => {
  let server: TestServer;
  let key: RequestKey;
  const signedIn = new ScriptLessBrowser();
  before(async () => {
    key = await newRequestKey("ES256");
    const applications = [
      {
        ...APPLICATION,
        clientId: "pushing",
        clientSecret: SECRET,
        jwks: { keys: [key.jwk] },
        pushAuthorizationRequest: { requirePushAuthorizationRequest: true },
      },
    ];
    const withThem = organizations.map((one) => ({ ...one, applications: [...one.applications, ...applications] }));
    server = await startServer({ organizations: withThem });
    await client("spa").authorize({}, signedIn);
  });
  after(() => server.stop());

  const client = (clientId: string, tenant?: string) => new TestClient(server, clientId, tenant);
  const verifier = newVerifier();
  const request = {
    response_type: "code",
    redirect_uri: CALLBACK,
    scope: "openid",
    state: "pushed",
    code_challenge: challengeOf(verifier),
    code_challenge_method: "S256",
  };
  const push = (changes: Record<string, string | undefined> = {}) =>
    client("pushing").post("/oauth2/par", { ...request, ...changes }, basic("pushing", SECRET));
  const pushed = async (changes: Record<string, string | undefined> = {}): Promise<string> => {
    const { status, body } = await push(changes);
    assert.equal(status, 201, JSON.stringify(body));
    return body.request_uri;
  };
  const urlOf = (requestUri: string, more: Record<string, string> = {}, tenant?: string) =>
    `${server.url("/oauth2/authorize", tenant)}?${new URLSearchParams({ client_id: "pushing", request_uri: requestUri, ...more })}`;
  const open = (requestUri: string, browser = signedIn, more: Record<string, string> = {}) =>
    browser.open(urlOf(requestUri, more), CALLBACK);

  it("answers 201 with a reference for a minute (§2.2, contract §10)", async () => {
    const { status, headers, body } = await push();
    assert.equal(status, 201);
    assert.deepEqual(Object.keys(body), ["request_uri", "expires_in"]);
    assert.match(body.request_uri, /^urn:ietf:params:oauth:par:request_uri:[\w-]{43}$/);
    assert.equal(body.expires_in, 60);
    assert.equal(headers.get("cache-control"), "no-store");
    assert.notEqual((await push()).body.request_uri, body.request_uri);
  });

  it("goes on as the request that was pushed, and as nothing else (§4)", async () => {
    const answer = returned(
      await open(await pushed(), signedIn, { state: "outer", redirect_uri: "https://evil.example/", scope: "email" }),
    );
    assert.ok(answer.code);
    assert.equal(answer.state, "pushed");
    const redeemable = { code: answer.code, redirect_uri: CALLBACK, code_verifier: verifier };
    const { status, body } = await client("pushing").token(
      { grant_type: "authorization_code", ...redeemable, client_id: undefined },
      basic("pushing", SECRET),
    );
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.scope, "openid");
  });

  it("takes the request of a public client too, which names itself (§2.1)", async () => {
    const { status, body } = await client("spa").post("/oauth2/par", { ...request, client_id: "spa" });
    assert.equal(status, 201);
    assert.ok(returned(await open(body.request_uri, signedIn, { client_id: "spa" })).code);
  });

  const refusals: readonly [what: string, form: Record<string, string | undefined>, error: string, text?: string][] = [
    ["a request_uri", { request_uri: "urn:x" }, "invalid_request", "Request with request_uri not allowed."],
    ["no response_type", { response_type: undefined }, "invalid_request", "Invalid response_type parameter value"],
    ["an unregistered redirect URI", { redirect_uri: `${CALLBACK}/x` }, "invalid_request", "callback.not.match"],
    ["no redirect URI", { redirect_uri: undefined }, "invalid_request", "invalid.redirect.uri"],
    ["no code challenge", { code_challenge: undefined, code_challenge_method: undefined }, "invalid_request"],
    ["a plain code challenge", { code_challenge_method: "plain" }, "invalid_request"],
    ["an unknown response type", { response_type: "nonsense" }, "unsupported_response_type"],
    ["a scope outside the grammar", { scope: 'openid "' }, "invalid_scope"],
    ["an unknown prompt", { prompt: "nonsense" }, "invalid_request"],
    ["a state that is too long", { state: "x".repeat(4097) }, "invalid_request"],
    ["a request object that is none", { request: "e30.e30." }, "invalid_request_object"],
  ];
  for (const [what, changes, error, text] of refusals) {
    it(`refuses ${what} at once with ${error} (§2.3, security bar 11.4, contract §10)`, async () => {
      const { status, body } = await push(changes);
      assert.deepEqual([status, body.error], [400, error]);
      if (text !== undefined) assert.equal(body.error_description, text);
    });
  }

  it("refuses who is not the client (§2, security bar 11.4)", async () => {
    const attempts = [
      [await client("pushing").post("/oauth2/par", request), "Client ID not found in the request."],
      [
        await client("pushing").post("/oauth2/par", { ...request, client_id: "pushing" }),
        "Client credentials are invalid.",
      ],
      [
        await client("pushing").post("/oauth2/par", request, basic("pushing", "wrong")),
        "Client credentials are invalid.",
      ],
    ] as const;
    for (const [{ status, body }, text] of attempts) {
      assert.deepEqual([status, body.error, body.error_description], [401, "invalid_client", text]);
    }
  });

  it("refuses a parameter that is sent twice (contract §10)", async () => {
    const body = new URLSearchParams([...Object.entries(request), ["state", "pushed"]] as [string, string][]);
    const response = await fetch(server.url("/oauth2/par"), {
      method: "POST",
      body,
      headers: basic("pushing", SECRET),
    });
    assert.equal(response.status, 400);
    assert.equal(
      ((await response.json()) as { error_description: string }).error_description,
      "Invalid request with repeated parameters.",
    );
  });

  it("keeps the client's credentials out of what it stores (§2.1)", async () => {
    const { body } = await client("pushing").post("/oauth2/par", {
      ...request,
      client_id: "pushing",
      client_secret: SECRET,
    });
    const tenant = await server.store.tenants.find("acme");
    const keyOf = body.request_uri.split(":").at(-1);
    const { transients } = server.store.forTenant(tenant?.id as string);
    const stored = JSON.stringify(await transients.find("pushed request", keyOf, server.clock.now));
    assert.ok(stored.includes(CALLBACK));
    assert.ok(!stored.includes(SECRET));
  });

  it("shows the sign-in page as often as it is opened, and gives one code (§7.3, security bar 11.5)", async () => {
    const browser = new ScriptLessBrowser();
    const requestUri = await pushed();
    const first = await open(requestUri, browser);
    assertSignInPage(first);
    const second = await open(requestUri, browser);
    assertSignInPage(second);
    assert.ok(returned(await finish(browser, second)).code);
    assertErrorPage(await open(requestUri, browser), "invalid_request");
    const late = await finish(browser, first);
    assert.ok(late.body.includes("par.invalid.request.uri"), late.body);
  });

  it("gives one code to any number of racing uses (security bar 11.5)", async () => {
    const requestUri = await pushed();
    const pages = await Promise.all(Array.from({ length: 8 }, () => open(requestUri)));
    assert.equal(pages.filter((page) => page.redirectedTo?.searchParams.has("code")).length, 1);
  });

  it("does not expire while its user is on the pages", async () => {
    const browser = new ScriptLessBrowser();
    const page = await open(await pushed(), browser);
    server.clock.advance(800);
    assert.ok(returned(await finish(browser, page)).code);
    await client("spa").authorize({}, signedIn);
  });

  it("tells what is wrong with a reference on a page (contract §3.3, security bar 11.5)", async () => {
    const requestUri = await pushed();
    const cases: [url: string, message: string][] = [
      [urlOf(`${requestUri}x`), "par.invalid.request.uri"],
      [urlOf(requestUri, { client_id: "web", redirect_uri: CALLBACK }), "par.client.id.not.match"],
      // The same client of another organization, and of that one's store.
      [urlOf(requestUri, {}, "globex"), "par.invalid.request.uri"],
    ];
    for (const [url, message] of cases) {
      const page = await signedIn.open(url, CALLBACK);
      assertErrorPage(page, "invalid_request");
      assert.ok(page.body.includes(message), message);
    }
    server.clock.advance(60);
    const page = await open(requestUri);
    assertErrorPage(page, "invalid_request");
    assert.ok(page.body.includes("par.request.uri.expired"));
  });

  it("refuses plain requests of a client that must push (§6, security bar 11.6)", async () => {
    assert.equal(returned(await signedIn.open(client("pushing").authorizeUrl(), CALLBACK)).error, "invalid_request");
    const object = await signRequest(requestClaims(server, "pushing"), key);
    assert.equal(
      returned(await open("", signedIn, { request: object, redirect_uri: CALLBACK })).error,
      "invalid_request",
    );
  });

  it("takes a request object, and only what it holds (§3)", async () => {
    const object = await signRequest(requestClaims(server, "pushing"), key);
    const requestUri = await pushed({ request: object, state: "outer", redirect_uri: "https://evil.example/" });
    server.clock.advance(59);
    assert.equal(returned(await open(requestUri)).state, "state of the object");
    const nested = await signRequest(requestClaims(server, "pushing", { request_uri: "urn:x" }), key);
    assert.equal((await push({ request: nested })).body.error, "invalid_request_object");
  });

  it("openid-client: pushes, signs in and redeems; discovery tells where (§5)", async () => {
    const configuration = await openid.discovery(new URL(server.url("/oauth2/token")), "pushing", SECRET, undefined, {
      execute: [openid.allowInsecureRequests],
    });
    assert.equal(configuration.serverMetadata().pushed_authorization_request_endpoint, server.url("/oauth2/par"));
    assert.equal(configuration.serverMetadata().require_pushed_authorization_requests, false);
    const pkceCodeVerifier = openid.randomPKCECodeVerifier();
    const expectedNonce = openid.randomNonce();
    server.clock.advance(Math.floor(Date.now() / 1000) - server.clock.now);
    const url = await openid.buildAuthorizationUrlWithPAR(configuration, {
      redirect_uri: CALLBACK,
      scope: "openid",
      nonce: expectedNonce,
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: "S256",
    });
    const browser = new ScriptLessBrowser();
    const { redirectedTo } = await finish(browser, await browser.open(url, CALLBACK));
    const tokens = await openid.authorizationCodeGrant(configuration, redirectedTo as URL, {
      pkceCodeVerifier,
      expectedNonce,
    });
    assert.equal(claimsOf(tokens.id_token as string).nonce, expectedNonce);
  });
});
