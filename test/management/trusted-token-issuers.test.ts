import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { basic, TestClient } from "../client.ts";
import { startServer, type TestServer } from "../server.ts";
import { organizationsWith } from "../tenant-data.ts";
import { startTokenIssuer, type TokenIssuer } from "../token-issuer.ts";
import { type ApiClient, adminApplication, apiClient } from "./api-client.ts";

const ISSUERS = "/api/server/v1/trusted-token-issuers";
const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const SCOPES = ["create", "view", "update", "delete"].map((verb) => `internal_idp_${verb}`);
const LOCAL = "http://wso2.org/claims";

describe("trusted token issuers (contract §17.6, RFC 7523 §3)", () => {
  let server: TestServer;
  let api: ApiClient;
  let issuer: TokenIssuer;
  before(async () => {
    issuer = await startTokenIssuer();
    const bearer = { clientId: "bearer", clientSecret: "s", grantTypes: [JWT_BEARER] };
    server = await startServer({
      settings: { outboundAllowedHosts: ["127.0.0.1"] },
      organizations: organizationsWith(adminApplication, bearer),
    });
    api = await apiClient(server, SCOPES);
  });
  after(async () => {
    await server.stop();
    await issuer.stop();
  });

  const code = async (method: string, path: string, body?: unknown) => {
    const answer = await api.call(method, path, body);
    return [answer.status, answer.body?.code];
  };
  const exchange = async () => {
    const form = { client_id: undefined, grant_type: JWT_BEARER, assertion: await issuer.sign(server) };
    return (await new TestClient(server, "bearer").token(form, basic("bearer", "s"))).status;
  };
  const entry = () => ({
    name: "Trusted",
    issuer: issuer.entry.issuer,
    certificate: { jwksUri: issuer.entry.jwksUri },
  });

  it("are trusted from when they are added, until they are switched off or deleted", async () => {
    assert.equal(await exchange(), 400);
    const { status, body, headers } = await api.call("POST", ISSUERS, { ...entry(), description: "Ours" });
    assert.equal(status, 201, JSON.stringify(body));
    assert.equal(headers.get("location"), `/t/acme${ISSUERS}/${body.id}`);
    assert.equal(await exchange(), 200);
    const path = `${ISSUERS}/${body.id}`;
    assert.deepEqual((await api.call("GET", path)).body, body);
    assert.deepEqual([body.description, body.templateId], ["Ours", "trusted-token-issuer"]);
    assert.equal(body.claims.userIdClaim.uri, `${LOCAL}/userid`);
    assert.deepEqual(await code("POST", ISSUERS, { ...entry(), name: "Again" }), [409, "IDP-60001"]);
    assert.deepEqual(await code("POST", ISSUERS, { ...entry(), issuer: "https://b.example" }), [409, "IDP-60001"]);

    const off = await api.call("PATCH", path, [
      { operation: "REPLACE", path: "/isEnabled", value: "false" },
      { operation: "REPLACE", path: "/alias", value: "https://here.example" },
    ]);
    assert.deepEqual([off.body.isEnabled, off.body.alias], [false, "https://here.example"]);
    assert.equal(await exchange(), 400);
    await api.call("PATCH", path, [{ operation: "REPLACE", path: "/isEnabled", value: true }]);
    assert.equal(await exchange(), 200);
    assert.equal((await api.call("DELETE", path)).status, 204);
    assert.equal(await exchange(), 400);
    for (const method of ["GET", "DELETE"]) assert.deepEqual(await code(method, path), [404, "IDP-60002"]);
    assert.deepEqual(await code("PATCH", path, []), [404, "IDP-60002"]);
  });

  it("are listed with those of a file, and stay when the file is applied again", async () => {
    const { body } = await api.call("POST", ISSUERS, { ...entry(), name: "Stays" });
    const [acme, globex] = organizationsWith(adminApplication);
    const file = { name: "From the file", issuer: "https://file.example", jwksUri: "https://file.example/jwks" };
    await server.configure([{ ...acme, trustedTokenIssuers: [file] }, globex as object]);
    const list = async (query = "") => (await api.call("GET", `${ISSUERS}${query}`)).body.identityProviders;
    assert.deepEqual(
      (await list()).map(({ name }: { name: string }) => name),
      ["From the file", "Stays"],
    );
    const [one] = await list("?filter=name+eq+Stays&requiredAttributes=certificate");
    assert.deepEqual([one.id, one.certificate], [body.id, { jwksUri: issuer.entry.jwksUri }]);
    await server.configure([acme as object, globex as object]);
    assert.equal((await list()).length, 1);
    assert.deepEqual(await code("GET", `${ISSUERS}?sortBy=name`), [501, "IDP-65040"]);
    assert.deepEqual(await code("GET", `${ISSUERS}?filter=x`), [400, "IDP-60007"]);
  });

  const refusals = [
    ["without keys", { certificate: {} }, "IDP-60036"],
    ["with keys in two places", { certificate: { jwksUri: "https://k.example", certificates: ["x"] } }, "IDP-60036"],
    ["without an issuer", { issuer: undefined }, "UE-10000"],
    ["that looks users up by what is no id", { claims: { userIdClaim: { uri: `${LOCAL}/country` } } }, "IDP-60025"],
  ] as const;
  for (const [what, change, expected] of refusals) {
    it(`refuse one ${what}: 400`, async () => {
      const body = { ...entry(), name: "Refused", issuer: "https://refused.example", ...change };
      assert.deepEqual(await code("POST", ISSUERS, body), [400, expected]);
    });
  }

  it("refuse changes that would leave nothing to trust: 400", async () => {
    const { body } = await api.call("POST", ISSUERS, { ...entry(), name: "Last", issuer: "https://last.example" });
    for (const [path, operation] of [
      ["/issuer", "REMOVE"],
      ["/certificate/jwksUri", "REMOVE"],
      ["/isPrimary", "REPLACE"],
    ] as const) {
      const { status } = await api.call("PATCH", `${ISSUERS}/${body.id}`, [{ operation, path, value: "true" }]);
      assert.equal(status, 400, path);
    }
  });
});
