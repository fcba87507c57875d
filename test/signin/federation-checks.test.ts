import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { challengeOf } from "../client.ts";
import {
  type AtProvider,
  applicationWith,
  CLIENT_ID,
  CLIENT_SECRET,
  type Claims,
  comeBack,
  connectionTo,
  type FakeProvider,
  goToProvider,
  startFakeProvider,
} from "../federation.ts";
import { CALLBACK, organizations } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";

const WAY = "OpenIDConnectAuthenticator:Elsewhere";

describe("what a provider sends back (OIDC Core §3.1.3.7, security bar 24.3)", () => {
  let server: TestServer;
  let provider: FakeProvider;
  let other: FakeProvider;
  let subject = 0;

  before(async () => {
    provider = await startFakeProvider();
    other = await startFakeProvider();
    const [acme, globex] = organizations;
    server = await startServer({
      settings: { outboundAllowedHosts: ["localhost"] },
      organizations: [
        {
          ...acme,
          applications: [
            applicationWith("only", [WAY]),
            applicationWith("both", [WAY, "OpenIDConnectAuthenticator:Basic"]),
            applicationWith("choice", ["BasicAuthenticator", WAY]),
          ],
          identityProviders: [
            connectionTo(provider.origin, "Elsewhere"),
            connectionTo(other.origin, "Basic", { properties: { IsBasicAuthEnabled: "true", Scopes: "email" } }),
          ],
        },
        globex as object,
      ],
    });
  });
  after(async () => {
    await Promise.all([server.stop(), provider.close(), other.close()]);
  });

  const go = (browser?: ScriptLessBrowser) => goToProvider(server, provider, "only", browser);
  /** Somebody new each time. */
  const person = () => ({ sub: `person ${++subject}` });

  it("is asked for with a state, a nonce and a challenge that no other sign-in has (RFC 7636 §4.3)", async () => {
    const [one, two] = [await go(), await go()];
    assert.equal(one.request.get("response_type"), "code");
    assert.equal(one.request.get("client_id"), CLIENT_ID);
    assert.equal(one.request.get("redirect_uri"), server.url("/commonauth"));
    assert.equal(one.request.get("scope"), "openid");
    assert.equal(one.request.get("code_challenge_method"), "S256");
    for (const name of ["state", "nonce", "code_challenge"]) {
      assert.ok((one.request.get(name) as string).length >= 43);
      assert.notEqual(one.request.get(name), two.request.get(name));
    }
  });

  it("lets the person in when all of it holds, and redeems the code with the verifier of the challenge (RFC 7636 §4.5)", async () => {
    const at = await go();
    assertSignedIn(await comeBack(server, provider, at, person()));
    const { form, authorization } = provider.tokenRequests.at(-1) as FakeProvider["tokenRequests"][number];
    assert.equal(form.get("grant_type"), "authorization_code");
    assert.equal(form.get("code"), "a code");
    assert.equal(form.get("redirect_uri"), server.url("/commonauth"));
    assert.equal(challengeOf(form.get("code_verifier") as string), at.request.get("code_challenge"));
    assert.equal(form.get("client_secret"), CLIENT_SECRET);
    assert.equal(authorization, undefined);
  });

  it("is asked for with the secret in the header where the connection says so (RFC 6749 §2.3.1)", async () => {
    const browser = new ScriptLessBrowser();
    const at = await goToProvider(server, other, "both", browser, { fidp: "Basic" });
    assert.equal(at.request.get("scope"), "openid email");
    assertSignedIn(await comeBack(server, other, at, person()));
    const { form, authorization } = other.tokenRequests.at(-1) as FakeProvider["tokenRequests"][number];
    const [id, secret] = Buffer.from(authorization?.split(" ")[1] ?? "", "base64")
      .toString()
      .split(":");
    assert.deepEqual([id, secret], [CLIENT_ID, CLIENT_SECRET.replaceAll(" ", "+")]);
    assert.equal(form.get("client_secret"), null);
  });

  const now = () => server.clock.now;
  const FORGED: readonly [what: string, changes: () => Claims][] = [
    ["another issuer", () => ({ iss: "https://evil.example" })],
    ["another audience", () => ({ aud: "somebody else" })],
    ["several audiences without an authorized party", () => ({ aud: [CLIENT_ID, "somebody else"] })],
    ["another authorized party", () => ({ aud: [CLIENT_ID, "somebody else"], azp: "somebody else" })],
    ["another nonce", () => ({ nonce: "the nonce of another sign-in" })],
    ["no nonce", () => ({ nonce: undefined })],
    ["an end that is past", () => ({ iat: now() - 900, exp: now() - 300 })],
    ["no end", () => ({ exp: undefined })],
    ["a time that is still to come", () => ({ iat: now() + 600, exp: now() + 900 })],
    ["no subject", () => ({ sub: undefined })],
    ["a subject that no association can hold", () => ({ sub: "x".repeat(300) })],
  ];
  for (const [what, changes] of FORGED) {
    it(`is refused with ${what}`, async () => {
      assertRefused(await comeBack(server, provider, await go(), { ...person(), ...changes() }));
    });
  }

  const SIGNED: readonly [what: string, header: { alg?: string; kid?: string; typ?: string }][] = [
    ["with the client secret (security bar 20.1)", { alg: "HS256" }],
    ["with a key that is not there", { kid: "another key" }],
    ["as a logout token (RFC 8725 §3.11)", { typ: "logout+jwt" }],
  ];
  for (const [what, header] of SIGNED) {
    it(`is refused when it is signed ${what}`, async () => {
      const at = await go();
      const claims = { ...person(), nonce: at.request.get("nonce") as string, iat: now(), exp: now() + 300 };
      assertRefused(await comeBackWith(at, { id_token: await provider.idToken(claims, header) }));
    });
  }

  it("is refused when it is signed by nobody (security bar 20.1)", async () => {
    const at = await go();
    const claims = { ...person(), iss: provider.origin, aud: CLIENT_ID, nonce: at.request.get("nonce"), iat: now() };
    const parts = [{ alg: "none" }, { ...claims, exp: now() + 300 }].map((part) => JSON.stringify(part));
    const unsigned = `${parts.map((part) => Buffer.from(part).toString("base64url")).join(".")}.`;
    assertRefused(await comeBackWith(at, { id_token: unsigned }));
  });

  it("is refused without an ID token, and when the code is not taken", async () => {
    assertRefused(await comeBackWith(await go(), { access_token: "at" }));
    assertRefused(await comeBackWith(await go(), { error: "invalid_grant" }));
  });

  it("says no, and the sign-in goes on here without leading round in a circle", async () => {
    const at = await go();
    const query = new URLSearchParams({ error: "access_denied", state: at.request.get("state") as string });
    const page = await at.browser.open(`${server.url("/commonauth")}?${query}`, provider.origin);
    assertRefused(page);
    const again = await at.browser.submit(page, { pick: WAY }, provider.origin);
    assert.ok(again.redirectedTo?.href.startsWith(provider.origin));
    const request = again.redirectedTo?.searchParams as URLSearchParams;
    assertSignedIn(await comeBack(server, provider, { ...at, request }, person()));
  });

  it("is refused in another browser than the one that was sent away", async () => {
    const at = await go();
    const stranger = await comeBack(server, provider, { ...at, browser: new ScriptLessBrowser() }, person());
    assert.equal(stranger.status, 403);
    const other = await go();
    assert.equal((await comeBack(server, provider, { ...at, browser: other.browser }, person())).status, 403);
    assertSignedIn(await comeBack(server, provider, at, person()));
  });

  it("is refused with a state that is not the one that was sent", async () => {
    const at = await go();
    const [flow] = (at.request.get("state") as string).split(".");
    const before = provider.tokenRequests.length;
    assertRefused(await comeBack(server, provider, at, person(), { state: `${flow}.${"A".repeat(43)}` }));
    assert.equal(provider.tokenRequests.length, before);
  });

  it("is taken once: a code that comes again is sent nowhere (security bar 4.2)", async () => {
    const at = await go();
    assertSignedIn(await comeBack(server, provider, at, person()));
    const before = provider.tokenRequests.length;
    assert.equal((await comeBack(server, provider, at, person())).status, 400);
    assert.equal(provider.tokenRequests.length, before);
  });

  it("is refused before the code is sent anywhere when it names another issuer (RFC 9207 §2.4)", async () => {
    const at = await go();
    const before = provider.tokenRequests.length;
    assertRefused(await comeBack(server, provider, at, person(), { iss: other.origin }));
    assert.equal(provider.tokenRequests.length, before);
    assertSignedIn(await comeBack(server, provider, await go(), person(), { iss: provider.origin }));
  });

  it("is refused when another connection's provider has signed it", async () => {
    const at = await go();
    const claims = { ...person(), nonce: at.request.get("nonce") as string, iat: now(), exp: now() + 300 };
    assertRefused(await comeBackWith(at, { id_token: await other.idToken({ ...claims, iss: provider.origin }) }));
  });

  it("leads nowhere without a sign-in that waits for it, or with a parameter twice", async () => {
    const at = await go();
    const state = at.request.get("state") as string;
    for (const query of ["state=x&code=y", `state=${crypto.randomUUID()}.x&code=y`, `state=${state}&code=a&code=b`]) {
      assert.equal((await at.browser.open(`${server.url("/commonauth")}?${query}`)).status, 400);
    }
    const choice = await at.browser.open(
      `${server.url("/oauth2/authorize")}?${new URLSearchParams({ client_id: "choice", response_type: "code", redirect_uri: CALLBACK, code_challenge: challengeOf("x"), code_challenge_method: "S256" })}`,
    );
    const unasked = `${choice.form?.hidden.sessionDataKey}.${"A".repeat(43)}`;
    const answer = await at.browser.open(`${server.url("/commonauth")}?state=${unasked}&code=y`);
    assert.equal(answer.status, 400);
  });

  it("comes as a form of another site without our cookies, and is sent round once more (Form Post §2)", async () => {
    const at = await go();
    const claims = { ...person(), nonce: at.request.get("nonce") as string, iat: now(), exp: now() + 300 };
    provider.answer("/token", { access_token: "at", id_token: await provider.idToken(claims) });
    const body = new URLSearchParams({ code: "a code", state: at.request.get("state") as string });
    const headers = { "sec-fetch-site": "cross-site", origin: provider.origin };
    const sent = await new ScriptLessBrowser().request(server.url("/commonauth"), { method: "POST", body, headers });
    assert.equal(sent.status, 303);
    assertSignedIn(await at.browser.open(sent.redirectedTo as URL, CALLBACK));
  });

  it("leaves a page whose form may lead nowhere else by a page of its own (security bar 14.2)", async () => {
    const browser = new ScriptLessBrowser();
    const { request } = await goToProvider(server, provider, "choice", browser, { fidp: "Elsewhere" });
    assert.ok(request.has("state"));
    const chosen = new ScriptLessBrowser();
    const first = await chosen.open(
      `${server.url("/oauth2/authorize")}?${new URLSearchParams({ client_id: "choice", response_type: "code", redirect_uri: CALLBACK, code_challenge: challengeOf("x"), code_challenge_method: "S256" })}`,
    );
    const page = await chosen.submit(first, { pick: WAY }, provider.origin);
    assert.equal(page.status, 200);
    assert.match(page.body, /id="leaving-link"/);
    assert.ok(!(page.headers.get("content-security-policy") ?? "").includes(provider.origin));
  });

  function comeBackWith({ browser, request }: AtProvider, answer: object): Promise<Page> {
    provider.answer("/token", answer);
    const query = new URLSearchParams({ code: "a code", state: request.get("state") as string });
    return browser.open(`${server.url("/commonauth")}?${query}`, CALLBACK);
  }
});

function assertSignedIn(page: Page): void {
  assert.ok(page.redirectedTo?.searchParams.get("code"), `${page.status} ${page.url} ${page.body}`);
}

/** Back on a page of ours, with the provider as a way to try once more. */
function assertRefused(page: Page): void {
  assert.equal(page.status, 200);
  assert.match(page.body, /id="sign-in-alert"/);
  assert.match(page.body, /The other service did not sign you in/);
}
