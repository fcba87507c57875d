import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import * as openid from "openid-client";
import { memberIdIn } from "../../src/protocol/model/user.ts";
import { basic, claimsOf, TestClient } from "../client.ts";
import { ownApplication, placeOf } from "../organization-applications.ts";
import { addPerson } from "../organization-people.ts";
import { newRequestKey } from "../request-objects.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeUser, organizationsWith, tenantStore } from "../tenant-data.ts";
import { startTokenIssuer, type TokenIssuer, userId } from "../token-issuer.ts";

const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const NAMING = "https://naming.example";
const ALIAS = "https://acme.example/here";

describe("RFC 7523 §2.1: JWTs of trusted issuers as authorization grants", () => {
  let server: TestServer;
  let issuer: TokenIssuer;
  let naming: TokenIssuer;
  let switchedOff: TokenIssuer;
  before(async () => {
    issuer = await startTokenIssuer();
    naming = await startTokenIssuer(NAMING);
    switchedOff = await startTokenIssuer("https://off.example");
    const [acme, globex] = organizationsWith(
      { clientId: "bearer", clientSecret: "s", grantTypes: [JWT_BEARER, "refresh_token"] },
      { clientId: "plain", publicClient: true, grantTypes: [JWT_BEARER] },
    );
    const trustedTokenIssuers = [
      { ...issuer.entry, alias: ALIAS },
      { ...naming.entry, lookupAttribute: "username" },
      { ...switchedOff.entry, enabled: false },
    ];
    server = await startServer({
      settings: { outboundAllowedHosts: ["127.0.0.1"] },
      organizations: [{ ...acme, trustedTokenIssuers, subOrganizations: [{ handle: "west" }] }, globex as object],
    });
  });
  after(async () => {
    await server.stop();
    await Promise.all([issuer, naming, switchedOff].map((one) => one.stop()));
  });

  const send = (assertion: string, form: Record<string, string> = {}) =>
    new TestClient(server, "bearer").token(
      { client_id: undefined, grant_type: JWT_BEARER, assertion, ...form },
      basic("bearer", "s"),
    );
  const refusal = async (assertion: string, form?: Record<string, string>) => {
    const { status, body } = await send(assertion, form);
    assert.equal(status, 400, JSON.stringify(body));
    return [body.error, body.error_description];
  };

  it("works for openid-client", async () => {
    const configuration = await openid.discovery(new URL(server.url("/oauth2/token")), "bearer", "s", undefined, {
      execute: [openid.allowInsecureRequests],
    });
    const assertion = await issuer.sign(server);
    const tokens = await openid.genericGrantRequest(configuration, JWT_BEARER, { assertion, scope: "openid email" });
    const kim = await userId(server, "kim");
    assert.equal(tokens.claims()?.sub, kim);
    assert.equal((await openid.fetchUserInfo(configuration, tokens.access_token, kim)).email, "kim@example.com");
    assert.ok((await openid.refreshTokenGrant(configuration, tokens.refresh_token as string)).access_token);
  });

  it("buys tokens of the user whom it is about, and starts no session (contract §6.9)", async () => {
    const iat = server.clock.now - 100;
    const { status, headers, body } = await send(await issuer.sign(server, { iat }), { scope: "openid unknown" });
    assert.equal(status, 200, JSON.stringify(body));
    const members = ["access_token", "refresh_token", "scope", "id_token", "token_type", "expires_in"];
    assert.deepEqual(Object.keys(body), members);
    assert.deepEqual([body.scope, headers.getSetCookie()], ["openid", []]);
    const { amr, sid } = claimsOf(body.id_token);
    assert.deepEqual([amr, sid], [[JWT_BEARER], undefined]);
    const { username } = (await new TestClient(server, "").introspect(body.access_token)).body;
    assert.equal(username, "kim@acme");
  });

  it("buys at an organization's own issuer tokens of its own people, and none of members from the tenant (contract §1.1)", async () => {
    const west = await placeOf(server, "west");
    const client = await ownApplication(server, "west", "plain");
    const pat = await addPerson(server, "west", "pat");
    const kim = (await (await tenantStore(server)).users.findByName("kim"))?.user;
    assert.ok(kim);
    const memberId = memberIdIn(west.world.organization.id, kim.id);
    await west.world.store.users.save({ ...kim, id: memberId }, undefined);
    const bought = async (by: TokenIssuer, sub: string) => {
      const assertion = await by.sign(server, { sub, aud: west.url("/oauth2/token") });
      const { status, body } = await client.token({ grant_type: JWT_BEARER, assertion });
      return [status, body.error_description];
    };
    assert.deepEqual(await bought(issuer, pat.id), [200, undefined]);
    assert.deepEqual(await bought(naming, "pat"), [200, undefined]);
    const refused = [400, "The subject of the assertion is no active user."];
    assert.deepEqual(await bought(issuer, memberId), refused);
    assert.deepEqual(await bought(naming, "kim"), refused);
  });

  it("gives a client without the refresh grant no refresh token", async () => {
    const form = { grant_type: JWT_BEARER, assertion: await issuer.sign(server) };
    const { status, body } = await new TestClient(server, "plain").token(form);
    assert.deepEqual([status, Object.keys(body)], [200, ["access_token", "token_type", "expires_in"]]);
  });

  const accepted: [what: string, claims: () => object, header?: object][] = [
    ["the issuer's alias for us as audience (contract §6.8)", () => ({ aud: ALIAS })],
    ["several audiences, of which one is us", () => ({ aud: ["https://other.example", server.url("/oauth2/token")] })],
    ["its type named (RFC 8725 §3.11)", () => ({}), { typ: "JWT" }],
    ["no iat, when it ends soon", () => ({ iat: undefined })],
    ["an age of 30 minutes (contract §6.9)", () => ({ iat: server.clock.now - 1800 })],
    ["times with fractions (RFC 7519 §2)", () => ({ iat: server.clock.now - 0.5, exp: server.clock.now + 59.5 })],
    ["a clock that is a minute fast", () => ({ iat: server.clock.now + 60, nbf: server.clock.now + 60 })],
  ];
  for (const [what, claims, header = {}] of accepted) {
    it(`accepts ${what}`, async () => {
      const { status, body } = await send(await issuer.sign(server, { ...claims() }, { ...header }));
      assert.equal(status, 200, JSON.stringify(body));
    });
  }

  const refused: [what: string, claims: () => object, description: string, header?: object][] = [
    ["without an issuer", () => ({ iss: undefined }), "Mandatory field - Issuer is empty in the given JWT"],
    ["without a subject", () => ({ sub: undefined }), "Mandatory field - Subject is empty in the given JWT"],
    ["without an end", () => ({ exp: undefined }), "Mandatory field - Expiration time is empty in the given JWT"],
    ["without an audience", () => ({ aud: [] }), "Mandatory field - Audience is empty in the given JWT"],
    ["without an id", () => ({ jti: undefined }), "Mandatory field - JWT ID is empty in the given JWT"],
    [
      "of an issuer nobody trusts, whose name is not quoted as it came (security bar 8.9)",
      () => ({ iss: 'https://"evil".example' }),
      "No Registered IDP found for the JWT with issuer name : https://?evil?.example",
    ],
    [
      "of an issuer that is switched off",
      () => ({ iss: "https://off.example" }),
      "No active IDP found for JWT with issuer name : https://off.example",
    ],
    ["that says it is of another trusted issuer", () => ({ iss: NAMING }), "JSON Web Token is invalid."],
    ["that has ended", () => ({ exp: server.clock.now - 60 }), "JSON Web Token is expired."],
    ["that is not valid yet", () => ({ nbf: server.clock.now + 61 }), "JSON Web Token is invalid."],
    [
      "for another server",
      () => ({ aud: "https://other.example" }),
      "The audience of the JSON Web Token is not this server.",
    ],
    [
      "for another tenant",
      () => ({ aud: server.url("/oauth2/token", "globex") }),
      "The audience of the JSON Web Token is not this server.",
    ],
    [
      "of more than 30 minutes ago (contract §6.9)",
      () => ({ iat: server.clock.now - 1801 }),
      "The assertion is older than 30 minutes.",
    ],
    [
      "without iat that lasts longer than 30 minutes",
      () => ({ iat: undefined, exp: server.clock.now + 1801 }),
      "The assertion is older than 30 minutes.",
    ],
    ["about nobody of ours", () => ({ sub: "stranger" }), "The subject of the assertion is no active user."],
    ["about a user's name", () => ({ sub: "kim" }), "The subject of the assertion is no active user."],
    ["of another type (RFC 8725 §3.11)", () => ({}), "JSON Web Token is invalid.", { typ: "logout+jwt" }],
    ["with an unknown critical header", () => ({}), "JSON Web Token is invalid.", { crit: ["b64"], b64: true }],
  ];
  for (const [what, claims, description, header = {}] of refused) {
    it(`refuses one ${what}: invalid_grant (RFC 7523 §3, §3.1)`, async () => {
      const assertion = await issuer.sign(server, { ...claims() }, { ...header });
      assert.deepEqual(await refusal(assertion), ["invalid_grant", description]);
    });
  }

  it("refuses one that somebody else signed, that was changed, or that nobody signed (security bar 20.1)", async () => {
    const stranger = await newRequestKey("ES256");
    const [header, , signature] = (await issuer.sign(server)).split(".");
    const claims = Buffer.from(JSON.stringify({ ...claimsOf(await issuer.sign(server)), sub: "x" }));
    const none = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
    for (const assertion of [
      await issuer.sign(server, {}, {}, stranger),
      `${header}.${claims.toString("base64url")}.${signature}`,
      `${none}.${claims.toString("base64url")}.`,
      "nonsense",
      "a".repeat(20_000),
    ]) {
      assert.deepEqual(await refusal(assertion), ["invalid_grant", "JSON Web Token is invalid."]);
    }
  });

  it("finds a user by the name, to the letter, where the issuer is trusted so far", async () => {
    assert.equal((await send(await naming.sign(server, { sub: "lee" }))).status, 200);
    for (const sub of ["LEE", " lee", await userId(server, "lee")]) {
      assert.equal((await send(await naming.sign(server, { sub }))).status, 400, sub);
    }
  });

  it("refuses one about a user who is disabled (security bar 5.9)", async () => {
    const undo = await changeUser(server, "kim", { enabled: false });
    assert.equal((await send(await issuer.sign(server))).status, 400);
    await undo();
  });

  it("refuses one about a user of another tenant (security bar 22)", async () => {
    assert.equal((await send(await issuer.sign(server, { sub: await userId(server, "kim", "globex") }))).status, 400);
  });

  it("serves one of many requests with one assertion, whoever sends it (RFC 7523 §3)", async () => {
    const assertion = await issuer.sign(server);
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(assertion)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400, 400, 400, 400]);
    const { body } = await new TestClient(server, "plain").token({ grant_type: JWT_BEARER, assertion });
    assert.equal(body.error_description, "The assertion was used before.");
  });

  it("remembers one that was used for as long as it is good", async () => {
    const claims = { jti: "kept", exp: server.clock.now + 3600 };
    assert.equal((await send(await issuer.sign(server, claims))).status, 200);
    server.clock.advance(1800);
    const again = await issuer.sign(server, { ...claims, iat: server.clock.now - 1800 });
    assert.deepEqual(await refusal(again), ["invalid_grant", "The assertion was used before."]);
  });

  it("is not used up by a request that is refused for its scope", async () => {
    const assertion = await issuer.sign(server);
    assert.deepEqual(await refusal(assertion, { scope: "unknown" }), ["invalid_scope", "Invalid Scope!"]);
    assert.equal((await send(assertion)).status, 200);
  });

  it("refuses a client without the grant, and a request without the assertion", async () => {
    const form = { grant_type: JWT_BEARER, assertion: await issuer.sign(server) };
    assert.equal((await new TestClient(server, "spa").token(form)).body.error, "unauthorized_client");
    assert.deepEqual(await refusal(""), ["invalid_request", "Missing parameters: assertion"]);
  });

  it("refuses an assertion in the URL", async () => {
    const path = `/oauth2/token?${new URLSearchParams({ assertion: await issuer.sign(server) })}`;
    const answer = await new TestClient(server, "").post(path, { grant_type: JWT_BEARER, assertion: "x" });
    assert.deepEqual([answer.status, answer.body.error], [400, "invalid_request"]);
  });
});
