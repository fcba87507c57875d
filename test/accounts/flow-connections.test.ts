import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Page, ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { type Answer, TestClient } from "../client.ts";
import { applicationWith, type Claims, connectionTo, type FakeProvider, startFakeProvider } from "../federation.ts";
import { type ApiClient, adminApplication, apiClientWith } from "../management/api-client.ts";
import { nativeOrganization } from "../native-application.ts";
import { startServer, type TestServer } from "../server.ts";
import { button, field, flowApi, view } from "./flow-steps.ts";
import { storeOf } from "./governance.ts";

const CLAIMS = "http://wso2.org/claims";
const REGISTER = "/accountrecoveryendpoint/register.do";
const APPLICATION = "https://app.example/cb";
const form = (next: string) => ({
  id: "form",
  type: "FORM",
  category: "BLOCK",
  components: [
    field(`${CLAIMS}/username`),
    field(`${CLAIMS}/emailaddress`),
    field("password"),
    button("go", next, "PasswordProvisioningExecutor"),
  ],
});
const social = (idp: string, next: string) => ({
  ...button(`with_${idp}`, next, "OpenIDConnectExecutor", { idpName: idp }),
  variant: "SOCIAL",
});
const PHONED = {
  mappings: [
    { claim: "phone_number", attribute: `${CLAIMS}/telephone` },
    { claim: "email", attribute: `${CLAIMS}/emailaddress` },
  ],
  defaults: [],
};
const STEPS = [
  view(
    "who",
    form("COMPLETE"),
    ...["trusted", "phoned"].map((idp) => social(idp, "COMPLETE")),
    social("partner", "more"),
  ),
  view("more", field(`${CLAIMS}/emailaddress`), button("end", "COMPLETE")),
];

