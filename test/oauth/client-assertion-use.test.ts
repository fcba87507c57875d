import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { basic, TestClient } from "../client.ts";
import {
  type AssertionKey,
  assertionClaims,
  assertRefused,
  OLD_SECRET,
  SECRET,
  secretKey,
  sendAssertion,
  signAssertion,
  ASSERTION_TYPE as TYPE,
} from "../client-assertions.ts";
import { newRequestKey, type RequestKey } from "../request-objects.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeClient, organizationsWith, tenantStore } from "../tenant-data.ts";

describe("RFC 7523 §3: using assertions", () => {
  let server: TestServer;
  let keySets: Server;
  /** What the client's web server answers. */
  let keySet: { keys: unknown[] };
  let fetches = 0;
  const keys = new Map<string, RequestKey>();
  let stranger: RequestKey;

  before(async () => {
    for (const name of ["ES256", "PS256", "RS256", "EdDSA"]) keys.set(name, await newRequestKey(name));
    stranger = await newRequestKey("ES256");
    keySets = createServer((_request, response) => {
      fetches += 1;
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(keySet));
    });
    await new Promise<void>((resolve) => keySets.listen(0, "localhost", resolve));
    const jwksUri = `http://localhost:${(keySets.address() as AddressInfo).port}/jwks`;
    const jwks = { keys: [...keys.values()].map(({ jwk }) => jwk) };
    const byKey = { grantTypes: ["client_credentials"], tokenEndpointAuthMethod: "private_key_jwt", jwks };
    const bySecret = { grantTypes: ["client_credentials"], tokenEndpointAuthMethod: "client_secret_jwt" };
    server = await startServer({
      settings: { trustedProxies: ["127.0.0.1", "::1"], outboundAllowedHosts: ["localhost"] },
      organizations: organizationsWith(
        { ...byKey, clientId: "key" },
        { ...byKey, clientId: "other-key" },
        { ...byKey, clientId: "reusing", tokenEndpointAllowReusePvtKeyJwt: true },
        { ...byKey, clientId: "key-off", enabled: false },
        { ...byKey, clientId: "fetched", jwks: undefined, jwksUri },
        { ...byKey, clientId: "with-keys", tokenEndpointAuthMethod: undefined, clientSecret: SECRET },
        { ...bySecret, clientId: "secret", clientSecret: SECRET, previousClientSecret: OLD_SECRET },
        { ...bySecret, clientId: "other-secret", clientSecret: SECRET },
        { ...bySecret, clientId: "plain-secret", clientSecret: SECRET, tokenEndpointAuthMethod: undefined },
      ),
    });
  });
  after(async () => {
    await server.stop();
    await new Promise((resolve) => keySets.close(resolve));
  });

  const key = (name = "ES256") => keys.get(name) as RequestKey;
  const now = () => server.clock.now;
  const sign = (clientId: string, by: AssertionKey = key(), changes: object = {}, header: object = {}) =>
    signAssertion(assertionClaims(server, clientId, { ...changes }), by, { ...header });
  const send = (...sent: [string, Record<string, string | undefined>?, string?]) => sendAssertion(server, ...sent);
  const lastReason = () => {
    const line = server.logLines.findLast((text) => text.includes("client_authentication_failed"));
    return JSON.parse(line ?? "{}").reason;
  };

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
    const form = async (by: AssertionKey) => ({
      token: "abc",
      client_assertion_type: TYPE,
      client_assertion: await sign("key", by),
    });
    const post = async (by: AssertionKey, address: string) =>
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
    const stolen = await changeClient(server, "other-secret", { secrets: sealed?.secrets ?? [] });
    assert.equal((await send(await sign("other-secret", secretKey()))).status, 500);
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
