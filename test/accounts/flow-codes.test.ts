import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { changeAccount } from "../../src/accounts/user-changes.ts";
import type { Answer } from "../client.ts";
import { type ApiClient, adminApplication, apiClientWith } from "../management/api-client.ts";
import { nativeOrganization } from "../native-application.ts";
import { codeIn, outboxOf } from "../outbox.ts";
import { startServer, type TestServer } from "../server.ts";
import { button, field, flowApi, view } from "./flow-steps.ts";
import { storeOf } from "./governance.ts";

const CLAIMS = "http://wso2.org/claims";
const NEW_PASSWORD = "another passphrase of theirs";
const RULES = {
  "SelfRegistration.Enable": "true",
  "Recovery.Notification.Password.Enable": "true",
  "Recovery.Notification.Password.OTP.SendOTPInEmail": "true",
};
const numbered = (userName: string, phone_number: string, phone_number_verified = true) => ({
  userName,
  password: "the passphrase of before",
  claims: { email: `${userName}@example.com`, phone_number, phone_number_verified },
});
const REGISTERING = [
  view(
    "who",
    field(`${CLAIMS}/username`),
    field(`${CLAIMS}/emailaddress`),
    field(`${CLAIMS}/mobile`),
    field("password"),
    button("go", "code", "PasswordProvisioningExecutor"),
  ),
  view("code", field("otp"), button("check", "COMPLETE", "SMSOTPExecutor")),
];
const RECOVERING = [
  view("who", field(`${CLAIMS}/username`), button("go", "code", "UserResolveExecutor")),
  view("code", field("otp"), button("check", "password", "SMSOTPExecutor")),
  view("password", field("password"), button("save", "COMPLETE", "PasswordProvisioningExecutor")),
];

