import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { claimsOf, TestClient } from "../client.ts";
import { CALLBACK } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeClient, organizationsWith } from "../tenant-data.ts";
import { assertDead, rotate } from "./refresh-chains.ts";

describe("RFC 9700 §4.14.2: rotating refresh tokens", () => {
  let server: TestServer;
  let spa: TestClient;
  before(async () => {
    server = await startServer({
      organizations: organizationsWith({
        clientId: "graceless",
        publicClient: true,
        callbackURLs: [CALLBACK],
        refreshToken: { gracefulRefreshTokenRotationValidityPeriod: 0 },
        skipLoginConsent: true,
      }),
    });
    spa = new TestClient(server, "spa");
  });
  after(() => server.stop());

  it("gives a public client a new refresh token at each use (security bar 5.1)", async () => {
    const chain = await rotate(spa, 3);
    assert.equal(new Set(chain.map(({ refresh_token }) => refresh_token)).size, 4);
    assert.equal(new Set(chain.map(({ access_token }) => access_token)).size, 4);
  });

  it("gives a public client a new one whatever its settings say (security bar 5.1)", async () => {
    const { refresh_token } = await spa.obtainTokens();
    const undo = await changeClient(server, "spa", {
      refreshToken: { lifetimeSeconds: 3600, rotate: false, extendOnRotation: true, graceSeconds: 10 },
    });
    try {
      assert.notEqual((await spa.refresh(refresh_token)).body.refresh_token, refresh_token);
    } finally {
      await undo();
    }
  });

  it("ends the access token that came with the rotated token, and no other (contract §6.2)", async () => {
    const other = await spa.obtainTokens();
    const [first, second] = await rotate(spa, 1);
    assert.equal((await spa.userinfo(first.access_token)).status, 401);
    assert.deepEqual((await spa.introspect(first.access_token)).body, { active: false });
    assert.deepEqual((await spa.introspect(first.refresh_token)).body, { active: false });
    assert.equal((await spa.userinfo(second.access_token)).status, 200);
    assert.equal((await spa.userinfo(other.access_token)).status, 200);
  });

  it("ends a JWT access token too, as far as this server is asked (contract §7.3)", async () => {
    const jwt = new TestClient(server, "jwt");
    const [first, second] = await rotate(jwt, 1);
    assert.equal((await jwt.userinfo(first.access_token)).status, 401);
    assert.equal((await jwt.userinfo(second.access_token)).status, 200);
  });

  it("revokes the family when a rotated token comes after its grace, and says so in the log (security bar 5.2)", async () => {
    const [first, second] = await rotate(spa, 1);
    const other = await spa.obtainTokens();
    server.clock.advance(10);
    const { status, body } = await spa.refresh(first.refresh_token);
    assert.deepEqual([status, body.error], [400, "invalid_grant"]);
    await assertDead(spa, [first, second]);
    assert.equal((await spa.refresh(other.refresh_token)).status, 200, "another sign-in is spared");

    const event = server.logLines.findLast((line) => line.includes('"event":"refresh_token_reused"')) ?? "{}";
    const { tenant, client, user, address } = JSON.parse(event);
    assert.deepEqual([tenant, client, user], ["acme", "spa", claimsOf(first.id_token).sub]);
    assert.match(address, /127\.0\.0\.1|::1/);
  });

  it("answers the token rotated last with the same successor within 10 seconds, five times (security bar 5.3)", async () => {
    const [first, second] = await rotate(spa, 1);
    server.clock.advance(9);
    for (let time = 1; time <= 5; time++) {
      const { status, body } = await spa.refresh(first.refresh_token);
      assert.equal(status, 200, `time ${time}`);
      assert.equal(body.refresh_token, second.refresh_token);
      assert.equal((await spa.userinfo(body.access_token)).status, 200);
    }
    assert.equal((await spa.refresh(first.refresh_token)).body.error, "invalid_grant");
    assert.equal((await spa.refresh(second.refresh_token)).status, 200);
  });

  it("ends the grace when the successor has been used (security bar 5.3)", async () => {
    const chain = await rotate(spa, 2);
    assert.equal((await spa.refresh(chain[0].refresh_token)).body.error, "invalid_grant");
    await assertDead(spa, chain);
  });

  it("never extends the grace to older ancestors (security bar 5.3)", async () => {
    const chain = await rotate(spa, 3);
    assert.equal((await spa.refresh(chain[2].refresh_token)).status, 200, "the token rotated last is in its grace");
    assert.equal((await spa.refresh(chain[1].refresh_token)).body.error, "invalid_grant");
    await assertDead(spa, chain);
  });

  it("grants the grace to the token's own client only (security bar 5.3)", async () => {
    const [first, second] = await rotate(spa, 1);
    const { body } = await new TestClient(server, "asking").refresh(first.refresh_token);
    assert.equal(body.error, "invalid_grant");
    assert.equal((await spa.refresh(second.refresh_token)).status, 200);
  });

  it("has no grace where the client's settings say so (security bar 5.3)", async () => {
    const graceless = new TestClient(server, "graceless");
    const chain = await rotate(graceless, 1);
    assert.equal((await graceless.refresh(chain[0].refresh_token)).body.error, "invalid_grant");
    await assertDead(graceless, chain);
  });

  for (const clientId of ["spa", "jwt"]) {
    it(`leaves the family of ${clientId} alive when twenty refreshes race with one token (security bar 5.4)`, async () => {
      const client = new TestClient(server, clientId);
      const { refresh_token } = await client.obtainTokens();
      const answers = await Promise.all(Array.from({ length: 20 }, () => client.refresh(refresh_token)));
      const served = answers.filter(({ status }) => status === 200);
      const refused = answers.filter(({ status }) => status !== 200);
      assert.equal(served.length, 6, "the first and five in its grace");
      for (const { status, body } of refused) assert.deepEqual([status, body.error], [400, "invalid_grant"]);

      for (const { body } of served) assert.equal((await client.userinfo(body.access_token)).status, 200);
      const successors = new Set(served.map(({ body }) => body.refresh_token as string));
      assert.equal(successors.size, 1);
      for (const successor of successors) assert.equal((await client.refresh(successor)).status, 200);
    });
  }

  for (const [what, path] of [
    ["a reuse", "token"],
    ["a revocation", "revoke"],
  ] as const) {
    it(`ends the family for good by ${what} that races with refreshes, and fails none of them (security bar 5.2, 5.4)`, async () => {
      for (let round = 0; round < 5; round++) {
        const chain = await rotate(spa, 2);
        const [oldest, , current] = chain.map(({ refresh_token }) => refresh_token as string);
        const ending =
          path === "token"
            ? () => spa.refresh(oldest as string)
            : () => spa.post("/oauth2/revoke", { token: current, client_id: "spa" });
        const refreshing = () => spa.refresh(current as string);
        const answers = await Promise.all([refreshing, refreshing, ending, refreshing, ending].map((send) => send()));
        for (const { status } of answers) assert.ok(status === 200 || status === 400, String(status));
        const bought = answers.map(({ body }) => body).filter((body) => body.access_token !== undefined);
        await assertDead(spa, [...chain, ...bought]);
      }
    });
  }

  it("serves parallel refreshes of a client that keeps its token (security bar 5.4)", async () => {
    const steady = new TestClient(server, "steady");
    const secret = { client_secret: "acme-steady-secret" };
    const { refresh_token } = await steady.obtainTokens({}, secret);
    const answers = await Promise.all(Array.from({ length: 8 }, () => steady.refresh(refresh_token, secret)));
    for (const { status, body } of answers) {
      assert.equal(status, 200);
      assert.equal((await steady.userinfo(body.access_token)).status, 200);
    }
  });
});
