import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import * as openid from "openid-client";
import { basic, claimsOf, TestClient } from "../client.ts";
import { Device, withDevices } from "../devices.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeUser } from "../tenant-data.ts";

describe("RFC 8628: the device grant", () => {
  let server: TestServer;
  let tv: Device;
  before(async () => {
    server = await startServer({ organizations: withDevices() });
    tv = new Device(server, "tv");
  });
  after(() => server.stop());

  describe("the device authorization request (§3.1, §3.2)", () => {
    it("answers with codes, addresses below the tenant, ten minutes and five seconds (contract §11.1)", async () => {
      const { status, headers, body } = await tv.requestCodes();
      assert.equal(status, 200);
      assert.equal(headers.get("cache-control"), "no-store");
      const page = server.url("/authenticationendpoint/device.do");
      assert.deepEqual(body, {
        device_code: body.device_code,
        user_code: body.user_code,
        verification_uri: page,
        verification_uri_complete: `${page}?user_code=${body.user_code}`,
        expires_in: 600,
        interval: 5,
      });
    });

    it("makes device codes of 256 bits and user codes of 8 of 20 letters, each time others (security bar 13.1)", async () => {
      const codes = await Promise.all(Array.from({ length: 10 }, () => tv.start()));
      for (const { device_code, user_code } of codes) {
        assert.match(device_code, /^[A-Za-z0-9_-]{43}$/);
        assert.match(user_code, /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
      }
      assert.equal(new Set(codes.flatMap(({ device_code, user_code }) => [device_code, user_code])).size, 20);
    });

    const refused = [
      ["an unknown client", "tv", { client_id: "nobody" }, 401, "invalid_client"],
      ["no client", "tv", { client_id: undefined }, 401, "invalid_client"],
      ["a confidential client without its secret", "printer", {}, 401, "invalid_client"],
      ["a client without the grant", "spa", {}, 400, "unauthorized_client"],
      ["a scope that leaves nothing", "tv", { scope: "unknown" }, 400, "invalid_scope"],
      ["a malformed scope", "tv", { scope: 'a"b' }, 400, "invalid_scope"],
      [
        "an API that the client is not authorized for",
        "tv",
        { resource: "https://api.example" },
        400,
        "invalid_target",
      ],
    ] as const;
    for (const [what, clientId, changes, status, error] of refused) {
      it(`refuses ${what}: ${error} (§3.2, RFC 6749 §5.2)`, async () => {
        const answer = await new Device(server, clientId).requestCodes(changes);
        assert.deepEqual([answer.status, answer.body.error], [status, error]);
        assert.equal(answer.headers.get("cache-control"), "no-store");
      });
    }

    it("takes a confidential client by its secret, at both endpoints", async () => {
      const printer = new Device(server, "printer");
      const headers = basic("printer", "acme-printer-secret");
      const { body: codes } = await printer.post("/oauth2/device_authorize", { scope: "openid" }, headers);
      await printer.decide(codes.user_code, "approve");
      assert.equal((await printer.poll(codes.device_code)).status, 401);
      const { device_code } = codes;
      const form = { grant_type: "urn:ietf:params:oauth:grant-type:device_code", device_code };
      assert.equal((await printer.post("/oauth2/token", form, headers)).status, 200);
    });

    it("lies open to POST alone, and to no other tenant's clients (security bar 7.1, 22.2)", async () => {
      assert.equal((await tv.get("/oauth2/device_authorize")).status, 405);
      await server.configure([{ handle: "empty", name: "Empty", applications: [], users: [] }]);
      assert.equal((await new Device(server, "tv", "empty").requestCodes()).status, 401);
    });
  });

  describe("polling (§3.4, §3.5)", () => {
    const pollFor = async (code: string, changes = {}) => {
      const { status, headers, body } = await tv.poll(code, changes);
      assert.equal(status, 400);
      assert.equal(headers.get("cache-control"), "no-store");
      return [body.error, body.error_description];
    };

    it("waits while the user has not decided, and slows down who polls too often by five seconds each time", async () => {
      const { device_code } = await tv.start();
      const pending = ["authorization_pending", "Precondition required"];
      const tooSoon = ["slow_down", "Forbidden"];
      assert.deepEqual(await pollFor(device_code), pending);
      server.clock.advance(5);
      assert.deepEqual(await pollFor(device_code), pending, "after 5 s");
      server.clock.advance(4);
      assert.deepEqual(await pollFor(device_code), tooSoon, "after 4 s");
      server.clock.advance(9);
      assert.deepEqual(await pollFor(device_code), tooSoon, "10 s are asked for by now");
      server.clock.advance(15);
      assert.deepEqual(await pollFor(device_code), pending, "after 15 s");
    });

    it("gives the tokens of the user who allowed it, with the session's sid and amr", async () => {
      const { device_code, user_code } = await tv.start();
      await tv.decide(user_code, "approve");
      const { status, body } = await tv.poll(device_code);
      assert.equal(status, 200);
      assert.deepEqual([body.token_type, body.scope], ["Bearer", "email openid"]);
      const claims = claimsOf(body.id_token);
      assert.deepEqual([claims.aud, claims.email, claims.amr], ["tv", "kim@example.com", ["BasicAuthenticator"]]);
      assert.match(claims.sid, /^[0-9a-f-]{36}$/);
      assert.equal((await tv.userinfo(body.access_token)).body.email, "kim@example.com");
      assert.equal((await tv.refresh(body.refresh_token)).status, 200);
    });

    it("gives no ID token without openid", async () => {
      const { device_code, user_code } = await tv.start({ scope: "email" });
      await tv.decide(user_code, "approve");
      const { body } = await tv.poll(device_code);
      assert.deepEqual([body.scope, body.id_token], ["email", undefined]);
    });

    it("gives tokens once: the code is used up (security bar 13.1)", async () => {
      const { device_code, user_code } = await tv.start();
      await tv.decide(user_code, "approve");
      assert.equal((await tv.poll(device_code)).status, 200);
      assert.deepEqual(await pollFor(device_code), ["expired_token", "Forbidden"]);
    });

    it("gives tokens to one of many polls that race (security bar 13.1)", async () => {
      const { device_code, user_code } = await tv.start();
      await tv.decide(user_code, "approve");
      const answers = await Promise.all(Array.from({ length: 8 }, () => tv.poll(device_code)));
      assert.equal(answers.filter(({ status }) => status === 200).length, 1);
      for (const { status, body } of answers.filter((answer) => answer.status !== 200)) {
        assert.deepEqual([status, body.error], [400, "expired_token"]);
      }
    });

    it("loses no decision to polls that come at the same time", async () => {
      const { device_code, user_code } = await tv.start();
      const polls = Array.from({ length: 6 }, () => tv.poll(device_code));
      const [page] = await Promise.all([tv.decide(user_code, "approve"), ...polls]);
      assert.match(page.url.pathname, /device_success\.do$/);
      assert.equal((await tv.poll(device_code)).status, 200);
    });

    it("tells of a denial, and goes on telling it", async () => {
      const { device_code, user_code } = await tv.start();
      await tv.decide(user_code, "deny");
      for (let turn = 0; turn < 2; turn++) assert.deepEqual(await pollFor(device_code), ["access_denied", "Forbidden"]);
    });

    for (const [what, decision] of [
      ["nobody decided about", undefined],
      ["was allowed and not polled for in time", "approve"],
    ] as const) {
      it(`tells that a code expired which ${what}`, async () => {
        const { device_code, user_code } = await tv.start();
        if (decision !== undefined) await tv.decide(user_code, decision);
        server.clock.advance(600);
        assert.deepEqual(await pollFor(device_code), ["expired_token", "Forbidden"]);
      });
    }

    it("knows no code that it did not make (contract §6.5)", async () => {
      const unknown = ["invalid_request", "The provided device code is not registered or is invalid."];
      const { user_code } = await tv.start();
      for (const code of ["x", "a".repeat(43), user_code]) assert.deepEqual(await pollFor(code), unknown, code);
      assert.deepEqual(await pollFor("", {}), ["invalid_request", "Missing parameters: device_code"]);
    });

    it("refuses another client's code, and the code stays good for its own (security bar 13.2)", async () => {
      const { device_code, user_code } = await tv.start();
      await tv.decide(user_code, "approve");
      const { status, body } = await new Device(server, "box").poll(device_code);
      assert.deepEqual([status, body.error], [400, "invalid_grant"]);
      assert.equal((await tv.poll(device_code)).status, 200);
    });

    it("knows no other tenant's code, neither the device's nor the user's (security bar 22.2)", async () => {
      const { device_code, user_code } = await tv.start();
      await tv.decide(user_code, "approve");
      const foreign = new Device(server, "tv", "globex");
      assert.equal((await foreign.poll(device_code)).body.error, "invalid_request");
      const { user_code: fresh } = await tv.start();
      assert.match((await foreign.enter(fresh)).url.href, /globex\/.*device\.do\?error=invalid\.code$/);
    });

    it("refuses tokens for a user who was switched off meanwhile", async () => {
      const { device_code, user_code } = await tv.start();
      await tv.decide(user_code, "approve");
      const undo = await changeUser(server, "kim", { enabled: false });
      const { status, body } = await tv.poll(device_code);
      await undo();
      assert.deepEqual([status, body.error], [400, "invalid_grant"]);
    });

    it("takes no code from the URL (security bar 6.4)", async () => {
      const { device_code } = await tv.start();
      const { status, body } = await tv.post(`/oauth2/token?device_code=${device_code}`, {
        grant_type: "urn:ietf:params:oauth:grant-type:device_code",
        device_code,
        client_id: "tv",
      });
      assert.deepEqual([status, body.error], [400, "invalid_request"]);
    });

    it("refuses a client that does not have the grant (RFC 6749 §5.2)", async () => {
      const { device_code } = await tv.start();
      const { body } = await new TestClient(server, "spa").token({
        grant_type: "urn:ietf:params:oauth:grant-type:device_code",
        device_code,
      });
      assert.equal(body.error, "unauthorized_client");
    });
  });
});

describe("the device grant by a client that others wrote", () => {
  // A server of its own, whose clock is the client's.
  let server: TestServer;
  let tv: Device;
  before(async () => {
    server = await startServer({ organizations: withDevices() });
    tv = new Device(server, "tv");
  });
  after(() => server.stop());

  it("openid-client: codes by discovery, then tokens by polling", async () => {
    const configuration = await openid.discovery(new URL(server.url("/oauth2/token")), "tv", {}, openid.None(), {
      execute: [openid.allowInsecureRequests],
    });
    const codes = await openid.initiateDeviceAuthorization(configuration, { scope: "openid email" });
    await tv.decide(codes.user_code, "approve");
    const tokens = await openid.pollDeviceAuthorizationGrant(configuration, { ...codes, interval: 0.1 });
    assert.equal(tokens.claims()?.email, "kim@example.com");

    const denied = await openid.initiateDeviceAuthorization(configuration, { scope: "openid" });
    await tv.decide(denied.user_code, "deny");
    await assert.rejects(openid.pollDeviceAuthorizationGrant(configuration, { ...denied, interval: 0.1 }), {
      error: "access_denied",
    });
  });
});
