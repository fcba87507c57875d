import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { after, before, beforeEach, describe, it } from "node:test";
import { compactDecrypt, createLocalJWKSet, jwtVerify } from "jose";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { claimsOf, finish, headerOf, TestClient } from "../client.ts";
import { delivered } from "../front-channel.ts";
import { type LogoutReceiver, startLogoutReceiver } from "../logout-receiver.ts";
import { CALLBACK, organizations, PASSWORD } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";

const EVENT = "http://schemas.openid.net/event/backchannel-logout";
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });

/** Applications that listen at `/<their id>` of the receiver. */
function applicationsAt(origin: string) {
  const application = (clientId: string, more: object = {}) => ({
    clientId,
    publicClient: true,
    callbackURLs: [CALLBACK],
    grantTypes: ["authorization_code", "refresh_token"],
    skipLoginConsent: true,
    logout: { backChannelLogoutUrl: `${origin}/${clientId}` },
    ...more,
  });
  return [
    application("notes"),
    application("mail"),
    application("calendar"),
    application("pairwise", { subject: { subjectType: "pairwise" } }),
    application("named", { subjectClaim: "username" }),
    application("sealed", {
      idToken: { idTokenSignedResponseAlg: "ES256", encryption: { algorithm: "ECDH-ES", method: "A256GCM" } },
      jwks: { keys: [{ ...ec.publicKey.export({ format: "jwk" }), kid: "k", use: "enc" }] },
    }),
    application("implicit", { grantTypes: ["implicit"] }),
    application("broken"),
    application("silent"),
    application("internal", {
      logout: { backChannelLogoutUrl: `${origin.replace("localhost", "127.0.0.1")}/internal` },
    }),
    application("deaf", { logout: {} }),
  ];
}

