import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { claimsOf, TestClient } from "../client.ts";
import { CALLBACK } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { organizationsWith } from "../tenant-data.ts";

const common = { callbackURLs: [CALLBACK], publicClient: true, skipLoginConsent: true };
const REFUSAL = "Token binding validation failed. Token is not bound to an active SSO session.";

describe("tokens that end with their session (contract §9.1, §13)", () => {
  let server: TestServer;
  before(async () => {
    const ending = { revokeTokensWhenIDPSessionTerminated: true };
    server = await startServer({
      organizations: organizationsWith(
        { ...common, clientId: "ending", accessToken: ending },
        { ...common, clientId: "ending-jwt", accessToken: { ...ending, type: "JWT" } },
        { ...common, clientId: "sso", accessToken: { bindingType: "sso-session" } },
      ),
    });
  });
  after(() => server.stop());

  const client = (clientId: string) => new TestClient(server, clientId);
  const tokensIn = async (clientId: string, browser: ScriptLessBrowser, changes: Record<string, string> = {}) => {
    const { status, body } = await client(clientId).exchange(await client(clientId).obtainCode(changes, browser));
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const logOut = async (browser: ScriptLessBrowser, idToken: string) => {
    const hint = new URLSearchParams({ id_token_hint: idToken });
    assert.equal((await browser.open(`${server.url("/oidc/logout")}?${hint}`)).status, 200);
  };
  const works = async (accessToken: string) => {
    const { status } = await client("spa").userinfo(accessToken);
    const { active } = (await client("spa").introspect(accessToken)).body;
    assert.equal(active, status === 200);
    return active;
  };

  for (const clientId of ["ending", "ending-jwt", "sso"]) {
    it(`are dead at once when the user logs out (${clientId})`, async () => {
      const browser = new ScriptLessBrowser();
      const { access_token, refresh_token, id_token } = await tokensIn(clientId, browser);
      assert.equal(await works(access_token), true);
      await logOut(browser, id_token);
      assert.equal(await works(access_token), false);
      assert.equal((await client(clientId).refresh(refresh_token)).body.error, "invalid_grant");
    });
  }

  it("leave the tokens of other applications, sessions and users alone", async () => {
    const [browser, another] = [new ScriptLessBrowser(), new ScriptLessBrowser()];
    const ended = await tokensIn("ending", browser);
    const kept = [await tokensIn("spa", browser), await tokensIn("ending", another), await tokensIn("sso", another)];
    await logOut(browser, ended.id_token);
    assert.equal(await works(ended.access_token), false);
    for (const { access_token } of kept) assert.equal(await works(access_token), true);
  });

  it("are dead when somebody signs in anew in the same browser", async () => {
    const browser = new ScriptLessBrowser();
    const { access_token, id_token } = await tokensIn("ending", browser);
    const renewed = await tokensIn("ending", browser, { prompt: "login" });
    assert.notEqual(claimsOf(renewed.id_token).sid, claimsOf(id_token).sid);
    assert.equal(await works(access_token), false);
    assert.equal(await works(renewed.access_token), true);
  });

  it("stay until the session times out where they are bound to it (sso-session)", async () => {
    const browser = new ScriptLessBrowser();
    const { access_token, refresh_token } = await tokensIn("sso", browser);
    const free = await tokensIn("ending", browser);
    server.clock.advance(899);
    assert.equal(await works(access_token), true);
    server.clock.advance(1);
    assert.equal(await works(access_token), false);
    const { status, body } = await client("sso").refresh(refresh_token);
    assert.deepEqual([status, body], [400, { error: "invalid_grant", error_description: REFUSAL }]);
    // A time-out is nobody's decision to end what was allowed.
    assert.equal(await works(free.access_token), true);
  });
});
