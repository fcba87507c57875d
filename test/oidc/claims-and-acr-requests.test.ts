import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { claimsOf, TestClient } from "../client.ts";
import { CALLBACK, organizations } from "../organizations.ts";
import { assertSignInPage, returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";

const APPLICATION = { publicClient: true, callbackURLs: [CALLBACK], skipLoginConsent: true };
const PASSWORD_ACR = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password";

describe("OIDC Core §5.5, §3.1.2.1: claims, acr_values and the client's defaults in a request", () => {
  let server: TestServer;
  let signedIn: ScriptLessBrowser;
  before(async () => {
    const applications = [
      { ...APPLICATION, clientId: "impatient", defaultMaxAge: 60 },
      { ...APPLICATION, clientId: "timed", requireAuthTime: true },
      { ...APPLICATION, clientId: "leveled", defaultAcrValues: ["urn:example:gold", PASSWORD_ACR] },
    ];
    const withThem = organizations.map((one) => ({ ...one, applications: [...one.applications, ...applications] }));
    server = await startServer({ organizations: withThem });
    signedIn = new ScriptLessBrowser();
    await client().authorize({}, signedIn);
  });
  after(() => server.stop());
  const client = (clientId = "spa") => new TestClient(server, clientId);
  const open = async (changes: Record<string, string>, clientId?: string) =>
    signedIn.open(client(clientId).authorizeUrl(changes), CALLBACK);
  const idTokenOf = async (changes: Record<string, string>, clientId?: string) =>
    claimsOf((await client(clientId).obtainTokens(changes)).id_token);
  const claims = (value: unknown) => ({ claims: JSON.stringify(value) });

  for (const [what, value] of [
    ["that is no JSON", "name"],
    ["that is a list", "[]"],
    ["that is a text", '"name"'],
    ["that is null", "null"],
    ["whose member is a list", '{"userinfo":[]}'],
    ["whose claim is a text", '{"userinfo":{"name":"x"}}'],
    ["whose essential is a text", '{"id_token":{"name":{"essential":"true"}}}'],
    ["whose values are no list", '{"id_token":{"name":{"values":"x"}}}'],
    ["whose sub is no text", '{"id_token":{"sub":{"value":1}}}'],
    ["that is too long", `{"userinfo":{"${"x".repeat(8192)}":null}}`],
  ] as const) {
    it(`refuses a claims parameter ${what} (§5.5)`, async () => {
      const { searchParams } = new URL(client().authorizeUrl({ claims: value }));
      const { status, body } = await client().post("/oauth2/par", Object.fromEntries(searchParams));
      assert.deepEqual([status, body.error], [400, "invalid_request"]);
    });
  }

  it("ignores members that it does not know (§5.5)", async () => {
    const value = {
      other: { a: 1 },
      id_token: { __proto__x: null, "https://x.example/y": { unknown: 1 } },
      userinfo: null,
    };
    assert.ok(returned(await open(claims(value))).code);
  });

  it("asks somebody else than the sub that was asked for to sign in (§5.5.1)", async () => {
    const { sub } = await idTokenOf({});
    for (const member of ["id_token", "userinfo"]) {
      assert.ok(returned(await open(claims({ [member]: { sub: { value: sub } } }))).code);
      const other = claims({ [member]: { sub: { value: "somebody else" } } });
      assertSignInPage(await open(other));
      assert.equal(returned(await open({ ...other, prompt: "none" })).error, "login_required");
    }
  });

  it("refuses a sub beside a hint that names another (§5.5.1)", async () => {
    const { id_token } = await client().obtainTokens();
    const answer = returned(
      await open({ ...claims({ id_token: { sub: { value: "other" } } }), id_token_hint: id_token }),
    );
    assert.equal(answer.error, "invalid_request");
  });

  it("says when the user signed in where the claim, max_age or the client asks for it (§2)", async () => {
    assert.ok(!("auth_time" in (await idTokenOf({}))));
    assert.ok("auth_time" in (await idTokenOf(claims({ id_token: { auth_time: { essential: true } } }))));
    assert.ok("auth_time" in (await idTokenOf({ max_age: "100" })));
    assert.ok("auth_time" in (await idTokenOf({}, "timed")));
    assert.ok("auth_time" in (await idTokenOf({}, "impatient")));
  });

  it("asks for a sign-in after the client's own max_age, unless the request has another (Registration §2)", async () => {
    const browser = new ScriptLessBrowser();
    await client("impatient").authorize({}, browser);
    server.clock.advance(61);
    assertSignInPage(await browser.open(client("impatient").authorizeUrl(), CALLBACK));
    assert.ok(returned(await browser.open(client("impatient").authorizeUrl({ max_age: "600" }), CALLBACK)).code);
  });

  it("says what the sign-in was worth when it is asked, and says the truth (§3.1.2.1)", async () => {
    assert.ok(!("acr" in (await idTokenOf({}))));
    for (const changes of [
      { acr_values: PASSWORD_ACR },
      { acr_values: "urn:example:gold urn:example:silver" },
      claims({ id_token: { acr: null } }),
      claims({ id_token: { acr: { values: ["urn:example:gold"] } } }),
      claims({ id_token: { acr: { essential: true } } }),
      claims({ id_token: { acr: { essential: true, values: ["urn:example:gold", PASSWORD_ACR] } } }),
    ]) {
      assert.equal((await idTokenOf(changes)).acr, PASSWORD_ACR, JSON.stringify(changes));
    }
    assert.equal((await idTokenOf({}, "leveled")).acr, PASSWORD_ACR);
  });

  it("refuses an essential acr that it cannot reach (§5.5.1.1)", async () => {
    for (const acr of [
      { essential: true, value: "urn:example:gold" },
      { essential: true, values: ["urn:example:gold", "urn:example:silver"] },
      { essential: true, values: [] },
    ]) {
      assert.equal(returned(await open(claims({ id_token: { acr } }))).error, "unmet_authentication_requirements");
    }
  });

  it("fills in the login_hint, as text (§3.1.2.1)", async () => {
    const browser = new ScriptLessBrowser();
    const page = await browser.open(client().authorizeUrl({ login_hint: 'kim"><script>alert(1)</script>' }), CALLBACK);
    assert.ok(page.body.includes('value="kim&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"'), page.body);
  });

  it("shows its pages for any display and in the language asked for (§3.1.2.1)", async () => {
    for (const display of ["page", "popup", "touch", "wap", "nonsense"]) {
      const page = await new ScriptLessBrowser().open(
        client().authorizeUrl({ display, ui_locales: "xx fr" }),
        CALLBACK,
      );
      assertSignInPage(page);
      assert.match(page.body, /<html lang="fr"/);
    }
  });

  it("takes the thumbprint of a key as dpop_jkt, and nothing else (RFC 9449 §10)", async () => {
    assert.ok(returned(await open({ dpop_jkt: "A".repeat(43) })).code);
    for (const dpop_jkt of ["A", "A".repeat(44), `${"A".repeat(42)}=`]) {
      assert.equal(returned(await open({ dpop_jkt })).error, "invalid_request");
    }
  });

  it("is told of by discovery (OpenID Connect Discovery §3)", async () => {
    const { body } = await client().get("/.well-known/openid-configuration");
    assert.equal(body.claims_parameter_supported, true);
    assert.deepEqual(body.acr_values_supported, [
      PASSWORD_ACR,
      "http://schemas.openid.net/pape/policies/2007/06/multi-factor",
      "phr",
    ]);
  });
});
