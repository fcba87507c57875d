import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { basic, claimsOf, TestClient } from "../client.ts";
import { newRequestKey } from "../request-objects.ts";
import { startServer, type TestServer } from "../server.ts";
import { ACCESS_TOKEN, CALENDAR, exchange, exchangingOrganizations, JWT, TOKEN_EXCHANGE } from "../token-exchange.ts";
import { startTokenIssuer, type TokenIssuer, userId } from "../token-issuer.ts";

describe("RFC 8693: exchanging JWTs of trusted token issuers (contract §6.8)", () => {
  let server: TestServer;
  /** Another organization's server of this very kind. */
  let other: TestServer;
  let issuer: TokenIssuer;
  before(async () => {
    issuer = await startTokenIssuer();
    other = await startServer({
      organizations: [
        {
          handle: "acme",
          users: [{ userName: "kim", password: "correct horse battery" }],
          applications: [
            {
              clientId: "partner",
              publicClient: true,
              grantTypes: ["password"],
              subjectClaim: "username",
              accessToken: { type: "JWT", audience: ["https://alias.example"] },
            },
          ],
        },
      ],
    });
    const partner = {
      name: "Partner",
      issuer: other.url("/oauth2/token"),
      jwksUri: other.url("/oauth2/jwks"),
      alias: "https://alias.example",
      lookupAttribute: "username",
    };
    server = await startServer({
      settings: { outboundAllowedHosts: ["127.0.0.1", "localhost"] },
      organizations: exchangingOrganizations(issuer.entry, partner),
    });
  });
  after(async () => {
    await Promise.all([server.stop(), other.stop()]);
    await issuer.stop();
  });

  const send = (subject_token: string, form: Record<string, string> = {}, clientId = "backend") =>
    exchange(server, clientId, { subject_token, subject_token_type: JWT, ...form });

  it("answers with tokens of the user whom the JWT is about", async () => {
    const { status, body } = await send(await issuer.sign(server), {
      scope: "email calendar:read",
      audience: CALENDAR,
    });
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(
      [body.scope, body.expires_in, body.issued_token_type, typeof body.refresh_token, body.id_token],
      ["calendar:read email", 1800, ACCESS_TOKEN, "string", undefined],
    );
    const { username, aud } = (await new TestClient(server, "").introspect(body.access_token)).body;
    assert.deepEqual([username, aud], ["kim@acme", CALENDAR]);
  });

  it("takes a JWT access token of another server of this kind, which has no secret of ours", async () => {
    const form = { grant_type: "password", username: "kim", password: "correct horse battery", scope: "profile" };
    const { body } = await new TestClient(other, "partner").token(form);
    assert.equal(claimsOf(body.access_token).sub, "kim");
    const exchanged = await send(body.access_token, { scope: "email" });
    assert.equal(exchanged.status, 200, JSON.stringify(exchanged.body));
    const { username } = (await new TestClient(server, "").introspect(exchanged.body.access_token)).body;
    assert.equal(username, "kim@acme");
  });

  it("issues with openid an ID token that says how it came about, and a refresh token that works", async () => {
    const { body } = await send(await issuer.sign(server, { iat: server.clock.now - 50 }), { scope: "openid" });
    const { sub, amr } = claimsOf(body.id_token);
    assert.deepEqual([sub, amr], [await userId(server, "kim"), [TOKEN_EXCHANGE]]);
    const refreshed = await new TestClient(server, "backend").refresh(
      body.refresh_token,
      { client_id: undefined },
      basic("backend", "s"),
    );
    assert.deepEqual([refreshed.status, refreshed.body.scope], [200, "openid"]);
  });

  it("grants no scope that the client may not have", async () => {
    const { body } = await send(await issuer.sign(server), { scope: "calendar:write calendar:delete" });
    assert.equal(body.scope, "calendar:delete");
    assert.equal((await send(await issuer.sign(server), { scope: "calendar:write" })).body.error, "invalid_scope");
  });

  it("takes a JWT more than once while it lasts", async () => {
    const jwt = await issuer.sign(server, { jti: undefined });
    for (let time = 0; time < 2; time++) assert.equal((await send(jwt)).status, 200);
  });

  it("takes a JWT that says it is from before there was time", async () => {
    assert.equal((await send(await issuer.sign(server, { iat: -1e300 }))).status, 200);
  });

  const refused: [what: string, jwt: () => Promise<string>, description: string][] = [
    [
      "of an issuer nobody trusts",
      () => issuer.sign(server, { iss: "https://evil.example" }),
      "No Registered IDP found for the JWT with issuer name : https://evil.example",
    ],
    [
      "for somebody else",
      () => issuer.sign(server, { aud: "https://alias.example" }),
      "The audience of the JSON Web Token is not this server.",
    ],
    ["that has ended", () => issuer.sign(server, { exp: server.clock.now - 60 }), "JSON Web Token is expired."],
    [
      "that lasts for ever",
      () => issuer.sign(server, { exp: undefined }),
      "Mandatory field - Expiration time is empty in the given JWT",
    ],
    [
      "that somebody else signed",
      async () => issuer.sign(server, {}, {}, await newRequestKey("ES256")),
      "JSON Web Token is invalid.",
    ],
    [
      "about nobody of ours",
      () => issuer.sign(server, { sub: "stranger" }),
      "The subject of the JWT is no active user.",
    ],
    [
      "about what no name can be (security bar 7.6)",
      () => issuer.sign(server, { sub: "k\0im" }),
      "The subject of the JWT is no active user.",
    ],
    ["of an act without a subject", () => issuer.sign(server, { act: {} }), "The act claim of the JWT has no subject."],
  ];
  for (const [what, jwt, description] of refused) {
    it(`refuses one ${what}: invalid_request (RFC 8693 §2.2.2, security bar 13.4)`, async () => {
      const { status, body } = await send(await jwt());
      assert.deepEqual([status, body.error, body.error_description], [400, "invalid_request", description]);
    });
  }

  it("refuses one that is said to be an access token of this server (RFC 8693 §3)", async () => {
    const { body } = await send(await issuer.sign(server), { subject_token_type: ACCESS_TOKEN });
    assert.equal(body.error_description, "Invalid Subject Token. Subject token is not ACTIVE.");
  });
});
