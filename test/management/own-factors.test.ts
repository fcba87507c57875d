import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { takeAppCode } from "../../src/credentials/authenticator-app.ts";
import { takeBackupCode } from "../../src/credentials/backup-codes.ts";
import { hashPassword } from "../../src/crypto/password-hash.ts";
import { createServerKeys } from "../../src/crypto/sealing.ts";
import { totpCode } from "../../src/crypto/totp.ts";
import { TestClient } from "../client.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { TEST_KEY, type TestServer } from "../server.ts";
import { type ApiClient, adminApplication, apiClient } from "./api-client.ts";
import { byTwoFactors, idOfUser, inBrowser, ownAccount, startAccountServer } from "./own-account.ts";

const V1 = "/api/users/v1/me";
const TOTP = `${V1}/totp`;
const CODES = `${V1}/backup-codes`;
const MFA = `${V1}/mfa/authenticators`;
const CREDENTIALS = ["view", "create", "delete"].map((verb) => `internal_user_credential_mgt_${verb}`);
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The longest id that a passkey has (Web Authentication §5.1), in base64url. */
const LONGEST_ID = Buffer.alloc(1_023, 0xfb).toString("base64url");

/** The secret in the `otpauth:` URL of a QR code. */
function secretIn(qrCodeUrl: string): Buffer {
  const url = new URL(Buffer.from(qrCodeUrl, "base64").toString());
  const bits = [...(url.searchParams.get("secret") as string)]
    .map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  return Buffer.from((bits.match(/.{8}/g) as string[]).map((byte) => Number.parseInt(byte, 2)));
}

