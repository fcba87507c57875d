import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { leftHalfHash } from "../../src/crypto/hashes.ts";
import { claimsOf, headerOf, TestClient } from "../client.ts";
import { CALLBACK, organizations } from "../organizations.ts";
import { returnedInFragment } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";

const BASIC_CLAIMS = ["isk", "at_hash", "aud", "c_hash", "sub", "nbf", "azp", "amr", "iss", "exp", "iat", "sid"];

const initech = {
  handle: "initech",
  users: [
    {
      userName: "kim",
      password: "correct horse battery",
      claims: {
        name: "Kim",
        email: "kim@example.com",
        groups: ["one"],
        address: { locality: "Oslo" },
        phone_number: "+47 1",
      },
    },
  ],
  applications: [
    {
      clientId: "spa",
      publicClient: true,
      callbackURLs: [CALLBACK],
      skipLoginConsent: true,
      scopes: ["openid", "profile", "email", "groups", "address"],
      requestedClaims: ["name", "email", "groups", "address", "phone_number"],
      idToken: { expiryInSeconds: 60, audience: ["https://api.example"] },
      subjectClaim: "email",
    },
    {
      clientId: "minimal",
      publicClient: true,
      callbackURLs: [CALLBACK],
      skipLoginConsent: true,
      grantTypes: ["authorization_code", "implicit"],
      idToken: { minimal: true },
    },
  ],
};

