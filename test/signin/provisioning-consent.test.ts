import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import type { IdentityProviderDocument } from "../../src/protocol/model/identity-provider.ts";
import type { StoredRecord } from "../../src/store/port/records.ts";
import type { TenantStore } from "../../src/store/port/store.ts";
import { type Answer, claimsOf, TestClient } from "../client.ts";
import {
  applicationWith,
  type Claims,
  comeBack,
  connectionTo,
  type FakeProvider,
  goToProvider,
  startFakeProvider,
  VERIFIER,
} from "../federation.ts";
import { NativeApplication, ORIGIN } from "../native-application.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";

const OIDC = "OpenIDConnectAuthenticator";
const CLAIMS = "http://wso2.org/claims";
const OWN = "eight yellow lanterns";
const CHOSEN = { newPassword: OWN, confirmPassword: OWN };
const SCHEMES = {
  all: "PROMPT_USERNAME_PASSWORD_CONSENT",
  password: "PROMPT_PASSWORD_CONSENT",
  consent: "PROMPT_CONSENT",
};
const employee = { attribute: `${CLAIMS}/nickname`, claim: "employee" };
const implied = {
  implicitAssociation: { enabled: true, lookupAttributes: [`${CLAIMS}/nickname`, `${CLAIMS}/username`] },
  claims: { mappings: [{ attribute: `${CLAIMS}/username`, claim: "login" }], defaults: [] },
};
const login = { attribute: `${CLAIMS}/username`, claim: "login" };

interface At {
  readonly browser: ScriptLessBrowser;
  readonly page: Page;
}

