import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { DEFAULT_DESIGNS } from "../../src/accounts/flow/default-designs.ts";
import { designFault } from "../../src/accounts/flow/design-fault.ts";
import { actionsOf, FLOW_TYPES, type FlowDesign } from "../../src/accounts/flow/flow-design.ts";
import { settingBlock } from "../../src/configuration/records/setting-block.ts";
import type { Answer } from "../client.ts";
import { type ApiClient, adminApplication, apiClientWith } from "../management/api-client.ts";
import { NativeApplication, nativeOrganization, PASSWORD_ID } from "../native-application.ts";
import { codeIn, linkIn, outboxOf } from "../outbox.ts";
import { startServer, type TestServer } from "../server.ts";
import { button, field, flowApi, view } from "./flow-steps.ts";

const CLAIMS = "http://wso2.org/claims";
const NEW_PASSWORD = "another passphrase of theirs";
const RULES = {
  "SelfRegistration.Enable": "true",
  "Recovery.Notification.Password.Enable": "true",
  "Recovery.Notification.Password.OTP.SendOTPInEmail": "true",
  "EmailVerification.AskPassword.ExpiryTime": "10",
};
const max = { userName: "max", password: NEW_PASSWORD, claims: { email: "max@example.com" } };
/** The address is shown to be theirs before there is an account. */
const PROVING = [
  view(
    "who",
    field(`${CLAIMS}/username`),
    field(`${CLAIMS}/emailaddress`),
    field("password"),
    button("go", "code", "PasswordProvisioningExecutor"),
  ),
  view("code", field("otp"), button("again", "code"), button("check", "COMPLETE", "EmailOTPExecutor")),
];

