import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, beforeEach, describe, it } from "node:test";
import type { TenantStore } from "../../src/store/port/store.ts";
import { type Answer, claimsOf } from "../client.ts";
import {
  applicationWith,
  CLIENT_ID,
  type Claims,
  connectionTo,
  type FakeProvider,
  startFakeProvider,
} from "../federation.ts";
import { NativeApplication, ORIGIN, PASSWORD_ID, RIGHT } from "../native-application.ts";
import { PASSWORD } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";

const GOOGLE = "GoogleOIDCAuthenticator";
const idOf = (connection: string) => Buffer.from(`${GOOGLE}:${connection}`).toString("base64url");

describe("Google, by what the device has of it (contract §14.4)", () => {
  let server: TestServer;
  let google: FakeProvider;
  let store: TenantStore;

  before(async () => {
    google = await startFakeProvider();
    const { origin } = google;
    const connection = (name: string, changes: Parameters<typeof connectionTo>[2] = {}) =>
      connectionTo(origin, name, {
        authenticator: GOOGLE,
        properties: { UserInfoUrl: `${origin}/userinfo` },
        ...changes,
      });
    const application = (clientId: string, ...steps: string[][]) => ({
      ...applicationWith(clientId, ...steps),
      allowedOrigins: [ORIGIN],
      enableAPIBasedAuthentication: true,
    });
    server = await startServer({
      settings: { outboundAllowedHosts: [new URL(origin).host] },
      organizations: [
        {
          handle: "acme",
          users: [
            { userName: "kim", password: PASSWORD, claims: { email: "kim@example.com", email_verified: true } },
            { userName: "lee", password: PASSWORD },
          ],
          identityProviders: [
            connection("Google"),
            connection("Aliased", {
              document: { issuer: origin, jwksUri: `${origin}/jwks`, alias: "the app for iOS" },
            }),
            connection("Redirecting", { document: { issuer: undefined, jwksUri: undefined } }),
          ],
          applications: [
            application("google", [`${GOOGLE}:Google`]),
            application("aliased", [`${GOOGLE}:Aliased`]),
            application("redirecting", [`${GOOGLE}:Redirecting`]),
            application("choosing", ["BasicAuthenticator", `${GOOGLE}:Google`]),
            application("second", ["BasicAuthenticator"], [`${GOOGLE}:Google`]),
          ],
        },
      ],
    });
    store = await tenantStore(server, "acme");
  });
  after(async () => {
    await Promise.all([server.stop(), google.close()]);
  });
  beforeEach(() => server.clock.advance(86_401));

  interface Begun {
    readonly native: NativeApplication;
    readonly flowId: string;
    readonly authenticator: Readonly<Record<string, never>> & {
      readonly metadata: { readonly additionalData: Record<string, string> };
    };
  }

  async function begin(clientId = "google"): Promise<Begun> {
    const native = new NativeApplication(server, clientId);
    const { body } = await native.start();
    return { native, flowId: body.flowId, authenticator: body.nextStep.authenticators[0] };
  }

  /** What Google gives an application on a device: the party is the application's id there, and there is no hash of the access token. */
  async function idTokenFor(nonce: string | undefined, changes: Claims = {}, header = {}): Promise<string> {
    const { now } = server.clock;
    const claims = { sub: "1171", azp: "the app for Android", nonce, iat: now, exp: now + 300, ...changes };
    return google.idToken(claims, header);
  }

  async function send(
    { native, flowId, authenticator }: Begun,
    changes: Claims = {},
    { sub = "1171", accessToken = "ya29", connection = "Google", header = {} } = {},
  ): Promise<Answer> {
    google.answer("/userinfo", { sub, email: `${sub}@example.com`, email_verified: true, given_name: "Gil" });
    const idToken = await idTokenFor(authenticator.metadata.additionalData.nonce, changes, header);
    return native.step(flowId, idOf(connection), { accessToken, idToken });
  }

  it("is a prompt that tells the application the client, the nonce and the scopes to ask with", async () => {
    const { authenticator } = await begin();
    const { nonce, ...data } = authenticator.metadata.additionalData;
    assert.match(nonce as string, /^[\w-]{43}$/);
    assert.deepEqual(data, { clientId: CLIENT_ID, scope: "openid email profile" });
    const { metadata, ...rest } = authenticator as unknown as { metadata: Record<string, unknown> };
    assert.equal(metadata.promptType, "INTERNAL_PROMPT");
    assert.ok(!("params" in metadata));
    assert.deepEqual(rest, {
      authenticatorId: idOf("Google"),
      authenticator: "Google",
      idp: "Google",
      requiredParams: ["accessToken", "idToken"],
    });
    assert.notEqual((await begin()).authenticator.metadata.additionalData.nonce, nonce);
  });

  it("is a redirect where nobody has said whose tokens are taken, as on pages", async () => {
    const { authenticator } = await begin("redirecting");
    assert.equal((authenticator.metadata as Record<string, unknown>).promptType, "REDIRECTION_PROMPT");
    assert.match(authenticator.metadata.additionalData.redirectUrl as string, /response_type=code/);
  });

  it("signs the person in, who becomes a user here as after a redirect, and is the same one the next time", async () => {
    for (const clientId of ["google", "google"]) {
      const begun = await begin(clientId);
      const answer = await send(begun);
      assert.equal(answer.body.flowStatus, "SUCCESS_COMPLETED");
      const { body } = await begun.native.exchange(answer);
      assert.deepEqual(claimsOf(body.id_token).amr, [GOOGLE]);
    }
    const users = await store.users.search({ offset: 0, limit: 50 });
    const named = users.resources.filter(({ user }) => user.userName === "1171@example.com");
    assert.deepEqual(
      named.map(({ user }) => user.claims.given_name),
      ["Gil"],
    );
  });

  it("can be one of several ways, which is begun when it is picked", async () => {
    const native = new NativeApplication(server, "choosing");
    const { body } = await native.start();
    const begun = await native.step(body.flowId, idOf("Google"));
    const authenticator = begun.body.nextStep.authenticators[0];
    assert.equal(authenticator.metadata.promptType, "INTERNAL_PROMPT");
    const answer = await send({ native, flowId: body.flowId, authenticator });
    assert.equal(answer.body.flowStatus, "SUCCESS_COMPLETED");
  });

  it("takes a hash of the access token that is right (OIDC Core §3.1.3.8), and an audience that the connection names beside", async () => {
    const half = createHash("sha256").update("ya29").digest().subarray(0, 16).toString("base64url");
    assert.equal((await send(await begin(), { at_hash: half })).body.flowStatus, "SUCCESS_COMPLETED");
    const aliased = await send(
      await begin("aliased"),
      { aud: "the app for iOS", sub: "1172" },
      { sub: "1172", connection: "Aliased" },
    );
    assert.equal(aliased.body.flowStatus, "SUCCESS_COMPLETED");
  });

  const past = (seconds: number) => () => ({ iat: server.clock.now - seconds - 300, exp: server.clock.now - seconds });
  const refusals: readonly (readonly [string, () => Claims, Parameters<typeof send>[2]?])[] = [
    ["with another nonce", () => ({ nonce: "of another step" })],
    ["without a nonce", () => ({ nonce: undefined })],
    ["of another issuer", () => ({ iss: "https://accounts.evil.example" })],
    ["for another client", () => ({ aud: "theirs" })],
    ["for several, of whom another has asked", () => ({ aud: [CLIENT_ID, "theirs"] })],
    ["whose time is over", past(120)],
    ["without an end", () => ({ exp: undefined })],
    ["without a subject", () => ({ sub: undefined })],
    ["signed with the client secret", () => ({}), { header: { alg: "HS256" } }],
    ["signed with a key that Google does not have", () => ({}), { header: { kid: "another" } }],
    ["with the hash of another access token", () => ({ at_hash: "AAAAAAAAAAAAAAAAAAAAAA" })],
    ["beside an access token of somebody else", () => ({}), { sub: "6666" }],
    ["beside an access token that is none", () => ({}), { accessToken: "a\r\nb: c" }],
  ];
  for (const [what, changes, rest] of refusals) {
    it(`refuses an ID token ${what} (OIDC Core §3.1.3.7, §5.3.2), and begins with another nonce`, async () => {
      const begun = await begin();
      const { status, body } = await send(begun, changes(), rest);
      assert.deepEqual([status, body.flowStatus], [200, "FAIL_INCOMPLETE"]);
      assert.equal(body.nextStep.messages[0].messageId, "msg_connection_failed");
      const again = await begun.native.step(begun.flowId, idOf("Google"));
      const [authenticator] = again.body.nextStep.authenticators;
      assert.notEqual(authenticator.metadata.additionalData.nonce, begun.authenticator.metadata.additionalData.nonce);
      assert.equal((await send({ ...begun, authenticator })).body.flowStatus, "SUCCESS_COMPLETED");
    });
  }

  it("refuses one token without the other, and takes no code in their place", async () => {
    const whole = await begin();
    const idToken = await idTokenFor(whole.authenticator.metadata.additionalData.nonce);
    for (const params of [{ idToken }, { accessToken: "ya29" }, { code: "c", state: "s" }]) {
      const { native, flowId } = await begin();
      assert.equal((await native.step(flowId, idOf("Google"), params)).body.flowStatus, "FAIL_INCOMPLETE");
    }
  });

  it("takes an ID token once (security bar 24.3)", async () => {
    const begun = await begin();
    const { nonce } = begun.authenticator.metadata.additionalData;
    const params = { accessToken: "ya29", idToken: await idTokenFor(nonce) };
    google.answer("/userinfo", { sub: "1171" });
    const answers = await Promise.all([1, 2].map(() => begun.native.step(begun.flowId, idOf("Google"), params)));
    assert.equal(answers.filter(({ body }) => body.flowStatus === "SUCCESS_COMPLETED").length, 1);
    const later = await begin();
    const replayed = await later.native.step(later.flowId, idOf("Google"), params);
    assert.equal(replayed.body.flowStatus, "FAIL_INCOMPLETE");
  });

  it("asks somebody new for the account here that has the address (security bar 24.2)", async () => {
    const begun = await begin();
    const { body } = await send(begun, { sub: "kim", email: "kim@example.com", email_verified: true }, { sub: "kim" });
    assert.equal(body.flowStatus, "INCOMPLETE");
    assert.equal(body.nextStep.messages[0].messageId, "msg_link_account");
    const answer = await begun.native.step(begun.flowId, PASSWORD_ID, RIGHT);
    assert.equal(answer.body.flowStatus, "SUCCESS_COMPLETED");
    const again = await send(await begin(), { sub: "kim" }, { sub: "kim" });
    assert.equal(again.body.flowStatus, "SUCCESS_COMPLETED");
  });

  it("proves at a second step the one whom the first was about (security bar 24.3)", async () => {
    const outcomes: unknown[] = [];
    for (const params of [RIGHT, { username: "lee", password: PASSWORD }]) {
      const native = new NativeApplication(server, "second");
      const { body } = await native.start();
      const next = (await native.step(body.flowId, PASSWORD_ID, params)).body;
      const [authenticator] = next.nextStep.authenticators;
      const answer = await send({ native, flowId: body.flowId, authenticator }, { sub: "kim" }, { sub: "kim" });
      outcomes.push(answer.body.flowStatus);
    }
    assert.deepEqual(outcomes, ["SUCCESS_COMPLETED", "FAIL_INCOMPLETE"]);
  });
});