describe("what users prove who they are with, beside the password (contract §19)", () => {
  let server: TestServer;
  let kim: ApiClient;
  let lee: ApiClient;
  let api: ApiClient;
  before(async () => {
    const narrow = {
      ...adminApplication,
      clientId: "helpdesk",
      authorizedAPIs: [{ identifier: "/api/users/v2", scopes: CREDENTIALS }],
    };
    server = await startAccountServer([narrow]);
    [kim, lee] = [(await byTwoFactors(server, "kim")).account, await ownAccount(server, "lee")];
    api = await apiClient(server, CREDENTIALS);
  });
  after(() => server.stop());

  const worldOf = async () => {
    const { id } = (await server.store.tenants.find("acme")) ?? {};
    return { store: server.store.forTenant(id as string), sealing: createServerKeys(TEST_KEY), now: server.clock.now };
  };
  const codeOf = (secret: Buffer, later = 0) => totpCode(secret, Math.floor(server.clock.now / 30) + later);
  const validate = async (account: ApiClient, verificationCode: number | string) =>
    (await account.call("POST", TOTP, { action: "VALIDATE", verificationCode })).body.isValid;
  const isSignedIn = async (browser: {
    open(url: string, stop: string): Promise<{ redirectedTo: URL | undefined }>;
  }) => {
    const url = new TestClient(server, "account").authorizeUrl({ prompt: "none" });
    return (await browser.open(url, CALLBACK)).redirectedTo?.searchParams.has("code") ?? false;
  };
  const setUp = async (account: ApiClient) => {
    const { body } = await account.call("POST", TOTP, { action: "REFRESH" });
    const secret = secretIn(body.qrCodeUrl);
    assert.equal(await validate(account, codeOf(secret)), true);
    return secret;
  };

  describe("an authenticator app (security bar 19.1)", () => {
    it("is set up by its first code, and its secret is told no more", async () => {
      assert.deepEqual((await kim.call("GET", TOTP)).body, {});
      assert.deepEqual((await kim.call("GET", `${TOTP}/secret`)).body, {});
      assert.equal(await validate(kim, 123456), false);
      const { status, body } = await kim.call("POST", TOTP, { action: "INIT" });
      assert.equal(status, 201);
      const url = Buffer.from(body.qrCodeUrl, "base64").toString();
      assert.match(url, /^otpauth:\/\/totp\/Acme:kim\?secret=[A-Z2-7]{32}&issuer=Acme&digits=6&period=30$/);
      assert.equal((await kim.call("GET", TOTP)).body.qrCodeUrl, body.qrCodeUrl);
      const { secret } = (await kim.call("GET", `${TOTP}/secret`)).body;
      assert.ok(url.includes(`secret=${secret}&`));

      const wrong = Number(codeOf(secretIn(body.qrCodeUrl), 5));
      assert.equal(await validate(kim, wrong), false);
      assert.equal(
        await validate(kim, Number(codeOf(secretIn(body.qrCodeUrl)))),
        true,
        "a number without leading zeros",
      );
      assert.deepEqual((await kim.call("GET", TOTP)).body, { isValid: true });
      assert.deepEqual((await kim.call("GET", `${TOTP}/secret`)).body, {});
      assert.equal((await kim.call("POST", TOTP, { action: "INIT" })).status, 409);
      assert.ok(server.logLines.some((line) => line.includes('"user.add-totp"')));
      assert.ok(!server.logLines.some((line) => line.includes(secret)));
    });

    it("takes each time step once, by one of ten, and none before it", async () => {
      const secret = await setUp(kim);
      const id = await idOfUser(server, "kim");
      const world = await worldOf();
      const use = (code: string) => takeAppCode(id, code, world);
      assert.equal(await use(codeOf(secret)), false, "it was used to set up the app");
      assert.equal(await use(codeOf(secret, -1)), false, "an earlier one");
      const next = codeOf(secret, 1);
      const taken = await Promise.all(Array.from({ length: 10 }, () => use(next)));
      assert.equal(taken.filter(Boolean).length, 1);
      assert.equal(await takeAppCode(await idOfUser(server, "lee"), next, world), false);
    });

    it("goes on until another one has shown its first code", async () => {
      const old = await setUp(kim);
      server.clock.advance(60);
      const { status, body } = await kim.call("POST", TOTP, { action: "REFRESH" });
      assert.equal(status, 200);
      assert.equal(await takeAppCode(await idOfUser(server, "kim"), codeOf(old), await worldOf()), true);
      assert.equal(await validate(kim, codeOf(secretIn(body.qrCodeUrl))), true);
      server.clock.advance(60);
      assert.equal(await takeAppCode(await idOfUser(server, "kim"), codeOf(old), await worldOf()), false);
    });

    it("waits after five wrong codes (security bar 18.1)", async () => {
      await lee.call("POST", TOTP, { action: "INIT" });
      for (let n = 0; n < 5; n += 1) assert.equal(await validate(lee, "000000"), false);
      const { status, headers } = await lee.call("POST", TOTP, { action: "VALIDATE", verificationCode: 1 });
      assert.equal(status, 429);
      assert.ok(Number(headers.get("retry-after")) > 0);
    });

    it("is removed, and that ends the user's other sessions (security bar 15.6)", async () => {
      const elsewhere = await inBrowser(server, "kim");
      const here = await byTwoFactors(server, "kim");
      await setUp(here.account);
      assert.deepEqual([await isSignedIn(elsewhere.browser), await isSignedIn(here.browser)], [false, true]);
      const third = await inBrowser(server, "kim");
      assert.equal((await here.account.call("DELETE", TOTP)).status, 200);
      assert.deepEqual([await isSignedIn(third.browser), await isSignedIn(here.browser)], [false, true]);
      assert.deepEqual((await here.account.call("GET", TOTP)).body, {});
      assert.equal((await here.account.call("DELETE", TOTP)).status, 200);
    });

    it("refuses what it does not understand", async () => {
      for (const body of [
        {},
        { action: "init" },
        { action: "VALIDATE" },
        { action: "VALIDATE", verificationCode: -1 },
      ]) {
        assert.equal((await kim.call("POST", TOTP, body)).status, 400, JSON.stringify(body));
      }
      assert.equal((await api.call("GET", TOTP)).status, 403);
    });
  });

  describe("backup codes (security bar 19.3)", () => {
    it("are ten, told once, and each is good for one use, by one of ten", async () => {
      const { status, body } = await kim.call("POST", CODES);
      assert.equal(status, 201);
      const codes: string[] = body.backupCodes;
      assert.equal(new Set(codes).size, 10);
      const remaining = async () => (await kim.call("GET", CODES)).body.remainingBackupCodesCount;
      assert.equal(await remaining(), 10);
      const id = await idOfUser(server, "kim");
      const world = await worldOf();
      const [first = "", second = ""] = codes;
      const taken = await Promise.all(Array.from({ length: 10 }, () => takeBackupCode(id, first, world)));
      assert.equal(taken.filter(Boolean).length, 1);
      assert.equal(await takeBackupCode(id, ` ${second.slice(0, 5).toUpperCase()}-${second.slice(5)} `, world), true);
      for (const wrong of ["", "x", first, `${second}1`, `9${codes[2]?.slice(1)}`]) {
        assert.equal(await takeBackupCode(id, wrong, world), false, wrong);
      }
      assert.equal(await remaining(), 8);
      assert.ok(!server.logLines.some((line) => line.includes(first)));
      const { credentials } = world.store;
      assert.ok(!JSON.stringify(await credentials.listOf(id)).includes(codes[2] as string), "hashed");
    });

    it("are made once of any number of times at once: 409, and whoever is told codes is told good ones", async () => {
      const id = await idOfUser(server, "kim");
      const makers = [
        ["their own", () => kim.call("POST", CODES), "backupCodes"],
        ["an administrator's", () => api.call("POST", `/api/users/v2/${id}/credentials/backup-code`), "credentials"],
      ] as const;
      for (const [whose, make, member] of makers) {
        const answers = await Promise.all(Array.from({ length: 5 }, make));
        assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409, 409], whose);
        const made = answers.find(({ status }) => status === 201)?.body[member] ?? [];
        assert.equal(await takeBackupCode(id, made[0], await worldOf()), true, whose);
      }
    });

    it("are replaced by new ones, and removed", async () => {
      const old = (await kim.call("POST", CODES)).body.backupCodes;
      const fresh = (await kim.call("POST", CODES)).body.backupCodes;
      const id = await idOfUser(server, "kim");
      assert.equal(await takeBackupCode(id, old[0], await worldOf()), false);
      assert.equal(await takeBackupCode(id, fresh[0], await worldOf()), true);
      assert.equal((await kim.call("DELETE", CODES)).status, 204);
      assert.equal((await kim.call("GET", CODES)).body.remainingBackupCodesCount, 0);
      assert.equal(await takeBackupCode(id, fresh[1], await worldOf()), false);
      assert.equal((await kim.call("DELETE", CODES)).status, 204);
    });
  });

  describe("the factors that the user wants to be asked for", () => {
    it("are those that they have, until they say it themselves", async () => {
      let mia = await ownAccount(server, "mia");
      const enabled = async () => (await mia.call("GET", MFA)).body.enabledAuthenticators;
      assert.equal(await enabled(), "");
      await mia.call("POST", TOTP, { action: "INIT" });
      assert.equal(await enabled(), "", "one that is not set up yet");
      await setUp(mia);
      assert.equal(await enabled(), "totp");
      const { users } = (await worldOf()).store;
      const { user } = (await users.findByName("mia")) ?? assert.fail();
      await users.save({ ...user, claims: { email: "mia@example.com" } }, await hashPassword(PASSWORD));
      mia = (await byTwoFactors(server, "mia")).account;
      const said = { enabledAuthenticators: "totp, FIDOAuthenticator" };
      assert.equal((await mia.call("POST", MFA, said)).status, 201);
      assert.equal(await enabled(), "totp,FIDOAuthenticator");
      assert.equal((await mia.call("POST", MFA, { enabledAuthenticators: "" })).status, 200);
      assert.equal(await enabled(), "");
      assert.equal((await mia.call("POST", MFA, { enabledAuthenticators: "a b" })).status, 400);
      assert.equal((await mia.call("POST", MFA, {})).status, 400);
    });
  });

  describe("credentials of a user, for administrators", () => {
    const path = async (userName: string) => `/api/users/v2/${await idOfUser(server, userName)}/credentials`;

    it("are told without their secrets", async () => {
      const { store } = await worldOf();
      const userId = await idOfUser(server, "kim");
      await store.credentials.add({ userId, kind: "passkey", id: LONGEST_ID, document: { displayName: "Key" } }, 1);
      await kim.call("POST", CODES);
      await setUp(kim);
      assert.deepEqual((await api.call("GET", await path("kim"))).body, {
        passkey: [{ credentialId: LONGEST_ID, displayName: "Key" }],
        "push-auth": [],
        "backup-code": true,
        totp: true,
      });
      assert.equal((await api.call("GET", "/api/users/v2/nobody/credentials")).body.code, "UCM-60004");
    });

    it("are made and removed, by type and one by one", async () => {
      const of = await path("kim");
      const { status, body } = await api.call("POST", `${of}/backup-code`);
      assert.deepEqual([status, body.type, body.credentials.length], [201, "backup-code", 10]);
      assert.equal(await takeBackupCode(await idOfUser(server, "kim"), body.credentials[3], await worldOf()), true);
      for (const gone of ["/backup-code", "/totp", `/passkey/${LONGEST_ID}`]) {
        assert.equal((await api.call("DELETE", `${of}${gone}`)).status, 204, gone);
      }
      const none = { passkey: [], "push-auth": [], "backup-code": false, totp: false };
      assert.deepEqual((await api.call("GET", of)).body, none);
      for (const missing of [`/passkey/${LONGEST_ID}`, "/push-auth/any"]) {
        assert.equal((await api.call("DELETE", `${of}${missing}`)).status, 404, missing);
      }
      for (const [method, wrong] of [
        ["POST", "/passkey"],
        ["DELETE", "/passkey"],
        ["DELETE", "/constructor"],
        ["DELETE", "/backup-code/any"],
      ] as const) {
        assert.equal((await api.call(method, `${of}${wrong}`)).body.code, "UCM-60001", wrong);
      }
    });

    it("of who may do more are not for who may do less (security bar 23.2)", async () => {
      const roles = await apiClient(server, ["internal_role_mgt_create", "internal_role_mgt_users_update"]);
      const users = [{ value: await idOfUser(server, "mia") }];
      const role = { displayName: "strong", permissions: [{ value: "internal_user_mgt_delete" }], users };
      const made = await roles.call("POST", "/scim2/v2/Roles", role);
      assert.equal(made.status, 201, JSON.stringify(made.body));
      const client = new TestClient(server, "helpdesk");
      const form = { grant_type: "client_credentials", scope: CREDENTIALS.join(" ") };
      const { body } = await client.token({ ...form, client_secret: adminApplication.clientSecret });
      const call = async (method: string, place: string) =>
        (await fetch(server.url(place), { method, headers: { authorization: `Bearer ${body.access_token}` } })).status;
      const of = await path("mia");
      assert.equal(await call("GET", of), 200);
      assert.equal(await call("POST", `${of}/backup-code`), 403);
      assert.equal(await call("DELETE", `${of}/totp`), 403);
      assert.equal(await call("POST", `${await path("lee")}/backup-code`), 201);
    });
  });

  it("are changed only soon after a sign-in (security bar 19.5)", async () => {
    const { account } = await byTwoFactors(server, "kim");
    server.clock.advance(901);
    for (const [method, place, body] of [
      ["POST", TOTP, { action: "REFRESH" }],
      ["DELETE", TOTP, undefined],
      ["POST", CODES, undefined],
      ["DELETE", CODES, undefined],
      ["POST", MFA, { enabledAuthenticators: "" }],
    ] as const) {
      assert.equal((await account.call(method, place, body)).status, 401, `${method} ${place}`);
    }
    assert.equal((await account.call("GET", TOTP)).status, 200);
    assert.equal((await (await byTwoFactors(server, "kim")).account.call("POST", CODES)).status, 201);
  });

  it("and so are the address and the telephone number: codes go there (security bar 19.5)", async () => {
    const { account } = await byTwoFactors(server, "kim");
    const patch = (value: object) => ({ Operations: [{ op: "replace", value }] });
    server.clock.advance(901);
    for (const value of [
      { emails: ["new@acme.example"] },
      { phoneNumbers: [{ type: "mobile", value: "+15550100" }] },
    ]) {
      assert.equal((await account.call("PATCH", "/scim2/Me", patch(value))).status, 401, JSON.stringify(value));
    }
    assert.equal((await account.call("PATCH", "/scim2/Me", patch({ nickName: "K" }))).status, 200);
    const { account: recent } = await byTwoFactors(server, "kim");
    assert.equal((await recent.call("PATCH", "/scim2/Me", patch({ emails: ["new@acme.example"] }))).status, 200);
  });
});