describe("OpenID Connect Back-Channel Logout 1.0", () => {
  let receiver: LogoutReceiver;
  let server: TestServer;
  let configuration: { users: { userName: string; password: string }[] };
  before(async () => {
    receiver = await startLogoutReceiver({ "/broken": 500, "/silent": "silence" });
    const [acme] = organizations;
    configuration = { ...acme, applications: applicationsAt(receiver.origin) } as never;
    server = await startServer({
      organizations: [configuration],
      settings: { outboundAllowedHosts: ["localhost"] },
    });
  });
  after(async () => {
    await server?.stop();
    await receiver.close();
  });

  let browser: ScriptLessBrowser;
  beforeEach(() => {
    browser = new ScriptLessBrowser();
    (receiver.notices as unknown[]).length = 0;
  });

  /** Signs kim in with the application and returns what its ID token says. */
  const signIn = async (clientId: string, changes = {}) => {
    const client = new TestClient(server, clientId);
    const { body } = await client.exchange(await client.obtainCode(changes, browser));
    return { hint: body.id_token as string, claims: clientId === "sealed" ? {} : claimsOf(body.id_token) };
  };
  const logOut = async (parameters: Record<string, string> = {}) => {
    const page = await browser.open(`${server.url("/oidc/logout")}?${new URLSearchParams(parameters)}`, CALLBACK);
    if (!page.body.includes('id="approve"')) return page;
    return browser.submit(page, { consent: "approve" }, CALLBACK);
  };
  /** The verified payload of a logout token. */
  const verified = async (token: string, audience: string) => {
    const { body: keys } = await new TestClient(server, audience).get("/oauth2/jwks");
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
      issuer: server.url("/oauth2/token"),
      audience,
      typ: "logout+jwt",
      currentDate: new Date(server.clock.nowMilliseconds()),
    });
    return payload;
  };
  const assertSignedOut = (page: Page) => {
    assert.equal(page.status, 200, page.body);
    assert.match(page.url.pathname, /oauth2_logout\.do$/);
  };

  it("is announced by discovery (§2.1; oidcc-backchannel-logout-discovery-endpoint-verification)", async () => {
    const { body } = await new TestClient(server, "notes").get("/oauth2/token/.well-known/openid-configuration");
    assert.equal(body.backchannel_logout_supported, true);
    assert.equal(body.backchannel_logout_session_supported, true);
  });

  it("posts a logout token at a logout by the application (§2.4, §2.5, security bar 16.4, contract §9.3; oidcc-backchannel-rp-initiated-logout)", async () => {
    const { hint, claims } = await signIn("notes", { nonce: "n" });
    const page = await logOut({ id_token_hint: hint, post_logout_redirect_uri: CALLBACK, state: "s" });
    assert.equal(page.redirectedTo?.href, `${CALLBACK}?state=s`);

    const [notice, ...more] = receiver.notices;
    assert.deepEqual(more, []);
    assert.equal(notice?.method, "POST");
    assert.equal(notice?.contentType, "application/x-www-form-urlencoded");
    assert.deepEqual([...(notice?.form.keys() ?? [])], ["logout_token"]);
    const { jti, ...payload } = await verified(notice?.form.get("logout_token") as string, "notes");
    assert.match(jti as string, /^[0-9a-f-]{36}$/);
    assert.deepEqual(payload, {
      iss: claims.iss,
      sub: claims.sub,
      aud: "notes",
      iat: server.clock.now,
      exp: server.clock.now + 120,
      sid: claims.sid,
      events: { [EVENT]: {} },
    });
  });

  it("tells every application of the session, each in its own words, and no other (§2.5)", async () => {
    const signedIn = ["notes", "pairwise", "named", "deaf"];
    const known = new Map<string, { sub: string; sid: string }>();
    for (const clientId of signedIn) known.set(clientId, (await signIn(clientId)).claims);
    const elsewhere = new ScriptLessBrowser();
    await new TestClient(server, "mail").obtainCode({}, elsewhere);
    await logOut();

    assert.deepEqual(receiver.notices.map(({ path }) => path).sort(), ["/named", "/notes", "/pairwise"]);
    const ids = new Set<unknown>();
    for (const clientId of ["notes", "pairwise", "named"]) {
      const { sub, sid, jti } = await verified(receiver.tokensAt(`/${clientId}`)[0] as string, clientId);
      assert.deepEqual({ sub, sid }, { sub: known.get(clientId)?.sub, sid: known.get(clientId)?.sid }, clientId);
      ids.add(jti);
    }
    assert.equal(ids.size, 3);
  });

  it("signs and encrypts as with the application's ID tokens (§2.4)", async () => {
    await signIn("sealed");
    await logOut();
    const [token = ""] = receiver.tokensAt("/sealed");
    const { plaintext, protectedHeader } = await compactDecrypt(token, ec.privateKey);
    assert.deepEqual([protectedHeader.alg, protectedHeader.enc], ["ECDH-ES", "A256GCM"]);
    const signed = new TextDecoder().decode(plaintext);
    assert.equal(headerOf(signed).alg, "ES256");
    await verified(signed, "sealed");
  });

  it("tells an application that got an ID token alone, without a code (§2.5)", async () => {
    const page = await new TestClient(server, "implicit").authorize({ response_type: "id_token", nonce: "n" }, browser);
    const { sid } = claimsOf(delivered(page).parameters.id_token as string);
    await logOut();
    assert.equal((await verified(receiver.tokensAt("/implicit")[0] as string, "implicit")).sid, sid);
  });

  it("tells nobody when the user stays signed in, nor when nobody was signed in", async () => {
    await signIn("notes");
    const asked = await browser.open(server.url("/oidc/logout"));
    await browser.submit(asked, { consent: "deny" });
    await new ScriptLessBrowser().open(server.url("/oidc/logout"));
    assert.deepEqual(receiver.notices, []);
  });

  it("goes on when an application fails, is slow or may not be reached: once each, and in the log (contract §9.3, security bar 21.1, 21.2)", async () => {
    for (const clientId of ["broken", "silent", "internal", "notes"]) await signIn(clientId);
    assertSignedOut(await logOut());
    assert.deepEqual(receiver.notices.map(({ path }) => path).sort(), ["/broken", "/notes", "/silent"]);
    const failures = server.logLines.filter((line) => line.includes("logout_notice_failed"));
    const byClient = new Map(failures.map((line) => [JSON.parse(line).client, JSON.parse(line).reason]));
    assert.equal(byClient.get("broken"), "status 500");
    assert.match(byClient.get("internal"), /^127\.0\.0\.1:\d+: /);
    const tokens = ["/broken", "/silent"].flatMap((path) => receiver.tokensAt(path));
    for (const token of tokens) assert.ok(!server.logLines.join().includes(token), "security bar 26.1");
  });

  it("tells nobody when the same user signs in once more, and each of the sid it knows when that session ends", async () => {
    const { claims: first } = await signIn("notes");
    const { claims: mail } = await signIn("mail");
    const { claims: second } = await signIn("notes", { prompt: "login" });
    assert.notEqual(second.sid, first.sid);
    assert.deepEqual(receiver.notices, []);
    await logOut();
    const sidsAt = (path: string) => receiver.tokensAt(path).map((token) => claimsOf(token).sid);
    assert.deepEqual([sidsAt("/notes"), sidsAt("/mail")], [[second.sid], [mail.sid]]);
  });

  it("tells each of many applications that signed in at the same time, once", async () => {
    await signIn("deaf");
    const clientIds = ["notes", "mail", "calendar", "pairwise", "named"];
    await Promise.all(clientIds.map((clientId) => signIn(clientId)));
    const asked = await browser.open(server.url("/oidc/logout"));
    await Promise.all([1, 2, 3].map(() => browser.submit(asked, { consent: "approve" }, CALLBACK)));
    assert.deepEqual(
      receiver.notices.map(({ path }) => path).sort(),
      clientIds.map((clientId) => `/${clientId}`).sort(),
    );
  });

  it("tells the applications of the one who was signed in when somebody else signs in (contract §9.3)", async () => {
    const { claims } = await signIn("notes");
    const url = new TestClient(server, "mail").authorizeUrl({ prompt: "login" });
    await finish(browser, await browser.open(url, CALLBACK), "lee");
    assert.deepEqual(
      receiver.notices.map(({ path }) => path),
      ["/notes"],
    );
    const { sub, sid } = await verified(receiver.tokensAt("/notes")[0] as string, "notes");
    assert.deepEqual({ sub, sid }, { sub: claims.sub, sid: claims.sid });
  });

  it("remembers an application as long as the session lasts, whatever became of its tokens", async () => {
    await new TestClient(server, "implicit").authorize({ response_type: "id_token", nonce: "n" }, browser);
    await signIn("notes");
    const client = new TestClient(server, "deaf");
    for (let step = 0; step < 12; step += 1) {
      server.clock.advance(800);
      assert.ok(delivered(await client.authorize({ prompt: "none" }, browser)).parameters.code);
    }
    // It begins somewhere: the second round has seen everything.
    for (let rounds = 0; rounds < 2; ) if ((await server.store.sweep(server.clock.now, 100)).roundOver) rounds += 1;
    await logOut();
    assert.deepEqual(receiver.notices.map(({ path }) => path).sort(), ["/implicit", "/notes"]);
  });

  it("hands out no ID token: a logout token is no hint (§2.6, §4)", async () => {
    await signIn("notes");
    await logOut();
    await signIn("notes");
    const [token = ""] = receiver.tokensAt("/notes");
    const page = await browser.open(`${server.url("/oidc/logout")}?id_token_hint=${token}`);
    assert.ok(page.body.includes('id="approve"'));
  });

  it("tells the applications of every session that a new password ends (security bar 17.4, contract §9.3)", async () => {
    const { claims } = await signIn("notes");
    const { users } = configuration;
    const changed = users.map((user) => (user.userName === "kim" ? { ...user, password: `${PASSWORD} 2` } : user));
    await server.configure([{ ...configuration, users: changed }]);
    const sids = receiver.tokensAt("/notes").map((token) => claimsOf(token).sid);
    assert.ok(sids.includes(claims.sid));
    await server.configure([configuration]);
  });
});
