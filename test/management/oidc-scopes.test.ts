import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { claimsOf, TestClient } from "../client.ts";
import { organizations } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { type ApiClient, adminApplication, apiClient, apiClientWith } from "./api-client.ts";

const PATH = "/api/server/v1/oidc/scopes";
const SCOPES = ["create", "view", "update", "delete"].map((verb) => `internal_application_mgt_${verb}`);

describe("scopes of OpenID Connect (contract §17.4)", () => {
  let server: TestServer;
  let api: ApiClient;
  before(async () => {
    server = await startServer({
      organizations: organizations.map((organization) => ({
        ...organization,
        applications: [...organization.applications, adminApplication],
        apiResources: [{ identifier: "https://docs.example", scopes: ["doc:read"] }],
      })),
    });
    api = await apiClient(server, SCOPES);
  });
  after(() => server.stop());

  /** The claims of an ID token for the scope. */
  async function claims(scope: string) {
    const tokens = await new TestClient(server, "spa").obtainTokens({ scope: `openid ${scope}` });
    return { granted: tokens.scope, ...claimsOf(tokens.id_token) };
  }

  it("adds, gets, changes and deletes one, and the claims behind it follow at once", async () => {
    const names = { name: "names", displayName: "Names", description: "How you are called", claims: ["given_name"] };
    const created = await api.call("POST", PATH, names);
    assert.deepEqual([created.status, created.headers.get("location")], [201, `/t/acme${PATH}/names`]);
    assert.deepEqual((await api.call("GET", `${PATH}/names`)).body, names);
    const before = await claims("names");
    assert.deepEqual([before.granted, before.given_name, before.family_name], ["names openid", "Kim", undefined]);
    const discovery = await new TestClient(server, "spa").get("/oauth2/token/.well-known/openid-configuration");
    assert.ok(discovery.body.scopes_supported.includes("names"));

    const changed = { displayName: "All names", claims: ["given_name", "family_name"] };
    assert.equal((await api.call("PUT", `${PATH}/names`, changed)).status, 200);
    assert.deepEqual((await api.call("GET", `${PATH}/names`)).body, { name: "names", ...changed });
    assert.equal((await claims("names")).family_name, "Larsen");
    assert.equal((await api.call("DELETE", `${PATH}/names`)).status, 204);
    assert.equal((await api.call("GET", `${PATH}/names`)).status, 404);
    assert.equal((await claims("names")).granted, "openid");
  });

  it("lists the standard ones, which can be changed and put back but not removed", async () => {
    const names = (await api.call("GET", PATH)).body.map(({ name }: { name: string }) => name);
    assert.deepEqual(names, ["address", "email", "groups", "openid", "phone", "profile", "roles"]);
    assert.equal((await api.call("DELETE", `${PATH}/email`)).status, 403);
    const bare = { displayName: "E-mail", claims: ["email"] };
    assert.equal((await api.call("PUT", `${PATH}/email`, bare)).status, 200);
    const changed = await claims("email");
    assert.deepEqual([changed.email, changed.email_verified], ["kim@example.com", undefined]);
    assert.equal((await api.call("DELETE", `${PATH}/email`)).status, 204);
    assert.equal((await claims("email")).email_verified, true);
  });

  it("stands in discovery with the claims behind it, each once (OpenID Connect Discovery §3)", async () => {
    const staff = { name: "staff", displayName: "Staff", claims: ["employee_number", "given_name"] };
    assert.equal((await api.call("POST", PATH, staff)).status, 201);
    const told = async () => {
      const { body } = await new TestClient(server, "spa").get("/oauth2/token/.well-known/openid-configuration");
      const claims: string[] = body.claims_supported;
      assert.equal(new Set(claims).size, claims.length);
      return [body.scopes_supported.includes("staff"), claims.includes("employee_number")];
    };
    assert.deepEqual(await told(), [true, true]);
    assert.equal((await api.call("DELETE", `${PATH}/staff`)).status, 204);
    assert.deepEqual(await told(), [false, false]);
  });

  it("refuses a name that another scope has: 409", async () => {
    for (const name of ["email", "doc:read", "internal_login", "internal_user_mgt_list"]) {
      const { status, body } = await api.call("POST", PATH, { name, displayName: "X", claims: [] });
      assert.deepEqual([status, typeof body.code], [409, "string"], name);
    }
  });

  it("refuses a body without what is required: 400", async () => {
    for (const body of [{}, { name: "two words", displayName: "X", claims: [] }, { name: "x", displayName: "X" }]) {
      assert.equal((await api.call("POST", PATH, body)).status, 400);
    }
    assert.equal((await api.call("PUT", `${PATH}/email`, { displayName: "X" })).status, 400);
  });

  const OPERATIONS = [
    ["GET", PATH, "view"],
    ["POST", PATH, "create", { name: "y", displayName: "Y", claims: [] }],
    ["GET", `${PATH}/none`, "view"],
    ["PUT", `${PATH}/none`, "update", { displayName: "Y", claims: [] }],
    ["DELETE", `${PATH}/none`, "delete"],
  ] as const;
  for (const [method, path, verb, body] of OPERATIONS) {
    it(`takes ${method} ${path} from a token of the tenant with internal_application_mgt_${verb} alone (security bar 23.1)`, async () => {
      const lacking = await apiClient(
        server,
        SCOPES.filter((scope) => scope !== `internal_application_mgt_${verb}`),
      );
      const foreign = await apiClient(server, SCOPES, "globex");
      const answers = [
        await lacking.call(method, path, body),
        await apiClientWith(server, undefined).call(method, path, body),
        await apiClientWith(server, foreign.token).call(method, path, body),
      ];
      assert.deepEqual(
        answers.map(({ status }) => status),
        [403, 401, 401],
      );
      if (path.includes("/none")) assert.equal((await api.call(method, path, body)).status, 404);
    });
  }
});
