import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { claimsOf, finish, TestClient } from "../client.ts";
import { CALLBACK, organizations } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";

const APPLICATION = { publicClient: true, callbackURLs: [CALLBACK], skipLoginConsent: true };
const EMAIL = { email: null };

describe("OIDC Core §5.5: claims asked for by name", () => {
  let server: TestServer;
  before(async () => {
    const [acme] = organizations as [(typeof organizations)[0]];
    const applications = [
      { ...APPLICATION, clientId: "free" },
      { ...APPLICATION, clientId: "few-claims", requestedClaims: ["given_name"] },
      { ...APPLICATION, clientId: "few-scopes", scopes: ["openid", "profile"] },
      { ...APPLICATION, clientId: "asking", skipLoginConsent: false },
    ];
    server = await startServer({ organizations: [{ ...acme, applications }] });
  });
  after(() => server.stop());
  const client = (clientId = "free") => new TestClient(server, clientId);

  /** The claims of the ID token, and those of userinfo. */
  async function claimsFor(requested: object, clientId?: string, changes = {}) {
    const tokens = await client(clientId).obtainTokens({ claims: JSON.stringify(requested), ...changes });
    const { body: userinfo } = await client(clientId).userinfo(tokens.access_token);
    return { idToken: claimsOf(tokens.id_token), userinfo, tokens };
  }

  it("puts a member of id_token into the ID token alone", async () => {
    const { idToken, userinfo } = await claimsFor({ id_token: EMAIL });
    assert.equal(idToken.email, "kim@example.com");
    assert.deepEqual(userinfo, { sub: idToken.sub });
  });

  it("puts a member of userinfo into the userinfo answer alone", async () => {
    const { idToken, userinfo } = await claimsFor({ userinfo: { email: { essential: true }, given_name: null } });
    assert.ok(!("email" in idToken));
    assert.deepEqual(userinfo, { sub: idToken.sub, email: "kim@example.com", given_name: "Kim" });
  });

  it("adds to what the scopes give (OIDC Core §5.4)", async () => {
    const { userinfo } = await claimsFor({ userinfo: EMAIL }, "free", { scope: "openid profile" });
    assert.deepEqual([userinfo.email, userinfo.given_name], ["kim@example.com", "Kim"]);
  });

  it("keeps to it when the tokens are refreshed (security bar 5.8)", async () => {
    const { tokens } = await claimsFor({ id_token: EMAIL, userinfo: { given_name: null } });
    const { body } = await client().refresh(tokens.refresh_token);
    assert.equal(claimsOf(body.id_token).email, "kim@example.com");
    assert.equal((await client().userinfo(body.access_token)).body.given_name, "Kim");
  });

  it("is no error where the user has no such claim, essential or not (OIDC Core §5.5.1)", async () => {
    const { idToken } = await claimsFor({ id_token: { birthdate: { essential: true }, nickname: null } });
    assert.ok(!("birthdate" in idToken) && !("nickname" in idToken));
  });

  it("gives the user's own value, whatever value was asked for (OIDC Core §5.5.1)", async () => {
    const { idToken } = await claimsFor({ id_token: { email: { value: "other@example.com" } } });
    assert.equal(idToken.email, "kim@example.com");
  });

  for (const clientId of ["few-claims", "few-scopes"]) {
    it(`gives the client ${clientId} no claim that it may not have (contract §7.6)`, async () => {
      const asked = { ...EMAIL, given_name: null };
      const { idToken, userinfo } = await claimsFor({ id_token: asked, userinfo: asked }, clientId);
      for (const claims of [idToken, userinfo]) {
        assert.deepEqual([claims.email, claims.given_name], [undefined, "Kim"]);
      }
    });
  }

  it("says when the user signed in where auth_time is asked for, and at every refresh (OIDC Core §2)", async () => {
    const { idToken, tokens } = await claimsFor({ id_token: { auth_time: { essential: true } } });
    assert.equal(idToken.auth_time, server.clock.now);
    const { body } = await client().refresh(tokens.refresh_token);
    assert.equal(claimsOf(body.id_token).auth_time, idToken.auth_time);
    assert.ok(!("auth_time" in (await claimsFor({})).idToken));
  });

  it("says how the user signed in where acr is asked for, and at every refresh (OIDC Core §5.5.1.1)", async () => {
    const { idToken, tokens } = await claimsFor({ id_token: { acr: null } });
    assert.equal(typeof idToken.acr, "string");
    const { body } = await client().refresh(tokens.refresh_token);
    assert.equal(claimsOf(body.id_token).acr, idToken.acr);
    assert.ok(!("acr" in (await claimsFor({ id_token: EMAIL })).idToken));
  });

  it("lets no request set what the server says itself, nor read what is no claim", async () => {
    const names = ["iss", "aud", "exp", "nonce", "amr", "password", "passwordHash", "id", "constructor", "__proto__"];
    const asked = `{${names.map((name) => `${JSON.stringify(name)}: {"value": "forged"}`).join()}}`;
    const claims = `{"id_token": ${asked}, "userinfo": ${asked}}`;
    const { id_token, access_token } = await client().obtainTokens({ claims });
    const idToken = claimsOf(id_token);
    assert.deepEqual([idToken.iss, idToken.aud, idToken.nonce], [server.url("/oauth2/token"), "free", undefined]);
    for (const name of names.slice(5)) assert.ok(!Object.hasOwn(idToken, name), name);
    assert.deepEqual((await client().userinfo(access_token)).body, { sub: idToken.sub });
  });

  it("asks the user for the scopes that hold the claims (security bar 25.1)", async () => {
    const browser = new ScriptLessBrowser();
    const asksAgain = async (changes = {}) => {
      const page = await browser.open(client("asking").authorizeUrl(changes), CALLBACK);
      const asked = page.form !== undefined && "sessionDataKeyConsent" in page.form.hidden;
      await finish(browser, page);
      return asked;
    };
    const claims = JSON.stringify({ userinfo: EMAIL });
    await asksAgain();
    assert.equal(await asksAgain(), false);
    assert.equal(await asksAgain({ claims }), true);
    assert.equal(await asksAgain({ claims }), false);
  });
});
