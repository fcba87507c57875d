import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { jwtVerify } from "jose";
import type { Page } from "../../demo/script-less-browser.ts";
import type { TenantStore } from "../../src/store/port/store.ts";
import {
  applicationWith,
  comeBack,
  connectionTo,
  type FakeProvider,
  goToProvider,
  startFakeProvider,
} from "../federation.ts";
import { CALLBACK, organizations } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";

describe("the providers that everybody knows (contract §17.6)", () => {
  let server: TestServer;
  let provider: FakeProvider;
  let store: TenantStore;
  const apple = generateKeyPairSync("ec", { namedCurve: "P-256" });

  before(async () => {
    provider = await startFakeProvider();
    const { origin } = provider;
    const [acme, globex] = organizations;
    server = await startServer({
      settings: { outboundAllowedHosts: ["localhost"] },
      organizations: [
        {
          ...acme,
          applications: [
            applicationWith("github", ["GithubAuthenticator:GitHub"]),
            applicationWith("apple", ["AppleOIDCAuthenticator:Apple"]),
            applicationWith("google", ["GoogleOIDCAuthenticator:Google"]),
            applicationWith("microsoft", ["MicrosoftWindowsLiveAuthenticator:Microsoft"]),
          ],
          identityProviders: [
            connectionTo(origin, "GitHub", {
              authenticator: "GithubAuthenticator",
              properties: { UserInfoUrl: `${origin}/user` },
              document: { issuer: undefined, jwksUri: undefined },
            }),
            connectionTo(origin, "Apple", {
              authenticator: "AppleOIDCAuthenticator",
              properties: { TeamId: "TEAM123456", KeyId: "KEY1234567" },
              secrets: {
                "authenticators.0.sealed.PrivateKey": apple.privateKey.export({
                  format: "pem",
                  type: "pkcs8",
                }) as string,
              },
            }),
            connectionTo(origin, "Google", {
              authenticator: "GoogleOIDCAuthenticator",
              properties: { UserInfoUrl: `${origin}/userinfo`, AdditionalQueryParameters: "hd=example.com&state=mine" },
            }),
            connectionTo(origin, "Microsoft", {
              authenticator: "MicrosoftWindowsLiveAuthenticator",
              properties: { UserInfoUrl: `${origin}/userinfo` },
              document: { issuer: undefined, jwksUri: `${origin}/jwks` },
            }),
          ],
        },
        globex as object,
      ],
    });
    store = await tenantStore(server, "acme");
  });
  after(async () => {
    await Promise.all([server.stop(), provider.close()]);
  });

  const named = async (userName: string) => (await store.users.findByName(userName))?.user;

  describe("GitHub, which has no ID tokens", () => {
    async function arrive(user: object, emails: object, token: object = { access_token: "gho" }): Promise<Page> {
      const { browser, request } = await goToProvider(server, provider, "github");
      assert.equal(request.get("scope"), "user:email");
      provider.answer("/token", token);
      provider.answer("/user", user);
      provider.answer("/user/emails", emails);
      const query = new URLSearchParams({ code: "c", state: request.get("state") as string });
      return browser.open(`${server.url("/commonauth")}?${query}`, CALLBACK);
    }
    const octo = {
      id: 583231,
      login: "octo",
      name: "Octo",
      avatar_url: "https://avatars.example/1",
      email: "evil@example.com",
    };
    const emails = [
      { email: "other@example.com", primary: false, verified: true },
      { email: "octo@example.com", primary: true, verified: true },
    ];

    it("signs users in by the number that stays, with the primary address of its user API", async () => {
      assert.ok((await arrive(octo, emails)).redirectedTo?.searchParams.get("code"));
      const user = await named("octo@example.com");
      const expected = { name: "Octo", preferred_username: "octo", picture: "https://avatars.example/1" };
      assert.deepEqual(user?.claims, { ...expected, email: "octo@example.com", email_verified: false });
      await arrive({ ...octo, login: "renamed" }, emails);
      assert.equal((await named("octo@example.com"))?.claims.preferred_username, "renamed");
    });

    it("is refused when it answers an error in a good status, or without the number", async () => {
      for (const page of [
        await arrive(octo, emails, { error: "bad_verification_code" }),
        await arrive({ ...octo, id: undefined }, emails),
        await arrive({ ...octo, id: "583231" }, emails),
      ]) {
        assert.match(page.body, /did not sign you in/);
      }
    });
  });

  describe("Apple", () => {
    it("is asked by a form's answer, with a client secret that is signed for the moment", async () => {
      const at = await goToProvider(server, provider, "apple");
      assert.equal(at.request.get("response_mode"), "form_post");
      assert.equal(at.request.get("scope"), "name email");
      const user = JSON.stringify({ name: { firstName: "Ada", lastName: "Apple" }, email: "evil@example.com" });
      const person = { sub: "apple.1", email: "ada@example.com", email_verified: "true" };
      const page = await comeBack(server, provider, at, person, { user });
      assert.ok(page.redirectedTo?.searchParams.get("code"), page.body);
      const expected = { given_name: "Ada", family_name: "Apple", email: "ada@example.com", email_verified: false };
      assert.deepEqual((await named("ada@example.com"))?.claims, expected);

      const secret = provider.tokenRequests.at(-1)?.form.get("client_secret") as string;
      const { payload, protectedHeader } = await jwtVerify(secret, apple.publicKey, {
        currentDate: new Date(server.clock.nowMilliseconds()),
      });
      assert.deepEqual([protectedHeader.alg, protectedHeader.kid], ["ES256", "KEY1234567"]);
      assert.deepEqual([payload.iss, payload.sub, payload.aud], ["TEAM123456", "us", provider.origin]);
      assert.ok((payload.exp as number) - (payload.iat as number) <= 600);
    });

    it("is believed about the person by its ID token alone, whatever stands beside the code", async () => {
      const at = await goToProvider(server, provider, "apple");
      assert.ok((await comeBack(server, provider, at, { sub: "apple.2" }, { user: "not JSON" })).redirectedTo);
      assert.equal(await named("evil@example.com"), undefined);
    });
  });

  describe("Google", () => {
    it("is asked for with the connection's parameters, of which none takes the place of ours", async () => {
      const { request } = await goToProvider(server, provider, "google");
      assert.equal(request.get("hd"), "example.com");
      assert.equal(request.get("scope"), "openid email profile");
      assert.match(request.get("state") as string, /\.[\w-]{43}$/);
    });

    it("is refused when userinfo is about somebody else (OIDC Core §5.3.2)", async () => {
      provider.answer("/userinfo", { sub: "somebody else", email: "kim@example.com", email_verified: true });
      const page = await comeBack(server, provider, await goToProvider(server, provider, "google"), { sub: "g1" });
      assert.match(page.body, /did not sign you in/);
      provider.answer("/userinfo", { sub: "g1", name: "Gene" });
      const at = await goToProvider(server, provider, "google");
      assert.ok((await comeBack(server, provider, at, { sub: "g1" })).redirectedTo);
      assert.equal((await named("Google/g1"))?.claims.name, "Gene");
    });
  });

  describe("Microsoft, whose issuer is another one for each organization", () => {
    const tid = "9188040d-6c67-4c5b-b112-36a304b66dad";
    const iss = `https://login.microsoftonline.com/${tid}/v2.0`;

    it("is believed with the issuer of the organization that the token names, whose subjects are its own", async () => {
      provider.answer("/userinfo", { sub: "m1" });
      const at = await goToProvider(server, provider, "microsoft");
      const page = await comeBack(server, provider, at, { sub: "m1", tid, iss });
      assert.ok(page.redirectedTo?.searchParams.get("code"), page.body);
      assert.ok(await named(`Microsoft/${tid}.m1`));
    });

    const WRONG = [
      { sub: "m1", iss },
      { sub: "m1", iss, tid: "00000000-0000-0000-0000-000000000000" },
      { sub: "m1", iss: "https://login.microsoftonline.com/../v2.0", tid: ".." },
      { sub: "m1", tid },
    ];
    it("is refused with any other issuer", async () => {
      for (const claims of WRONG) {
        const at = await goToProvider(server, provider, "microsoft");
        assert.match((await comeBack(server, provider, at, claims)).body, /did not sign you in/);
      }
    });
  });
});