describe("who is new here and comes from a connection that asks first (contract §17.6)", () => {
  let server: TestServer;
  let provider: FakeProvider;
  let store: TenantStore;
  before(async () => {
    provider = await startFakeProvider();
    const direct = { allowedOrigins: [ORIGIN], enableAPIBasedAuthentication: true };
    const { origin } = provider;
    const looking = { associateLocalUser: true, lookupMappings: [employee, login], skipForLookupFailure: true };
    server = await startServer({
      settings: { outboundAllowedHosts: ["localhost"] },
      organizations: [
        {
          handle: "acme",
          name: "Acme",
          users: [
            { userName: "kim", password: PASSWORD, claims: { email: "kim@example.com", email_verified: true } },
            { userName: "lee", password: PASSWORD, claims: { nickname: "E7" } },
          ],
          applications: [
            ...[...Object.keys(SCHEMES), "looking", "implied"].map((name) =>
              applicationWith(name, [`${OIDC}:${name}`]),
            ),
            applicationWith("own", ["BasicAuthenticator"]),
            { ...applicationWith("native", [`${OIDC}:all`]), ...direct },
          ],
          identityProviders: [
            ...Object.entries(SCHEMES).map(([name, scheme]) =>
              connectionTo(origin, name, { provisioning: { scheme } }),
            ),
            connectionTo(origin, "looking", { provisioning: looking }),
            connectionTo(origin, "implied", { provisioning: { enabled: false }, document: implied }),
          ],
        },
      ],
    });
    store = await tenantStore(server, "acme");
  });
  after(() => Promise.all([server.stop(), provider.close()]));
  // What was tried from the one address of all tests is forgotten.
  beforeEach(() => server.clock.advance(86_401));

  async function arrive(connection: string, person: Claims): Promise<At> {
    const browser = new ScriptLessBrowser();
    const at = await goToProvider(server, provider, connection, browser);
    return { browser, page: await comeBack(server, provider, at, person) };
  }
  const enter = async ({ browser, page }: At, entered: Readonly<Record<string, string>>): Promise<At> => ({
    browser,
    page: await browser.submit(page, entered, CALLBACK),
  });
  /** Comes back from the provider to an application that shows its own pages. */
  async function comeNatively(native: NativeApplication, { flowId, nextStep }: Answer["body"], person: Claims) {
    const [{ authenticatorId: way, metadata }] = nextStep.authenticators;
    const { redirectUrl, state } = metadata.additionalData;
    const { now } = server.clock;
    const nonce = new URL(redirectUrl).searchParams.get("nonce") as string;
    const id_token = await provider.idToken({ nonce, iat: now, exp: now + 300, ...person });
    provider.answer("/token", { access_token: "at", token_type: "Bearer", id_token });
    const { body } = await native.step(flowId, way, { code: "a code", state });
    return { way: way as string, body };
  }
  const named = async (userName: string) => (await store.users.findByName(userName))?.user;
  const toldOf = async ({ page }: At, clientId: string) => {
    const code = page.redirectedTo?.searchParams.get("code");
    assert.ok(code, `${page.status} ${page.body}`);
    const redeemable = { code, redirect_uri: CALLBACK, code_verifier: VERIFIER };
    return claimsOf((await new TestClient(server, clientId).exchange(redeemable)).body.id_token);
  };
  const isDone = ({ page }: At) => page.redirectedTo?.searchParams.has("code") === true;

  it("is told what is kept of them, and is nobody here before they agree (PROMPT_CONSENT)", async () => {
    const person = { sub: "ava", email: "ava@example.com", email_verified: true, name: "Ava <Berg>" };
    const at = await arrive("consent", person);
    assert.match(at.page.body, /Shall we make you an account\?/);
    assert.match(at.page.body, /id="came-from"/);
    assert.match(at.page.body, /<ul id="kept"><li><bdi class="name">Ava &lt;Berg&gt;<\/bdi><\/li>/);
    assert.doesNotMatch(at.page.body, /type="password"|name="username"/);
    assert.equal(await named("ava@example.com"), undefined);
    const done = await toldOf(await enter(at, {}), "consent");
    assert.equal((await named("ava@example.com"))?.id, done.sub);
    assert.ok(isDone(await arrive("consent", person)), "once");
  });

  it("is nobody without consent, whatever else is sent", async () => {
    const at = await arrive("all", { sub: "no consent" });
    const refused = await enter(at, { consent: "", username: "nocon", ...CHOSEN });
    assert.ok(!isDone(refused));
    assert.equal(await named("nocon"), undefined);
    assert.match(refused.page.body, /role="alert"/);
  });

  it("chooses a password, which opens the account too (PROMPT_PASSWORD_CONSENT)", async () => {
    const at = await arrive("password", { sub: "ben", email: "ben@example.com", email_verified: true });
    assert.doesNotMatch(at.page.body, /name="username"/);
    for (const [newPassword, confirmPassword, why] of [
      ["password1", "password1", /among the most common/],
      [OWN, "another", /not the same/],
      ["short", "short", /8 to 256 characters/],
    ] as const) {
      const refused = await enter(at, { newPassword, confirmPassword });
      assert.match(refused.page.body, why);
      assert.equal(await named("ben@example.com"), undefined);
    }
    const told = await toldOf(await enter(at, CHOSEN), "password");
    const browser = new ScriptLessBrowser();
    const page = await browser.open(new TestClient(server, "own").authorizeUrl({}, VERIFIER), CALLBACK);
    const own = await enter({ browser, page }, { usernameUserInput: "ben@example.com", password: OWN });
    assert.equal((await toldOf(own, "own")).sub, told.sub);
  });

  describe("and chooses a user name (PROMPT_USERNAME_PASSWORD_CONSENT)", () => {
    it("has it, and may not have that of another", async () => {
      const at = await arrive("all", { sub: "cid", email: "cid@example.com" });
      for (const username of ["", "kim", "KIM", "own", "x".repeat(256)]) {
        const refused = await enter(at, { username, ...CHOSEN });
        assert.match(refused.page.body, /This username cannot be used/, username);
      }
      const again = await arrive("all", { sub: "cid", email: "cid@example.com" });
      const told = await toldOf(await enter(again, { username: " cid ", ...CHOSEN }), "all");
      assert.equal((await named("cid"))?.id, told.sub);
    });

    it("may have an address of theirs for it, and nobody else's (security bar 18.4)", async () => {
      const person = { sub: "dee", email: "dee@example.com", email_verified: true };
      const at = await arrive("all", person);
      assert.match(at.page.body, /name="username" type="text" value="dee@example.com"/);
      for (const username of ["kim@example.com", "free@example.com"]) {
        assert.match((await enter(at, { username, ...CHOSEN })).page.body, /This username cannot be used/);
      }
      assert.ok(isDone(await enter(at, { username: "dee@example.com", ...CHOSEN })));
      const unverified = await arrive("all", { sub: "eve", email: "eve@example.com" });
      const refused = await enter(unverified, { username: "eve@example.com", ...CHOSEN });
      assert.match(refused.page.body, /This username cannot be used/);
    });

    it("is one user, of many forms that are sent at once", async () => {
      const at = await arrive("all", { sub: "fay" });
      await Promise.all(["fay1", "fay2", "fay3"].map((username) => enter(at, { username, ...CHOSEN })));
      const users = await Promise.all(["fay1", "fay2", "fay3"].map(named));
      assert.equal(users.filter((user) => user !== undefined).length, 1);
    });
  });

  it("has to prove the account first where one has the address: nothing is made beside it (security bar 24.2)", async () => {
    const { page } = await arrive("all", { sub: "kim there", email: "kim@example.com", email_verified: true });
    assert.match(page.body, /Is this your account\?/);
  });

  describe("and while they are asked", () => {
    const changed = async (
      name: string,
      change: (found: StoredRecord<IdentityProviderDocument>) => Promise<unknown>,
    ) => {
      const found =
        (await store.records.findByName<IdentityProviderDocument>("identity provider", name)) ?? assert.fail();
      await change(found);
      return async () => {
        const present = await store.records.findByName("identity provider", name);
        await store.records.remove("identity provider", present?.id ?? "");
        await store.records.add("identity provider", found, server.clock.now);
      };
    };

    it("somebody gets an account with the address: that is to be proven (security bar 24.2)", async () => {
      const claims = { email: "hal@example.com", email_verified: true };
      const at = await arrive("consent", { sub: "hal there", ...claims });
      assert.match(at.page.body, /Shall we make you an account\?/);
      const user = { id: crypto.randomUUID(), userName: "hal", enabled: true, claims, updatedAt: server.clock.now };
      await store.users.save(user, undefined);
      const next = await enter(at, {});
      assert.match(next.page.body, /Is this your account\?/);
      assert.equal(await named("hal@example.com"), undefined);
    });

    it("the connection stops to make users: then they are none", async () => {
      const at = await arrive("consent", { sub: "ida" });
      const undo = await changed("consent", (found) => {
        const provisioning = { ...found.document.provisioning, enabled: false };
        return store.records.replace(
          "identity provider",
          { ...found, document: { ...found.document, provisioning } },
          1,
        );
      });
      const next = await enter(at, {});
      await undo();
      assert.match(next.page.body, /There is no account here/);
      assert.equal(await named("consent/ida"), undefined);
    });

    it("another connection takes the place and the name of theirs: it is not what they came by", async () => {
      const at = await arrive("consent", { sub: "jon" });
      const undo = await changed("consent", async (found) => {
        await store.records.remove("identity provider", found.id);
        await store.records.add("identity provider", { ...found, id: crypto.randomUUID() }, 1);
      });
      const next = await enter(at, {});
      await undo();
      assert.ok(!isDone(next));
      assert.equal(await named("consent/jon"), undefined);
    });
  });

  it("is slowed when they ask for one name after the other, of which some are taken (security bar 18.5)", async () => {
    const native = new NativeApplication(server, "native");
    let tried = 0;
    let answer = await native.start();
    while (answer.status === 200 && tried < 60) {
      const { flowId, nextStep } = (await native.start()).body;
      const { way } = await comeNatively(native, { flowId, nextStep }, { sub: "who asks for names" });
      for (let tries = 0; tries < 5 && answer.status === 200; tries += 1) {
        answer = await native.step(flowId, way, { username: "kim", ...CHOSEN, consent: true });
        tried += 1;
      }
    }
    assert.deepEqual([answer.status, answer.headers.has("retry-after")], [429, true], `${tried}`);
  });

  it("may not choose a password that those who know them guess (security bar 17.3)", async () => {
    const at = await arrive("all", { sub: "len", given_name: "Kaiserslautern" });
    const own = { newPassword: "kaiserslautern", confirmPassword: "kaiserslautern" };
    assert.ok(!isDone(await enter(at, { username: "len", ...own })));
    assert.equal(await named("len"), undefined);
  });

  it("is asked on an application's own pages by the same fields (contract §14.4)", async () => {
    const native = new NativeApplication(server, "native");
    const { flowId, nextStep } = (await native.start()).body;
    const { way, body } = await comeNatively(native, { flowId, nextStep }, { sub: "gil" });
    const [asked] = body.nextStep.authenticators;
    assert.equal(asked.metadata.promptType, "USER_PROMPT");
    assert.deepEqual(asked.requiredParams, ["username", "newPassword", "confirmPassword", "consent"]);
    assert.equal(asked.metadata.additionalData.account, "gil");
    const chosen = { username: "gil", ...CHOSEN };
    const refused = (await native.step(flowId, way, { ...chosen, consent: false })).body;
    assert.equal(refused.nextStep.messages[0].messageId, "msg_consent_missing");
    const done = await native.step(flowId, way, { ...chosen, consent: true });
    assert.equal(done.body.flowStatus, "SUCCESS_COMPLETED", JSON.stringify(done.body));
    assert.ok(await named("gil"));
  });

  describe("and is looked for by attributes (accountLookupAttributeMappings, lookupAttribute)", () => {
    const FOUND: readonly [what: string, claims: Claims][] = [
      ["the first of them", { employee: "E7", login: "nobody" }],
      ["the second, where nobody has the first", { employee: "E8", login: "lee" }],
      ["the second, where the provider does not tell the first", { login: "lee" }],
    ];
    for (const [what, claims] of FOUND) {
      it(`is asked to prove who is found by ${what}`, async () => {
        const { page } = await arrive("looking", { sub: what, ...claims });
        assert.match(page.body, /Is this your account\?/);
      });
    }

    it("is found by the attributes of implicit association in the same order", async () => {
      for (const claims of [
        { nickname: "E7", login: "nobody" },
        { nickname: "E8", login: "lee" },
      ]) {
        const { page } = await arrive("implied", { sub: JSON.stringify(claims), ...claims });
        assert.match(page.body, /Is this your account\?/);
      }
    });

    it("is nobody where neither leads to anybody", async () => {
      const { page } = await arrive("looking", { sub: "nobody", employee: "E9", login: "nobody" });
      assert.match(page.body, /There is no account here/);
    });
  });
});
