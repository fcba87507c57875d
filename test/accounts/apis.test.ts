import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { changeAccount } from "../../src/accounts/user-changes.ts";
import { TestClient } from "../client.ts";
import { type ApiClient, apiClientWith } from "../management/api-client.ts";
import { CALLBACK } from "../organizations.ts";
import { codeIn, linkIn, outboxOf } from "../outbox.ts";
import { assertSignInPage, returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";
import { decide, storeOf } from "./governance.ts";

const PASSWORD = "seven green umbrellas";
const claim = (name: string, value: string) => ({ uri: `http://wso2.org/claims/${name}`, value });

describe("registration and recovery by the APIs (contract §20)", () => {
  let server: TestServer;
  let client: TestClient;
  let api: ApiClient;
  let outbox: ReturnType<typeof outboxOf>;
  before(async () => {
    server = await startServer();
    client = new TestClient(server, "spa");
    api = apiClientWith(server, undefined);
    outbox = outboxOf(server);
  });
  after(() => server.stop());
  beforeEach(async () => {
    await decide(server, {
      registers: "true",
      registersWithoutPassword: "true",
      recoversPasswords: "true",
      recoversByLink: "true",
      recoversUserNames: "true",
    });
    server.clock.advance(90_000);
  });
  const signIn = async (usernameUserInput: string, password: string) => {
    const browser = new ScriptLessBrowser();
    return browser.submit(await browser.open(client.authorizeUrl()), { usernameUserInput, password }, CALLBACK);
  };
  const post = (path: string, body: unknown) => api.call("POST", path, body);
  const confirmation = async (address: string) =>
    linkIn(await outbox.latest(address)).searchParams.get("confirmation") as string;
  /** Of an answer what is the same for everybody. */
  const shape = ({ status, body }: { status: number; body: unknown }) => ({
    status,
    body: JSON.stringify(body).replaceAll(/[A-Za-z0-9_-]{43}|[0-9a-f]{8}-[0-9a-f-]{27}/g, "…"),
  });

  describe("self-registration (contract §20.1)", () => {
    const USER = "/api/identity/user/v1.0";
    const form = (username: string, password = PASSWORD) => ({
      user: {
        username,
        realm: "DEFAULT",
        password,
        claims: [claim("givenname", "Robin"), claim("emailaddress", `${username.split("@")[0]}@example.com`)],
      },
      properties: [{ key: "callback", value: "https://app.example.com" }],
    });

    it("registers, tells what a code is for, and confirms by it", async () => {
      const { status, body } = await post(`${USER}/me`, form("robin@example.com"));
      assert.equal(status, 201);
      assert.deepEqual([body.code, body.notificationChannel], ["USR-02007", "EMAIL"]);
      assertSignInPage(await signIn("robin@example.com", PASSWORD));
      const code = await confirmation("robin@example.com");
      const about = await post(`${USER}/introspect-code`, { code });
      assert.deepEqual(
        [about.status, about.body.user.username, about.body.recoveryScenario],
        [200, "robin@example.com", "SELF_SIGN_UP"],
      );
      assert.equal((await post(`${USER}/validate-code`, { code })).status, 202);
      assert.ok(returned(await signIn("robin@example.com", PASSWORD)).code);
      const again = await post(`${USER}/validate-code`, { code });
      assert.deepEqual([again.status, again.body.code], [400, "18001"]);
    });

    it("sends the code once more to who waits for it, and answers everybody the same (security bar 18.4)", async () => {
      await post(`${USER}/me`, form("jo@example.com"));
      const resend = (username: string) => post(`${USER}/resend-code`, { user: { username } });
      const answer = await resend("jo@example.com");
      assert.equal((await outbox.latest("jo@example.com")).type, "ResendAccountConfirmation");
      assert.deepEqual(shape(await resend("nobody@example.com")), shape(answer));
    });

    it("answers the same for an address that has an account already (security bar 18.4)", async () => {
      const first = await post(`${USER}/me`, form("uma@example.com"));
      assert.deepEqual(shape(await post(`${USER}/me`, form("uma@example.com"))), shape(first));
      const validate = (username: string) => post(`${USER}/validate-username`, { username });
      assert.deepEqual(shape(await validate("uma@example.com")), shape(await validate("free@example.com")));
    });

    it("refuses a name that is taken, a weak password and a claim that nobody can say of themselves", async () => {
      assert.equal((await post(`${USER}/me`, form("kim"))).status, 409);
      assert.deepEqual((await post(`${USER}/validate-username`, { username: "kim" })).body, { statusCode: 20030 });
      assert.deepEqual((await post(`${USER}/validate-username`, { username: "free" })).body, { statusCode: 20002 });
      const weak = await post(`${USER}/me`, form("pat", "password1"));
      assert.deepEqual([weak.status, weak.body.code], [400, "20035"]);
      const { user } = form("pat");
      for (const name of ["emailVerified", "accountLocked", "groups", "role"]) {
        const claims = [...user.claims, claim(name, "true")];
        assert.equal((await post(`${USER}/me`, { user: { ...user, claims } })).status, 400, name);
      }
    });

    it("refuses more of a person than a person has to say, and lists without end (security bar 7.5)", async () => {
      const user = { username: "long", password: PASSWORD };
      const email = claim("emailaddress", "long@example.com");
      const long = [email, claim("givenname", "x".repeat(1025))];
      const many = [email, ...Array.from({ length: 50 }, () => claim("givenname", "x"))];
      for (const claims of [long, many]) {
        assert.equal((await post("/api/identity/user/v1.0/me", { user: { ...user, claims } })).status, 400);
      }
      assert.equal(await (await storeOf(server)).users.findByName("long"), undefined);
    });

    it("registers a lite user by an address alone", async () => {
      assert.equal((await post(`${USER}/lite`, { email: "lite@example.com" })).status, 201);
      const code = await confirmation("lite@example.com");
      assert.equal((await post(`${USER}/validate-code`, { code })).status, 202);
      assert.equal((await (await storeOf(server)).users.findByName("lite@example.com"))?.user.enabled, true);
    });

    it("is off until the organization switches it on (contract §17.10)", async () => {
      await decide(server, {});
      assert.equal((await post(`${USER}/me`, form("later"))).status, 403);
      assert.equal((await post(`${USER}/lite`, { email: "later@example.com" })).status, 403);
      assert.equal((await post(`${USER}/validate-username`, { username: "kim" })).status, 403);
    });
  });

  for (const version of ["v1", "v2"]) {
    describe(`recovery ${version} (contract §20.2)`, () => {
      const PATH = `/api/users/${version}/recovery`;
      const begin = async (what: "password" | "username", claims: readonly object[]) => {
        const { body } = await post(`${PATH}/${what}/init`, { claims });
        const { recoveryCode, channels } = body[0].channelInfo;
        return post(`${PATH}/${what}/recover`, { recoveryCode, channelId: channels[0].id });
      };

      it("sets a new password by the steps, each of them once", async () => {
        const { status, body } = await begin("password", [claim("username", "kim")]);
        assert.deepEqual([status, body.code, body.notificationChannel], [202, "PWR-02002", "EMAIL"]);
        const code = await confirmation("kim@example.com");
        const confirmed = await post(`${PATH}/password/confirm`, { confirmationCode: code });
        assert.equal(confirmed.status, 200);
        const { resetCode } = confirmed.body;
        const weak = await post(`${PATH}/password/reset`, { resetCode, password: "password1" });
        assert.deepEqual([weak.status, weak.body.code], [412, "PWR-10004"]);
        const password = `${PASSWORD} ${version}`;
        const reset = await post(`${PATH}/password/reset`, { resetCode, password });
        assert.deepEqual([reset.status, reset.body.code], [200, "PWR-02001"]);
        assert.equal(
          (await post(`${PATH}/password/reset`, { resetCode, password: "another one of them" })).status,
          404,
        );
        assert.ok(returned(await signIn("kim", password)).code);
      });

      it("takes the code of a message where the organization wants codes (security bar 19.2)", async () => {
        await decide(server, { recoversPasswords: "true", recoversByCode: "true" });
        const { body } = await begin("password", [claim("emailaddress", "lee@example.com")]);
        const again = await post(`${PATH}/password/resend`, { resendCode: body.resendCode });
        const { flowConfirmationCode: confirmationCode } = again.body;
        const otp = codeIn(await outbox.latest("lee@example.com"));
        assert.equal((await post(`${PATH}/password/confirm`, { confirmationCode, otp: "none" })).status, 404);
        server.clock.advance(599);
        const { body: confirmed } = await post(`${PATH}/password/confirm`, { confirmationCode, otp });
        // However late the code was entered, there are ten minutes for the password.
        server.clock.advance(599);
        const { status } = await post(`${PATH}/password/reset`, { resetCode: confirmed.resetCode, password: PASSWORD });
        assert.equal(status, 200);
      });

      it("offers text messages where the organization wants them, and tells nobody of what number (security bar 18.4)", async () => {
        await decide(server, { recoversPasswords: "true", recoversByLink: "true", recoversBySms: "true" });
        const { users } = await storeOf(server);
        const { user } = (await users.findByName("lee")) ?? assert.fail();
        const world = { store: await storeOf(server), now: server.clock.now };
        await changeAccount(
          user.id,
          ({ user, attributes }) => ({
            user: { ...user, claims: { ...user.claims, phone_number: "+4712345678" } },
            attributes,
          }),
          world,
        );
        const init = async (name: string) => {
          const { body } = await post(`${PATH}/password/init`, { claims: [claim("username", name)] });
          return body[0].channelInfo;
        };
        const { recoveryCode, channels } = await init("lee");
        assert.deepEqual(channels, [
          { id: "1", type: "EMAIL", value: "*****", preferred: true },
          { id: "2", type: "SMS", value: "*****", preferred: false },
        ]);
        assert.deepEqual((await init("nobody")).channels, channels);
        assert.equal((await post(`${PATH}/password/recover`, { recoveryCode, channelId: "3" })).status, 404);
        const { status, body } = await post(`${PATH}/password/recover`, { recoveryCode, channelId: "2" });
        assert.deepEqual([status, body.notificationChannel], [202, "SMS"]);
        assert.equal((await outbox.latest("+4712345678")).type, "passwordReset");
        const again = await post(`${PATH}/password/resend`, { resendCode: body.resendCode });
        assert.equal(again.body.notificationChannel, "SMS");
        const message = await outbox.latest("+4712345678");
        assert.equal(message.type, "resendPasswordReset");
        const { flowConfirmationCode: confirmationCode } = again.body;
        const { body: confirmed } = await post(`${PATH}/password/confirm`, { confirmationCode, otp: codeIn(message) });
        const password = `${PASSWORD} by sms`;
        assert.equal((await post(`${PATH}/password/reset`, { resetCode: confirmed.resetCode, password })).status, 200);
        const unknown = await init("nobody");
        const other = await post(`${PATH}/password/recover`, { recoveryCode: unknown.recoveryCode, channelId: "2" });
        assert.deepEqual(shape(other), shape({ status, body }));
      });

      it("answers every step the same for an account that there is not, and its codes open nothing (security bar 18.4)", async () => {
        const init = (name: string) => post(`${PATH}/password/init`, { claims: [claim("username", name)] });
        assert.deepEqual(shape(await init("nobody")), shape(await init("kim")));
        const unknown = await begin("password", [claim("username", "nobody")]);
        assert.deepEqual(shape(unknown), shape(await begin("password", [claim("username", "kim")])));
        const { flowConfirmationCode: confirmationCode } = unknown.body;
        assert.equal((await post(`${PATH}/password/confirm`, { confirmationCode })).status, 404);
        assert.equal((await post(`${PATH}/password/confirm`, { confirmationCode, otp: "000000" })).status, 404);
      });

      it("sends the user name to its owner alone", async () => {
        const known = await begin("username", [claim("givenname", "Kim"), claim("emailaddress", "kim@example.com")]);
        assert.equal(known.status, 202);
        assert.equal((await outbox.latest("kim@example.com")).type, "AccountIdRecovery");
        assert.deepEqual(shape(await begin("username", [claim("givenname", "Nobody")])), shape(known));
      });

      it("sends it by text message where the organization wants that (contract §17.10)", async () => {
        await decide(server, {
          recoversUserNames: "true",
          recoversUserNamesByEmail: "false",
          recoversUserNamesBySms: "true",
        });
        const store = await storeOf(server);
        const { user } = (await store.users.findByName("lee")) ?? assert.fail();
        const change: Parameters<typeof changeAccount>[1] = ({ user, attributes }) => ({
          user: { ...user, claims: { ...user.claims, phone_number: "+4712000009" } },
          attributes,
        });
        await changeAccount(user.id, change, { store, now: server.clock.now });
        const sent = [];
        for (const name of ["lee", "kim", "nobody"]) {
          const begun = await post(`${PATH}/username/init`, { claims: [claim("username", name)] });
          const { recoveryCode, channels } = begun.body[0].channelInfo;
          assert.deepEqual(channels, [{ id: "2", type: "SMS", value: "*****", preferred: true }]);
          assert.equal((await post(`${PATH}/username/recover`, { recoveryCode, channelId: "1" })).status, 404);
          sent.push(await post(`${PATH}/username/recover`, { recoveryCode, channelId: "2" }));
        }
        for (const answer of sent) {
          assert.deepEqual([answer.status, answer.body.notificationChannel], [202, "SMS"]);
          assert.deepEqual(shape(answer), shape(sent[0] as never));
        }
        assert.equal((await outbox.latest("+4712000009")).type, "accountIdRecovery");
        const others = (await outbox.all()).filter(
          ({ type, to }) => type === "accountIdRecovery" && to !== "+4712000009",
        );
        assert.deepEqual(others, []);
      });

      it("is off until the organization switches it on (contract §17.10)", async () => {
        await decide(server, {});
        for (const what of ["password", "username"]) {
          assert.equal((await post(`${PATH}/${what}/init`, { claims: [claim("username", "kim")] })).status, 403);
        }
      });
    });
  }

  it("recovers by the older API too (contract §1.4)", async () => {
    const PATH = "/api/identity/recovery/v0.9";
    assert.equal((await post(`${PATH}/recover-password`, { user: { username: "kim" } })).status, 202);
    const code = await confirmation("kim@example.com");
    assert.equal((await post(`${PATH}/validate-code`, { code })).status, 202);
    assert.equal((await post(`${PATH}/set-password`, { key: code, password: PASSWORD })).status, 202);
    assert.equal((await post(`${PATH}/validate-code`, { code })).status, 400);
    assert.ok(returned(await signIn("kim", PASSWORD)).code);
    const claims = [claim("emailaddress", "kim@example.com")];
    assert.equal((await post(`${PATH}/recover-username/`, claims)).status, 202);
    assert.equal((await outbox.latest("kim@example.com")).type, "AccountIdRecovery");
  });

  it("refuses what comes too often from an address, with 429 and Retry-After (security bar 18.5)", async () => {
    const ask = () => post("/api/users/v2/recovery/password/init", { claims: [claim("username", "nobody")] });
    let answer = await ask();
    for (let asked = 0; asked < 61 && answer.status === 200; asked++) answer = await ask();
    assert.equal(answer.status, 429);
    assert.ok(Number(answer.headers.get("retry-after")) > 0);
  });
});
