import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { type Answer, claimsOf } from "../client.ts";
import { applicationWith, connectionTo, type FakeProvider, startFakeProvider } from "../federation.ts";
import { NativeApplication, ORIGIN, PASSKEY_ID, PASSWORD_ID, RIGHT } from "../native-application.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { codeIn, outboxOf } from "../outbox.ts";
import { giveApp } from "../second-factors.ts";
import { startServer, type TestServer } from "../server.ts";
import { SoftwarePasskey } from "../software-passkey.ts";

const TOTP_ID = "dG90cDpMT0NBTA";
const EMAIL_ID = "ZW1haWwtb3RwLWF1dGhlbnRpY2F0b3I6TE9DQUw";
const CONNECTION_ID = Buffer.from("OpenIDConnectAuthenticator:Partner").toString("base64url");

const application = (clientId: string, ...steps: string[][]) => ({
  ...applicationWith(clientId, ...steps),
  allowedOrigins: [ORIGIN],
  enableAPIBasedAuthentication: true,
});

describe("every way to sign in, by the app-native API (contract §14.4)", () => {
  let server: TestServer;
  let provider: FakeProvider;
  before(async () => {
    provider = await startFakeProvider();
    const organization = {
      handle: "acme",
      users: ["kim", "lee"].map((userName) => ({
        userName,
        password: PASSWORD,
        claims: { email: `${userName}@example.com` },
      })),
      identityProviders: [
        connectionTo(provider.origin, "Partner"),
        connectionTo(provider.origin, "Linked", { provisioning: { enabled: false } }),
      ],
      applications: [
        application("totp", ["BasicAuthenticator"], ["totp"]),
        application("email", ["BasicAuthenticator"], ["email-otp-authenticator"]),
        application("passkey", ["FIDOAuthenticator"]),
        application("second", ["BasicAuthenticator"], ["FIDOAuthenticator"]),
        application("federated", ["OpenIDConnectAuthenticator:Partner"]),
        application("nowhere", ["OpenIDConnectAuthenticator:Gone"]),
      ],
    };
    server = await startServer({
      organizations: [organization],
      settings: { outboundAllowedHosts: [new URL(provider.origin).host] },
    });
  });
  after(async () => {
    await server?.stop();
    await provider?.close();
  });
  // What was tried from the one address of all tests is forgotten.
  beforeEach(() => server.clock.advance(86_401));

  const withPassword = async (clientId: string, params = RIGHT) => {
    const native = new NativeApplication(server, clientId);
    const { flowId } = (await native.start()).body;
    const { body } = await native.step(flowId, PASSWORD_ID, params);
    return { native, flowId, body };
  };
  const amrOf = async (native: NativeApplication, answer: Answer) =>
    claimsOf((await native.exchange(answer)).body.id_token).amr;

  it("asks for the code of an authenticator app after the password", async () => {
    const app = await giveApp(server, "kim");
    const { native, flowId, body } = await withPassword("totp");
    const [totp] = body.nextStep.authenticators;
    assert.deepEqual([totp.authenticatorId, totp.requiredParams], [TOTP_ID, ["token"]]);
    assert.equal(totp.metadata.promptType, "USER_PROMPT");
    assert.equal(totp.metadata.additionalData, undefined);

    const wrong = await native.step(flowId, TOTP_ID, { token: "000000" });
    assert.equal(wrong.body.flowStatus, "FAIL_INCOMPLETE");
    assert.equal(wrong.body.nextStep.messages[0].messageId, "msg_invalid_code");
    const done = await native.step(flowId, TOTP_ID, { token: app.code() });
    assert.deepEqual(await amrOf(native, done), ["BasicAuthenticator", "totp"]);
  });

  it("sends a code by e-mail, and another one when the step is begun again", async () => {
    const { native, flowId, body } = await withPassword("email");
    assert.deepEqual(body.nextStep.authenticators[0].requiredParams, ["OTPCode"]);
    const first = codeIn(await outboxOf(server).latest("kim@example.com"));
    server.clock.advance(60);
    await native.step(flowId, EMAIL_ID);
    const second = codeIn(await outboxOf(server).latest("kim@example.com"));
    if (first !== second) {
      assert.equal((await native.step(flowId, EMAIL_ID, { OTPCode: first })).body.flowStatus, "FAIL_INCOMPLETE");
    }
    const done = await native.step(flowId, EMAIL_ID, { OTPCode: second });
    assert.deepEqual(await amrOf(native, done), ["BasicAuthenticator", "email-otp-authenticator"]);
  });

  it("makes a passkey on the application's own page, and signs in with it there alone (security bar 19.4)", async () => {
    const device = new SoftwarePasskey(ORIGIN);
    const { native, flowId, body } = await withPassword("second", { ...RIGHT, username: "lee" });
    const { publicKeyCredentialCreationOptions } = challengeOf(body);
    const made = JSON.stringify({ requestId: "", credential: device.create(publicKeyCredentialCreationOptions) });
    const done = await native.step(flowId, PASSKEY_ID, { tokenResponse: made });
    assert.deepEqual(await amrOf(native, done), ["BasicAuthenticator", "FIDOAuthenticator"]);

    const alone = new NativeApplication(server, "passkey");
    const used = async (origin: string) => {
      const { body: first } = await alone.start();
      const { publicKeyCredentialRequestOptions } = challengeOf(first);
      const credential = device.get(publicKeyCredentialRequestOptions, { origin });
      return alone.step(first.flowId, PASSKEY_ID, { tokenResponse: JSON.stringify({ requestId: "", credential }) });
    };
    const refused = (await used("https://evil.example")).body;
    assert.deepEqual(
      [refused.flowStatus, refused.nextStep.messages[0].messageId],
      ["FAIL_INCOMPLETE", "msg_passkey_failed"],
    );
    assert.deepEqual(await amrOf(alone, await used(ORIGIN)), ["FIDOAuthenticator"]);
  });

  it("sends to another server and takes its answer from the application (contract §14.3)", async () => {
    const native = new NativeApplication(server, "federated");
    const { flowId, nextStep } = (await native.start()).body;
    const [partner] = nextStep.authenticators;
    assert.deepEqual([partner.authenticatorId, partner.idp], [CONNECTION_ID, "Partner"]);
    assert.equal(partner.metadata.promptType, "REDIRECTION_PROMPT");
    assert.deepEqual(partner.requiredParams, ["code", "state"]);
    const { redirectUrl, state } = partner.metadata.additionalData;
    const request = new URL(redirectUrl).searchParams;
    assert.deepEqual([request.get("redirect_uri"), request.get("state")], [CALLBACK, state]);

    const { now } = server.clock;
    const claims = { sub: "far away", nonce: request.get("nonce") as string, iat: now, exp: now + 300 };
    provider.answer("/token", { access_token: "at", token_type: "Bearer", id_token: await provider.idToken(claims) });
    const done = await native.step(flowId, CONNECTION_ID, { code: "a code", state });
    assert.equal(done.body.flowStatus, "SUCCESS_COMPLETED", JSON.stringify(done.body));
    assert.equal((await native.exchange(done)).status, 200);
  });

  it("refuses a sign-in for which the server has no way (contract §14.5)", async () => {
    const { status, body } = await new NativeApplication(server, "nowhere").start();
    assert.deepEqual([status, body.code], [400, "ABA-60002"]);
  });

  it("refuses the answer to another sign-in than its own (security bar 24.3)", async () => {
    const native = new NativeApplication(server, "federated");
    const { flowId } = (await native.start()).body;
    const other = (await native.start()).body;
    const { state } = other.nextStep.authenticators[0].metadata.additionalData;
    const { body } = await native.step(flowId, CONNECTION_ID, { code: "a code", state });
    assert.deepEqual(
      [body.flowStatus, body.nextStep.messages[0].messageId],
      ["FAIL_INCOMPLETE", "msg_connection_failed"],
    );
  });
});

// biome-ignore lint/suspicious/noExplicitAny: options of Web Authentication
function challengeOf({ nextStep }: any): any {
  const { metadata } = nextStep.authenticators[0];
  assert.equal(metadata.promptType, "INTERNAL_PROMPT");
  return JSON.parse(Buffer.from(metadata.additionalData.challengeData, "base64").toString());
}
