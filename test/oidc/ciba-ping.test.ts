import assert from "node:assert/strict";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { sha256 } from "../../src/crypto/hashes.ts";
import { AskingClient, CIBA, decide, withCiba } from "../ciba.ts";
import { startServer, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";

const TOKEN = "8d67dc78-7faa-4d41-aabd-67707b374255";

interface Notification {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

describe("CIBA Core 1.0 §10.2, ping mode", () => {
  let server: TestServer;
  let client: AskingClient;
  let place: Server;
  let status = 204;
  let notified: PromiseWithResolvers<Notification>;
  before(async () => {
    place = createServer(async (request, response) => {
      const body = (await request.toArray()).join("");
      response.writeHead(status).end();
      notified.resolve({ headers: request.headers, body });
    });
    await new Promise<void>((resolve) => place.listen(0, "localhost", resolve));
    const clientNotificationEndpoint = `http://localhost:${(place.address() as AddressInfo).port}/ping`;
    const pinged = {
      clientId: "pinged",
      name: "Pinged",
      clientSecret: "acme-pinged-secret",
      callbackURLs: [],
      grantTypes: [CIBA],
      cibaAuthenticationRequest: { deliveryMode: "ping", clientNotificationEndpoint },
    };
    const organizations = withCiba(pinged);
    server = await startServer({ organizations, settings: { outboundAllowedHosts: ["localhost"] } });
    client = new AskingClient(server, "pinged");
  });
  beforeEach(() => {
    notified = Promise.withResolvers();
    status = 204;
  });
  after(async () => {
    place.close();
    await server.stop();
  });
  const start = () => client.start({ client_notification_token: TOKEN });

  for (const [consent, answer] of [
    ["approve", 200],
    ["deny", 400],
  ] as const) {
    it(`tells the client of ${consent} by its own token, and then it polls (§10.2)`, async () => {
      const { auth_req_id, auth_url } = await start();
      await decide(auth_url, consent);
      const { headers, body } = await notified.promise;
      assert.equal(headers.authorization, `Bearer ${TOKEN}`);
      assert.equal(headers["content-type"], "application/json");
      assert.deepEqual(JSON.parse(body), { auth_req_id });
      assert.equal((await client.poll(auth_req_id)).status, answer);
    });
  }

  it("lets the client poll before it is told (§10.1)", async () => {
    assert.equal((await client.poll((await start()).auth_req_id)).body.error, "authorization_pending");
  });

  it("keeps the tokens for a client that could not be told, and writes that down", async () => {
    status = 500;
    const { auth_req_id, auth_url } = await start();
    await decide(auth_url, "approve");
    await notified.promise;
    assert.equal((await client.poll(auth_req_id)).status, 200);
    const isLogged = () => server.logLines.some((line) => line.includes('"event":"ping_failed"'));
    for (let turn = 0; turn < 200 && !isLogged(); turn++) await setTimeout(10);
    assert.ok(isLogged());
  });

  for (const token of [undefined, "", "has a blank", "x".repeat(1025)]) {
    it(`needs a token to tell the client with (§7.1): not ${JSON.stringify(token?.slice(0, 12))}`, async () => {
      const { status, body } = await client.ask({ client_notification_token: token });
      assert.deepEqual([status, body.error], [400, "invalid_request"]);
    });
  }

  it("seals the token and the id, and logs neither (security bar 26.1, 26.4)", async () => {
    const { auth_req_id, auth_url } = await start();
    const { transients } = await tenantStore(server);
    const handle = sha256(auth_req_id).toString("base64url");
    const stored = JSON.stringify(await transients.find("authentication request", handle, server.clock.now));
    assert.match(stored, /"sealedPing":/);
    for (const secret of [TOKEN, auth_req_id]) assert.ok(!stored.includes(secret));
    await decide(auth_url, "approve");
    await notified.promise;
    assert.ok(!server.logLines.some((line) => line.includes(TOKEN) || line.includes(auth_req_id)));
  });
});