describe("connections in designed registrations (contract §20.3, security bar 24.3)", () => {
  let server: TestServer;
  let provider: FakeProvider;
  let api: ApiClient;
  let applicationId: string;
  before(async () => {
    provider = await startFakeProvider();
    const { origin } = provider;
    server = await startServer({
      settings: { outboundAllowedHosts: ["localhost"] },
      organizations: [
        {
          ...nativeOrganization,
          applications: [
            ...nativeOrganization.applications,
            adminApplication,
            { ...applicationWith("app", ["OpenIDConnectAuthenticator:trusted"]), callbackURLs: [APPLICATION] },
            { ...applicationWith("plain", ["BasicAuthenticator"]), callbackURLs: [APPLICATION] },
          ],
          settings: [{ name: "governance", document: { "SelfRegistration.Enable": "true" } }],
          identityProviders: [
            connectionTo(origin, "trusted", { provisioning: { associateLocalUser: true } }),
            connectionTo(origin, "partner"),
            connectionTo(origin, "phoned", { document: { claims: PHONED } }),
          ],
        },
      ],
    } as never);
    api = await flowApi(server);
    const { status, body } = await api.call("PUT", "/api/server/v1/flow", { flowType: "REGISTRATION", steps: STEPS });
    assert.equal(status, 201, JSON.stringify(body));
    applicationId = (await (await storeOf(server)).clients.find("app"))?.application?.id ?? assert.fail();
  });
  after(async () => {
    await server?.stop();
    await provider?.close();
  });

  const execute = (body: object): Promise<Answer> =>
    apiClientWith(server, undefined, "acme").call("POST", "/api/server/v1/flow/execute", {
      flowType: "REGISTRATION",
      ...body,
    });
  /** What the provider says of whoever signs in there. */
  const say = async (request: URL, changes: Claims) => {
    const { now } = server.clock;
    const claims = { nonce: request.searchParams.get("nonce"), iat: now, exp: now + 300, ...changes };
    provider.answer("/token", { access_token: "at", token_type: "Bearer", id_token: await provider.idToken(claims) });
    return { code: "a code", state: request.searchParams.get("state") ?? "" };
  };
  const leave = async (idp: string, begun: object = { applicationId }) => {
    const { flowId } = (await execute(begun)).body;
    const answer = await execute({ flowId, actionId: `with_${idp}`, inputs: {} });
    return { flowId, answer, request: new URL(answer.body.data?.redirectURL ?? "about:blank") };
  };
  const found = async (name: string) => {
    const filter = encodeURIComponent(`userName eq "${name}"`);
    return (await api.call("GET", `/scim2/Users?filter=${filter}`)).body.Resources?.[0];
  };
  const ada = { sub: "ada", email: "ada@example.com", email_verified: true, given_name: "Ada" };

  it("sends the application there and back, and makes the account that opens by the one there", async () => {
    const { flowId, answer, request } = await leave("trusted");
    assert.deepEqual([answer.body.flowStatus, answer.body.type], ["INCOMPLETE", "REDIRECTION"]);
    assert.deepEqual(answer.body.data.requiredParams, ["code", "state"]);
    assert.equal(request.searchParams.get("redirect_uri"), APPLICATION);
    assert.equal(request.searchParams.get("state")?.includes(flowId), false);
    const done = await execute({ flowId, actionId: "", inputs: await say(request, ada) });
    assert.equal(done.body.flowStatus, "COMPLETE", JSON.stringify(done.body));
    const user = await found("ada@example.com");
    assert.deepEqual([user.name.givenName, user["urn:scim:wso2:schema"].emailVerified], ["Ada", true]);
    const browser = new ScriptLessBrowser();
    const signIn = await browser.open(
      new TestClient(server, "app").authorizeUrl({ redirect_uri: APPLICATION }),
      provider.origin,
    );
    const there = signIn.redirectedTo ?? assert.fail();
    const query = new URLSearchParams(await say(there, ada));
    const back = await browser.open(`${server.url("/commonauth")}?${query}`, APPLICATION);
    assert.ok(back.redirectedTo?.searchParams.get("code"), back.body);
  });

  it("finds the application's page by its origin where SDKs do not say which application it is", async () => {
    const flow = (await execute({})).body;
    const call = (origin: string) =>
      fetch(`${server.url("/api/server/v1/flow/execute")}`, {
        method: "POST",
        headers: { "content-type": "application/json", origin },
        body: JSON.stringify({ flowType: "REGISTRATION", flowId: flow.flowId, actionId: "with_trusted", inputs: {} }),
      });
    const { data } = (await (await call("https://app.example")).json()) as { data: { redirectURL: string } };
    assert.equal(new URL(data.redirectURL).searchParams.get("redirect_uri"), APPLICATION);
    assert.equal((await call("https://attacker.example")).status, 400);
  });

  it("believes nobody's word for an address but a trusted connection's, and keeps what else was entered", async () => {
    const { flowId, request } = await leave("partner");
    const more = await execute({
      flowId,
      inputs: await say(request, { ...ada, sub: "pia", email: "pia@example.com" }),
    });
    assert.equal(more.body.type, "VIEW");
    const done = await execute({ flowId, inputs: { [`${CLAIMS}/emailaddress`]: "pia@example.com" } });
    assert.equal(done.body.flowStatus, "COMPLETE");
    const user = await found("pia@example.com");
    assert.deepEqual(
      [user["urn:scim:wso2:schema"].emailVerified ?? false, user["urn:scim:wso2:schema"].accountLocked],
      [false, true],
    );
  });

  it("takes over no number that nobody vouches for: codes would go there", async () => {
    const { flowId, request } = await leave("phoned");
    const email = "yara@example.com";
    const told = { ...ada, sub: "yara", email, phone_number: "+4711122333", phone_number_verified: true };
    assert.equal((await execute({ flowId, inputs: await say(request, told) })).body.flowStatus, "COMPLETE");
    const { user } = (await (await storeOf(server)).users.findByName(email)) ?? assert.fail();
    assert.deepEqual([user.claims.email, user.claims.phone_number], [email, undefined]);
  });

  it("does not take an address for shown that is said in the place of the one that was", async () => {
    const { flowId, request } = await leave("trusted");
    await execute({
      flowId,
      inputs: {
        ...(await say(request, { ...ada, sub: "eve", email: "eve@example.com" })),
        [`${CLAIMS}/username`]: "eve",
        [`${CLAIMS}/emailaddress`]: "victim@example.com",
      },
    });
    const user = await found("eve");
    assert.notEqual(user?.["urn:scim:wso2:schema"].emailVerified, true);
  });

  it("refuses an account there that is somebody's here already", async () => {
    const { flowId, request } = await leave("trusted");
    const refused = await execute({ flowId, inputs: await say(request, ada) });
    assert.deepEqual([refused.status, refused.body.code], [400, "FE-60008"]);
  });

  it("links with nobody whose address is an account's already, and tells nobody of it (security bar 18.4)", async () => {
    const { flowId, request } = await leave("trusted");
    const again = await execute({ flowId, inputs: await say(request, { ...ada, sub: "another ada" }) });
    assert.equal(again.body.flowStatus, "COMPLETE");
    const store = await storeOf(server);
    const providers = await store.records.list("identity provider");
    const trusted = providers.find(({ name }) => name === "trusted") ?? assert.fail();
    assert.equal(await store.federatedAssociations.find(trusted.id, "another ada"), undefined);
  });

  for (const { what, change } of [
    { what: "another state", change: (answer: object) => ({ ...answer, state: "another" }) },
    { what: "no code", change: ({ state }: { state: string }) => ({ state }) },
    { what: "a no of the provider", change: ({ state }: { state: string }) => ({ state, error: "access_denied" }) },
    {
      what: "an answer of another issuer (RFC 9207 §2.4)",
      change: (answer: object) => ({ ...answer, iss: "https://other.example" }),
    },
  ]) {
    it(`refuses ${what}, and goes on by another way`, async () => {
      const { flowId, request } = await leave("trusted");
      const answer = await say(request, { ...ada, sub: "rut", email: "rut@example.com" });
      const refused = await execute({ flowId, inputs: change(answer) });
      assert.deepEqual([refused.status, refused.body.code], [400, "FE-60008"]);
      const again = await execute({ flowId, actionId: "with_trusted", inputs: {} });
      assert.equal(again.body.type, "REDIRECTION");
      assert.notEqual(new URL(again.body.data.redirectURL).searchParams.get("state"), answer.state);
    });
  }

  it("takes an answer once (security bar 24.3)", async () => {
    const { flowId, request } = await leave("trusted");
    const inputs = await say(request, { ...ada, sub: "sol", email: "sol@example.com" });
    const sent = Array.from({ length: 4 }, () => execute({ flowId, inputs }));
    const statuses = (await Promise.all(sent)).map(({ status }) => status).sort();
    assert.deepEqual(statuses, [200, 400, 400, 400]);
  });

  describe("on our own pages", () => {
    const press = async (browser: ScriptLessBrowser, idp: string): Promise<URL> => {
      const page = await browser.submit(
        await browser.open(server.url(REGISTER)),
        { actionId: `with_${idp}` },
        provider.origin,
      );
      return page.redirectedTo ?? assert.fail(page.body);
    };
    const comeBack = async (browser: ScriptLessBrowser, request: URL, claims: Claims): Promise<Page> =>
      browser.open(`${server.url("/commonauth")}?${new URLSearchParams(await say(request, claims))}`);

    it("goes there and back in the browser that it was begun in", async () => {
      const browser = new ScriptLessBrowser();
      const request = await press(browser, "trusted");
      assert.equal(request.searchParams.get("redirect_uri"), server.url("/commonauth"));
      const done = await comeBack(browser, request, { ...ada, sub: "tara", email: "tara@example.com" });
      assert.equal(done.status, 200, done.body);
      assert.match(done.body, /Your account is ready/);
      assert.equal((await found("tara@example.com"))["urn:scim:wso2:schema"].emailVerified, true);
    });

    it("signs in at once by the connection, where the flow says so, for the applications that ask for it", async () => {
      const config = (isAutoLoginEnabled: string) =>
        api.call("PATCH", "/api/server/v1/flow/config", {
          flowType: "REGISTRATION",
          flowCompletionConfigs: { isAutoLoginEnabled },
        });
      await config("true");
      const browser = new ScriptLessBrowser();
      const request = await press(browser, "trusted");
      const done = await comeBack(browser, request, { ...ada, sub: "wim", email: "wim@example.com" });
      assert.match(done.body, /You are signed in with this browser/);
      const authorize = (clientId: string) =>
        browser.open(
          new TestClient(server, clientId).authorizeUrl({ prompt: "none", redirect_uri: APPLICATION }),
          APPLICATION,
        );
      assert.ok((await authorize("app")).redirectedTo?.searchParams.get("code"));
      // It asks for a password, which they have not shown.
      assert.equal((await authorize("plain")).redirectedTo?.searchParams.get("error"), "login_required");
      await config("false");
    });

    it("asks for what is left after it", async () => {
      const browser = new ScriptLessBrowser();
      const request = await press(browser, "partner");
      const more = await comeBack(browser, request, { sub: "uma", given_name: "Uma" });
      assert.match(more.body, new RegExp(`name="${CLAIMS}/emailaddress"`));
      const done = await browser.submit(more, { actionId: "end", [`${CLAIMS}/emailaddress`]: "uma@example.com" });
      assert.equal(done.status, 200);
      assert.ok(await found("partner/uma"));
    });

    it("does nothing more when the page is loaded again, and shows the step that it has come to", async () => {
      const browser = new ScriptLessBrowser();
      const more = await comeBack(browser, await press(browser, "partner"), { sub: "xenia" });
      assert.equal(more.status, 200);
      const again = await browser.open(more.url);
      assert.equal(again.status, 200);
      assert.doesNotMatch(again.body, /role="alert"/);
      const done = await browser.submit(again, { actionId: "end", [`${CLAIMS}/emailaddress`]: "xenia@example.com" });
      assert.equal(done.status, 200);
    });

    it("takes no answer in another browser, nor by the API", async () => {
      const request = await press(new ScriptLessBrowser(), "trusted");
      const stolen = await comeBack(new ScriptLessBrowser(), request, {
        ...ada,
        sub: "vera",
        email: "vera@example.com",
      });
      assert.equal(stolen.status, 400);
      const flowId = /register~([0-9a-f-]{36})/.exec(request.searchParams.get("state") ?? "")?.[1];
      const byApi = await execute({ flowId, inputs: { code: "a code", state: request.searchParams.get("state") } });
      assert.equal(byApi.body.code, "FE-60001");
      assert.equal(await found("vera@example.com"), undefined);
    });

    it("says that it did not work, and shows the step again", async () => {
      const browser = new ScriptLessBrowser();
      const request = await press(browser, "trusted");
      const query = new URLSearchParams({ error: "access_denied", state: request.searchParams.get("state") ?? "" });
      const page = await browser.open(`${server.url("/commonauth")}?${query}`);
      assert.equal(page.status, 400);
      assert.match(page.body, /That did not work/);
      assert.match(page.body, /with_trusted/);
    });
  });

  it("is designed with connections that there are, and tells which (contract §20.4)", async () => {
    const steps = [view("who", social("nowhere", "COMPLETE"))];
    const { status, body } = await api.call("PUT", "/api/server/v1/flow", { flowType: "REGISTRATION", steps });
    assert.deepEqual([status, body.code], [400, "FM-10002"]);
    const nameless = [view("who", button("x", "COMPLETE", "GoogleExecutor"))];
    const other = await api.call("PUT", "/api/server/v1/flow", { flowType: "REGISTRATION", steps: nameless });
    assert.match(other.body.description, /idpName/);
    const meta = await api.call("GET", "/api/server/v1/flow/meta?flowType=REGISTRATION");
    const { connections } = meta.body.executorConnections.find(
      ({ executorName }: { executorName: string }) => executorName === "OpenIDConnectExecutor",
    );
    assert.deepEqual(connections.sort(), ["partner", "phoned", "trusted"]);
  });
});
