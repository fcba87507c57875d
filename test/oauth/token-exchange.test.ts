import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { basic, claimsOf, headerOf, TestClient } from "../client.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeUser } from "../tenant-data.ts";
import {
  ACCESS_TOKEN,
  exchange,
  exchangingOrganizations,
  ID_TOKEN,
  JWT,
  LEGACY,
  TOKEN_EXCHANGE,
  tokensOf,
} from "../token-exchange.ts";
import { userId } from "../token-issuer.ts";

const NOT_ACTIVE = "Invalid Subject Token. Subject token is not ACTIVE.";

describe("RFC 8693: exchanging tokens of this server", () => {
  let server: TestServer;
  /** Of kim, for the backends. */
  let subjectToken: string;
  before(async () => {
    server = await startServer({ organizations: exchangingOrganizations() });
    subjectToken = (await tokensOf(server, "front")).access_token;
  });
  after(() => server.stop());

  type Form = Record<string, string | readonly string[] | undefined>;
  const send = (form: Form = {}, clientId = "backend", headers: Record<string, string> = {}) =>
    exchange(server, clientId, { subject_token: subjectToken, subject_token_type: ACCESS_TOKEN, ...form }, headers);
  const succeeds = async (form?: Form, clientId?: string) => {
    const { status, body } = await send(form, clientId);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const refusal = async (form?: Form, clientId?: string) => {
    const { status, body } = await send(form, clientId);
    assert.equal(status, 400, JSON.stringify(body));
    return [body.error, body.error_description];
  };
  const introspect = async (token: string) => (await new TestClient(server, "").introspect(token)).body;

  it("works for openid-client and oauth4webapi (RFC 8693 §2.2.1)", async () => {
    const issuer = new URL(server.url("/oauth2/token"));
    const parameters = { subject_token: subjectToken, subject_token_type: ACCESS_TOKEN, scope: "openid" };
    const configuration = await openid.discovery(issuer, "backend", "s", undefined, {
      execute: [openid.allowInsecureRequests],
    });
    const tokens = await openid.genericGrantRequest(configuration, TOKEN_EXCHANGE, parameters);
    assert.equal((await openid.tokenIntrospection(configuration, tokens.access_token)).active, true);

    const [as, client] = [configuration.serverMetadata(), { client_id: "backend" }];
    const response = await oauth.genericTokenEndpointRequest(
      as,
      client,
      oauth.ClientSecretBasic("s"),
      TOKEN_EXCHANGE,
      parameters,
      { [oauth.allowInsecureRequests]: true },
    );
    const answer = await oauth.processGenericTokenEndpointResponse(as, client, response);
    assert.deepEqual([answer.issued_token_type, answer.scope], [ACCESS_TOKEN, "openid"]);
  });

  it("answers with an access token about the same user alone, and what it is (contract §6.8)", async () => {
    const body = await succeeds({ scope: "openid email" });
    assert.deepEqual(Object.keys(body), ["access_token", "scope", "token_type", "expires_in", "issued_token_type"]);
    assert.deepEqual(
      [body.scope, body.token_type, body.expires_in, body.issued_token_type],
      ["email openid", "Bearer", 1800, ACCESS_TOKEN],
    );
    const { client_id, username, act } = await introspect(body.access_token);
    assert.deepEqual([client_id, username, act], ["backend", "kim@acme", undefined]);
    assert.equal((await new TestClient(server, "").userinfo(body.access_token)).body.email, "kim@example.com");
  });

  it("issues a JWT where one is asked for, whatever the client has otherwise", async () => {
    const body = await succeeds({ requested_token_type: JWT });
    assert.equal(body.issued_token_type, JWT);
    assert.equal(headerOf(body.access_token).typ, "at+jwt");
    const { sub, aut, client_id, aud } = claimsOf(body.access_token);
    const kim = await userId(server, "kim");
    assert.deepEqual([sub, aut, client_id, aud], [kim, "APPLICATION_USER", "backend", ["backend", LEGACY]]);
    assert.equal((await introspect(body.access_token)).active, true);
    assert.equal(headerOf((await succeeds({}, "backend-jwt")).access_token).typ, "at+jwt");
  });

  it("takes a JWT access token of its own under either type (contract §6.8)", async () => {
    const { access_token } = await tokensOf(server, "front-jwt");
    for (const subject_token_type of [ACCESS_TOKEN, JWT]) {
      await succeeds({ subject_token: access_token, subject_token_type });
    }
  });

  const refused: [what: string, form: () => Promise<Form> | Form, error: string, description: string][] = [
    ["without a subject token", () => ({ subject_token: "" }), "invalid_request", "Missing parameters: subject_token"],
    [
      "without its type",
      () => ({ subject_token_type: "" }),
      "invalid_request",
      "Missing parameters: subject_token_type",
    ],
    [
      "with a subject token of an unknown type, which is not quoted as it came (security bar 8.9)",
      () => ({ subject_token_type: 'urn:"x' }),
      "invalid_request",
      "Unsupported subject token type : urn:?x provided",
    ],
    [
      "with an ID token as subject",
      () => ({ subject_token_type: ID_TOKEN }),
      "invalid_request",
      `Unsupported subject token type : ${ID_TOKEN} provided`,
    ],
    [
      "for a token of an unknown type",
      () => ({ requested_token_type: ID_TOKEN }),
      "invalid_request",
      `Unsupported requested token type : ${ID_TOKEN} provided`,
    ],
    ["with a token that was never issued", () => ({ subject_token: "nonsense" }), "invalid_request", NOT_ACTIVE],
    [
      "with an ID token that is said to be an access token (RFC 9068 §4)",
      async () => ({ subject_token: (await tokensOf(server, "agent")).id_token, subject_token_type: JWT }),
      "invalid_request",
      NOT_ACTIVE,
    ],
    [
      "with a token that is for others",
      async () => ({ subject_token: (await tokensOf(server, "alone")).access_token }),
      "invalid_request",
      NOT_ACTIVE,
    ],
    [
      "with a refresh token",
      async () => ({ subject_token: (await tokensOf(server, "own")).refresh_token }),
      "invalid_request",
      NOT_ACTIVE,
    ],
    ["with a token without a user", async () => ({ subject_token: await agentToken() }), "invalid_request", NOT_ACTIVE],
  ];
  for (const [what, form, error, description] of refused) {
    it(`refuses a request ${what} (RFC 8693 §2.2.2)`, async () => {
      assert.deepEqual(await refusal(await form()), [error, description]);
    });
  }

  /** An access token of the agent itself. */
  async function agentToken(): Promise<string> {
    const form = { client_id: undefined, grant_type: "client_credentials" };
    return (await new TestClient(server, "agent").token(form, basic("agent", "s"))).body.access_token;
  }

  it("refuses a token that was revoked, or whose user is disabled (security bar 5.9)", async () => {
    const { access_token } = await tokensOf(server, "front");
    const undo = await changeUser(server, "kim", { enabled: false });
    assert.deepEqual(await refusal({ subject_token: access_token }), ["invalid_request", NOT_ACTIVE]);
    await undo();
    await succeeds({ subject_token: access_token });
    await new TestClient(server, "front").post("/oauth2/revoke", { token: access_token, client_id: "front" });
    assert.deepEqual(await refusal({ subject_token: access_token }), ["invalid_request", NOT_ACTIVE]);
  });

  it("refuses a token of another tenant (security bar 22)", async () => {
    const { access_token } = await new TestClient(server, "spa", "globex").obtainTokens();
    assert.deepEqual(await refusal({ subject_token: access_token }), ["invalid_request", NOT_ACTIVE]);
  });

  it("needs the client's own authentication, and the grant (security bar 6.9, 13.4)", async () => {
    const form = { grant_type: TOKEN_EXCHANGE, subject_token: subjectToken, subject_token_type: ACCESS_TOKEN };
    const wrong = await new TestClient(server, "backend").token(form);
    assert.deepEqual([wrong.status, wrong.body.error], [401, "invalid_client"]);
    const without = await new TestClient(server, "spa").token(form);
    assert.deepEqual([without.status, without.body.error], [400, "unauthorized_client"]);
  });

  it("lets a public client exchange its own tokens where it was given the grant (security bar 6.9)", async () => {
    const { access_token } = await tokensOf(server, "own", { scope: "openid email" });
    const { status, body } = await send({ subject_token: access_token, scope: "email" }, "own");
    assert.deepEqual([status, body.scope, body.refresh_token], [200, "email", undefined]);
  });

  it("writes down who exchanged a token about whom, and not the token (security bar 26.2)", async () => {
    const { access_token } = await succeeds();
    const line = server.logLines.findLast((text) => text.includes('"token_exchanged"')) ?? "{}";
    const { client, user } = JSON.parse(line);
    assert.deepEqual([client, user], ["backend", await userId(server, "kim")]);
    assert.ok(!server.logLines.some((text) => text.includes(access_token) || text.includes(subjectToken)));
  });
});
