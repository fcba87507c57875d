import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { userHandleOf } from "../../src/credentials/passkeys.ts";
import type { Answer } from "../client.ts";
import { type ApiClient, adminApplication, apiClientWith } from "../management/api-client.ts";
import { nativeOrganization } from "../native-application.ts";
import { optionsOf } from "../passkey-pages.ts";
import { startServer, type TestServer } from "../server.ts";
import { SoftwarePasskey } from "../software-passkey.ts";
import { button, field, flowApi, view } from "./flow-steps.ts";
import { storeOf } from "./governance.ts";

const CLAIMS = "http://wso2.org/claims";
const RULES = { "SelfRegistration.Enable": "true", "SelfRegistration.LockOnCreation": "false" };
const STEPS = [
  view("who", field(`${CLAIMS}/username`), field(`${CLAIMS}/emailaddress`), button("go", "COMPLETE", "FIDO2Executor")),
];

describe("passkeys in designed registrations (contract §20.3, security bar 19.4)", () => {
  let server: TestServer;
  let api: ApiClient;
  before(async () => {
    server = await startServer({
      organizations: [
        {
          ...nativeOrganization,
          applications: [...nativeOrganization.applications, adminApplication],
          settings: [{ name: "governance", document: RULES }],
        },
      ],
    });
    api = await flowApi(server);
    assert.equal(
      (await api.call("PUT", "/api/server/v1/flow", { flowType: "REGISTRATION", steps: STEPS })).status,
      201,
    );
  });
  after(() => server.stop());

  const execute = (body: object): Promise<Answer> =>
    apiClientWith(server, undefined, "acme").call("POST", "/api/server/v1/flow/execute", {
      flowType: "REGISTRATION",
      ...body,
    });
  const who = (name: string) => ({
    [`${CLAIMS}/username`]: name,
    [`${CLAIMS}/emailaddress`]: `${name}@example.com`,
  });
  const begin = async (name: string) => {
    const { flowId } = (await execute({})).body;
    const asked = await execute({ flowId, actionId: "go", inputs: who(name) });
    return { flowId, asked, options: asked.body.data?.webAuthnData?.publicKeyCredentialCreationOptions };
  };
  const answering = (requestId: string, credential: object) => ({
    tokenResponse: JSON.stringify({ requestId, credential }),
  });
  const found = async (name: string) => {
    const filter = encodeURIComponent(`userName eq "${name}"`);
    return (await api.call("GET", `/scim2/Users?filter=${filter}`)).body.Resources?.[0];
  };

  it("makes an account with a passkey alone, which calls the user by what sign-in knows them by", async () => {
    const { flowId, asked, options } = await begin("nora");
    assert.deepEqual(
      [asked.body.flowStatus, asked.body.type, asked.body.data.requiredParams],
      ["INCOMPLETE", "WEBAUTHN", ["tokenResponse"]],
    );
    assert.equal(options.user.name, "nora");
    const passkey = new SoftwarePasskey(server.baseUrl);
    const inputs = answering(asked.body.data.webAuthnData.requestId, passkey.create(options));
    const done = await execute({ flowId, actionId: "", inputs });
    assert.equal(done.body.flowStatus, "COMPLETE", JSON.stringify(done.body));
    const { id } = await found("nora");
    assert.equal(options.user.id, userHandleOf(id));
    const held = await (await storeOf(server)).credentials.listOf(id);
    assert.deepEqual(
      held.map((one) => [one.kind, one.id]),
      [["passkey", passkey.id]],
    );
  });

  for (const { what, behaviour } of [
    { what: "of another page", behaviour: { origin: "https://attacker.example" } },
    { what: "of a page inside another one", behaviour: { crossOrigin: true } },
    { what: "for another challenge", behaviour: { challenge: "another" } },
    { what: "without the person's finger or PIN", behaviour: { flags: 1 } },
  ]) {
    it(`takes no passkey ${what}, and another one after it`, async () => {
      const { flowId, asked, options } = await begin("olga");
      const { requestId } = asked.body.data.webAuthnData;
      const passkey = new SoftwarePasskey(server.baseUrl);
      const refused = await execute({ flowId, inputs: answering(requestId, passkey.create(options, behaviour)) });
      assert.deepEqual([refused.status, refused.body.code], [400, "FE-60008"]);
      assert.equal(await found("olga"), undefined);
      const again = await execute({ flowId, actionId: "go", inputs: who("olga") });
      assert.equal(again.body.type, "WEBAUTHN");
      assert.notEqual(again.body.data.webAuthnData.requestId, requestId);
    });
  }

  it("takes no challenge of another flow, and none of five minutes ago", async () => {
    const [one, other] = [await begin("pia"), await begin("quin")];
    const passkey = new SoftwarePasskey(server.baseUrl);
    const { requestId } = other.asked.body.data.webAuthnData;
    const crossed = await execute({ flowId: one.flowId, inputs: answering(requestId, passkey.create(other.options)) });
    assert.equal(crossed.body.code, "FE-60008");
    const late = await begin("rut");
    server.clock.advance(301);
    const inputs = answering(late.asked.body.data.webAuthnData.requestId, passkey.create(late.options));
    assert.equal((await execute({ flowId: late.flowId, inputs })).body.code, "FE-60008");
  });

  it("has no passkey made for a name that is taken: it would stay on the device", async () => {
    const { asked } = await begin("kim");
    assert.deepEqual([asked.status, asked.body.code], [400, "FE-60008"]);
    assert.match(asked.body.description, /kim cannot be used/);
  });

  it("makes no account with a passkey that is somebody's already", async () => {
    const passkey = new SoftwarePasskey(server.baseUrl);
    const first = await begin("sol");
    await execute({ flowId: first.flowId, inputs: answering("", passkey.create(first.options)) });
    const second = await begin("tara");
    const refused = await execute({ flowId: second.flowId, inputs: answering("", passkey.create(second.options)) });
    assert.equal(refused.status, 400);
    assert.equal(await found("tara"), undefined);
  });

  it("gives no passkey to an account that is there already (security bar 18.4)", async () => {
    const register = async () => {
      const { flowId } = (await execute({})).body;
      const name = "uma@example.com";
      const inputs = { [`${CLAIMS}/username`]: name, [`${CLAIMS}/emailaddress`]: name };
      const asked = await execute({ flowId, actionId: "go", inputs });
      const { publicKeyCredentialCreationOptions: options } = asked.body.data.webAuthnData;
      return execute({ flowId, inputs: answering("", new SoftwarePasskey(server.baseUrl).create(options)) });
    };
    const [first, again] = [await register(), await register()];
    const shape = ({ status, body }: Answer) => [status, { ...body, flowId: "" }];
    assert.deepEqual(shape(again), shape(first));
    const held = await (await storeOf(server)).credentials.listOf((await found("uma@example.com")).id);
    assert.equal(held.length, 1);
  });

  it("is made on our own pages by a script, which sends what the device has made", async () => {
    const browser = new ScriptLessBrowser();
    const register = await browser.open(server.url("/accountrecoveryendpoint/register.do"));
    const page = await browser.submit(register, { actionId: "go", ...who("vera") });
    assert.match(page.headers.get("content-security-policy") ?? "", /script-src 'self'/);
    const credential = new SoftwarePasskey(server.baseUrl).create(optionsOf({ page }));
    const done = await browser.submit(page, { tokenResponse: JSON.stringify(credential) });
    assert.equal(done.status, 200, done.body);
    assert.match(done.body, /Your account is ready/);
    assert.ok(await found("vera"));
  });

  it("says on our own pages that none was made, and asks again", async () => {
    const browser = new ScriptLessBrowser();
    const register = await browser.open(server.url("/accountrecoveryendpoint/register.do"));
    const page = await browser.submit(register, { actionId: "go", ...who("wanda") });
    const refused = await browser.submit(page, { tokenResponse: "{}" });
    assert.equal(refused.status, 400);
    assert.match(refused.body, /No passkey was made/);
  });
});