describe("OIDC Core §2: the ID token", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({ organizations: [...organizations, initech] });
  });
  after(() => server.stop());
  const client = (clientId = "spa", tenant?: string) => new TestClient(server, clientId, tenant);

  it("has exactly the header members of Asgardeo's: x5t, kid, alg and no typ (contract §7.1)", async () => {
    const { id_token } = await client().obtainTokens();
    const header = headerOf(id_token);
    assert.deepEqual(Object.keys(header), ["x5t", "kid", "alg"]);
    assert.equal(header.alg, "RS256");
    assert.equal(header.kid, `${header.x5t}_RS256`);
    assert.match(Buffer.from(header.x5t, "base64url").toString(), /^[0-9a-f]{64}$/);
    assert.equal(Buffer.from(id_token.split(".")[2], "base64url").length, 256);
  });

  it("has exactly the claims of Asgardeo's, for the scope openid alone (contract §7.1)", async () => {
    const code = await client().obtainCode();
    const { body } = await client().exchange(code);
    const { isk, sid, sub, ...claims } = claimsOf(body.id_token);
    assert.deepEqual(Object.keys(claimsOf(body.id_token)), BASIC_CLAIMS);
    assert.match(isk, /^[0-9a-f]{64}$/);
    assert.match(sid, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.match(sub, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const { now } = server.clock;
    assert.deepEqual(claims, {
      at_hash: leftHalfHash(body.access_token, "RS256"),
      aud: "spa",
      c_hash: leftHalfHash(code.code, "RS256"),
      nbf: now,
      azp: "spa",
      amr: ["BasicAuthenticator"],
      iss: server.url("/oauth2/token"),
      exp: now + 3600,
      iat: now,
    });
  });

  it("verifies against the JWKS that discovery names (RFC 7515 §5.2)", async () => {
    for (const tenant of ["acme", "globex"]) {
      const { id_token } = await client("spa", tenant).obtainTokens();
      const { body } = await client("spa", tenant).get("/oauth2/token/.well-known/openid-configuration");
      const jwks = createRemoteJWKSet(new URL(body.jwks_uri));
      const options = {
        issuer: body.issuer,
        audience: "spa",
        algorithms: ["RS256"],
        currentDate: new Date(server.clock.nowMilliseconds()),
      };
      assert.equal((await jwtVerify(id_token, jwks, options)).payload.azp, "spa");
      const { id_token: foreign } = await client("spa", tenant === "acme" ? "globex" : "acme").obtainTokens();
      await assert.rejects(jwtVerify(foreign, jwks, options));
    }
  });

  it("carries nonce and auth_time where they were asked for, and otherwise not (security bar 9.3)", async () => {
    const browser = new ScriptLessBrowser();
    const issue = async (changes: Record<string, string>) => {
      const { body } = await client().exchange(await client().obtainCode(changes, browser));
      return claimsOf(body.id_token);
    };
    const signedInAt = server.clock.now;
    assert.deepEqual(Object.keys(await issue({})), BASIC_CLAIMS);
    server.clock.advance(10);
    const claims = await issue({ nonce: "n-0S6_WzA2Mj", max_age: "1000" });
    assert.deepEqual(Object.keys(claims), [...BASIC_CLAIMS, "nonce", "auth_time"]);
    assert.deepEqual([claims.nonce, claims.auth_time], ["n-0S6_WzA2Mj", signedInAt]);
  });

  it("carries the claims of the granted scopes that the user has (contract §7.6)", async () => {
    const ofUser = async (scope: string) => {
      const claims = claimsOf((await client().obtainTokens({ scope })).id_token);
      return Object.fromEntries(Object.entries(claims).filter(([name]) => !BASIC_CLAIMS.includes(name)));
    };
    assert.deepEqual(await ofUser("openid email"), { email: "kim@example.com", email_verified: true });
    const { updated_at, ...profile } = await ofUser("openid profile");
    assert.deepEqual(profile, { family_name: "Larsen", given_name: "Kim", username: "kim" });
    assert.equal(typeof updated_at, "number");
    assert.deepEqual(await ofUser("openid phone address groups roles"), {});
  });

  it("leaves out what the application does not ask for, and follows its settings (contract §7.2, §7.5)", async () => {
    const { id_token } = await client("spa", "initech").obtainTokens({
      scope: "openid profile email groups address phone",
    });
    const claims = claimsOf(id_token);
    assert.deepEqual(
      [claims.name, claims.email, claims.groups, claims.address],
      ["Kim", "kim@example.com", ["one"], { locality: "Oslo" }],
    );
    for (const name of ["username", "updated_at", "phone_number", "email_verified"]) assert.ok(!(name in claims), name);
    assert.equal(claims.sub, "kim@example.com");
    assert.deepEqual(claims.aud, ["spa", "https://api.example"]);
    assert.equal(claims.exp - claims.iat, 60);
  });

  it("leaves to userinfo what userinfo tells, where the application wants it minimal (OIDC Core §5.4)", async () => {
    const minimal = client("minimal", "initech");
    const asked = { scope: "openid email", claims: JSON.stringify({ id_token: { name: null } }) };
    const tokens = await minimal.obtainTokens(asked);
    const { isk, email, name } = claimsOf(tokens.id_token);
    assert.deepEqual([isk, email, name], [undefined, undefined, "Kim"]);
    assert.equal((await minimal.userinfo(tokens.access_token)).body.email, "kim@example.com");

    const page = await minimal.authorize({ ...asked, response_type: "id_token", nonce: "n-1" });
    const alone = claimsOf(returnedInFragment(page).id_token as string);
    assert.deepEqual([alone.isk, alone.email, alone.name], [undefined, "kim@example.com", "Kim"]);
  });

  it("names the session: one isk and sid for all clients of a session, others for another (contract §7.1)", async () => {
    const sessionOf = async (browser: ScriptLessBrowser, clientId = "spa") => {
      const { body } = await client(clientId).exchange(await client(clientId).obtainCode({}, browser));
      const { isk, sid } = claimsOf(body.id_token);
      return { isk, sid };
    };
    const browser = new ScriptLessBrowser();
    const first = await sessionOf(browser);
    assert.deepEqual(await sessionOf(browser, "brief"), first);
    const other = await sessionOf(new ScriptLessBrowser());
    assert.notEqual(other.isk, first.isk);
    assert.notEqual(other.sid, first.sid);
    assert.notEqual(first.isk, browser.cookie("commonAuthId"), "it is not the cookie");
  });

  it("has a subject that is the user's own, the same for each client (security bar 9.3)", async () => {
    const subjectFor = async (clientId: string, userName: string, tenant = "acme") => {
      const other = client(clientId, tenant);
      const { body } = await other.exchange(await other.obtainCode({}, undefined, userName));
      return claimsOf(body.id_token).sub as string;
    };
    const kim = await subjectFor("spa", "kim");
    assert.equal(await subjectFor("brief", "kim"), kim);
    assert.equal(await subjectFor("jwt", "kim"), "kim", "the application's subject claim");
    assert.equal(new Set([kim, await subjectFor("spa", "lee"), await subjectFor("spa", "kim", "globex")]).size, 3);
  });
});

describe("OIDC Core §3.1.3.6: at_hash", () => {
  it("is that of the documentation for its access token (contract §7.1)", () => {
    assert.equal(leftHalfHash("54bd024f-5080-3db5-9422-785f5d610605", "RS256"), "JoWHF8A1zf1poiRPwi54Mg");
  });
});
