import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { TestClient } from "../client.ts";
import { idOfUser } from "../management/own-account.ts";
import { addPerson, worldOf } from "../organization-people.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import {
  answerWith,
  assertRefused,
  openAfterPassword,
  openSignIn,
  optionsOf,
  startPasskeyServer,
} from "../passkey-pages.ts";
import { returned } from "../redirects.ts";
import type { TestServer } from "../server.ts";
import { type Behaviour, SoftwarePasskey } from "../software-passkey.ts";
import { changeUser } from "../tenant-data.ts";

describe("making a passkey on the way to a session (security bar 19.4, Web Authentication §7.1)", () => {
  let server: TestServer;
  before(async () => {
    server = await startPasskeyServer();
  });
  after(() => server.stop());

  const newDevice = () => new SoftwarePasskey(server.baseUrl);
  const storeOfAcme = async () => {
    const { id = "" } = (await server.store.tenants.find("acme")) ?? {};
    return server.store.forTenant(id);
  };

  it("is for whoever has none, who is asked for it from then on", async () => {
    const at = await openAfterPassword(server, "second", "mia");
    assert.match(at.page.body, /data-ceremony="create"/);
    const options = optionsOf(at);
    assert.deepEqual([options.rp.id, options.user.name, options.attestation], ["localhost", "mia", "none"]);
    const device = newDevice();
    assert.ok(returned(await answerWith(at, device.create(options))).code);
    const later = await openAfterPassword(server, "second", "mia");
    assert.match(later.page.body, /data-ceremony="get"/);
    assert.ok(returned(await answerWith(later, device.get(optionsOf(later)))).code);
  });

  const bad: readonly [what: string, behaviour: Behaviour][] = [
    ["on another origin", { origin: "https://evil.example" }],
    ["for another relying party", { rpId: "evil.example" }],
    ["by a person who was not verified", { flags: 0x01 }],
    ["for another challenge", { challenge: Buffer.alloc(32).toString("base64url") }],
    ["in a page inside another one", { crossOrigin: true }],
  ];
  for (const [what, behaviour] of bad) {
    it(`is refused ${what} (security bar 19.4)`, async () => {
      const at = await openAfterPassword(server, "second", "noa");
      assertRefused(await answerWith(at, newDevice().create(optionsOf(at), behaviour)));
    });
  }

  it("is refused with an id that somebody has (security bar 19.4)", async () => {
    const device = newDevice();
    const own = await openAfterPassword(server, "second", "lee");
    assert.ok(returned(await answerWith(own, device.create(optionsOf(own)))).code);
    const other = await openAfterPassword(server, "second", "noa");
    assertRefused(await answerWith(other, device.create(optionsOf(other))));
    const later = await openSignIn(server, "passkey");
    assert.ok(returned(await answerWith(later, device.get(optionsOf(later)))).code);
  });

  it("is refused of whoever has one, and before the password (security bar 19.6)", async () => {
    const first = await openAfterPassword(server, "second", "pia");
    const options = optionsOf(first);
    assert.ok(returned(await answerWith(first, newDevice().create(options))).code);
    for (const at of [await openAfterPassword(server, "second", "pia"), await openSignIn(server, "passkey")]) {
      const asked = { ...options, challenge: optionsOf(at).challenge };
      assertRefused(await answerWith(at, newDevice().create(asked)));
    }
  });

  it("does not take the place of the authenticator app that protects the account", async () => {
    const { credentials } = await storeOfAcme();
    const userId = await idOfUser(server, "noa");
    await credentials.add({ userId, kind: "totp", id: userId, document: { secret: "sealed" } }, 1);
    const { page } = await openAfterPassword(server, "second", "noa");
    assert.equal(page.status, 403);
    assert.doesNotMatch(page.body, /data-ceremony/);
    await credentials.remove(userId, "totp", userId);
  });

  it("needs a sign-in that is recent, in a session as well (security bar 19.5)", async () => {
    const browser = new ScriptLessBrowser();
    const open = (clientId: string) => browser.open(new TestClient(server, clientId).authorizeUrl(), CALLBACK);
    const entered = { usernameUserInput: "rio", password: PASSWORD, chkRemember: "on" };
    assert.ok(returned(await browser.submit(await open("plain"), entered, CALLBACK)).code);
    server.clock.advance(901);
    const page = await open("second");
    assert.doesNotMatch(page.body, /data-ceremony/);
    const next = await browser.submit(page, { password: PASSWORD }, CALLBACK);
    assert.match(next.body, /data-ceremony="create"/);
    const device = newDevice();
    const at = { browser, page: next };
    assert.ok(returned(await answerWith(at, device.create(optionsOf(at)))).code);
  });

  it("is refused of a user who was disabled meanwhile", async () => {
    const at = await openAfterPassword(server, "second", "noa");
    const undo = await changeUser(server, "noa", { enabled: false });
    await answerWith(at, newDevice().create(optionsOf(at)));
    const { credentials } = await storeOfAcme();
    assert.equal((await credentials.listOf(await idOfUser(server, "noa"), "passkey")).length, 0);
    await undo();
  });

  it("is for the people of an organization inside the tenant as well, and stays there (security bar 22.1)", async () => {
    const { id } = await addPerson(server, "acme-west", "wim");
    const client = new TestClient(server, "shared");
    const open = async () => {
      const browser = new ScriptLessBrowser();
      const page = await browser.open(client.authorizeUrl({ orgHandle: "acme-west" }), CALLBACK);
      const entered = { usernameUserInput: "wim", password: PASSWORD };
      return { browser, page: await browser.submit(page, entered, CALLBACK) };
    };
    const device = newDevice();
    const made = await open();
    assert.ok(returned(await answerWith(made, device.create(optionsOf(made)))).code);
    const used = await open();
    assert.ok(returned(await answerWith(used, device.get(optionsOf(used)))).code);
    const { store } = await worldOf(server, "acme-west");
    assert.equal((await store.credentials.find("passkey", device.id))?.userId, id);
    assert.equal(await (await storeOfAcme()).credentials.find("passkey", device.id), undefined);
    const above = await openSignIn(server, "passkey");
    assertRefused(await answerWith(above, device.get(optionsOf(above))));
  });
});
