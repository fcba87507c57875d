import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { basic, claimsOf, TestClient } from "../client.ts";
import { PASSWORD } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { type ApiClient, adminApplication, apiClient, apiClientWith } from "./api-client.ts";

const BASE = "/api/server/v1";
const SCOPES = [
  "internal_branding_preference_update",
  "internal_idp_view",
  "internal_idp_update",
  "internal_cors_origins_view",
  "internal_config_view",
  "internal_config_update",
  "internal_user_mgt_create",
];
const idOf = (name: string) => Buffer.from(name).toString("base64url");

describe("the settings of an organization", () => {
  let server: TestServer;
  let api: ApiClient;
  let nobody: ApiClient;
  before(async () => {
    const web = { publicClient: true, grantTypes: ["authorization_code"], callbackURLs: ["https://a.example/back"] };
    const jwt = { accessToken: { type: "JWT" } };
    const organizations = ["acme", "globex"].map((handle) => ({
      handle,
      applications: [
        { ...adminApplication, ...jwt },
        { ...web, clientId: "web", name: "Web" },
        { ...web, clientId: "other", allowedOrigins: ["https://b.example", "https://a.example"] },
        { clientId: "direct", clientSecret: "s", grantTypes: ["password"] },
      ],
      users: [{ userName: "kim", password: PASSWORD, claims: {} }],
    }));
    server = await startServer({ organizations });
    api = await apiClient(server, SCOPES);
    nobody = apiClientWith(server, undefined);
  });
  after(() => server.stop());

  describe("branding preferences (contract §17.9)", () => {
    const path = `${BASE}/branding-preference`;
    const preference = { configs: { isBrandingEnabled: true }, organizationDetails: { displayName: "Acme Ltd" } };

    it("are absent at first: SDKs look for BPM-60002", async () => {
      for (const place of [path, `${path}/resolve?type=ORG&name=acme`]) {
        const { status, body } = await nobody.call("GET", place);
        assert.deepEqual([status, body.code], [404, "BPM-60002"]);
      }
      assert.equal((await api.call("PUT", path, { type: "ORG", preference })).status, 404);
      assert.equal((await api.call("DELETE", path)).status, 404);
    });

    it("can be added once, changed, read by everybody, and removed", async () => {
      const made = await api.call("POST", path, { type: "ORG", name: "acme", preference });
      assert.equal(made.status, 201);
      assert.deepEqual(made.body, { type: "ORG", name: "acme", locale: "en-US", preference });
      const place = made.headers.get("location")?.replace("/t/acme", "") as string;
      assert.deepEqual((await nobody.call("GET", place)).body, made.body);
      assert.deepEqual((await api.call("POST", path, { type: "ORG", preference })).body.code, "BPM-60003");
      const changed = { configs: { isBrandingEnabled: false } };
      assert.equal((await api.call("PUT", path, { type: "ORG", name: "acme", preference: changed })).status, 200);
      assert.deepEqual((await nobody.call("GET", path)).body.preference, changed);
      assert.equal((await apiClientWith(server, undefined, "globex").call("GET", path)).status, 404);
      assert.equal((await api.call("DELETE", `${path}?type=ORG&name=acme&locale=en-US`)).status, 204);
      assert.equal((await nobody.call("GET", path)).status, 404);
    });

    it("of an application come before the organization's, in the language asked for", async () => {
      const app = { type: "APP", name: "one" };
      await api.call("POST", path, { type: "ORG", preference });
      const resolve = (query: string) => nobody.call("GET", `${path}/resolve?${query}`);
      const asked = (await resolve("type=APP&name=one")).body;
      assert.deepEqual([asked.type, asked.name, asked.resolvedFrom], ["APP", "one", { type: "ORG", name: "acme" }]);
      await api.call("POST", path, { ...app, preference: { configs: {} } });
      assert.deepEqual((await resolve("type=APP&name=one")).body.resolvedFrom, app);
      const published = (await resolve("type=APP&name=one&restrictToPublished=true")).body;
      assert.equal(published.resolvedFrom.type, "ORG");
      assert.equal((await resolve("type=APP&name=one&locale=fr-FR")).status, 404);
    });

    it("are refused when they are none", async () => {
      for (const body of [{ type: "ORG" }, { type: "NONE", preference }, { type: "ORG", preference: "a" }, []]) {
        assert.equal((await api.call("POST", path, body)).status, 400);
      }
    });

    it("are accompanied by texts of their own for each page", async () => {
      const text = { type: "ORG", name: "acme", locale: "fr-FR", screen: "login", preference: { text: { a: "b" } } };
      assert.equal((await nobody.call("GET", `${path}/text?screen=login&locale=fr-FR`)).body.code, "BPM-60006");
      assert.equal((await api.call("POST", `${path}/text`, text)).status, 201);
      assert.equal((await api.call("POST", `${path}/text`, text)).body.code, "BPM-60007");
      assert.deepEqual((await nobody.call("GET", `${path}/text?screen=login&locale=fr-FR`)).body, text);
      assert.equal((await nobody.call("GET", `${path}/text?screen=common&locale=fr-FR`)).status, 404);
      assert.equal(
        (await nobody.call("GET", `${path}/text/resolve?type=APP&name=x&screen=login&locale=fr-FR`)).status,
        200,
      );
      assert.equal((await api.call("PUT", `${path}/text`, { ...text, preference: {} })).status, 200);
      assert.equal((await api.call("DELETE", `${path}/text?screen=login&locale=fr-FR`)).status, 204);
      assert.equal((await api.call("DELETE", `${path}/text?screen=login&locale=fr-FR`)).status, 404);
    });
  });

  describe("governance connectors (contract §17.10)", () => {
    const path = `${BASE}/identity-governance`;
    const locks = `${path}/TG9naW4gQXR0ZW1wdHMgU2VjdXJpdHk/connectors`;
    const lock = `${locks}/YWNjb3VudC5sb2NrLmhhbmRsZXI`;
    const update = (...properties: [name: string, value: string][]) => ({
      operation: "UPDATE",
      properties: properties.map(([name, value]) => ({ name, value })),
    });
    const propertyOf = async (place: string, name: string) =>
      (await api.call("GET", place)).body.properties.find((one: { name: string }) => one.name === name)?.value;

    it("are listed by category, with ids of base64url", async () => {
      const { status, body } = await api.call("GET", `${path}/`);
      assert.equal(status, 200);
      assert.deepEqual((await api.call("GET", path)).body, body);
      assert.deepEqual(body.map(({ id }: { id: string }) => id).slice(0, 2), [
        "UGFzc3dvcmQgUG9saWNpZXM",
        "TG9naW4gQXR0ZW1wdHMgU2VjdXJpdHk",
      ]);
      const { self, connectors } = body[1];
      const category = (await api.call("GET", self.replace("/t/acme", ""))).body;
      assert.equal(category.name, "Login Attempts Security");
      assert.deepEqual((await api.call("GET", locks)).body, category.connectors);
      assert.deepEqual((await api.call("GET", connectors[0].self.replace("/t/acme", ""))).body, category.connectors[0]);
      assert.equal((await api.call("GET", `${path}?sort=name`)).status, 501);
    });

    it("are not found by other ids", async () => {
      assert.equal((await api.call("GET", `${path}/none`)).body.code, "IDG-50008");
      assert.equal((await api.call("GET", `${locks}/none`)).body.code, "IDG-50009");
      const patch = { operation: "UPDATE", connectors: [{ id: "none", properties: [] }] };
      assert.equal((await api.call("PATCH", locks, patch)).status, 404);
    });

    it("change, several at once, and go back", async () => {
      const onboarding = `${path}/${idOf("User Onboarding")}/connectors`;
      const signUp = `${onboarding}/c2VsZi1zaWduLXVw`;
      assert.equal(await propertyOf(signUp, "SelfRegistration.Enable"), "false");
      assert.equal((await api.call("PATCH", signUp, update(["SelfRegistration.Enable", "true"]))).status, 200);
      assert.equal(await propertyOf(signUp, "SelfRegistration.Enable"), "true");
      const connectors = [{ id: idOf("lite-user-sign-up"), ...update(["LiteRegistration.Enable", "true"]) }];
      assert.equal((await api.call("PATCH", onboarding, { operation: "UPDATE", connectors })).status, 200);
      assert.equal(await propertyOf(`${onboarding}/${idOf("lite-user-sign-up")}`, "LiteRegistration.Enable"), "true");
      const revert = { properties: ["SelfRegistration.Enable"] };
      const place = `${onboarding}/revert?connectorId=c2VsZi1zaWduLXVw`;
      assert.equal((await api.call("POST", place, revert)).status, 200);
      assert.equal(await propertyOf(signUp, "SelfRegistration.Enable"), "false");
      assert.equal((await api.call("POST", place, { properties: [] })).status, 400);
      assert.equal((await api.call("POST", `${onboarding}/revert`, revert)).status, 400);
    });

    for (const [name, value] of [
      ["none", "true"],
      ["account.lock.handler.On.Failure.Max.Attempts", "many"],
      ["account.lock.handler.On.Failure.Max.Attempts", "11"],
      ["account.lock.handler.On.Failure.Max.Attempts", "0"],
      ["account.lock.handler.Time", "0"],
      ["account.lock.handler.login.fail.timeout.ratio", "1"],
      ["account.lock.handler.lock.on.max.failed.attempts.enable", "false"],
      ["account.lock.handler.notification.manageInternally", "yes"],
    ] as const) {
      it(`refuse ${value} for ${name} (security bar 18.1)`, async () => {
        assert.equal((await api.call("PATCH", lock, update([name, value]))).status, 400);
      });
    }

    it("say after how many failures an account locks, and for how long", async () => {
      const names = ["account.lock.handler.On.Failure.Max.Attempts", "account.lock.handler.Time"] as const;
      assert.equal((await api.call("PATCH", lock, update([names[0], "2"], [names[1], "1"]))).status, 200);
      assert.equal(await propertyOf(lock, names[0]), "2");
      const client = new TestClient(server, "direct");
      const signIn = async (password: string) =>
        (await client.token({ grant_type: "password", username: "kim", password }, basic("direct", "s"))).status;
      assert.equal(await signIn(PASSWORD), 200);
      assert.equal(await signIn("wrong one"), 400);
      assert.equal(await signIn("wrong two"), 400);
      assert.equal(await signIn(PASSWORD), 400);
      server.clock.advance(61);
      assert.equal(await signIn(PASSWORD), 200);
      assert.equal(
        (await api.call("POST", `${locks}/revert?connectorId=${lock.split("/").at(-1)}`, { properties: names })).status,
        200,
      );
      assert.deepEqual([await propertyOf(lock, names[0]), await propertyOf(lock, names[1])], ["5", "5"]);
    });
  });

  describe("origins (contract §17.12)", () => {
    it("are those of the applications", async () => {
      const { body } = await api.call("GET", `${BASE}/cors/origins`);
      assert.deepEqual(
        body.map(({ url }: { url: string }) => url),
        ["https://a.example", "https://b.example"],
      );
      const applications = (await api.call("GET", `${BASE}/cors/origins/${body[0].id}/applications`)).body;
      assert.deepEqual(applications.map(({ name }: { name: string }) => name).sort(), ["Web", "other"]);
      const none = await api.call("GET", `${BASE}/cors/origins/none/applications`);
      assert.deepEqual([none.status, none.body.code], [404, "CRS-60001"]);
    });
  });

  describe("rules for passwords (contract §17.12)", () => {
    const path = `${BASE}/validation-rules`;
    const rule = (validator: string, key: string, value: string) => ({ validator, properties: [{ key, value }] });
    const create = async (userName: string, password: string) =>
      (await api.call("POST", "/scim2/Users", { schemas: [], userName, password })).status;

    it("begin with the lengths that hold everywhere (security bar 17.2)", async () => {
      const lengths = [
        { key: "min.length", value: "8" },
        { key: "max.length", value: "256" },
      ];
      const password = { field: "password", rules: [{ validator: "LengthValidator", properties: lengths }] };
      assert.deepEqual((await api.call("GET", `${path}/password`)).body, password);
      const { body } = await api.call("GET", path);
      assert.deepEqual(body[0], password);
      assert.equal((await api.call("GET", `${path}/none`)).body.code, "IVM-60002");
      const names = (await api.call("GET", `${path}/validators`)).body.map(({ name }: { name: string }) => name);
      assert.ok(names.includes("RepeatedCharacterValidator"));
    });

    it("hold for new passwords until they are put back", async () => {
      const rules = [
        rule("NumeralValidator", "min.length", "2"),
        rule("RepeatedCharacterValidator", "max.consecutive.character", "2"),
      ];
      const put = await api.call("PUT", `${path}/password`, { rules });
      assert.equal(put.status, 200);
      assert.ok(put.body.rules.some(({ validator }: { validator: string }) => validator === "NumeralValidator"));
      assert.equal(await create("one", "heron lake pebble"), 400);
      assert.equal(await create("one", "heron lake pebble 111 2"), 400);
      assert.equal(await create("one", "heron lake pebble 47"), 201);
      assert.equal((await api.call("POST", `${path}/revert`, { fields: ["password"] })).status, 200);
      assert.equal(await create("two", "heron lake pebble"), 201);
      assert.equal((await api.call("PUT", path, [{ field: "password", rules }])).status, 200);
      assert.equal(await create("three", "heron lake pebble"), 400);
      await api.call("POST", `${path}/revert`, { fields: ["password"] });
    });

    const faults: [what: string, rules: object][] = [
      ["shorter passwords", rule("LengthValidator", "min.length", "7")],
      ["longer passwords", rule("LengthValidator", "max.length", "257")],
      ["what is no number", rule("LengthValidator", "min.length", "-1")],
      ["an unknown rule", rule("MoonValidator", "min.length", "1")],
      ["what no password keeps", rule("UpperCaseValidator", "min.length", "300")],
    ];
    for (const [what, bad] of faults) {
      it(`refuse ${what}`, async () => {
        assert.equal((await api.call("PUT", `${path}/password`, { rules: [bad] })).status, 400);
      });
    }

    it("are for passwords: others are refused, and patterns too", async () => {
      const rules = [rule("AlphanumericValidator", "enable.validator", "true")];
      assert.equal((await api.call("PUT", `${path}/username`, { rules })).status, 400);
      assert.equal((await api.call("PUT", `${path}/password`, { regEx: rules })).status, 400);
      assert.equal((await api.call("PUT", path, [{ field: "none" }])).status, 404);
    });
  });

  describe("configurations (contract §17.11)", () => {
    const dcr = `${BASE}/configs/dcr`;
    const oauth = `${BASE}/configs/authentication/inbound/oauth2`;
    const replace = (path: string, value: unknown) => [{ operation: "REPLACE", path, value }];

    it("say who may register clients", async () => {
      const register = async () =>
        (await nobody.call("POST", "/api/identity/oauth2/dcr/v1.1/register", { redirect_uris: ["https://c.example/"] }))
          .status;
      assert.equal((await api.call("GET", dcr)).body.authenticationRequired, true);
      assert.equal(await register(), 401);
      assert.equal((await api.call("PATCH", dcr, replace("/authenticationRequired", "false"))).status, 200);
      assert.equal((await api.call("GET", dcr)).body.authenticationRequired, false);
      assert.equal(await register(), 201);
      assert.equal((await api.call("PATCH", dcr, replace("/authenticationRequired", true))).status, 200);
      assert.equal(await register(), 401);
      assert.equal((await api.call("PATCH", dcr, replace("/mandateSSA", false))).status, 200);
      assert.equal((await api.call("PATCH", dcr, replace("/mandateSSA", true))).status, 400);
      assert.equal((await api.call("PATCH", dcr, replace("/none", true))).status, 400);
      assert.equal((await api.call("PATCH", dcr, { authenticationRequired: true })).status, 400);
    });

    it("say whether the scope of a JWT is a list", async () => {
      const scopeOf = async () => claimsOf((await apiClient(server, ["internal_config_view"])).token).scope;
      assert.deepEqual((await api.call("GET", oauth)).body, { enableJwtScopeAsArray: false });
      assert.equal(await scopeOf(), "internal_config_view");
      assert.equal((await api.call("PATCH", oauth, { enableJwtScopeAsArray: true })).status, 200);
      assert.deepEqual(await scopeOf(), ["internal_config_view"]);
      assert.equal((await api.call("PATCH", oauth, { enableJwtScopeAsArray: "yes" })).status, 400);
      assert.equal((await api.call("DELETE", oauth)).status, 204);
      assert.deepEqual((await api.call("GET", oauth)).body, { enableJwtScopeAsArray: false });
    });
  });
});