describe("codes by text message in designed flows (contract §20.3)", () => {
  let server: TestServer;
  let api: ApiClient;
  before(async () => {
    server = await startServer({
      organizations: [
        {
          ...nativeOrganization,
          users: [
            ...nativeOrganization.users,
            numbered("max", "+4712345678"),
            numbered("mia", "+4712345679", false),
            numbered("moe", "+4712345670"),
          ],
          applications: [...nativeOrganization.applications, adminApplication],
          settings: [{ name: "governance", document: RULES }],
        },
      ],
    });
    api = await flowApi(server);
    for (const [flowType, steps] of Object.entries({ REGISTRATION: REGISTERING, PASSWORD_RECOVERY: RECOVERING })) {
      assert.equal((await api.call("PUT", "/api/server/v1/flow", { flowType, steps })).status, 201);
    }
  });
  after(() => server.stop());

  const execute = (body: object): Promise<Answer> =>
    apiClientWith(server, undefined, "acme").call("POST", "/api/server/v1/flow/execute", body);
  const begin = async (flowType: string, inputs: object) => {
    const { flowId } = (await execute({ flowType })).body;
    const flow = { flowType, flowId };
    return { flow, answer: await execute({ ...flow, inputs }) };
  };
  const registering = (name: string, mobile: string) =>
    begin("REGISTRATION", {
      [`${CLAIMS}/username`]: name,
      [`${CLAIMS}/emailaddress`]: `${name}@example.com`,
      [`${CLAIMS}/mobile`]: mobile,
      password: NEW_PASSWORD,
    });
  const found = async (name: string) => {
    const filter = encodeURIComponent(`userName eq "${name}"`);
    return (await api.call("GET", `/scim2/Users?filter=${filter}`)).body.Resources[0];
  };

  it("shows a number to be theirs before there is an account, and the address to be nobody's yet", async () => {
    const { flow } = await registering("nina", "+4798765432");
    const message = await outboxOf(server).latest("+4798765432");
    assert.deepEqual([message.channel, message.type], ["sms", "SMSOTPVerification"]);
    assert.equal((await execute({ ...flow, inputs: { otp: "-" } })).body.code, "FE-60008");
    const done = await execute({ ...flow, inputs: { otp: codeIn(message) } });
    assert.equal(done.body.flowStatus, "COMPLETE");
    const extension = (await found("nina"))["urn:scim:wso2:schema"];
    assert.deepEqual(
      [extension.phoneVerified, extension.emailVerified ?? false, extension.accountLocked],
      [true, false, true],
    );
  });

  it("has not shown another number than the one that the code went to", async () => {
    const { flow } = await registering("olaf", "+4798765433");
    const otp = codeIn(await outboxOf(server).latest("+4798765433"));
    const inputs = { otp, [`${CLAIMS}/mobile`]: "+4700000000" };
    assert.equal((await execute({ ...flow, inputs })).body.flowStatus, "COMPLETE");
    assert.notEqual((await found("olaf"))["urn:scim:wso2:schema"]?.phoneVerified, true);
    assert.equal((await outboxOf(server).to("+4700000000")).length, 0);
  });

  for (const mobile of ["nine one one", "+47", "12345678901234567890", "+47123456;78"]) {
    it(`writes to no number that is none: ${mobile}`, async () => {
      const { answer } = await registering("pia", mobile);
      assert.deepEqual(
        [answer.body.code, answer.body.description],
        ["FE-60008", "There is no mobile number that could be one."],
      );
    });
  }

  it("recovers a password by a code to the user's number (security bar 17.4)", async () => {
    const { flow } = await begin("PASSWORD_RECOVERY", { [`${CLAIMS}/username`]: "max" });
    const message = await outboxOf(server).latest("+4712345678");
    assert.deepEqual([message.channel, message.type], ["sms", "passwordReset"]);
    assert.equal((await outboxOf(server).to("max@example.com")).length, 0);
    assert.equal((await execute({ ...flow, inputs: { otp: codeIn(message) } })).body.flowStatus, "INCOMPLETE");
    assert.equal((await execute({ ...flow, inputs: { password: NEW_PASSWORD } })).body.flowStatus, "COMPLETE");
  });

  it("answers the same for whoever has no number, or one that is not theirs, and for nobody (security bar 18.4)", async () => {
    const names = ["moe", "mia", "kim", "nobody"];
    const answers = await Promise.all(
      names.map((name) => begin("PASSWORD_RECOVERY", { [`${CLAIMS}/username`]: name })),
    );
    const told = answers.map(({ answer: { status, body } }) => [status, { ...body, flowId: "" }]);
    for (const one of told) assert.deepEqual(one, told[0]);
    assert.equal((await outboxOf(server).to("+4712345679")).length, 0);
    for (const { flow } of answers.slice(1)) {
      assert.equal((await execute({ ...flow, inputs: { otp: "" } })).body.code, "FE-60008");
      assert.equal((await execute({ ...flow, inputs: { password: NEW_PASSWORD } })).body.code, "FE-60008");
    }
  });

  it("ends with another number: whoever had the old one chooses no password", async () => {
    const { flow } = await begin("PASSWORD_RECOVERY", { [`${CLAIMS}/username`]: "moe" });
    const otp = codeIn(await outboxOf(server).latest("+4712345670"));
    await execute({ ...flow, inputs: { otp } });
    const store = await storeOf(server);
    const { user } = (await store.users.findByName("moe")) ?? assert.fail();
    const claims = { ...user.claims, phone_number: "+4711111111" };
    await changeAccount(user.id, (before) => ({ ...before, user: { ...user, claims } }), {
      store,
      now: server.clock.now,
    });
    assert.equal((await execute({ ...flow, inputs: { password: NEW_PASSWORD } })).body.code, "FE-60001");
  });

  it("refuses a step with two codes, whose field could not tell them apart", async () => {
    const steps = [
      RECOVERING[0],
      view(
        "code",
        field("otp"),
        button("a", "password", "SMSOTPExecutor"),
        button("b", "password", "EmailOTPExecutor"),
      ),
      RECOVERING[2],
    ];
    const { status, body } = await api.call("PUT", "/api/server/v1/flow", { flowType: "PASSWORD_RECOVERY", steps });
    assert.deepEqual([status, body.code], [400, "FM-10002"]);
    assert.match(body.description, /codes of two messages/);
  });
});