describe("flows that an organization designs (contract §20.4)", () => {
  let server: TestServer;
  let api: ApiClient;
  before(async () => {
    const settings = [{ name: "governance", document: RULES }];
    server = await startServer({
      organizations: [
        {
          ...nativeOrganization,
          users: [...nativeOrganization.users, max],
          applications: [...nativeOrganization.applications, adminApplication],
          settings,
        },
        { ...nativeOrganization, handle: "globex", settings },
      ],
    });
    api = await flowApi(server);
  });
  after(() => server.stop());

  const execute = (body: object, tenant = "acme"): Promise<Answer> =>
    apiClientWith(server, undefined, tenant).call("POST", "/api/server/v1/flow/execute", body);
  const walk = async (flowType: string, ...entries: (readonly [actionId: string, inputs: object])[]) => {
    let answer = await execute({ flowType });
    const { flowId } = answer.body;
    for (const [actionId, inputs] of entries) answer = await execute({ flowId, flowType, actionId, inputs });
    return answer;
  };

  for (const flowType of FLOW_TYPES) {
    it(`tells the steps of ${flowType} that everybody begins with, which could be sent back`, async () => {
      const { status, body } = await api.call("GET", `/api/server/v1/flow?flowType=${flowType}`);
      assert.deepEqual([status, body.steps.length], [200, DEFAULT_DESIGNS[flowType].steps.length]);
      const put = await api.call("PUT", "/api/server/v1/flow", { flowType, steps: body.steps });
      assert.equal(put.status, 201);
      assert.equal((await api.call("DELETE", `/api/server/v1/flow?flowType=${flowType}`)).status, 204);
    });
  }

  it("recovers a password by a code to the user's address, which opens what the old one opened", async () => {
    const flowType = "PASSWORD_RECOVERY";
    const first = await walk(flowType, ["button_account", { [`${CLAIMS}/username`]: "kim" }]);
    const code = codeIn(await outboxOf(server).latest("kim@example.com"));
    const next = { flowId: first.body.flowId, flowType };
    assert.equal((await execute({ ...next, inputs: { otp: "000000" } })).body.code, "FE-60008");
    assert.equal(
      (await execute({ ...next, inputs: { otp: code } })).body.data.components[0].config.text,
      "Choose a password",
    );
    const weak = await execute({ ...next, inputs: { password: "short" } });
    assert.equal(weak.body.code, "FE-60008");
    assert.equal((await execute({ ...next, inputs: { password: NEW_PASSWORD } })).body.flowStatus, "COMPLETE");
    assert.equal((await execute({ ...next, inputs: { password: NEW_PASSWORD } })).body.code, "FE-60001");
    const native = new NativeApplication(server, "native");
    const { flowId } = (await native.start()).body;
    const done = await native.step(flowId, PASSWORD_ID, { username: "kim", password: NEW_PASSWORD });
    assert.equal(done.body.flowStatus, "SUCCESS_COMPLETED");
  });

  it("answers the same for a user that there is not, whom no code opens (security bar 18.4)", async () => {
    const answers = await Promise.all(
      ["lee", "nobody"].map((name) => walk("PASSWORD_RECOVERY", ["button_account", { [`${CLAIMS}/username`]: name }])),
    );
    const [known, unknown] = answers.map(({ status, body }) => [status, { ...body, flowId: "" }]);
    assert.deepEqual(known, unknown);
    const flow = { flowId: answers[1]?.body.flowId, flowType: "PASSWORD_RECOVERY" };
    assert.equal((await execute({ ...flow, inputs: { otp: "" } })).body.code, "FE-60008");
    for (let tries = 0; tries < 4; tries++) await execute({ ...flow, inputs: { otp: "123456" } });
    assert.equal((await execute({ ...flow, inputs: { otp: "123456" } })).body.code, "FE-60008");
  });

  it("gives five tries at a code (security bar 19.2)", async () => {
    const first = await walk("PASSWORD_RECOVERY", ["button_account", { [`${CLAIMS}/username`]: "max" }]);
    const code = codeIn(await outboxOf(server).latest("max@example.com"));
    const flow = { flowId: first.body.flowId, flowType: "PASSWORD_RECOVERY" };
    const wrong = code === "111111" ? "222222" : "111111";
    for (let tries = 0; tries < 5; tries++) {
      assert.equal((await execute({ ...flow, inputs: { otp: wrong } })).body.code, "FE-60008");
    }
    assert.equal((await execute({ ...flow, inputs: { otp: code } })).body.code, "FE-60001");
  });

  it("takes no code that is older than ten minutes (security bar 19.2)", async () => {
    const first = await walk("PASSWORD_RECOVERY", ["button_account", { [`${CLAIMS}/username`]: "max" }]);
    const otp = codeIn(await outboxOf(server).latest("max@example.com"));
    server.clock.advance(601);
    const late = await execute({ flowId: first.body.flowId, flowType: "PASSWORD_RECOVERY", inputs: { otp } });
    assert.equal(late.body.code, "FE-60001");
  });

  it("has an invitation answered, which shows the address to be theirs", async () => {
    const invited = await api.call("POST", "/scim2/Users", {
      userName: "ines",
      emails: [{ value: "ines@example.com", primary: true }],
      "urn:scim:wso2:schema": { askPassword: true },
    });
    assert.equal(invited.status, 201);
    const { searchParams } = linkIn(await outboxOf(server).latest("ines@example.com"));
    const confirmationCode = searchParams.get("confirmation");
    const flowType = "INVITED_USER_REGISTRATION";
    assert.equal((await execute({ flowType, inputs: { confirmationCode: "wrong" } })).body.code, "FE-60008");
    const { flowId } = (await execute({ flowType, inputs: { confirmationCode } })).body;
    const done = await execute({ flowId, flowType, inputs: { password: NEW_PASSWORD } });
    assert.equal(done.body.flowStatus, "COMPLETE");
    assert.equal((await execute({ flowType, inputs: { confirmationCode } })).body.code, "FE-60008");
    const { body } = await api.call("GET", `/scim2/Users/${invited.body.id}`);
    assert.equal(body["urn:scim:wso2:schema"]?.emailVerified, true);
  });

  it("gives whoever has begun with an invitation no more time than its link has (security bar 17.4)", async () => {
    await api.call("POST", "/scim2/Users", {
      userName: "ida",
      emails: [{ value: "ida@example.com", primary: true }],
      "urn:scim:wso2:schema": { askPassword: true },
    });
    const { searchParams } = linkIn(await outboxOf(server).latest("ida@example.com"));
    const flowType = "ASK_PASSWORD";
    server.clock.advance(590);
    const inputs = { confirmationCode: searchParams.get("confirmation") };
    const { flowId } = (await execute({ flowType, inputs })).body;
    assert.ok(flowId);
    server.clock.advance(10);
    const late = await execute({ flowId, flowType, inputs: { password: NEW_PASSWORD } });
    assert.equal(late.body.code, "FE-60001");
  });

  it("goes through what was designed: the address is proved before there is an account, which is open at once", async () => {
    const put = await api.call("PUT", "/api/server/v1/flow", { flowType: "REGISTRATION", steps: PROVING });
    assert.equal(put.status, 201);
    const who = (name: string) =>
      [
        "go",
        { [`${CLAIMS}/username`]: name, [`${CLAIMS}/emailaddress`]: `${name}@example.com`, password: NEW_PASSWORD },
      ] as const;
    const { body } = await walk("REGISTRATION", who("wanda"));
    assert.deepEqual(
      body.data.components.map(({ actionId }: { actionId?: string }) => actionId),
      [undefined, "again", "check"],
    );
    const flow = { flowId: body.flowId, flowType: "REGISTRATION" };
    const before = codeIn(await outboxOf(server).latest("wanda@example.com"));
    await execute({ ...flow, actionId: "again", inputs: { otp: "-" } });
    const otp = codeIn(await outboxOf(server).latest("wanda@example.com"));
    assert.notEqual(otp, before);
    const elsewhere = { otp, [`${CLAIMS}/emailaddress`]: "victim@example.com" };
    const other = await walk("REGISTRATION", who("xenia"));
    const stolen = codeIn(await outboxOf(server).latest("xenia@example.com"));
    await execute({
      flowId: other.body.flowId,
      flowType: "REGISTRATION",
      actionId: "check",
      inputs: { ...elsewhere, otp: stolen },
    });
    assert.equal((await execute({ ...flow, actionId: "check", inputs: { otp } })).body.flowStatus, "COMPLETE");
    const verified = async (name: string) => {
      const { body: found } = await api.call(
        "GET",
        `/scim2/Users?filter=${encodeURIComponent(`userName eq "${name}"`)}`,
      );
      return found.Resources[0]["urn:scim:wso2:schema"];
    };
    assert.equal((await verified("wanda")).emailVerified, true);
    // Whoever has proved one address has not proved another.
    assert.deepEqual(
      [(await verified("xenia")).emailVerified ?? false, (await verified("xenia")).accountLocked],
      [false, true],
    );
    assert.equal((await walk("REGISTRATION", who("yara"))).body.data.components.length, 3);
    const elsewhereTenant = await execute({ flowType: "REGISTRATION" }, "globex");
    assert.equal(elsewhereTenant.body.data.components.length, 2);
    assert.equal((await api.call("DELETE", "/api/server/v1/flow?flowType=REGISTRATION")).status, 204);
  });

  for (const { what, flowType, steps, says } of [
    {
      what: "a recovery that proves nothing",
      flowType: "PASSWORD_RECOVERY",
      steps: [
        view("a", field(`${CLAIMS}/username`), button("b", "c", "UserResolveExecutor")),
        view("c", field("password"), button("d", "COMPLETE", "PasswordProvisioningExecutor")),
      ],
      says: /ends without EmailOTPExecutor/,
    },
    { what: "a way that leads nowhere", flowType: "REGISTRATION", steps: [view("a", button("b", "x"))], says: /"x"/ },
    {
      what: "an executor of another flow",
      flowType: "REGISTRATION",
      steps: [view("a", button("b", "COMPLETE", "UserResolveExecutor"))],
      says: /cannot have: "UserResolveExecutor"/,
    },
    {
      what: "a step that does not ask for what it needs",
      flowType: "REGISTRATION",
      steps: [view("a", button("b", "COMPLETE", "PasswordProvisioningExecutor"))],
      says: /identifier "password"/,
    },
    {
      what: "a code that nobody could be sent",
      flowType: "REGISTRATION",
      steps: [view("a", field(`${CLAIMS}/emailaddress`), field("otp"), button("b", "COMPLETE", "EmailOTPExecutor"))],
      says: /before anybody has said where to/,
    },
    {
      what: "a field that nobody says of themselves (security bar 23.2)",
      flowType: "REGISTRATION",
      steps: [
        view("a", field("password"), field(`${CLAIMS}/role`), button("b", "COMPLETE", "PasswordProvisioningExecutor")),
      ],
      says: /claims\/role/,
    },
    {
      what: "a circle that runs by itself",
      flowType: "ASK_PASSWORD",
      steps: [
        {
          ...view("a"),
          type: "EXECUTION",
          data: { action: { type: "EXECUTOR", executor: { name: "ConfirmationCodeValidationExecutor" }, next: "a" } },
        },
      ],
      says: /leads back to itself/,
    },
  ]) {
    it(`refuses ${what}, and says where`, async () => {
      const { status, body } = await api.call("PUT", "/api/server/v1/flow", { flowType, steps });
      assert.deepEqual([status, body.code], [400, "FM-10002"]);
      assert.match(body.description, says);
    });
  }

  it("refuses a body that is nested deeper than could be gone through (RFC 8259 §9)", async () => {
    const nested = (depth: number): object => ({
      id: "x",
      type: "x",
      ...(depth > 0 && { components: [nested(depth - 1)] }),
    });
    const put = { flowType: "REGISTRATION", steps: [{ ...PROVING[0], data: { components: [nested(1200)] } }] };
    assert.equal((await api.call("PUT", "/api/server/v1/flow", put)).status, 400);
  });

  it("switches a flow off and on, and says what it can be made of", async () => {
    const config = (isEnabled: boolean) =>
      api.call("PATCH", "/api/server/v1/flow/config", { flowType: "PASSWORD_RECOVERY", isEnabled });
    assert.equal((await config(false)).body.isEnabled, false);
    assert.equal((await execute({ flowType: "PASSWORD_RECOVERY" })).body.code, "FE-60101");
    const { body } = await api.call("GET", "/api/server/v1/flow/configs");
    assert.deepEqual(
      body.map(({ isEnabled }: { isEnabled: boolean }) => isEnabled),
      [true, false, true],
    );
    assert.equal((await config(true)).status, 200);
    assert.equal((await execute({ flowType: "PASSWORD_RECOVERY" })).body.flowStatus, "INCOMPLETE");
    const meta = await api.call("GET", "/api/server/v1/flow/meta?flowType=PASSWORD_RECOVERY");
    assert.ok(meta.body.supportedExecutors.includes("EmailOTPExecutor"));
    assert.deepEqual(meta.body.supportedFlowCompletionConfigs, [
      "isAutoLoginEnabled",
      "isFlowCompletionNotificationEnabled",
    ]);
  });
});

