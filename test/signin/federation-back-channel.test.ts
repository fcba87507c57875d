import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import type { TenantStore } from "../../src/store/port/store.ts";
import { TestClient } from "../client.ts";
import {
  applicationWith,
  CLIENT_ID,
  type Claims,
  comeBack,
  connectionTo,
  type FakeProvider,
  goToProvider,
  startFakeProvider,
} from "../federation.ts";
import { CALLBACK, organizations } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";

const WAY = "OpenIDConnectAuthenticator:Elsewhere";
const EVENTS = { "http://schemas.openid.net/event/backchannel-logout": {} };

describe("a provider that tells of the end of its sessions (Back-Channel Logout §2.6, security bar 16.4)", () => {
  let server: TestServer;
  let provider: FakeProvider;
  let store: TenantStore;
  let tokens = 0;

  before(async () => {
    provider = await startFakeProvider();
    const [acme, globex] = organizations;
    server = await startServer({
      settings: { outboundAllowedHosts: ["localhost"] },
      organizations: [
        {
          ...acme,
          applications: [applicationWith("federated", [WAY])],
          identityProviders: [connectionTo(provider.origin, "Elsewhere")],
        },
        globex as object,
      ],
    });
    store = await tenantStore(server, "acme");
  });
  after(async () => {
    await Promise.all([server.stop(), provider.close()]);
  });

  const tell = (token: string, tenant = "acme") =>
    new TestClient(server, "federated", tenant).post("/identity/oidc/slo", { logout_token: token });

  function logoutToken(changes: Claims, header = {}): Promise<string> {
    const { now } = server.clock;
    const claims = { iat: now, exp: now + 120, jti: `logout ${++tokens}`, events: EVENTS, ...changes };
    return provider.idToken(claims, { typ: "logout+jwt", ...header });
  }

  /** Signs in with a session of the provider's, and says whether it is there still. */
  async function signedIn(sub: string, sid: string): Promise<() => Promise<boolean>> {
    const browser = new ScriptLessBrowser();
    const page = await comeBack(server, provider, await goToProvider(server, provider, "federated", browser), {
      sub,
      sid,
    });
    assert.ok(page.redirectedTo?.searchParams.get("code"), page.body);
    const url = new TestClient(server, "federated").authorizeUrl({ prompt: "none" });
    return async () => (await browser.open(url, CALLBACK)).redirectedTo?.searchParams.has("code") === true;
  }

  it("ends the session that it names, and no other of the user's", async () => {
    const [one, two] = [await signedIn("ana", "sid 1"), await signedIn("ana", "sid 2")];
    const { status, headers } = await tell(await logoutToken({ sub: "ana", sid: "sid 1" }));
    assert.deepEqual([status, headers.get("cache-control")], [200, "no-store"]);
    assert.deepEqual([await one(), await two()], [false, true]);
    assert.equal((await tell(await logoutToken({ sid: "sid 2" }))).status, 200);
    assert.equal(await two(), false);
  });

  it("ends all sessions that have come of it when it names the user alone", async () => {
    const sessions = [await signedIn("ben", "sid 3"), await signedIn("ben", "sid 4"), await signedIn("cleo", "sid 5")];
    assert.equal((await tell(await logoutToken({ sub: "ben" }))).status, 200);
    assert.deepEqual(await Promise.all(sessions.map((isLive) => isLive())), [false, false, true]);
  });

  it("is told that it is well when there is nothing to end", async () => {
    assert.equal((await tell(await logoutToken({ sub: "nobody" }))).status, 200);
    assert.equal((await tell(await logoutToken({ sid: "no session" }))).status, 200);
  });

  it("ends nothing where the session is another user's than the one that is named", async () => {
    const isLive = await signedIn("dora", "sid 6");
    assert.equal((await tell(await logoutToken({ sub: "somebody else", sid: "sid 6" }))).status, 200);
    assert.ok(await isLive());
  });

  const now = () => server.clock.now;
  const WRONG: readonly [what: string, changes: () => Claims, header?: object][] = [
    ["of another issuer", () => ({ iss: "https://evil.example" })],
    ["for somebody else", () => ({ aud: "somebody else" })],
    ["for another party", () => ({ aud: [CLIENT_ID, "x"], azp: "x" })],
    ["without the event", () => ({ events: {} })],
    ["with an event that is no object", () => ({ events: { [Object.keys(EVENTS)[0] as string]: true } })],
    ["with a nonce, as an ID token has", () => ({ nonce: "n" })],
    ["without a subject and a session", () => ({ sub: undefined })],
    ["without an id", () => ({ jti: undefined })],
    ["that has ended", () => ({ iat: now() - 600, exp: now() - 300 })],
    ["without an end", () => ({ exp: undefined })],
    ["signed with a secret (security bar 20.1)", () => ({}), { alg: "HS256" }],
    ["of another type", () => ({}), { typ: "at+jwt" }],
  ];
  for (const [what, changes, header] of WRONG) {
    it(`is refused with a token ${what}`, async () => {
      const isLive = await signedIn("eve", `sid of eve ${what}`);
      const { status, body } = await tell(await logoutToken({ sub: "eve", ...changes() }, header));
      assert.deepEqual([status, body.error], [400, "invalid_request"]);
      assert.ok(await isLive());
    });
  }

  it("is refused with a token that came before, and with none", async () => {
    const token = await logoutToken({ sub: "fay" });
    assert.equal((await tell(token)).status, 200);
    const isLive = await signedIn("fay", "sid 7");
    assert.equal((await tell(token)).status, 400);
    assert.ok(await isLive());
    assert.equal((await tell("not a token")).status, 400);
    const none = await new TestClient(server, "federated").post("/identity/oidc/slo", {});
    assert.equal(none.status, 400);
  });

  it("ends nothing in another tenant, which does not know it (security bar 22.2)", async () => {
    const isLive = await signedIn("gil", "sid 8");
    assert.equal((await tell(await logoutToken({ sub: "gil" }), "globex")).status, 400);
    assert.ok(await isLive());
    assert.ok((await store.users.findByName("Elsewhere/gil"))?.user);
  });
});
