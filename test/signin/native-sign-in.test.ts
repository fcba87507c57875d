import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { claimsOf } from "../client.ts";
import {
  IDENTIFIER_ID,
  NativeApplication,
  nativeOrganization,
  PASSKEY_ID,
  PASSWORD_ID,
  RIGHT,
} from "../native-application.ts";
import { PASSWORD } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe("app-native sign-in (contract §14)", () => {
  let server: TestServer;
  let application: NativeApplication;
  before(async () => {
    server = await startServer({ organizations: [nativeOrganization] });
  });
  beforeEach(() => {
    application = new NativeApplication(server, "native");
  });
  after(() => server.stop());

  it("answers a request with the first step, in the documented form (contract §14.1)", async () => {
    const { status, headers, body } = await application.start();
    assert.equal(status, 200);
    assert.equal(headers.get("cache-control"), "no-store");
    assert.match(body.flowId, UUID);
    assert.deepEqual(body, {
      flowId: body.flowId,
      flowStatus: "INCOMPLETE",
      flowType: "AUTHENTICATION",
      nextStep: {
        stepType: "AUTHENTICATOR_PROMPT",
        authenticators: [
          {
            authenticatorId: PASSWORD_ID,
            authenticator: "Username & Password",
            idp: "LOCAL",
            metadata: {
              i18nKey: "authenticator.basic",
              promptType: "USER_PROMPT",
              params: [param("username", 0, "Username", false), param("password", 1, "Password", true)],
            },
            requiredParams: ["username", "password"],
          },
        ],
      },
      links: [{ name: "authentication", href: server.url("/oauth2/authn"), method: "POST" }],
    });
  });

  it("takes the password and answers with a code that buys tokens, without a cookie (contract §14.2)", async () => {
    const answer = await application.signIn();
    assert.equal(answer.status, 200);
    const { flowStatus, authData } = answer.body;
    assert.equal(flowStatus, "SUCCESS_COMPLETED");
    assert.equal(authData.state, "the state");
    assert.deepEqual(Object.keys(authData).sort(), ["code", "iss", "session_state", "state"]);
    const { status, body } = await application.exchange(answer);
    assert.equal(status, 200);
    assert.deepEqual(claimsOf(body.id_token).amr, ["BasicAuthenticator"]);
  });

  it("begins by GET too (contract §14.1)", async () => {
    const response = await fetch(`${server.url("/oauth2/authorize")}?${application.parameters()}`);
    assert.equal(((await response.json()) as { flowStatus: string }).flowStatus, "INCOMPLETE");
  });

  it("lets a wrong password be tried again, and says what was wrong (contract §14.2)", async () => {
    const { flowId } = (await application.start()).body;
    const { status, body } = await application.step(flowId, PASSWORD_ID, { ...RIGHT, password: "wrong" });
    assert.equal(status, 200);
    assert.equal(body.flowStatus, "FAIL_INCOMPLETE");
    assert.equal(body.flowId, flowId);
    assert.equal(body.nextStep.stepType, "AUTHENTICATOR_PROMPT");
    assert.deepEqual(body.nextStep.messages, [
      {
        type: "ERROR",
        messageId: "msg_invalid_un_pw",
        message: "Invalid username or password.",
        i18nKey: "message.msg_invalid_un_pw",
        context: [],
      },
    ]);
    assert.equal((await application.step(flowId, PASSWORD_ID, RIGHT)).body.flowStatus, "SUCCESS_COMPLETED");
  });

  it("answers alike for a wrong password and for a user who is not there (security bar 18.3)", async () => {
    const { flowId } = (await application.start()).body;
    const wrong = await application.step(flowId, PASSWORD_ID, { ...RIGHT, password: "wrong" });
    const unknown = await application.step(flowId, PASSWORD_ID, { ...RIGHT, username: "nobody" });
    assert.deepEqual(wrong.body, unknown.body);
  });

  it("offers several ways, and begins the one that has to be begun (contract §14.3)", async () => {
    const choosing = new NativeApplication(server, "choosing");
    const { flowId, nextStep } = (await choosing.start()).body;
    assert.equal(nextStep.stepType, "MULTI_OPTIONS_PROMPT");
    const [first, second] = nextStep.authenticators;
    assert.deepEqual(first.requiredParams, ["username", "password"]);
    assert.deepEqual(second, {
      authenticatorId: PASSKEY_ID,
      authenticator: "Passkey",
      idp: "LOCAL",
      metadata: { i18nKey: "authenticator.fido" },
    });

    const { nextStep: begun } = (await choosing.step(flowId, PASSKEY_ID)).body;
    assert.equal(begun.stepType, "AUTHENTICATOR_PROMPT");
    const [passkey] = begun.authenticators;
    assert.equal(passkey.metadata.promptType, "INTERNAL_PROMPT");
    assert.deepEqual(passkey.requiredParams, ["tokenResponse"]);
    const { publicKeyCredentialRequestOptions } = JSON.parse(atob(passkey.metadata.additionalData.challengeData));
    assert.equal(publicKeyCredentialRequestOptions.rpId, "localhost");

    const done = await choosing.step(flowId, PASSWORD_ID, RIGHT);
    assert.equal(done.body.flowStatus, "SUCCESS_COMPLETED", "another way of the step stays open");
  });

  it("goes through several steps, none of which can be skipped (contract §14.2, security bar 19.6)", async () => {
    const stepwise = new NativeApplication(server, "stepwise");
    const { flowId, nextStep } = (await stepwise.start()).body;
    assert.deepEqual(idsOf(nextStep), [IDENTIFIER_ID]);
    const early = await stepwise.step(flowId, PASSWORD_ID, RIGHT);
    assert.deepEqual([early.status, early.body.code], [400, "ABA-60004"]);

    const { body } = await stepwise.step(flowId, IDENTIFIER_ID, { username: "kim" });
    assert.deepEqual([body.flowStatus, idsOf(body.nextStep)], ["INCOMPLETE", [PASSWORD_ID]]);
    const done = await stepwise.step(flowId, PASSWORD_ID, { username: "lee", password: PASSWORD });
    assert.equal(done.body.flowStatus, "SUCCESS_COMPLETED");
    const tokens = (await stepwise.exchange(done)).body;
    const { userName } =
      (await server.store.forTenant(await tenantId()).users.find(claimsOf(tokens.id_token).sub)) ?? {};
    assert.equal(userName, "kim", "who has been named is who signs in");
  });

  it("takes a request that was pushed (RFC 9126 §4, contract §14.1)", async () => {
    const pushed = await application.send("/oauth2/par", application.parameters());
    assert.equal(pushed.status, 201);
    const request = { client_id: "native", request_uri: pushed.body.request_uri };
    const { body } = await application.send("/oauth2/authorize", new URLSearchParams(request));
    const done = await application.step(body.flowId, PASSWORD_ID, RIGHT);
    assert.equal((await application.exchange(done)).status, 200);
  });

  async function tenantId(): Promise<string> {
    return (await server.store.tenants.find("acme"))?.id as string;
  }
});

function param(name: string, order: number, displayName: string, confidential: boolean) {
  const i18nKey = `${name}.param`;
  return { param: name, type: "STRING", order, i18nKey, displayName, confidential, isConfidential: confidential };
}

// biome-ignore lint/suspicious/noExplicitAny: a test looks into the step that it expects
function idsOf({ authenticators }: any): string[] {
  return authenticators.map(({ authenticatorId }: { authenticatorId: string }) => authenticatorId);
}