describe("what stands against a design of a recovery", () => {
  it("is found in a file too", () => {
    const steps = [view("a", field("password"), button("b", "COMPLETE", "PasswordProvisioningExecutor"))];
    const { error } = settingBlock.entry.safeParse({ name: "flow PASSWORD_RECOVERY", document: { steps } });
    assert.match(error?.issues[0]?.message ?? "", /ends without UserResolveExecutor/);
    const fine = { steps: DEFAULT_DESIGNS.PASSWORD_RECOVERY.steps };
    assert.ok(settingBlock.entry.safeParse({ name: "flow PASSWORD_RECOVERY", document: fine }).success);
  });

  const step = { id: "a", type: "VIEW" };
  for (const [what, document, at] of [
    ["steps that are no list", { steps: {} }, "steps"],
    ["a step that is none", { steps: [null] }, "steps.0"],
    ["a step whose data is null", { steps: [{ ...step, data: null }] }, "steps.0.data"],
    ["a component that is none", { steps: [{ ...step, data: { components: [null] } }] }, "steps.0.data.components.0"],
    ["an action that is none", { steps: [{ ...step, data: { action: null } }] }, "steps.0.data.action"],
    [
      "an executor whose meta is null",
      {
        steps: [{ ...step, data: { action: { type: "EXECUTOR", executor: { name: "GoogleExecutor", meta: null } } } }],
      },
      "steps.0.data.action.executor.meta",
    ],
    ["a completion that is none", { completion: null }, "completion"],
    ["a switch that is no boolean", { isEnabled: "false" }, "isEnabled"],
  ] as const) {
    it(`is in a file also ${what}, and its place is told`, () => {
      const { error } = settingBlock.entry.safeParse({ name: "flow REGISTRATION", document });
      assert.equal(error?.issues[0]?.path.join("."), `document.${at}`);
    });
  }

  it("is found however many ways there are: each step is looked at once for what was done before it", () => {
    const running = Array.from({ length: 40 }, (_, index) => {
      const next = index === 39 ? "last" : `${index + 1}`;
      const { data } = view("", button("a", next), button("b", next));
      return { ...view(`${index}`), type: "EXECUTION", data: { ...data, action: button("c", next).action } };
    });
    const faultOf = (...others: object[]) => {
      const last = view("last", field("password"), button("go", "COMPLETE", "PasswordProvisioningExecutor"), ...others);
      return designFault("REGISTRATION", { steps: [...running, last] } as unknown as FlowDesign);
    };
    assert.equal(faultOf(), undefined);
    assert.match(faultOf(button("skip", "COMPLETE")) ?? "", /ends without/);
  });

  const CODES = ["EmailOTPExecutor", "SMSOTPExecutor"];
  const PASSWORDS = ["PasswordProvisioningExecutor", "PasswordOnboardExecutor"];
  const CONNECTIONS = ["OpenIDConnectExecutor", "GoogleExecutor", "GithubExecutor"];
  for (const { flowType, executors, rule, needed } of [
    {
      flowType: "PASSWORD_RECOVERY",
      executors: ["UserResolveExecutor", ...CODES, ...PASSWORDS],
      rule: "ends with a new password that no code has come before (security bar 17.4)",
      needed: [["UserResolveExecutor"], CODES, PASSWORDS],
    },
    {
      flowType: "REGISTRATION",
      executors: [...CODES, ...PASSWORDS, "FIDO2Executor", ...CONNECTIONS],
      rule: "ends with an account that nobody has shown anything for",
      needed: [[...CODES, ...PASSWORDS, "FIDO2Executor", ...CONNECTIONS]],
    },
    {
      flowType: "ASK_PASSWORD",
      executors: ["ConfirmationCodeValidationExecutor", ...PASSWORDS],
      rule: "ends with a password that no invitation has come before",
      needed: [["ConfirmationCodeValidationExecutor"], PASSWORDS],
    },
  ] as const) {
    it(`lets no way of ${flowType} go through that ${rule}`, () => {
      const names = ["a", "b", "c", "d"];
      const action = (index: number) =>
        fc.record({
          // Mostly what a design needs at that place, so that some are accepted.
          executor: fc.oneof(
            { weight: 2, arbitrary: fc.constantFrom(...(needed[index] ?? [undefined])) },
            { weight: 1, arbitrary: fc.constantFrom(...executors, undefined) },
          ),
          next: fc.oneof(
            { weight: 4, arbitrary: fc.constant(names.slice(0, needed.length)[index + 1] ?? "COMPLETE") },
            { weight: 1, arbitrary: fc.constantFrom(...names, "COMPLETE") },
          ),
        });
      const step = (id: string, index: number) =>
        fc
          .record({ first: action(index), second: fc.option(action(index)), runs: fc.nat({ max: 3 }) })
          .map(({ first, second, runs }) => {
            const buttons = [first, ...(second === null ? [] : [second])].map(({ executor, next }, at) =>
              button(`${id}${at}`, next, executor, { idpName: "partner" }),
            );
            const fields = [field(`${CLAIMS}/username`), field("otp"), field("password")];
            const runsByItself = { ...view(id), type: "REDIRECTION", data: { action: buttons[0]?.action } };
            return runs === 0 ? runsByItself : view(id, ...fields, ...buttons);
          });
      let ended = 0;
      fc.assert(
        fc.property(fc.tuple(...names.map(step)), (steps) => {
          const design = { steps } as unknown as FlowDesign;
          if (designFault(flowType, design) !== undefined) return;
          for (const way of waysThrough(design)) {
            ended++;
            let index = 0;
            for (const name of way) if (needed[index]?.some((one) => one === name)) index++;
            assert.equal(index, needed.length, way.join(" "));
          }
        }),
        { numRuns: 5000 },
      );
      assert.ok(ended > 0);
    });
  }
});

/** The executors on each way through the design that goes round no more than once or twice, in their order. */
function waysThrough({ steps }: FlowDesign): readonly (readonly string[])[] {
  const ended: string[][] = [];
  const waiting: { id: string | undefined; names: string[]; left: number }[] = [
    { id: steps[0]?.id, names: [], left: 7 },
  ];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const { id, names, left } = place;
    const step = steps.find((each) => each.id === id);
    if (step === undefined) ended.push(names);
    if (step === undefined || left === 0) continue;
    for (const { executor, next } of actionsOf(step).values()) {
      waiting.push({ id: next, names: executor === undefined ? names : [...names, executor.name], left: left - 1 });
    }
  }
  return ended;
}
