import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { TestClient } from "../client.ts";
import { CALLBACK } from "../organizations.ts";
import { outboxOf } from "../outbox.ts";
import type { TestServer } from "../server.ts";
import { SoftwarePasskey } from "../software-passkey.ts";
import type { ApiClient } from "./api-client.ts";
import { byTwoFactors, idOfUser, inBrowser, ownAccount, startAccountServer } from "./own-account.ts";

const PATH = "/api/users/v2/me/webauthn";
const START = `${PATH}/start-usernameless-registration`;
const FINISH = `${PATH}/finish-registration`;

describe("users' own passkeys (contract §19)", () => {
  let server: TestServer;
  let kim: ApiClient;
  let lee: ApiClient;
  before(async () => {
    server = await startAccountServer();
    [kim, lee] = [(await byTwoFactors(server, "kim")).account, (await byTwoFactors(server, "lee")).account];
  });
  after(() => server.stop());

  const start = (account: ApiClient, place = START, appId = server.baseUrl) => account.call("POST", place, { appId });
  const add = async (account: ApiClient, device = new SoftwarePasskey(server.baseUrl)) => {
    const { requestId, publicKeyCredentialCreationOptions: options } = (await start(account)).body;
    const { status, body } = await account.call("POST", FINISH, { requestId, credential: device.create(options) });
    assert.equal(status, 201, JSON.stringify(body));
    return { device, id: body.credential.credentialId as string };
  };
  const listOf = async (account: ApiClient) => (await account.call("GET", `${PATH}/`)).body;
  const clear = async (account: ApiClient) => {
    for (const { credential } of await listOf(account)) {
      await account.call("DELETE", `${PATH}/${credential.credentialId}`);
    }
  };

  it("begin with options for the device, by form or JSON, that ask for a verified person (security bar 19.4)", async () => {
    const form = await fetch(server.url(`${PATH}/start-registration`), {
      method: "POST",
      headers: { authorization: `Bearer ${kim.token}` },
      body: new URLSearchParams({ appId: server.baseUrl }),
    });
    assert.equal(form.status, 201);
    const plain = (await form.json()) as { publicKeyCredentialCreationOptions: Record<string, unknown> };
    const handle = Buffer.from((await idOfUser(server, "kim")).replaceAll("-", ""), "hex").toString("base64url");
    const { challenge, pubKeyCredParams, ...options } = plain.publicKeyCredentialCreationOptions;
    assert.ok(Buffer.from(challenge as string, "base64url").length >= 16);
    assert.deepEqual(options, {
      rp: { id: "localhost", name: "Acme" },
      user: { id: handle, name: "kim", displayName: "kim" },
      timeout: 300_000,
      excludeCredentials: [],
      authenticatorSelection: { residentKey: "preferred", requireResidentKey: false, userVerification: "required" },
      attestation: "none",
      extensions: { credProps: true },
    });
    const { body } = await start(kim);
    assert.equal(body.publicKeyCredentialCreationOptions.authenticatorSelection.residentKey, "required");
    assert.equal((await start(kim, START, "https://evil.example")).body.code, "FID-60001");
    assert.equal((await kim.call("POST", START, {})).status, 400);
  });

  it("are added, listed, renamed and removed", async () => {
    const { id } = await add(kim);
    const [only, ...more] = await listOf(kim);
    assert.deepEqual(more, []);
    assert.equal(only.credential.credentialId, id);
    assert.deepEqual([only.isUsernamelessSupported, only.displayName, only.signatureCount], [true, "Passkey", 0]);
    assert.deepEqual([only.userIdentity.name, only.credential.userHandle], ["kim", only.userIdentity.id]);
    assert.ok(!Number.isNaN(Date.parse(only.registrationTime)));
    assert.deepEqual((await kim.call("GET", PATH)).body, [only], "without the slash too");

    const rename = [{ operation: "REPLACE", path: "/displayName", value: " Blue key " }];
    const { status, body } = await kim.call("PATCH", `${PATH}/${id}`, rename);
    assert.deepEqual([status, body[0].displayName], [200, "Blue key"]);
    for (const wrong of [
      [{ operation: "REMOVE", path: "/displayName" }],
      [{ operation: "REPLACE", path: "/signatureCount", value: "1" }],
      [{ operation: "REPLACE", path: "/displayName", value: "" }],
      [{ operation: "REPLACE", path: "/displayName", value: "x".repeat(101) }],
      {},
    ]) {
      assert.equal((await kim.call("PATCH", `${PATH}/${id}`, wrong)).status, 400, JSON.stringify(wrong));
    }
    assert.equal((await kim.call("DELETE", `${PATH}/${id}`)).status, 204);
    assert.equal((await kim.call("DELETE", `${PATH}/${id}`)).status, 404);
    assert.deepEqual(await listOf(kim), []);
    for (const action of ["user.add-passkey", "user.rename-passkey", "user.remove-passkey"]) {
      assert.ok(
        server.logLines.some((line) => line.includes(`"${action}"`)),
        action,
      );
    }
  });

  it("are each user's own: nobody sees, renames, removes or adds again another's (security bar 19.4)", async () => {
    const { id, device } = await add(kim);
    assert.deepEqual(await listOf(lee), []);
    assert.equal((await lee.call("PATCH", `${PATH}/${id}`, [])).status, 404);
    assert.equal((await lee.call("DELETE", `${PATH}/${id}`)).status, 404);
    const { requestId, publicKeyCredentialCreationOptions: options } = (await start(lee)).body;
    const taken = await lee.call("POST", FINISH, { requestId, credential: device.create(options) });
    assert.equal(taken.status, 409);
    const { publicKeyCredentialCreationOptions: again } = (await start(kim)).body;
    assert.deepEqual(again.excludeCredentials, [{ type: "public-key", id, transports: ["internal"] }]);
    await clear(kim);
  });

  it("are added by an answer to a request of the same user, once, within five minutes (security bar 19.4)", async () => {
    const { requestId, publicKeyCredentialCreationOptions: options } = (await start(kim)).body;
    const credential = new SoftwarePasskey(server.baseUrl).create(options);
    const finish = async (account: ApiClient, body: object) => (await account.call("POST", FINISH, body)).body.code;
    assert.equal(await finish(lee, { requestId, credential }), "FID-60002", "another user");
    assert.equal(await finish(kim, { requestId: "another", credential }), "FID-60002");
    const other = await ownAccount(server, "kim");
    assert.equal(await finish(other, { requestId, credential }), "FID-60002", "another sign-in");
    assert.equal(await finish(kim, { requestId, credential }), undefined);
    const second = new SoftwarePasskey(server.baseUrl).create(options);
    assert.equal(await finish(kim, { requestId, credential: second }), "FID-60002", "again");
    const late = (await start(kim)).body;
    server.clock.advance(300);
    const lateAnswer = new SoftwarePasskey(server.baseUrl).create(late.publicKeyCredentialCreationOptions);
    assert.equal(await finish(kim, { requestId: late.requestId, credential: lateAnswer }), "FID-60002", "late");
    await clear(kim);
  });

  it("are refused from another page, without a verified person, and as nonsense (security bar 19.4)", async () => {
    const answers = [
      (device: SoftwarePasskey, options: unknown) => device.create(options, { origin: "https://evil.example" }),
      (device: SoftwarePasskey, options: unknown) => device.create(options, { rpId: "evil.example" }),
      (device: SoftwarePasskey, options: unknown) => device.create(options, { flags: 1 }),
      (device: SoftwarePasskey, options: unknown) => device.create(options, { type: "webauthn.get" }),
      (device: SoftwarePasskey, options: object) => device.get({ ...options, rpId: "localhost" }),
      () => ({ id: "a", response: { clientDataJSON: "e30" } }),
    ];
    for (const answer of answers) {
      const { requestId, publicKeyCredentialCreationOptions: options } = (await start(kim)).body;
      const credential = answer(new SoftwarePasskey(server.baseUrl), options);
      const { status, body } = await kim.call("POST", FINISH, { requestId, credential });
      assert.deepEqual([status, body.code], [400, "FID-60002"], JSON.stringify(body));
    }
    assert.equal((await kim.call("POST", FINISH, { requestId: "a" })).status, 400);
    assert.deepEqual(await listOf(kim), []);
  });

  it("are twenty at most", async () => {
    for (let n = 0; n < 20; n += 1) await add(lee);
    assert.equal((await start(lee)).status, 409);
    await clear(lee);
  });

  it("end the user's other sessions when they come and go (security bar 15.6)", async () => {
    const isSignedIn = async ({ browser }: Awaited<ReturnType<typeof inBrowser>>) => {
      const url = new TestClient(server, "account").authorizeUrl({ prompt: "none" });
      return (await browser.open(url, CALLBACK)).redirectedTo?.searchParams.has("code") ?? false;
    };
    const [elsewhere, here] = [await inBrowser(server, "kim"), await byTwoFactors(server, "kim")];
    const { id } = await add(here.account);
    assert.deepEqual([await isSignedIn(elsewhere), await isSignedIn(here)], [false, true]);
    const third = await inBrowser(server, "kim");
    await here.account.call("DELETE", `${PATH}/${id}`);
    assert.deepEqual([await isSignedIn(third), await isSignedIn(here)], [false, true]);
  });

  it("come and go with a message to their user (security bar 19.5)", async () => {
    const { account } = await byTwoFactors(server, "kim");
    const told = async () => (await outboxOf(server).to("kim@example.com")).length;
    const before = await told();
    const { id } = await add(account);
    assert.equal(await told(), before + 1);
    await account.call("DELETE", `${PATH}/${id}`);
    assert.equal(await told(), before + 2);
  });

  it("are changed only soon after a sign-in (security bar 19.5)", async () => {
    const { account } = await byTwoFactors(server, "kim");
    const { id } = await add(account);
    const started = (await start(account)).body;
    server.clock.advance(901);
    const credential = new SoftwarePasskey(server.baseUrl).create(started.publicKeyCredentialCreationOptions);
    for (const [method, place, body] of [
      ["POST", START, { appId: server.baseUrl }],
      ["POST", `${PATH}/start-registration`, { appId: server.baseUrl }],
      ["POST", FINISH, { requestId: started.requestId, credential }],
      ["DELETE", `${PATH}/${id}`, undefined],
    ] as const) {
      assert.equal((await account.call(method, place, body)).status, 401, `${method} ${place}`);
    }
    assert.equal((await listOf(account)).length, 1);
  });

  it("are taken as a form by these operations alone: pages of others can send forms (security bar 14.3)", async () => {
    const send = async (place: string, text: string, type: string) => {
      const headers = { authorization: `Bearer ${kim.token}`, "content-type": type };
      return (await fetch(server.url(place), { method: "POST", headers, body: text })).status;
    };
    const form = "application/x-www-form-urlencoded";
    const json = JSON.stringify({ enabledAuthenticators: "totp" });
    assert.equal(await send("/api/users/v1/me/mfa/authenticators", json, form), 400);
    assert.equal(await send(START, "appId=a&appId=b", form), 400);
    assert.equal(await send(START, "appId=%ff", form), 400);
  });
});
