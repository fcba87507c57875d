import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { type Answer, claimsOf, TestClient } from "../client.ts";
import { CALLBACK } from "../organizations.ts";
import { returnedInFragment } from "../redirects.ts";
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

describe("tokens that are bound to a cookie (contract §13)", () => {
  let server: TestServer;
  before(async () => {
    const bound = { bindingType: "cookie", validateTokenBinding: true };
    server = await startServer({
      organizations: organizationsWith(
        { ...common, clientId: "bound", accessToken: bound },
        { ...common, publicClient: false, clientId: "secret", clientSecret: "a secret", accessToken: bound },
        { ...common, clientId: "lax", accessToken: { bindingType: "cookie" } },
        { ...common, clientId: "implicit", responseTypes: ["token"], accessToken: bound },
      ),
    });
  });
  after(() => server.stop());

  const client = (clientId: string) => new TestClient(server, clientId);
  const secretOf = (clientId: string) => (clientId === "secret" ? { client_secret: "a secret" } : {});
  /** What the token endpoint set, as the browser sends it back. */
  const cookieOf = ({ headers }: Answer) => ({
    cookie: /^atbv=[\w-]{43}(?=;)/.exec(headers.getSetCookie()[0] ?? "")?.[0] ?? "",
  });
  const redeem = async (clientId: string, headers: Record<string, string> = {}) => {
    const form = { grant_type: "authorization_code", ...(await client(clientId).obtainCode()), ...secretOf(clientId) };
    const answer = await client(clientId).token(form, headers);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer;
  };
  const userinfo = async ({ body }: Answer, headers: Record<string, string> = {}) => {
    const authorization = `Bearer ${body.access_token}`;
    return (await client("bound").get("/oauth2/userinfo", { authorization, ...headers })).status;
  };

  it("come with a cookie that scripts cannot read, for this organization and as long as a refresh token can last", async () => {
    const [cookie, ...others] = (await redeem("bound")).headers.getSetCookie();
    assert.match(cookie as string, /^atbv=[\w-]{43}; Max-Age=2592000; Path=\/t\/acme\/; HttpOnly; SameSite=Lax$/);
    assert.deepEqual(others, []);
    assert.deepEqual((await redeem("lax")).headers.getSetCookie().length, 1);
  });

  it("keep the cookie that the browser has, and replace what is none", async () => {
    const cookie = cookieOf(await redeem("bound"));
    assert.deepEqual(cookieOf(await redeem("bound", cookie)), cookie);
    assert.match(cookieOf(await redeem("bound", { cookie: "atbv=x" })).cookie, /^atbv=[\w-]{43}$/);
  });

  it("are not found without it or with another", async () => {
    const [first, second] = [await redeem("bound"), await redeem("bound")];
    assert.equal(await userinfo(first, cookieOf(first)), 200);
    assert.equal(await userinfo(first), 401);
    assert.equal(await userinfo(first, cookieOf(second)), 401);
  });

  for (const clientId of ["bound", "secret"]) {
    it(`cannot be refreshed without it or with another (${clientId})`, async () => {
      const [first, second] = [await redeem(clientId), await redeem(clientId)];
      const refresh = (headers?: Record<string, string>) =>
        client(clientId).refresh(first.body.refresh_token, secretOf(clientId), headers);
      for (const headers of [undefined, cookieOf(second)]) {
        const { status, body } = await refresh(headers);
        const error_description = "Invalid token binding value is present in the request."; // contract §6.2
        assert.deepEqual([status, body], [400, { error: "invalid_grant", error_description }]);
      }
      const renewed = await refresh(cookieOf(first));
      assert.equal(renewed.status, 200);
      assert.equal(await userinfo(renewed, cookieOf(first)), 200);
      assert.equal(await userinfo(renewed), 401);
    });
  }

  it("do not come by a redirect, where no cookie could be asked for", async () => {
    const page = await client("implicit").authorize({ response_type: "token" });
    assert.equal(returnedInFragment(page).error, "unauthorized_client");
  });

  it("are only told apart where the application does not ask for it", async () => {
    const answer = await redeem("lax");
    assert.equal(await userinfo(answer), 200);
    const { body } = await client("web").introspect(answer.body.access_token);
    assert.equal(body.binding_type, "cookie");
    assert.match(body.binding_ref, /^[\w-]{43}$/);
    assert.equal(body.cnf, undefined);
    assert.ok(!cookieOf(answer).cookie.includes(body.binding_ref));
    assert.equal((await client("lax").refresh(answer.body.refresh_token)).status, 200);
  });
});
