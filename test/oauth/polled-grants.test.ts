import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { AskingClient, CIBA, decide } from "../ciba.ts";
import { claimsOf } from "../client.ts";
import { DEVICE_CODE, Device } from "../devices.ts";
import { type LogoutReceiver, startLogoutReceiver } from "../logout-receiver.ts";
import { startServer, type TestServer } from "../server.ts";
import { organizationsWith } from "../tenant-data.ts";

describe("RFC 8628, CIBA: what was allowed in a session, and the end of that session", () => {
  let server: TestServer;
  let keyServer: Server;
  let keysStatus = 200;
  let receiver: LogoutReceiver;
  before(async () => {
    receiver = await startLogoutReceiver();
    const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const keys = JSON.stringify({ keys: [{ ...ec.publicKey.export({ format: "jwk" }), kid: "k", use: "enc" }] });
    keyServer = createServer((_request, response) =>
      response.writeHead(keysStatus, { "content-type": "application/json" }).end(keys),
    );
    await new Promise<void>((resolve) => keyServer.listen(0, "localhost", resolve));
    const jwksUri = `http://localhost:${(keyServer.address() as AddressInfo).port}/jwks`;
    const ending = { accessToken: { revokeTokensWhenIDPSessionTerminated: true } };
    const device = { publicClient: true, callbackURLs: [], grantTypes: [DEVICE_CODE, "refresh_token"] };
    const bank = { clientSecret: "acme-bank-secret", callbackURLs: [], grantTypes: [CIBA, "refresh_token"] };
    server = await startServer({
      organizations: organizationsWith(
        { ...device, ...ending, clientId: "ending" },
        { ...device, clientId: "lasting" },
        { ...device, clientId: "told", logout: { backChannelLogoutUrl: `${receiver.origin}/told` } },
        { ...device, clientId: "sealed", jwksUri, idToken: { encryption: { algorithm: "ECDH-ES" } } },
        { ...bank, ...ending, clientId: "bank" },
      ),
      settings: { outboundAllowedHosts: ["localhost"] },
    });
  });
  after(async () => {
    await server.stop();
    await receiver.close();
    await new Promise((resolve) => keyServer.close(resolve));
  });

  const logOut = async (browser: ScriptLessBrowser) => {
    const page = await browser.open(server.url("/oidc/logout"));
    await browser.submit(page, { consent: "approve" });
  };

  it("issues nothing to a client that loses its tokens with the session, when the session is over already", async () => {
    const device = new Device(server, "ending");
    const { device_code, user_code } = await device.start();
    const browser = new ScriptLessBrowser();
    await device.decide(user_code, "approve", browser);
    await logOut(browser);
    const { status, body } = await device.poll(device_code);
    assert.deepEqual([status, body.access_token], [400, undefined]);
  });

  it("and so of a backchannel authentication", async () => {
    const client = new AskingClient(server, "bank");
    const { auth_req_id, auth_url } = await client.start();
    const browser = new ScriptLessBrowser();
    await decide(auth_url, "approve", browser);
    await logOut(browser);
    const { status, body } = await client.poll(auth_req_id);
    assert.deepEqual([status, body.access_token], [400, undefined]);
  });

  it("ends what was issued before with the session", async () => {
    const device = new Device(server, "ending");
    const { device_code, user_code } = await device.start();
    const browser = new ScriptLessBrowser();
    await device.decide(user_code, "approve", browser);
    const { body } = await device.poll(device_code);
    assert.equal((await device.introspect(body.access_token)).body.active, true);
    await logOut(browser);
    assert.equal((await device.introspect(body.access_token)).body.active, false);
    assert.equal((await device.refresh(body.refresh_token)).status, 400);
  });

  it("issues to others whatever has become of the session", async () => {
    const device = new Device(server, "lasting");
    const { device_code, user_code } = await device.start();
    const browser = new ScriptLessBrowser();
    await device.decide(user_code, "approve", browser);
    await logOut(browser);
    assert.equal((await device.poll(device_code)).status, 200);
  });

  it("tells the client that learned of the session of its end (Back-Channel Logout §2.5)", async () => {
    const device = new Device(server, "told");
    const { device_code, user_code } = await device.start();
    const browser = new ScriptLessBrowser();
    await device.decide(user_code, "approve", browser);
    const { body } = await device.poll(device_code);
    const { sid } = claimsOf(body.id_token);
    await logOut(browser);
    assert.deepEqual(
      receiver.tokensAt("/told").map((token) => claimsOf(token).sid),
      [sid],
    );
  });

  it("keeps what the user has allowed while the client's key to encrypt to cannot be had", async () => {
    const device = new Device(server, "sealed");
    const { device_code, user_code } = await device.start();
    await device.decide(user_code, "approve");
    keysStatus = 500;
    const { status, body } = await device.poll(device_code);
    assert.deepEqual([status, body.error], [400, "invalid_request"]);
    keysStatus = 200;
    server.clock.advance(5); // no sooner is the client's server asked again
    assert.equal((await device.poll(device_code)).status, 200);
  });
});
