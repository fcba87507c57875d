import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { TestClient } from "../client.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { returned } from "../redirects.ts";
import { giveApp } from "../second-factors.ts";
import { startServer, type TestServer } from "../server.ts";
import { type ApiClient, apiClient } from "./api-client.ts";
import {
  createApplication,
  APPLICATIONS as PATH,
  APPLICATION_SCOPES as SCOPES,
  singlePage,
  withAdministrator,
} from "./applications.ts";

const option = (authenticator: string, idp = "LOCAL") => ({ idp, authenticator });
const sequence = (...steps: string[][]) => ({
  type: "USER_DEFINED",
  steps: steps.map((options, index) => ({ id: index + 1, options: options.map((name) => option(name)) })),
});
const BASIC_AND_APP = sequence(["BasicAuthenticator"], ["totp", "backup-code-authenticator"]);

describe("how users sign in to an application (contract §15, §17.1)", () => {
  let server: TestServer;
  let api: ApiClient;
  before(async () => {
    server = await startServer({ organizations: withAdministrator });
    api = await apiClient(server, SCOPES);
  });
  after(() => server.stop());
  let made = 0;
  const create = (authenticationSequence: object) => {
    made += 1;
    return createApplication(api, { ...singlePage(`Sequence ${made}`), authenticationSequence });
  };
  const sequenceOf = async (id: string) => (await api.call("GET", `${PATH}/${id}`)).body.authenticationSequence;

  it("is what the sequence says from the next sign-in on, and is told as it was sent", async () => {
    const sent = { ...BASIC_AND_APP, subjectStepId: 1, attributeStepId: 2 };
    const { id, clientId } = await create(sent);
    assert.deepEqual(await sequenceOf(id), sent);
    const app = await giveApp(server, "kim");
    const browser = new ScriptLessBrowser();
    const first = await browser.open(new TestClient(server, clientId).authorizeUrl());
    const second = await browser.submit(first, { usernameUserInput: "kim", password: PASSWORD }, CALLBACK);
    assert.equal(second.form?.hidden.authenticator, "totp");
    assert.ok(returned(await browser.submit(second, { token: app.code() }, CALLBACK)).code);

    const back = await api.call("PATCH", `${PATH}/${id}`, { authenticationSequence: sequence(["basic"]) });
    assert.equal(back.status, 200, JSON.stringify(back.body));
    const silent = new ScriptLessBrowser();
    const only = await silent.open(new TestClient(server, clientId).authorizeUrl());
    assert.ok(returned(await silent.submit(only, { usernameUserInput: "lee", password: PASSWORD }, CALLBACK)).code);
  });

  it("knows the authenticators by Asgardeo's other names, and tells them as they were sent", async () => {
    const { id, clientId } = await create(sequence(["identifier-first"], ["basic"], ["totp", "backup-code"]));
    const { body } = await api.call("GET", `${PATH}/${id}/authenticators`);
    assert.deepEqual(
      body.map(({ stepId, localAuthenticators }: { stepId: number; localAuthenticators: { name: string }[] }) => [
        stepId,
        ...localAuthenticators.map(({ name }) => name),
      ]),
      [
        [1, "identifier-first"],
        [2, "basic"],
        [3, "totp", "backup-code"],
      ],
    );
    const page = await new ScriptLessBrowser().open(new TestClient(server, clientId).authorizeUrl());
    assert.equal(page.form?.hidden.authenticator, "IdentifierExecutor");
    assert.ok(!page.body.includes('id="password"'));
  });

  it("takes the steps in the order of their ids", async () => {
    const { steps, ...rest } = BASIC_AND_APP;
    const { clientId } = await create({ ...rest, steps: steps.toReversed() });
    const page = await new ScriptLessBrowser().open(new TestClient(server, clientId).authorizeUrl());
    assert.ok(page.body.includes('id="password"'));
  });

  it("stays when something else is changed, and when the application is taken out and put back as a file", async () => {
    const { id } = await create(BASIC_AND_APP);
    assert.equal((await api.call("PATCH", `${PATH}/${id}`, { description: "Changed" })).status, 200);
    assert.deepEqual((await sequenceOf(id)).steps, BASIC_AND_APP.steps);
    const { body: file } = await api.call("GET", `${PATH}/${id}/exportFile`);
    assert.match(JSON.stringify(file), /signInSteps/);
  });

  it("is told of an application whose steps came from a configuration file", async () => {
    const { signInSteps } = { signInSteps: BASIC_AND_APP.steps.map(({ options }) => ({ options })) };
    const organizations = withAdministrator.map((one) => ({
      ...one,
      applications: one.applications.map((each) => (each.clientId === "brief" ? { ...each, signInSteps } : each)),
    }));
    await server.configure(organizations);
    const { body } = await api.call("GET", `${PATH}?filter=clientId eq brief`);
    const told = await sequenceOf(body.applications[0].id);
    assert.deepEqual(told, { ...BASIC_AND_APP, subjectStepId: 1, attributeStepId: 1 });
    await server.configure(withAdministrator);
    assert.equal((await sequenceOf(body.applications[0].id)).type, "DEFAULT");
  });

  const refused: [string, object][] = [
    ["an authenticator that there is not", sequence(["BasicAuthenticator"], ["telepathy"])],
    ["one that is not served", sequence(["BasicAuthenticator"], ["x509CertificateAuthenticator"])],
    ["a step without options", sequence(["BasicAuthenticator"], [])],
    ["a code of an app alone (security bar 19.1)", sequence(["totp"])],
    ["the same after a name that proves nothing", sequence(["IdentifierExecutor"], ["totp"])],
    ["a backup code beside the password", sequence(["BasicAuthenticator", "backup-code-authenticator"])],
    ["a name alone", sequence(["IdentifierExecutor"])],
    ["a connection that there is not", { steps: [{ id: 1, options: [option("OpenIDConnectAuthenticator", "None")] }] }],
    ["steps with a gap", { steps: [{ id: 2, options: [option("BasicAuthenticator")] }] }],
    ["two steps with one id", { steps: [1, 1].map((id) => ({ id, options: [option("BasicAuthenticator")] })) }],
    ["requestPathAuthenticators", { ...BASIC_AND_APP, requestPathAuthenticators: ["x"] }],
  ];
  for (const [what, authenticationSequence] of refused) {
    it(`refuses ${what}, whoever asks for more is not told that it is done`, async () => {
      const { status, body } = await api.call("POST", PATH, { ...singlePage(`No ${what}`), authenticationSequence });
      assert.deepEqual([status, body.code], [400, "APP-60001"], JSON.stringify(body));
    });
  }

  describe("its script (contract §23.3)", () => {
    const script = (...calls: string[]) =>
      `// written by the console\nvar onLoginRequest = function(context) {\n  ${calls.join("\n  ")}\n};\n`;

    it("may execute each of the steps in their order, which says nothing more", async () => {
      const plain = script("executeStep(1);", "executeStep(2);");
      const { id } = await create({ ...BASIC_AND_APP, script: plain });
      assert.equal((await sequenceOf(id)).script, plain);
      const at = `${PATH}/${id}/authenticationSequence/script`;
      assert.equal((await api.call("PUT", at, { script: "" })).status, 200);
      assert.equal((await sequenceOf(id)).script, "");
      assert.equal((await api.call("PUT", at, { script: plain })).status, 200);
      assert.equal((await sequenceOf(id)).script, plain);
      assert.deepEqual((await sequenceOf(id)).steps, BASIC_AND_APP.steps);
    });

    for (const [what, text] of [
      ["leaves a step out", script("executeStep(1);")],
      ["has another order", script("executeStep(2);", "executeStep(1);")],
      ["decides something", script("executeStep(1);", "if (context.request.ip) executeStep(2);")],
      ["does something on the way", script("executeStep(1, { onSuccess: function() {} });", "executeStep(2);")],
      ["hides something behind a comment", `${script("executeStep(1);", "executeStep(2);")}/* */ alert(1)`],
    ] as const) {
      it(`is refused when it ${what}`, async () => {
        const { id } = await create(BASIC_AND_APP);
        const at = `${PATH}/${id}/authenticationSequence/script`;
        const { status, body } = await api.call("PUT", at, { script: text });
        assert.deepEqual([status, body.code], [400, "APP-60001"]);
        const model = { authenticationSequence: { ...BASIC_AND_APP, script: text } };
        assert.equal((await api.call("PATCH", `${PATH}/${id}`, model)).status, 400);
      });
    }
  });
});
