import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createServerKeys } from "../../src/crypto/sealing.ts";
import {
  connectionSettings,
  enabledAuthenticator,
  findIdentityProvider,
} from "../../src/protocol/identity-provider.ts";
import type { FederatedAuthenticator } from "../../src/protocol/model/identity-provider.ts";
import { makeCertificate } from "../certificates.ts";
import { startServer, TEST_KEY, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";
import { type ApiClient, apiClient } from "./api-client.ts";
import { administrated, ORGANIZATION_SCOPES, within } from "./organization-world.ts";

const BASE = "/api/server/v1";
const PATH = `${BASE}/identity-providers`;
const APPLICATIONS = `${BASE}/applications`;
const SCOPES = [
  ...["create", "view", "update", "delete"].flatMap((verb) => [
    `internal_idp_${verb}`,
    `internal_application_mgt_${verb}`,
  ]),
  "internal_authenticator_view",
  "internal_audit_log_view",
];
const idOf = (name: string) => Buffer.from(name).toString("base64url");
const OIDC = idOf("OpenIDConnectAuthenticator");
const GOOGLE = idOf("GoogleOIDCAuthenticator");
const SECRET = "the secret of the connection";
const LOCAL = "http://wso2.org/claims";

const properties = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([key, value]) => ({ key, value }));
const oidc = {
  ClientId: "tessera",
  ClientSecret: SECRET,
  OAuth2AuthzEPUrl: "https://idp.example/authorize",
  OAuth2TokenEPUrl: "https://idp.example/token",
  Scopes: "openid email",
  commonAuthQueryParams: "prompt=login",
};
const provider = (name: string, more: object = {}) => ({
  name,
  federatedAuthenticators: {
    defaultAuthenticatorId: OIDC,
    authenticators: [{ authenticatorId: OIDC, isEnabled: true, properties: properties(oidc) }],
  },
  ...more,
});

