import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { makeCertificate } from "../certificates.ts";
import { type Answer, basic, TestClient } from "../client.ts";
import { CALLBACK } from "../organizations.ts";
import { newRequestKey, type RequestKey } from "../request-objects.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeClient, organizationsWith, tenantStore } from "../tenant-data.ts";

const TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const SECRET = "a secret that both sides know, of more than 32 bytes";
const OLD_SECRET = "the secret before, which works for a while yet, as long";

type Changes = Readonly<Record<string, unknown>>;
type SigningKey = Pick<RequestKey, "algorithm" | "privateKey"> | { algorithm: string; privateKey: Uint8Array };

describe("RFC 7523 §3, OIDC Core §9: a client that authenticates with an assertion", () => {
  let server: TestServer;
  let keySets: Server;
  /** What the client's web server answers. */
  let keySet: { keys: unknown[] };
  let fetches = 0;
  const keys = new Map<string, RequestKey>();
  let stranger: RequestKey;
  let pem: string;

  before(async () => {
    for (const name of ["ES256", "PS256", "RS256", "EdDSA"]) keys.set(name, await newRequestKey(name));
    stranger = await newRequestKey("ES256");
    keySets = createServer((_request, response) => {
      fetches += 1;
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(keySet));
    });
    await new Promise<void>((resolve) => keySets.listen(0, "localhost", resolve));
    const jwksUri = `http://localhost:${(keySets.address() as AddressInfo).port}/jwks`;
    const certified = makeCertificate({ subject: [{ CN: "certified" }] });
    keys.set("certificate", { algorithm: "ES256", privateKey: certified.privateKey as never, jwk: {} });
    pem = certified.certificate;

    const jwks = { keys: ["ES256", "PS256", "RS256", "EdDSA"].map((name) => keys.get(name)?.jwk) };
    const byKey = { grantTypes: ["client_credentials"], tokenEndpointAuthMethod: "private_key_jwt", jwks };
    const bySecret = { grantTypes: ["client_credentials"], tokenEndpointAuthMethod: "client_secret_jwt" };
    server = await startServer({
      // The tests come through a proxy, so that the failures of one do not slow another.
      settings: { trustedProxies: ["127.0.0.1", "::1"], outboundAllowedHosts: ["localhost"] },
      organizations: organizationsWith(
        {
          ...byKey,
          clientId: "key",
          grantTypes: ["client_credentials", "authorization_code"],
          callbackURLs: [CALLBACK],
        },
        { ...byKey, clientId: "other-key" },
        { ...byKey, clientId: "es256", tokenEndpointAuthSigningAlg: "ES256" },
        { ...byKey, clientId: "reusing", tokenEndpointAllowReusePvtKeyJwt: true },
        { ...byKey, clientId: "key-off", enabled: false },
        { ...byKey, clientId: "fetched", jwks: undefined, jwksUri },
        { ...byKey, clientId: "unreachable", jwks: undefined, jwksUri: "http://localhost:1/jwks" },
        { ...byKey, clientId: "certified", jwks: undefined, certificate: pem },
        { ...byKey, clientId: "with-keys", tokenEndpointAuthMethod: undefined, clientSecret: SECRET },
        { ...bySecret, clientId: "secret", clientSecret: SECRET, previousClientSecret: OLD_SECRET },
        { ...bySecret, clientId: "hs512", clientSecret: SECRET, tokenEndpointAuthSigningAlg: "HS512" },
        { ...bySecret, clientId: "plain-secret", clientSecret: SECRET, tokenEndpointAuthMethod: undefined },
      ),
    });
  });
  after(async () => {
    await server.stop();
    await new Promise((resolve) => keySets.close(resolve));
  });

  const key = (name = "ES256") => keys.get(name) as RequestKey;
  const secretKey = (secret = SECRET, algorithm = "HS256") => ({ algorithm, privateKey: Buffer.from(secret) });

  let assertions = 0;
  const claimsOf = (clientId: string, changes: Changes = {}): JWTPayload => {
    const { now } = server.clock;
    const claims = {
      iss: clientId,
      sub: clientId,
      aud: server.url("/oauth2/token"),
      jti: `assertion ${assertions++}`,
      iat: now,
      exp: now + 60,
    };
    return Object.fromEntries(Object.entries({ ...claims, ...changes }).filter(([, value]) => value !== undefined));
  };
  const sign = (clientId: string, by: SigningKey = key(), changes: Changes = {}, header: Changes = {}) =>
    new SignJWT(claimsOf(clientId, changes)).setProtectedHeader({ alg: by.algorithm, ...header }).sign(by.privateKey);

  let addresses = 0;
  /** Introspects, which needs nothing but the client's authentication; from another address each time. */
  const send = (assertion: string, form: Record<string, string | undefined> = {}, path = "/oauth2/introspect") => {
    const sent = { token: "abc", client_assertion_type: TYPE, client_assertion: assertion, ...form };
    addresses += 1;
    const headers = { "x-forwarded-for": `10.0.${addresses >> 8}.${addresses & 255}` };
    return new TestClient(server, "").post(path, sent, headers);
  };
  const assertRefused = ({ status, headers, body }: Answer) => {
    assert.deepEqual(
      [status, body],
      [401, { error: "invalid_client", error_description: "Client credentials are invalid." }],
    );
    assert.equal(headers.get("www-authenticate"), null);
    assert.equal(headers.get("cache-control"), "no-store");
  };
  const lastReason = () => {
    const line = server.logLines.findLast((text) => text.includes("client_authentication_failed"));
    return JSON.parse(line ?? "{}").reason;
  };

  const endpoints = [
    ["token", { grant_type: "client_credentials" }, 200],
    ["introspect", { token: "abc" }, 200],
    ["revoke", { token: "abc" }, 200],
    [
      "par",
      { response_type: "code", redirect_uri: CALLBACK, code_challenge: "x".repeat(43), code_challenge_method: "S256" },
      201,
    ],
  ] as const;
  for (const [name, form, expected] of endpoints) {
    it(`is served at ${name} with private_key_jwt, and refused with another's key`, async () => {
      assert.equal((await send(await sign("key"), form, `/oauth2/${name}`)).status, expected);
      assertRefused(await send(await sign("key", stranger), form, `/oauth2/${name}`));
    });
  }
  for (const [name, form, expected] of endpoints.slice(0, 3)) {
    it(`is served at ${name} with client_secret_jwt, and refused with another secret`, async () => {
      assert.equal((await send(await sign("secret", secretKey()), form, `/oauth2/${name}`)).status, expected);
      assertRefused(await send(await sign("secret", secretKey("x".repeat(40))), form, `/oauth2/${name}`));
    });
  }

  type Case = [what: string, assertion: () => Promise<string>, form?: Record<string, string | undefined>];
  const now = () => server.clock.now;
  const served: Case[] = [
    ...["ES256", "PS256", "RS256", "EdDSA"].map(
      (name): Case => [name, () => sign("key", key(name), {}, { kid: name })],
    ),
    ...["HS256", "HS384", "HS512"].map((name): Case => [name, () => sign("secret", secretKey(SECRET, name))]),
    ["the one algorithm that is registered", () => sign("es256")],
    ["the one HMAC that is registered", () => sign("hs512", secretKey(SECRET, "HS512"))],
    ["the secret before, too (security bar 6.6)", () => sign("secret", secretKey(OLD_SECRET))],
    ["the key of a registered certificate", () => sign("certified", key("certificate"))],
    ["its client_id beside it (RFC 7521 §4.2)", () => sign("key"), { client_id: "key" }],
    ["the type client-authentication+jwt", () => sign("key", key(), {}, { typ: "client-authentication+jwt" })],
    ["the type JWT", () => sign("key", key(), {}, { typ: "JWT" })],
    ["no iat", () => sign("key", key(), { iat: undefined })],
    ["an end 10 minutes ahead (security bar 6.7)", () => sign("key", key(), { exp: now() + 600 })],
    ["an iat of 99 minutes ago (contract §5.3)", () => sign("key", key(), { iat: now() - 5940 })],
    ["claims that nobody knows", () => sign("key", key(), { unknown: [1] })],
    ["the audience in a list", () => sign("key", key(), { aud: [server.url("/oauth2/token")] })],
    ["the PAR endpoint for audience (RFC 9126 §2)", () => sign("key", key(), { aud: server.url("/oauth2/par") })],
    ["the CIBA endpoint for audience (CIBA Core §7.1)", () => sign("key", key(), { aud: server.url("/oauth2/ciba") })],
  ];
  for (const [what, assertion, form] of served) {
    it(`is served with ${what}`, async () => {
      const { status, body } = await send(await assertion(), form);
      assert.deepEqual([status, body], [200, { active: false }]);
    });
  }

  const refused: Case[] = [
    ["none (security bar 6.7)", async () => new UnsecuredJWT(claimsOf("key")).encode()],
    ["an HMAC with its public key in PEM (RFC 8725 §2.1)", () => sign("certified", secretKey(pem))],
    ["an HMAC with its public key as JSON", () => sign("key", secretKey(JSON.stringify(key().jwk)))],
    ["an HMAC with its secret, where it has private_key_jwt", () => sign("with-keys", secretKey())],
    ["an HMAC with its secret, where it has Basic and post", () => sign("plain-secret", secretKey())],
    [
      "an HMAC with the hash of its secret",
      async () => {
        const [stored] = (await (await tenantStore(server)).clients.find("secret"))?.secrets ?? [];
        return sign("secret", secretKey(stored?.hash));
      },
    ],
    ["an HMAC with nothing", () => sign("key", secretKey("\0"))],
    ["another algorithm than the registered one", () => sign("es256", key("PS256"))],
    ["another HMAC than the registered one", () => sign("hs512", secretKey())],
    ["a key that it names itself by jwk (security bar 20.2)", () => sign("key", stranger, {}, { jwk: stranger.jwk })],
    ["the kid of another of its keys", () => sign("key", key("ES256"), {}, { kid: "PS256" })],
    ["a kid that nobody knows", () => sign("key", key("ES256"), {}, { kid: "nobody's" })],
    ["another client's issuer", () => sign("key", key(), { iss: "other-key" })],
    ["another client's subject", () => sign("key", key(), { sub: "other-key" })],
    ["no issuer", () => sign("key", key(), { iss: undefined })],
    ["no subject", () => sign("key", key(), { sub: undefined })],
    ["a subject that is no text", () => sign("key", key(), { sub: ["key"] })],
    ["no audience", () => sign("key", key(), { aud: undefined })],
    ["an empty list of audiences", () => sign("key", key(), { aud: [] })],
    ["another server for audience", () => sign("key", key(), { aud: "https://other.example/" })],
    [
      "another tenant for audience (security bar 22.2)",
      () => sign("key", key(), { aud: server.url("/oauth2/token", "globex") }),
    ],
    [
      "another server beside this one",
      () => sign("key", key(), { aud: [server.url("/oauth2/token"), "https://other.example/"] }),
    ],
    ["the base URL for audience", () => sign("key", key(), { aud: server.baseUrl })],
    ["the issuer with a slash", () => sign("key", key(), { aud: server.url("/oauth2/token/") })],
    ["no end", () => sign("key", key(), { exp: undefined })],
    ["an end that is over", () => sign("key", key(), { exp: now() - 61 })],
    ["an end in more than 10 minutes", () => sign("key", key(), { exp: now() + 601 })],
    ["an end that is no time", () => sign("key", key(), { exp: "2099-01-01" as never })],
    ["a beginning that is to come", () => sign("key", key(), { nbf: now() + 120 })],
    ["an iat that is to come", () => sign("key", key(), { iat: now() + 120 })],
    ["an iat of more than 100 minutes ago (contract §5.3)", () => sign("key", key(), { iat: now() - 6001 })],
    ["no jti", () => sign("key", key(), { jti: undefined })],
    ["an empty jti", () => sign("key", key(), { jti: "" })],
    ["a jti that is no text", () => sign("key", key(), { jti: 7 as never })],
    ["the type of a proof (RFC 8725 §3.11)", () => sign("key", key(), {}, { typ: "dpop+jwt" })],
    ["the type of a request object", () => sign("key", key(), {}, { typ: "oauth-authz-req+jwt" })],
    ["an unknown critical header", () => sign("key", key(), {}, { crit: ["b64"], b64: true })],
    ["another client_id beside it (RFC 7521 §4.2)", () => sign("key"), { client_id: "other-key" }],
    [
      "another assertion type",
      () => sign("key"),
      { client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:saml2-bearer" },
    ],
    ["no assertion type", () => sign("key"), { client_assertion_type: undefined }],
    ["the type alone", () => sign("key"), { client_assertion: undefined }],
    ["the type alone, and its id", () => sign("key"), { client_assertion: undefined, client_id: "spa" }],
    ["what is no JWT", async () => "abc"],
    ["what is no JWT, from a public client", async () => "a.b.c", { client_id: "spa" }],
    ["more than 16 KiB (security bar 20.2)", () => sign("key", key(), { padding: "x".repeat(16_384) })],
    ["keys that cannot be fetched", () => sign("unreachable")],
    ["a client nobody knows, and its key", () => sign("nobody")],
    ["a client nobody knows, and a secret", () => sign("nobody", secretKey())],
    ["a public client", () => sign("spa")],
  ];
  for (const [what, assertion, form] of refused) {
    it(`is refused with ${what}: invalid_client`, async () => assertRefused(await send(await assertion(), form)));
  }

  it("may use its one method only (contract §5.3)", async () => {
    const unsupported = "Unsupported Client Authentication Method!";
    const proven = [
      await send(await sign("with-keys")),
      await new TestClient(server, "").post("/oauth2/introspect", { token: "abc" }, basic("secret", SECRET)),
    ];
    for (const { status, body } of proven) {
      assert.deepEqual([status, body.error, body.error_description], [401, "invalid_client", unsupported]);
    }
    const form = { client_assertion: undefined, client_assertion_type: undefined };
    assertRefused(await send("", { ...form, client_id: "key" }));
    assertRefused(await send("", { ...form, client_id: "key", client_secret: "any" }));
  });

  it("is refused while it is switched off", async () => {
    assert.equal(
      (await send(await sign("key-off"))).body.error_description,
      "Oauth application is not in active state",
    );
  });

  it("may not show two proofs: invalid_request (security bar 6.2)", async () => {
    const both = [
      await send(await sign("key"), { client_secret: "any" }),
      await new TestClient(server, "").post(
        "/oauth2/introspect",
        { token: "abc", client_assertion_type: TYPE, client_assertion: await sign("key") },
        basic("key", "any"),
      ),
    ];
    for (const { status, body } of both) assert.deepEqual([status, body.error], [400, "invalid_request"]);
  });

  it("is not read from the URL (security bar 6.4)", async () => {
    const query = new URLSearchParams({ client_assertion_type: TYPE, client_assertion: await sign("key") });
    const client = new TestClient(server, "");
    const atToken = await client.post(`/oauth2/token?${query}`, { grant_type: "client_credentials" });
    assert.deepEqual([atToken.status, atToken.body.error], [400, "invalid_request"]);
    assert.equal((await client.post(`/oauth2/introspect?${query}`, { token: "abc" })).status, 401);
  });

  it("sends an assertion once (security bar 6.7)", async () => {
    const assertion = await sign("key");
    assert.equal((await send(assertion)).status, 200);
    assertRefused(await send(assertion));
    assertRefused(await send(assertion, { grant_type: "client_credentials" }, "/oauth2/token"));
  });

  it("cannot use a jti again in another assertion, which another client can", async () => {
    assert.equal((await send(await sign("key", key(), { jti: "the same" }))).status, 200);
    assertRefused(await send(await sign("key", key(), { jti: "the same", exp: now() + 100 })));
    assert.equal((await send(await sign("other-key", key(), { jti: "the same" }))).status, 200);
  });

  it("is served once when twenty requests race with one assertion", async () => {
    const assertion = await sign("key");
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(assertion)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    assert.equal(answers.filter(({ status }) => status === 401).length, 19);
  });

  it("does not lose its jti to an assertion that somebody else signed", async () => {
    assertRefused(await send(await sign("key", stranger, { jti: "taken?" })));
    assert.equal((await send(await sign("key", key(), { jti: "taken?" }))).status, 200);
  });

  it("may send it again where that is allowed (contract §15: tokenEndpointAllowReusePvtKeyJwt)", async () => {
    const assertion = await sign("reusing");
    assert.deepEqual([(await send(assertion)).status, (await send(assertion)).status], [200, 200]);
  });

  it("held to a FAPI profile means the issuer alone, with the profile's algorithms (FAPI 2.0 Security Profile §5.3.2.1, §5.4.1)", async () => {
    const undo = await changeClient(server, "other-key", { profile: "fapi2-security" });
    const statusOf = async (...how: Parameters<typeof sign>) => (await send(await sign(...how))).status;
    for (const name of ["PS256", "ES256", "EdDSA"]) assert.equal(await statusOf("other-key", key(name)), 200, name);
    assert.equal(await statusOf("other-key", key("RS256")), 401);
    for (const aud of [[server.url("/oauth2/token")], server.url("/oauth2/par"), server.baseUrl]) {
      assert.equal(await statusOf("other-key", key(), { aud }), 401);
    }
    await undo();
  });

  it("has its new key fetched when an assertion names it (security bar 20.6)", async () => {
    keySet = { keys: [key("ES256").jwk] };
    assert.equal((await send(await sign("fetched", key(), {}, { kid: "ES256" }))).status, 200);
    keySet = { keys: [key("PS256").jwk] };
    assert.equal((await send(await sign("fetched", key("PS256"), {}, { kid: "PS256" }))).status, 200);
    assert.equal(fetches, 2);
    assertRefused(await send(await sign("fetched", key(), {}, { kid: "ES256" })));
    assert.equal(fetches, 2);
  });

  it("is told nothing, and its operator the reason (security bar 26.2)", async () => {
    await send(await sign("key", key(), { aud: "https://other.example/" }));
    assert.equal(lastReason(), "another audience");
    const assertion = await sign("secret", secretKey("y".repeat(40)));
    await send(assertion);
    assert.equal(lastReason(), "a signature that does not match");
    assert.ok(!server.logLines.some((line) => line.includes(assertion)));
  });

  it("is slowed after twenty failures, like a guessed secret (security bar 6.10)", async () => {
    const form = async (by: SigningKey) => ({
      token: "abc",
      client_assertion_type: TYPE,
      client_assertion: await sign("key", by),
    });
    const post = async (by: SigningKey, address: string) =>
      (await new TestClient(server, "").post("/oauth2/introspect", await form(by), { "x-forwarded-for": address }))
        .status;
    for (let failure = 0; failure < 20; failure++) assert.equal(await post(stranger, "203.0.113.7"), 401);
    assert.equal(await post(key(), "203.0.113.7"), 429);
    assert.equal(await post(key(), "203.0.113.8"), 200);
  });

  it("keeps its secret sealed, and only where the method needs it (security bar 26.4)", async () => {
    const { clients } = await tenantStore(server);
    const [sealed, plain] = [await clients.find("secret"), await clients.find("plain-secret")];
    assert.deepEqual(
      sealed?.secrets.map((secret) => typeof secret.sealed),
      ["string", "string"],
    );
    assert.deepEqual(
      plain?.secrets.map((secret) => secret.sealed),
      [undefined],
    );
    assert.ok(!JSON.stringify(sealed).includes(SECRET));
    const stolen = await changeClient(server, "hs512", { secrets: sealed?.secrets ?? [] });
    assert.equal((await send(await sign("hs512", secretKey(SECRET, "HS512")))).status, 500);
    await stolen();
  });

  it("has two secrets until one expires (security bar 6.6)", async () => {
    const [first, second] = (await (await tenantStore(server)).clients.find("secret"))?.secrets ?? [];
    assert.ok(first && second);
    const undo = await changeClient(server, "secret", { secrets: [first, { ...second, expiresAt: now() + 10 }] });
    const statuses = async () => {
      const statusOf = async (secret: string) => (await send(await sign("secret", secretKey(secret)))).status;
      return [await statusOf(SECRET), await statusOf(OLD_SECRET)];
    };
    assert.deepEqual(await statuses(), [200, 200]);
    server.clock.advance(10);
    assert.deepEqual(await statuses(), [200, 401]);
    await undo();
  });

  it("is refused an assertion again even at the end of its clock skew", async () => {
    const assertion = await sign("key", key(), { exp: now() + 1 });
    server.clock.advance(59);
    assert.equal((await send(assertion)).status, 200);
    server.clock.advance(1);
    assertRefused(await send(assertion));
    assert.equal(lastReason(), "an assertion that was used before");
  });
});
