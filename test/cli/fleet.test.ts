import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { type Answer, basic, headerOf, TestClient } from "../client.ts";
import { FLEETS, type Fleet, STRICT, startFleet } from "./fleet.ts";

/** Each on a connection of its own, so many that every worker gets some of them. */
const REQUESTS = 16;
const FRESH = { connection: "close" };
/** Every process must know by then. */
const KNOWN_AFTER_MILLISECONDS = 1_000;

for (const kind of FLEETS) {
  describe(`several processes on one database: ${kind.name}`, () => {
    let fleet: Fleet;
    let clients: readonly TestClient[];
    before(async () => {
      fleet = await startFleet(kind);
      clients = fleet.servers.map((server) => new TestClient(server, STRICT.clientId));
    });
    after(() => fleet?.[Symbol.asyncDispose]());

    const first = () => clients[0] as TestClient;
    /** The same request many times at once, through every process. */
    const everywhere = (request: (client: TestClient) => Promise<Answer>) =>
      Promise.all(Array.from({ length: REQUESTS }, (_, i) => request(clients[i % clients.length] as TestClient)));
    const introspectEverywhere = (token: string) =>
      everywhere((client) =>
        client.post("/oauth2/introspect", { token }, { ...basic("web", "acme-web-secret"), ...FRESH }),
      );
    const credentialsEverywhere = () =>
      everywhere((client) =>
        client.post(
          "/oauth2/token",
          { grant_type: "client_credentials" },
          { ...basic("service", "acme-service-secret"), ...FRESH },
        ),
      );

    it("starts together, and makes the configuration once", async () => {
      for (const client of clients) assert.equal((await client.obtainTokens()).token_type, "Bearer");
    });

    it("lets one of many racing exchanges of a code win (RFC 6749 §4.1.2, security bar 4.2)", async () => {
      const code = { grant_type: "authorization_code", ...(await first().obtainCode()) };
      const answers = await everywhere((client) => client.token(code, FRESH));
      assert.deepEqual(outcomes(answers), ["200", ...Array(REQUESTS - 1).fill("400 invalid_grant")]);
    });

    it("lets one of many racing uses of a refresh token win (RFC 9700 §4.14.2)", async () => {
      const { refresh_token } = await first().obtainTokens();
      const answers = await everywhere((client) => client.refresh(refresh_token, {}, FRESH));
      assert.deepEqual(outcomes(answers), ["200", ...Array(REQUESTS - 1).fill("400 invalid_grant")]);
    });

    it("refuses a revoked token everywhere within a second (RFC 7009 §2, security bar 10.3)", async () => {
      const { access_token, refresh_token } = await first().obtainTokens();
      for (const { body } of await introspectEverywhere(access_token)) assert.equal(body.active, true);
      const { status } = await first().post("/oauth2/revoke", { client_id: STRICT.clientId, token: refresh_token });
      assert.equal(status, 200);
      await setTimeout(KNOWN_AFTER_MILLISECONDS);
      for (const { body } of await introspectEverywhere(access_token)) assert.equal(body.active, false);
      const answers = await everywhere((client) => client.refresh(refresh_token, {}, FRESH));
      assert.deepEqual(outcomes(answers), Array(REQUESTS).fill("400 invalid_grant"));
    });

    it("signs with a new key everywhere within a second of `tessera keys rotate --revoke` (security bar 20.5)", async () => {
      const { id_token, refresh_token } = await first().obtainTokens();
      const jwksEverywhere = async () => {
        const answers = await everywhere((client) => client.get("/oauth2/jwks", FRESH));
        return answers.map(({ body }) => body.keys.map(({ kid }: { kid: string }) => kid));
      };
      const old = headerOf(id_token).kid;
      assert.deepEqual(await jwksEverywhere(), Array(REQUESTS).fill([old]));
      const printed = await fleet.command("keys", "rotate", "acme", "--revoke");
      await setTimeout(KNOWN_AFTER_MILLISECONDS);
      const [[kid]] = (await jwksEverywhere()) as [[string]];
      assert.ok(printed.includes(kid));
      assert.deepEqual(await jwksEverywhere(), Array(REQUESTS).fill([kid]));

      let token = refresh_token;
      for (let turn = 0; turn < REQUESTS / 2; turn += 1) {
        const { body } = await (clients[turn % clients.length] as TestClient).refresh(token, {}, FRESH);
        assert.equal(headerOf(body.id_token).kid, kid);
        token = body.refresh_token;
      }
    });

    it("refuses a disabled client everywhere within a second of `tessera apply`, and serves it again after", async () => {
      assert.deepEqual(outcomes(await credentialsEverywhere()), Array(REQUESTS).fill("200"));
      await fleet.apply({ service: { enabled: false } });
      await setTimeout(KNOWN_AFTER_MILLISECONDS);
      assert.deepEqual(outcomes(await credentialsEverywhere()), Array(REQUESTS).fill("401 invalid_client"));
      await fleet.apply({});
      await setTimeout(KNOWN_AFTER_MILLISECONDS);
      assert.deepEqual(outcomes(await credentialsEverywhere()), Array(REQUESTS).fill("200"));
    });
  });
}

/** The statuses and error codes, the best first. */
function outcomes(answers: readonly Answer[]): string[] {
  return answers.map(({ status, body }) => (status === 200 ? "200" : `${status} ${body.error}`)).sort();
}
