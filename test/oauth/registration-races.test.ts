import assert from "node:assert/strict";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { after, before, describe, it } from "node:test";
import { CALLBACK } from "../organizations.ts";
import { type OtherServer, startOtherServer } from "../outbound/server.ts";
import { callRegistration, METADATA, organizationsThatRegister } from "../registration.ts";
import { startServer, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";

/** The client decides how long the server waits for its sector document, and so how long a change of its own takes. */
describe("RFC 7592 §2.2: a client that changes itself while an administrator does", () => {
  let server: TestServer;
  let place: OtherServer;
  let held: ServerResponse | undefined;
  let arrived: EventTarget;
  before(async () => {
    arrived = new EventTarget();
    place = await startOtherServer((request, response) => {
      if (request.url !== "/held") return send(response);
      held = response;
      arrived.dispatchEvent(new Event("request"));
    });
    server = await startServer({
      organizations: organizationsThatRegister(),
      settings: { outboundAllowedHosts: [`127.0.0.1:${place.port}`] },
    });
  });
  after(async () => {
    await server.stop();
    await place.close();
  });

  const send = (response: ServerResponse) =>
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify([CALLBACK]));
  const sector = (path: string) => ({ sector_identifier_uri: `http://127.0.0.1:${place.port}${path}` });
  const call = (changes: object) => callRegistration(server, { tenant: "globex", ...changes });

  /** Lets the client send a change, does the work while the server waits for the client's document, and returns the answer. */
  async function changeDuring(work: (clientId: string) => Promise<unknown>) {
    const { body: client } = await call({ body: { ...METADATA, ...sector("/at-once") } });
    const request = once(arrived, "request");
    const answer = call({
      method: "PUT",
      path: client.registration_client_uri,
      token: client.registration_access_token,
      body: { ...METADATA, client_name: "Changed", ...sector("/held") },
    });
    await request;
    await work(client.client_id);
    send(held as ServerResponse);
    return { client, answer: await answer };
  }

  it("stays switched off", async () => {
    const { clients } = await tenantStore(server, "globex");
    const { client, answer } = await changeDuring(async (clientId) => {
      const before = await clients.find(clientId);
      assert.ok(before);
      await clients.save({ ...before, enabled: false, skipConsent: false });
    });
    assert.equal(answer.body.client_name, "Changed");
    assert.equal((await clients.find(client.client_id))?.enabled, false);
  });

  it("stays removed", async () => {
    const { clients } = await tenantStore(server, "globex");
    const { client, answer } = await changeDuring((clientId) => clients.remove(clientId, server.clock.now));
    assert.equal(answer.status, 401);
    assert.equal(await clients.find(client.client_id), undefined);
  });
});