describe("identity providers and what signs in with them", () => {
  let server: TestServer;
  let api: ApiClient;
  before(async () => {
    server = await startServer({ organizations: administrated });
    api = await apiClient(server, SCOPES);
  });
  after(async () => {
    await server.stop();
  });

  async function made(name: string, more: object = {}): Promise<string> {
    const { status, body } = await api.call("POST", PATH, provider(name, more));
    assert.equal(status, 201, JSON.stringify(body));
    return `${PATH}/${body.id}`;
  }
  const code = async (method: string, path: string, body?: unknown) => {
    const answer = await api.call(method, path, body);
    return [answer.status, answer.body?.code];
  };

  describe("connections (contract §17.6)", () => {
    it("are made, found by id, listed with paging and filter, and deleted", async () => {
      const answer = await api.call(
        "POST",
        PATH,
        provider("Made", { description: "One", image: "https://i.example/x" }),
      );
      assert.equal(answer.status, 201);
      assert.equal(answer.headers.get("location"), `/t/acme${PATH}/${answer.body.id}`);
      const { body } = await api.call("GET", `${PATH}/${answer.body.id}`);
      assert.deepEqual(body, answer.body);
      const { name, isEnabled, description, federatedAuthenticators, provisioning } = body;
      assert.deepEqual([name, isEnabled, description], ["Made", true, "One"]);
      assert.equal(federatedAuthenticators.defaultAuthenticatorId, OIDC);
      assert.deepEqual(federatedAuthenticators.authenticators[0].tags, ["OIDC"]);
      assert.equal(provisioning.jit.isEnabled, false);

      await made("Made too");
      const { body: list } = await api.call("GET", `${PATH}?filter=${encodeURIComponent("name sw made")}&limit=1`);
      assert.deepEqual([list.totalResults, list.count, list.identityProviders[0].name], [2, 1, "Made"]);
      assert.deepEqual(Object.keys(list.identityProviders[0]).sort(), [
        "description",
        "id",
        "image",
        "isEnabled",
        "name",
        "self",
      ]);
      const asked = await api.call("GET", `${PATH}?requiredAttributes=federatedAuthenticators,isPrimary&offset=1`);
      assert.equal(asked.body.identityProviders[0].isPrimary, false);
      assert.equal(asked.body.identityProviders[0].federatedAuthenticators.authenticators.length, 1);
      assert.equal((await api.call("DELETE", `${PATH}/${answer.body.id}`)).status, 204);
      assert.deepEqual(await code("GET", `${PATH}/${answer.body.id}`), [404, "IDP-60002"]);
      assert.deepEqual(await code("DELETE", `${PATH}/${answer.body.id}`), [404, "IDP-60002"]);
    });

    it("have names of their own: 409", async () => {
      await made("Twice");
      assert.deepEqual(await code("POST", PATH, provider("Twice")), [409, "IDP-60001"]);
      const other = await made("Other");
      const rename = [{ operation: "REPLACE", path: "/name", value: "Twice" }];
      assert.deepEqual(await code("PATCH", other, rename), [409, "IDP-60001"]);
    });

    const authenticator = (id: string, values: Readonly<Record<string, string>>) => ({
      federatedAuthenticators: {
        defaultAuthenticatorId: id,
        authenticators: [{ authenticatorId: id, isEnabled: true, properties: properties(values) }],
      },
    });
    const { ClientSecret: _, ...withoutSecret } = oidc;
    const refusals = [
      ["no name", { name: undefined }, "UE-10000"],
      ["the name of the organization's own users", { name: "LOCAL" }, "UE-10000"],
      ["a member that is none", { colour: "red" }, "UE-10000"],
      ["an authenticator that is not supported", authenticator(idOf("SAMLSSOAuthenticator"), {}), "IDP-60025"],
      ["an authenticator without its secret", authenticator(OIDC, withoutSecret), "IDP-60025"],
      [
        "an endpoint that is no web address",
        authenticator(OIDC, { ...oidc, OAuth2TokenEPUrl: "file:///etc" }),
        "IDP-60025",
      ],
      ["a switch that is neither on nor off", authenticator(OIDC, { ...oidc, IsPKCEEnabled: "maybe" }), "IDP-60025"],
      ["a default that it has not", { federatedAuthenticators: { defaultAuthenticatorId: GOOGLE } }, "IDP-60027"],
      [
        "a claim that there is none of",
        { claims: { mappings: [{ idpClaim: "a", localClaim: { uri: "x" } }] } },
        "IDP-60032",
      ],
      ["an id that is no claim of the mapping", { claims: { userIdClaim: { uri: "uid" } } }, "IDP-60030"],
      ["a certificate that is none", { certificate: { certificates: ["bm9uZQ=="] } }, "IDP-60036"],
      [
        "provisioning to elsewhere",
        { provisioning: { outboundConnectors: { defaultConnectorId: "x", connectors: [{}] } } },
        "UE-10000",
      ],
    ] as const;
    for (const [what, change, expected] of refusals) {
      it(`refuse ${what}: 400`, async () => {
        assert.deepEqual(await code("POST", PATH, provider("Refused", change)), [400, expected]);
      });
    }

    it("refuse filters and attributes that are none: 400", async () => {
      assert.deepEqual(await code("GET", `${PATH}?filter=colour+eq+red`), [400, "IDP-60007"]);
      assert.deepEqual(await code("GET", `${PATH}?requiredAttributes=colour`), [400, "IDP-60025"]);
      assert.equal((await api.call("GET", `${PATH}?limit=some`)).status, 400);
    });

    it("change attribute by attribute", async () => {
      const path = await made("Changing", { alias: "https://a.example" });
      const { certificate } = makeCertificate({ subject: [{ CN: "idp" }] });
      const patches = [
        { operation: "REPLACE", path: "/name", value: "Changed" },
        { operation: "REPLACE", path: "/isEnabled", value: "false" },
        { operation: "REPLACE", path: "/isPrimary", value: true },
        { operation: "ADD", path: "/description", value: "New" },
        { operation: "REMOVE", path: "/alias" },
        { operation: "ADD", path: "/certificate/certificates/0", value: Buffer.from(certificate).toString("base64") },
      ];
      const { status, body } = await api.call("PATCH", path, patches);
      assert.equal(status, 200);
      assert.deepEqual(
        [body.name, body.isEnabled, body.isPrimary, body.description, body.alias],
        ["Changed", false, true, "New", undefined],
      );
      assert.match(Buffer.from(body.certificate.certificates[0], "base64").toString(), /BEGIN CERTIFICATE/);
      const jwks = [{ operation: "ADD", path: "/certificate/jwksUri", value: "https://idp.example/jwks" }];
      assert.deepEqual((await api.call("PATCH", path, jwks)).body.certificate, { jwksUri: "https://idp.example/jwks" });
      for (const patch of [
        { operation: "REPLACE", path: "/colour", value: "red" },
        { operation: "REMOVE", path: "/name" },
        { operation: "REPLACE", path: "/isEnabled", value: "maybe" },
        { operation: "REMOVE", path: "/certificate/certificates/3" },
      ]) {
        assert.deepEqual(await code("PATCH", path, [patch]), [400, "IDP-60006"], patch.path);
      }
      assert.equal((await api.call("PATCH", path, [{ operation: "MOVE", path: "/name" }])).status, 400);
      assert.deepEqual(await code("PATCH", `${PATH}/none`, patches), [404, "IDP-60002"]);
    });

    const parts = [
      [
        "claims",
        {
          userIdClaim: { id: idOf("uid"), uri: "uid" },
          mappings: [{ idpClaim: "uid", localClaim: { id: idOf(`${LOCAL}/username`), uri: `${LOCAL}/username` } }],
          provisioningClaims: [
            { claim: { id: idOf(`${LOCAL}/country`), uri: `${LOCAL}/country` }, defaultValue: "DK" },
          ],
        },
        { mappings: [{ idpClaim: "a", localClaim: { uri: "none" } }] },
      ],
      [
        "roles",
        { mappings: [{ idpRole: "boss", localRole: "manager" }], outboundProvisioningRoles: ["manager"] },
        { mappings: 1 },
      ],
      ["groups", [{ name: "staff", id: "staff-id" }], [{ id: "no name" }]],
      ["implicit-association", { isEnabled: true, lookupAttribute: [`${LOCAL}/emailaddress`] }, { isEnabled: "yes" }],
      [
        "provisioning/jit",
        {
          isEnabled: true,
          scheme: "PROMPT_CONSENT",
          userstore: "PRIMARY",
          associateLocalUser: true,
          skipJITForLookupFailure: false,
          accountLookupAttributeMappings: [{ localAttribute: `${LOCAL}/emailaddress`, federatedAttribute: "email" }],
          attributeSyncMethod: "PRESERVE_LOCAL",
          idpGroupSyncMethod: "OVERRIDE_ALL",
        },
        { isEnabled: true, scheme: "ANYHOW" },
      ],
    ] as const;
    for (const [part, value, wrong] of parts) {
      it(`keep ${part}, which are replaced alone`, async () => {
        const path = await made(`With ${part}`.replace("/", " "));
        const { status, body } = await api.call("PUT", `${path}/${part}`, value);
        assert.deepEqual([status, body], [200, value]);
        assert.deepEqual((await api.call("GET", `${path}/${part}`)).body, value);
        assert.equal((await api.call("PUT", `${path}/${part}`, wrong)).status, 400);
        assert.deepEqual(await code("PUT", `${PATH}/none/${part}`, value), [404, "IDP-60002"]);
        assert.deepEqual(await code("GET", `${PATH}/none/${part}`), [404, "IDP-60002"]);
        const { body: whole } = await api.call("GET", `${path}/provisioning`);
        assert.equal(whole.jit.isEnabled, part === "provisioning/jit");
        assert.deepEqual(whole.outboundConnectors, { connectors: [] });
      });
    }
  });

  describe("their secrets (security bar 26.4)", () => {
    const settingsOf = async (name: string) => {
      const tenant = await server.store.tenants.find("acme");
      const found = await findIdentityProvider(await tenantStore(server), name);
      assert.ok(found && tenant);
      const authenticator = enabledAuthenticator(found) as FederatedAuthenticator;
      return { found, settings: connectionSettings(found, authenticator, tenant.id, createServerKeys(TEST_KEY)) };
    };

    it("are sealed where they are kept, and told nobody", async () => {
      const path = await made("Sealed");
      const { body } = await api.call("GET", `${path}/federated-authenticators/${OIDC}`);
      const told = Object.fromEntries(
        body.properties.map(({ key, value }: { key: string; value: string }) => [key, value]),
      );
      assert.deepEqual(told, { ...oidc, ClientSecret: "[masked]" });
      assert.deepEqual([body.name, body.isDefault, body.isEnabled], ["OpenIDConnectAuthenticator", true, true]);
      const { found, settings } = await settingsOf("Sealed");
      assert.ok(!JSON.stringify(found).includes(SECRET));
      assert.deepEqual([settings.clientId, settings.clientSecret], ["tessera", SECRET]);
      assert.deepEqual([settings.scopes, settings.parameters], [["openid", "email"], { prompt: "login" }]);
      const log = JSON.stringify((await api.call("GET", `${BASE}/audit-logs?action=identity-provider.create`)).body);
      assert.ok(log.includes("Sealed") && !log.includes(SECRET));
      assert.ok(!log.includes(found.document.authenticators[0]?.sealed.ClientSecret as string));
    });

    it("stay when they are not sent again, sent as their mask, or the connection is renamed; a new one takes their place", async () => {
      const path = await made("Kept");
      const one = `${path}/federated-authenticators/${OIDC}`;
      const { ClientSecret: _, ...rest } = oidc;
      for (const sent of [
        { ...rest, ClientId: "second" },
        { ...oidc, ClientId: "second", ClientSecret: "[masked]" },
      ]) {
        const { status } = await api.call("PUT", one, { isEnabled: true, properties: properties(sent) });
        assert.equal(status, 200);
      }
      assert.equal((await settingsOf("Kept")).settings.clientId, "second");
      await api.call("PATCH", path, [{ operation: "REPLACE", path: "/name", value: "Renamed" }]);
      assert.equal((await settingsOf("Renamed")).settings.clientSecret, SECRET);
      const all = { defaultAuthenticatorId: OIDC, authenticators: [{ authenticatorId: OIDC, isEnabled: true }] };
      assert.equal((await api.call("PUT", `${path}/federated-authenticators`, all)).status, 200);
      assert.equal((await settingsOf("Renamed")).settings.clientSecret, SECRET);
      await api.call("PUT", one, { isEnabled: true, properties: properties({ ...oidc, ClientSecret: "another" }) });
      assert.equal((await settingsOf("Renamed")).settings.clientSecret, "another");
    });

    it("go to no other server than they were given for: whoever moves a connection brings the secret along", async () => {
      const one = `${await made("Moved")}/federated-authenticators/${OIDC}`;
      const { ClientSecret: _, ...rest } = oidc;
      const at = (OAuth2TokenEPUrl: string) => ({
        isEnabled: true,
        properties: properties({ ...rest, OAuth2TokenEPUrl }),
      });
      assert.deepEqual(await code("PUT", one, at("https://evil.example/token")), [400, "IDP-60025"]);
      assert.equal((await api.call("PUT", one, at("https://idp.example/v2/token"))).status, 200);
      assert.equal((await settingsOf("Moved")).settings.clientSecret, SECRET);
    });

    it("of providers that everybody knows need no endpoints", async () => {
      const google = { ClientId: "g", ClientSecret: SECRET, AdditionalQueryParameters: "scope=openid email" };
      const federatedAuthenticators = {
        defaultAuthenticatorId: GOOGLE,
        authenticators: [{ authenticatorId: GOOGLE, isEnabled: true, properties: properties(google) }],
      };
      await made("Google", { federatedAuthenticators });
      const { settings } = await settingsOf("Google");
      assert.equal(settings.issuer, "https://accounts.google.com");
      assert.deepEqual(settings.scopes, ["openid", "email"]);
    });
  });

  describe("authenticators (contract §17.6, §17.7)", () => {
    it("are added to a connection, and replaced", async () => {
      const path = await made("Growing");
      const all = `${path}/federated-authenticators`;
      const google = { isDefault: true, properties: properties({ ClientId: "g" }) };
      assert.equal((await api.call("PUT", `${all}/${GOOGLE}`, google)).body.isDefault, true);
      const { body } = await api.call("GET", all);
      assert.deepEqual([body.defaultAuthenticatorId, body.authenticators.length], [GOOGLE, 2]);
      assert.deepEqual(await code("PUT", `${all}/${GOOGLE}`, { ...google, isEnabled: true }), [400, "IDP-60025"]);
      assert.deepEqual(await code("PUT", `${all}/${idOf("None")}`, google), [404, "IDP-60022"]);
      assert.deepEqual(await code("GET", `${all}/${idOf("None")}`), [404, "IDP-60022"]);
      assert.equal((await api.call("PUT", `${all}/${GOOGLE}`, { properties: "x" })).status, 400);
      assert.equal((await api.call("PUT", all, { authenticators: [] })).status, 400);
      assert.deepEqual(await code("PUT", all, { defaultAuthenticatorId: OIDC, authenticators: [] }), [
        400,
        "IDP-60027",
      ]);
      assert.deepEqual(await code("GET", `${PATH}/none/federated-authenticators`), [404, "IDP-60002"]);
    });

    it("say what they need, and start from templates", async () => {
      const { body } = await api.call("GET", `${PATH}/meta/federated-authenticators`);
      assert.deepEqual(body.map(({ name }: { name: string }) => name).sort(), [
        "AppleOIDCAuthenticator",
        "GithubAuthenticator",
        "GoogleOIDCAuthenticator",
        "MicrosoftWindowsLiveAuthenticator",
        "OpenIDConnectAuthenticator",
      ]);
      const one = await api.call("GET", `${PATH}/meta/federated-authenticators/${GOOGLE}`);
      const secret = one.body.properties.find(({ key }: { key: string }) => key === "ClientSecret");
      assert.deepEqual([secret.isMandatory, secret.isConfidential], [true, true]);
      const back = one.body.properties.find(({ key }: { key: string }) => key === "callbackUrl");
      assert.equal(back.defaultValue, server.url("/commonauth"));
      assert.deepEqual(await code("GET", `${PATH}/meta/federated-authenticators/none`), [404, "IDP-60022"]);

      const templates = await api.call("GET", `${PATH}/templates?filter=name+co+git`);
      assert.deepEqual(
        templates.body.templates.map(({ id }: { id: string }) => id),
        ["github-idp"],
      );
      const { idp } = (await api.call("GET", `${PATH}/templates/github-idp`)).body;
      const [first] = idp.federatedAuthenticators.authenticators;
      for (const property of first.properties) property.value ||= "https://filled.example";
      assert.equal((await api.call("POST", PATH, idp)).status, 201);
      assert.deepEqual(await code("GET", `${PATH}/templates/none`), [404, "IDP-60002"]);
      assert.deepEqual(await code("GET", `${PATH}/templates?filter=x`), [400, "IDP-60007"]);
    });

    it("are listed with the server's own, by name and tags", async () => {
      await made("Zeta");
      const list = async (filter = "") =>
        (await api.call("GET", `${BASE}/authenticators?filter=${encodeURIComponent(filter)}`)).body.map(
          ({ name }: { name: string }) => name,
        );
      const all = await list();
      assert.ok(all.includes("BasicAuthenticator") && all.includes("Zeta"));
      assert.deepEqual(await list("name eq Zeta"), ["Zeta"]);
      assert.deepEqual(await list("name sw user"), ["BasicAuthenticator"]);
      const second = await list("tag eq 2FA or tag eq Passkey");
      assert.ok(second.includes("totp") && second.includes("FIDOAuthenticator") && !second.includes("Zeta"));
      assert.deepEqual(await list("name sw to and (tag eq 2FA or tag eq OIDC)"), ["totp"]);
      assert.ok((await api.call("GET", `${BASE}/authenticators/meta/tags`)).body.includes("MFA"));
      assert.equal((await api.call("GET", `${BASE}/authenticators?limit=2&offset=1`)).body.length, 2);
      for (const [filter, expected] of [
        ["colour eq red", "AUT-60001"],
        ["tag sw 2", "AUT-65004"],
        ["name co t", "AUT-65005"],
        ["name eq a and name eq b", "AUT-65006"],
        ["name eq a or tag eq b", "AUT-65007"],
        ["tag eq a and tag eq b", "AUT-65008"],
      ] as const) {
        const path = `${BASE}/authenticators?filter=${encodeURIComponent(filter)}`;
        assert.deepEqual(await code("GET", path), [400, expected], filter);
      }
    });
  });

  describe("applications whose users sign in with a connection (contract §17.1, §17.6)", () => {
    const sequence = (idp: string, authenticator = "OpenIDConnectAuthenticator") => ({
      authenticationSequence: { type: "USER_DEFINED", steps: [{ id: 1, options: [{ idp, authenticator }] }] },
    });
    const optionsOf = async (path: string) =>
      (await api.call("GET", path)).body.authenticationSequence.steps[0].options[0];

    it("name one that there is, and keep it until they change or it goes by force", async () => {
      const path = await made("Used");
      const application = { name: "Federated", ...sequence("Used") };
      const refused = { name: "Nowhere", ...sequence("Nowhere") };
      assert.deepEqual(await code("POST", APPLICATIONS, refused), [400, "APP-60001"]);
      const lacking = { name: "Lacking", ...sequence("Used", "GoogleOIDCAuthenticator") };
      assert.deepEqual(await code("POST", APPLICATIONS, lacking), [400, "APP-60001"]);
      const created = await api.call("POST", APPLICATIONS, application);
      assert.equal(created.status, 201, JSON.stringify(created.body));
      const app = `${APPLICATIONS}/${created.body.id}`;
      assert.deepEqual(await code("PATCH", app, sequence("Nowhere")), [400, "APP-60001"]);
      const [step] = (await api.call("GET", `${app}/authenticators`)).body;
      assert.deepEqual(step.federatedAuthenticators, [{ name: "OpenIDConnectAuthenticator", type: "Used" }]);
      assert.deepEqual(step.localAuthenticators, []);

      const { body } = await api.call("GET", `${path}/connected-apps`);
      assert.deepEqual(body.connectedApps, [{ appId: created.body.id, self: `/t/acme${app}` }]);
      assert.equal((await api.call("GET", `${path}/connected-apps?filter=name+eq+Other`)).body.totalResults, 0);
      assert.deepEqual(await code("GET", `${path}/connected-apps?filter=x`), [400, "IDP-60007"]);
      assert.deepEqual(await code("GET", `${PATH}/none/connected-apps`), [404, "IDP-60002"]);

      assert.deepEqual(await code("DELETE", path), [400, "IDP-60005"]);
      await api.call("PATCH", path, [{ operation: "REPLACE", path: "/name", value: "Used again" }]);
      assert.equal((await optionsOf(app)).idp, "Used again");
      const { users, federatedAssociations } = await tenantStore(server);
      const userId = (await users.findByName("lee"))?.user.id as string;
      const providerId = path.slice(PATH.length + 1);
      await federatedAssociations.add({ id: crypto.randomUUID(), userId, providerId, subject: "lee", createdAt: 1 });
      assert.equal((await api.call("DELETE", `${path}?force=true`)).status, 204);
      assert.deepEqual(await federatedAssociations.listOf(userId), [], "whom it knew people as goes with it");
      assert.deepEqual(await optionsOf(app), { idp: "LOCAL", authenticator: "BasicAuthenticator" });
    });

    it("are listed for the server's own authenticators as well", async () => {
      const path = `${BASE}/authenticators/${idOf("BasicAuthenticator")}/connected-apps`;
      const { body } = await api.call("GET", `${path}?limit=1`);
      assert.equal(body.connectedApps.length, 1);
      assert.equal((await api.call("GET", path.replace(idOf("BasicAuthenticator"), "none"))).status, 404);
    });
  });

  describe("in an organization inside the tenant (contract §1.1, §21)", () => {
    const TEMPLATES = `${BASE}/notification/email/template-types/${idOf("EmailOTP")}/org-templates`;
    const OWN = ["internal_idp_create", "internal_idp_view", "internal_email_mgt_create", "internal_email_mgt_view"];

    it("connections are its own, and templates are those above it where it has none", async () => {
      const root = await apiClient(server, [...ORGANIZATION_SCOPES, ...OWN]);
      const west = { name: "West", orgHandle: "west" };
      const { body: organization } = await root.call("POST", `${BASE}/organizations`, west);
      const inside = await within(server, root, organization.id, OWN);
      const { status, headers, body } = await inside.call("POST", `/o${PATH}`, provider("Of the west"));
      assert.equal(status, 201, JSON.stringify(body));
      assert.equal(headers.get("location"), `/t/acme/o${PATH}/${body.id}`);
      assert.equal((await root.call("GET", `${PATH}/${body.id}`)).status, 404);
      assert.equal((await inside.call("GET", `/o${PATH}?filter=name+sw+of`)).body.totalResults, 1);
      assert.equal((await inside.call("GET", `/o${PATH}?filter=name+eq+Twice`)).body.totalResults, 0);

      const template = { contentType: "text/plain", subject: "Above", body: "{{OTPCode}}" };
      await root.call("POST", TEMPLATES, { ...template, locale: "da_DK" });
      assert.equal((await inside.call("GET", `/o${TEMPLATES}/da_DK`)).status, 404);
      assert.equal((await inside.call("GET", `/o${TEMPLATES}/da_DK?resolve=true`)).body.subject, "Above");
      await inside.call("POST", `/o${TEMPLATES}`, { ...template, subject: "Own", locale: "da_DK" });
      assert.equal((await inside.call("GET", `/o${TEMPLATES}/da_DK?resolve=true`)).body.subject, "Own");
      assert.equal((await root.call("GET", `${TEMPLATES}/da_DK`)).body.subject, "Above");
    });
  });
});
