import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Answer, TestClient } from "../client.ts";
import { type ApiClient, apiClientWith } from "../management/api-client.ts";
import { NativeApplication, nativeOrganization, PASSWORD_ID } from "../native-application.ts";
import { linkIn, outboxOf } from "../outbox.ts";
import { startServer, type TestServer } from "../server.ts";

const CLAIMS = "http://wso2.org/claims";
const PASSWORD = "a passphrase of their own";
const inputs = (userName: string, changes = {}) => ({
  [`${CLAIMS}/username`]: userName,
  [`${CLAIMS}/emailaddress`]: `${userName}@example.com`,
  [`${CLAIMS}/givenname`]: "Nora",
  password: PASSWORD,
  ...changes,
});
const governance = (document: Readonly<Record<string, string>>) => [{ name: "governance", document }];
const OPEN = { "SelfRegistration.Enable": "true", "SelfRegistration.LockOnCreation": "false" };

describe("registration in an application's own pages (contract §20.3)", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({
      organizations: [
        { ...nativeOrganization, settings: governance(OPEN) },
        { ...nativeOrganization, handle: "careful", settings: governance({ "SelfRegistration.Enable": "true" }) },
        { ...nativeOrganization, handle: "closed" },
      ],
    });
  });
  after(() => server.stop());

  const execute = (body: object, tenant = "acme") => {
    const api: ApiClient = apiClientWith(server, undefined, tenant);
    return api.call("POST", "/api/server/v1/flow/execute", body);
  };
  const register = async (entered: object, tenant = "acme"): Promise<Answer> => {
    const { flowId } = (await execute({ flowType: "REGISTRATION" }, tenant)).body;
    return execute({ flowId, flowType: "REGISTRATION", actionId: "button_register", inputs: entered }, tenant);
  };

  it("tells what to ask for, without a token", async () => {
    const { status, body } = await execute({ flowType: "REGISTRATION" });
    assert.deepEqual([status, body.flowStatus, body.type], [200, "INCOMPLETE", "VIEW"]);
    const [, form] = body.data.components;
    assert.deepEqual(
      form.components.map((each: { config: { identifier?: string } }) => each.config.identifier),
      [
        ...["username"].map((name) => `${CLAIMS}/${name}`),
        "password",
        ...["emailaddress", "givenname", "lastname"].map((name) => `${CLAIMS}/${name}`),
        undefined,
      ],
    );
    assert.equal(form.components.at(-1).type, "BUTTON");
  });

  it("makes an account, which can sign in at once where it need not be confirmed", async () => {
    const { status, body } = await register(inputs("nora"));
    assert.deepEqual([status, body.flowStatus], [200, "COMPLETE"]);
    const native = new NativeApplication(server, "native");
    const { flowId } = (await native.start()).body;
    const done = await native.step(flowId, PASSWORD_ID, { username: "nora", password: PASSWORD });
    assert.equal(done.body.flowStatus, "SUCCESS_COMPLETED");
  });

  it("says that a message is to be answered first, where the organization wants that", async () => {
    const { body } = await register(inputs("olga"), "careful");
    assert.deepEqual([body.flowStatus, body.data.messages[0].type], ["COMPLETE", "INFO"]);
    assert.ok(linkIn(await outboxOf(server).latest("olga@example.com")));
    await assert.rejects(new TestClient(server, "native", "careful").obtainCode({}, undefined, "olga"));
  });

  for (const { what, entered, code } of [
    { what: "a weak password (security bar 17.2)", entered: inputs("pia", { password: "short" }), code: "FE-60008" },
    {
      what: "a password that is their own name (security bar 17.3)",
      entered: inputs("pia", { [`${CLAIMS}/givenname`]: "Philippina", password: "philippina1" }),
      code: "FE-60008",
    },
    {
      what: "a character that is in no name",
      entered: inputs("pia", { [`${CLAIMS}/givenname`]: "P\u0000ia" }),
      code: "UE-10000",
    },
    { what: "a name that is taken", entered: inputs("kim"), code: "FE-60008" },
    { what: "an address that is none", entered: inputs("quin", { [`${CLAIMS}/emailaddress`]: "x" }), code: "FE-60008" },
    {
      what: "an attribute that people do not give themselves",
      entered: inputs("rut", { [`${CLAIMS}/role`]: "admin" }),
      code: "UAR-10001",
    },
  ]) {
    it(`refuses ${what}`, async () => {
      const { status, body } = await register(entered);
      assert.deepEqual([status, body.code], [400, code]);
    });
  }

  it("refuses everybody where nobody registers themselves", async () => {
    assert.equal((await execute({ flowType: "REGISTRATION" }, "closed")).body.code, "FE-60101");
    const skipped = { flowType: "REGISTRATION", inputs: inputs("sol") };
    assert.equal((await execute(skipped, "closed")).body.code, "FE-60101");
  });

  it("refuses what is missing, by its name, and loses nothing", async () => {
    const { flowId } = (await execute({ flowType: "REGISTRATION" })).body;
    const { password: _, ...without } = inputs("tara");
    const refused = await execute({ flowId, flowType: "REGISTRATION", inputs: without });
    assert.deepEqual([refused.body.code, refused.body.description], ["FE-60008", '"password" is required.']);
    const done = await execute({ flowId, flowType: "REGISTRATION", inputs: inputs("tara") });
    assert.equal(done.body.flowStatus, "COMPLETE");
  });

  it("makes one account of one flow, however often its end is sent at once", async () => {
    const { flowId } = (await execute({ flowType: "REGISTRATION" })).body;
    const sent = Array.from({ length: 5 }, (_, index) =>
      execute({ flowId, flowType: "REGISTRATION", inputs: inputs(`race-${index}`) }),
    );
    const statuses = (await Promise.all(sent)).map(({ status }) => status).sort();
    assert.deepEqual(statuses, [200, 400, 400, 400, 400]);
  });

  it("knows no flow of another kind, of another tenant, that was ended, or whose 30 minutes are over", async () => {
    const { flowId } = (await execute({ flowType: "REGISTRATION" })).body;
    const go = (flowType: string, tenant?: string) => execute({ flowId, flowType, inputs: inputs("uma") }, tenant);
    assert.equal((await go("ASK_PASSWORD")).body.code, "FE-60001");
    assert.equal((await go("REGISTRATION", "careful")).body.code, "FE-60001");
    assert.equal((await go("REGISTRATION")).body.flowStatus, "COMPLETE");
    assert.equal((await go("REGISTRATION")).body.code, "FE-60001");
    const { flowId: late } = (await execute({ flowType: "REGISTRATION" })).body;
    server.clock.advance(1801);
    const answer = await execute({ flowId: late, flowType: "REGISTRATION", inputs: inputs("vera") });
    assert.equal(answer.body.code, "FE-60001");
  });

  it("knows no other flows", async () => {
    assert.equal((await execute({ flowType: "AUTHENTICATION" })).body.code, "FE-60007");
  });
});
