import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { TestClient } from "../client.ts";
import { type LogoutReceiver, startLogoutReceiver } from "../logout-receiver.ts";
import { CALLBACK } from "../organizations.ts";
import type { TestServer } from "../server.ts";
import { type ApiClient, apiClient } from "./api-client.ts";
import { idOfUser, inBrowser, ownAccount, startAccountServer } from "./own-account.ts";

const V1 = "/api/users/v1";
const ME = `${V1}/me/sessions`;
const SCOPES = [
  "internal_session_view",
  "internal_session_delete",
  "internal_user_mgt_view",
  "internal_user_mgt_update",
  "internal_application_mgt_update",
];

describe("where users are signed in, and what acts for them (contract §19)", () => {
  let server: TestServer;
  let api: ApiClient;
  let receiver: LogoutReceiver;
  let kim: string;
  let lee: string;
  before(async () => {
    receiver = await startLogoutReceiver();
    const common = { callbackURLs: [CALLBACK], publicClient: true, skipLoginConsent: true };
    server = await startAccountServer([
      {
        ...common,
        clientId: "shop",
        name: "Shop",
        grantTypes: ["authorization_code", "refresh_token"],
        logout: { backChannelLogoutUrl: `${receiver.origin}/shop` },
        refreshToken: { renewRefreshToken: true },
      },
      {
        ...common,
        clientId: "bound",
        name: "Bound",
        grantTypes: ["authorization_code"],
        accessToken: { revokeTokensWhenIDPSessionTerminated: true },
      },
    ]);
    api = await apiClient(server, SCOPES);
    [kim, lee] = [await idOfUser(server, "kim"), await idOfUser(server, "lee")];
  });
  after(async () => {
    await server.stop();
    await receiver.close();
  });

  const isAlive = async (tokens: { access_token: string }) =>
    (await new TestClient(server, "account").userinfo(tokens.access_token)).status === 200;
  const isSignedIn = async (browser: ScriptLessBrowser) => {
    const url = new TestClient(server, "account").authorizeUrl({ prompt: "none" });
    return (await browser.open(url, CALLBACK)).redirectedTo?.searchParams.has("code") ?? false;
  };
  const end = (of: string) => api.call("DELETE", `${V1}/${of}/sessions`);

  describe("sessions (security bar 15.6)", () => {
    it("are told with browser, address, times and applications", async () => {
      const { browser, account } = await inBrowser(server, "kim");
      await inBrowser(server, "kim", { clientId: "shop", browser });
      const { status, body } = await account.call("GET", `${ME}?limit=3&offset=0&filter=x&sort=y`);
      assert.equal(status, 200);
      assert.equal(body.userId, kim);
      assert.equal(body.sessions.length, 1);
      const [{ applications, ...session }] = body.sessions;
      assert.deepEqual(applications.map(({ appName }: { appName: string }) => appName).sort(), ["My Account", "Shop"]);
      assert.deepEqual(Object.keys(applications[0]).sort(), ["appId", "appName", "id", "subject"]);
      assert.equal(applications[0].subject, "kim");
      assert.deepEqual(session.userId, kim);
      assert.match(session.ip, /^(::1|127\.0\.0\.1|::ffff:127\.0\.0\.1)$/);
      assert.match(session.userAgent, /./);
      assert.match(session.loginTime, /^\d{13}$/);
      assert.match(session.lastAccessTime, /^\d{13}$/);

      const place = `${V1}/${kim}/sessions`;
      assert.deepEqual((await api.call("GET", place)).body, body);
      assert.deepEqual((await api.call("GET", `${place}/${session.id}`)).body, body.sessions[0]);
      await end(kim);
    });

    it("end by the user's own hand, at once, and applications hear of it", async () => {
      const here = await inBrowser(server, "kim");
      const there = await inBrowser(server, "kim", { clientId: "shop" });
      const bound = await inBrowser(server, "kim", { clientId: "bound", browser: there.browser });
      const { sessions } = (await here.account.call("GET", ME)).body;
      const [other] = sessions.filter((one: { applications: object[] }) => one.applications.length === 2);
      const told = receiver.tokensAt("/shop").length;
      assert.equal((await here.account.call("DELETE", `${ME}/${other.id}`)).status, 204);
      assert.equal((await here.account.call("DELETE", `${ME}/${other.id}`)).status, 404);
      assert.deepEqual([await isSignedIn(here.browser), await isSignedIn(there.browser)], [true, false]);
      assert.equal(receiver.tokensAt("/shop").length, told + 1);
      assert.deepEqual([await isAlive(there.tokens), await isAlive(bound.tokens)], [true, false]);

      assert.equal((await here.account.call("DELETE", ME)).status, 204);
      assert.equal(await isSignedIn(here.browser), false);
      assert.deepEqual((await here.account.call("GET", ME)).body, { userId: kim, sessions: [] });
    });

    it("end by an administrator's hand, one or all, and it is written down", async () => {
      const [one, two, three] = [
        await inBrowser(server, "kim"),
        await inBrowser(server, "kim"),
        await inBrowser(server, "lee"),
      ];
      const { sessions } = (await api.call("GET", `${V1}/${kim}/sessions`)).body;
      assert.equal((await api.call("DELETE", `${V1}/${kim}/sessions/${sessions[0].id}`)).status, 204);
      assert.deepEqual([await isSignedIn(one.browser), await isSignedIn(two.browser)], [true, false]);
      assert.equal((await end(kim)).status, 204);
      assert.deepEqual([await isSignedIn(one.browser), await isSignedIn(three.browser)], [false, true]);
      const log = server.logLines.filter((line) => line.includes('"session.end'));
      assert.ok(log.some((line) => line.includes('"session.end-all"')));
      await end(lee);
    });

    it("of others are out of reach", async () => {
      const { browser } = await inBrowser(server, "lee");
      const [{ id }] = (await api.call("GET", `${V1}/${lee}/sessions`)).body.sessions;
      const account = await ownAccount(server, "kim");
      assert.equal((await account.call("DELETE", `${ME}/${id}`)).status, 404);
      assert.equal((await api.call("DELETE", `${V1}/${kim}/sessions/${id}`)).status, 404);
      assert.equal((await api.call("GET", `${V1}/${kim}/sessions/${id}`)).status, 404);
      for (const nobody of ["nobody", "01890a5d-ac96-774b-bcce-b302099a8057"]) {
        const { status, body } = await api.call("GET", `${V1}/${nobody}/sessions`);
        assert.deepEqual([status, body.code], [404, "USM-10003"]);
        assert.equal((await end(nobody)).status, 404);
      }
      assert.equal(await isSignedIn(browser), true);
      assert.equal((await api.call("GET", ME)).status, 403, "an application has no sessions of its own");
      await end(lee);
    });

    it("are no more once their time is over", async () => {
      await inBrowser(server, "lee");
      server.clock.advance(901);
      api = await apiClient(server, SCOPES);
      assert.deepEqual((await api.call("GET", `${V1}/${lee}/sessions`)).body.sessions, []);
    });
  });

  describe("the search for sessions", () => {
    interface Found {
      readonly id: string;
      readonly userId: string;
      readonly loginTime: string;
    }
    const search = async (query: Record<string, string>) => {
      const { status, body } = await api.call("GET", `${V1}/sessions?${new URLSearchParams(query)}`);
      assert.equal(status, 200, JSON.stringify(body));
      return body as { Resources: Found[]; next?: string; previous?: string };
    };
    const usersOf = ({ Resources }: { Resources: Found[] }) => Resources.map(({ userId }) => userId);
    before(async () => {
      for (const id of [kim, lee]) await end(id);
      for (const name of ["kim", "lee", "kim"]) {
        server.clock.advance(10);
        await inBrowser(server, name, name === "lee" ? { clientId: "shop" } : {});
      }
    });

    it("finds the newest first, by who, where from, with what and what for", async () => {
      assert.deepEqual(usersOf(await search({})), [kim, lee, kim]);
      const [newest] = (await search({})).Resources;
      for (const [filter, expected] of [
        ["loginId eq lee", [lee]],
        ["loginId sw k and userAgent co o", [kim, kim]],
        ["appName eq Shop", [lee]],
        ["appName ew Account or appName co Sho", [kim, lee, kim]],
        [`sessionId eq ${newest?.id}`, [kim]],
        [`loginTime ge ${newest?.loginTime}`, [kim]],
        [`loginTime le ${Number(newest?.loginTime) - 1}`, [lee, kim]],
        ["ipAddress eq 192.0.2.1", []],
      ] as const) {
        assert.deepEqual(usersOf(await search({ filter })), expected, filter);
      }
    });

    it("leads from page to page and back", async () => {
      const follow = async (link: string | undefined) => {
        const { body } = await api.call("GET", `${V1}/${link}`);
        return body as Awaited<ReturnType<typeof search>>;
      };
      const first = await search({ limit: "2" });
      assert.deepEqual(usersOf(first), [kim, lee]);
      assert.equal(first.previous, undefined);
      const second = await follow(first.next);
      assert.deepEqual(usersOf(second), [kim]);
      assert.equal(second.next, undefined);
      assert.deepEqual((await follow(second.previous)).Resources, first.Resources);
    });

    it("refuses what is no filter, and no number", async () => {
      for (const query of ["filter=x", "filter=loginTime+eq+1", "filter=loginId+le+1", "limit=x", "since=-1"]) {
        assert.equal((await api.call("GET", `${V1}/sessions?${query}`)).status, 400, query);
      }
    });
  });

  describe("authorized applications (security bar 25.3)", () => {
    const scope = "openid email";
    const V2 = "/api/users/v2";
    const allow = async (clientId: string, userName = "kim") => {
      const client = new TestClient(server, clientId);
      const redeemable = await client.obtainCode({ scope }, new ScriptLessBrowser(), userName);
      return { client, tokens: (await client.exchange(redeemable)).body };
    };
    const asksForConsent = async (userName = "kim") => {
      const client = new TestClient(server, "asking");
      const browser = new ScriptLessBrowser();
      await inBrowser(server, userName, { browser });
      const page = await browser.open(client.authorizeUrl({ scope, prompt: "none" }), CALLBACK);
      return page.redirectedTo?.searchParams.get("error") === "consent_required";
    };
    const idOf = async (clientId: string) => {
      const { id } = (await server.store.tenants.find("acme")) ?? {};
      return (await server.store.forTenant(id as string).clients.find(clientId))?.application?.id as string;
    };

    it("are told with their scopes, in both versions", async () => {
      await allow("asking");
      const account = await ownAccount(server, "kim");
      const { body } = await account.call("GET", `${V2}/me/authorized-apps`);
      const found = body.find(({ clientId }: { clientId: string }) => clientId === "asking");
      const id = await idOf("asking");
      assert.deepEqual(found, { id, name: "Asking App", clientId: "asking", approvedScopes: ["email", "openid"] });
      assert.deepEqual((await account.call("GET", `${V2}/me/authorized-apps/${id}`)).body, found);
      assert.deepEqual((await api.call("GET", `${V2}/${kim}/authorized-apps/${id}`)).body, found);
      assert.deepEqual((await api.call("GET", `${V2}/${kim}/authorized-apps`)).body, body);
      const { body: old } = await account.call("GET", `${V1}/me/authorized-apps/${id}`);
      assert.deepEqual(old, { appId: "Asking App", clientId: "asking" });
      assert.equal((await account.call("GET", `${V1}/me/authorized-apps`)).body.length, body.length);
      assert.equal((await account.call("GET", `${V2}/me/authorized-apps/${await idOf("jwt")}`)).status, 404);
    });

    it("lose consent and tokens when the user takes them back", async () => {
      const { client, tokens } = await allow("asking");
      const others = await allow("asking", "lee");
      const account = await ownAccount(server, "kim");
      assert.equal(await asksForConsent(), false);
      assert.equal((await account.call("DELETE", `${V2}/me/authorized-apps/${await idOf("asking")}`)).status, 204);
      assert.equal((await client.userinfo(tokens.access_token)).status, 401);
      assert.equal((await client.refresh(tokens.refresh_token)).body.error, "invalid_grant");
      assert.equal(await asksForConsent(), true);
      assert.equal((await client.userinfo(others.tokens.access_token)).status, 200);
      assert.equal((await account.call("DELETE", `${V2}/me/authorized-apps/${await idOf("asking")}`)).status, 404);
      assert.ok(server.logLines.some((line) => line.includes('"authorized-app.revoke"')));
    });

    it("lose them when an administrator takes them back: one, all, or everybody's of one", async () => {
      const one = await allow("asking", "lee");
      assert.equal((await api.call("DELETE", `${V2}/${lee}/authorized-apps/${await idOf("asking")}`)).status, 204);
      assert.equal(await isAlive(one.tokens), false);
      const [two, three] = [await allow("asking", "lee"), await allow("spa", "lee")];
      assert.equal((await api.call("DELETE", `${V2}/${lee}/authorized-apps`)).status, 204);
      assert.deepEqual([await isAlive(two.tokens), await isAlive(three.tokens)], [false, false]);
      assert.deepEqual((await api.call("GET", `${V2}/${lee}/authorized-apps`)).body, []);
      const four = await allow("spa", "lee");
      const path = (id: string) => `${V2}/authorized-apps/${id}/tokens`;
      assert.equal((await api.call("DELETE", path(await idOf("spa")))).status, 204);
      assert.equal(await isAlive(four.tokens), false);
      assert.equal((await api.call("DELETE", path("none"))).status, 404);
      assert.equal((await api.call("GET", `${V2}/nobody/authorized-apps`)).status, 404);
      const all = await ownAccount(server, "lee");
      assert.equal((await all.call("DELETE", `${V2}/me/authorized-apps`)).status, 204);
      assert.equal((await all.call("GET", `${V2}/me/authorized-apps`)).status, 401, "the token that asked is gone too");
    });
  });
});
