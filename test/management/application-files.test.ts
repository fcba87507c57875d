import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { parse } from "yaml";
import type { Answer } from "../client.ts";
import { answerOf, basic, TestClient } from "../client.ts";
import { startServer, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";
import { type ApiClient, apiClient, apiClientWith } from "./api-client.ts";
import {
  APPLICATION_SCOPES,
  APPLICATIONS,
  createApplication,
  PLAIN,
  singlePage,
  statusWith,
  withAdministrator,
} from "./applications.ts";

const SECRETS = "internal_application_mgt_client_secret_create";
const CREATE = "internal_application_mgt_create";
const FEW_SECRET = "the secret of who may do little";

describe("an application as a file (contract §17.1)", () => {
  let server: TestServer;
  let api: ApiClient;
  let reader: ApiClient;
  before(async () => {
    const few = {
      clientId: "few",
      clientSecret: FEW_SECRET,
      grantTypes: ["client_credentials"],
      authorizedAPIs: [{ identifier: APPLICATIONS, scopes: [CREATE] }],
    };
    const organizations = withAdministrator.map((one) => ({ ...one, applications: [...one.applications, few] }));
    server = await startServer({ organizations });
    api = await apiClient(server, APPLICATION_SCOPES);
    reader = await apiClient(
      server,
      APPLICATION_SCOPES.filter((scope) => scope !== SECRETS),
    );
  });
  after(() => server.stop());

  const exported = async (id: string, { accept = "*/*", query = "", path = "exportFile", by = api } = {}) => {
    const headers = { authorization: `Bearer ${by.token}`, accept };
    const response = await fetch(server.url(`${APPLICATIONS}/${id}/${path}${query}`), { headers });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const sent = async (method: "POST" | "PUT", text: string, fileName = "app.yaml", by = api): Promise<Answer> => {
    const form = new FormData();
    form.set("note", "not the file");
    form.set("file", new Blob([text], { type: "application/yaml" }), fileName);
    const headers = { authorization: `Bearer ${by.token}` };
    return answerOf(await fetch(server.url(`${APPLICATIONS}/import`), { method, headers, body: form }));
  };
  const web = (changes: object = {}) =>
    JSON.stringify({ clientId: "imported-web", callbackURLs: ["https://a.example/back"], ...changes });

  it("tells it as YAML or JSON, whichever is accepted, to be kept and not to be shown", async () => {
    const { id, clientId } = await createApplication(api, singlePage("Told"));
    const yaml = await exported(id);
    assert.equal(yaml.status, 200);
    assert.equal(yaml.headers.get("content-type"), "application/yaml; charset=utf-8");
    assert.equal(yaml.headers.get("content-disposition"), 'attachment; filename="Told.yaml"');
    const json = await exported(id, { accept: "application/json" });
    assert.equal(json.headers.get("content-type"), "application/json; charset=utf-8");
    assert.deepEqual(parse(yaml.text), JSON.parse(json.text));
    const plain = await exported(id, { path: "export" });
    assert.equal(plain.headers.get("content-type"), "application/octet-stream; charset=utf-8");
    assert.equal(plain.text, yaml.text);
    const { clientId: told, id: toldId, publicClient } = parse(yaml.text);
    assert.deepEqual([told, toldId, publicClient], [clientId, id, true]);
  });

  it("refuses XML, which it does not speak, and what is no application", async () => {
    const { id } = await createApplication(api, singlePage("No XML"));
    assert.equal((await exported(id, { accept: "application/xml" })).status, 400);
    assert.equal((await exported("none")).status, 404);
    assert.equal((await exported(id, { query: "?exportSecrets=perhaps" })).status, 400);
  });

  it("imports what was exported: the same file comes out again", async () => {
    const { id } = await createApplication(api, singlePage("Round"));
    const { text } = await exported(id);
    assert.equal((await api.call("DELETE", `${APPLICATIONS}/${id}`)).status, 204);
    const { status, headers } = await sent("POST", text);
    assert.equal(status, 201);
    assert.equal(headers.get("location"), `/t/acme${APPLICATIONS}/${id}`);
    assert.equal((await exported(id)).text, text);
  });

  it("tells a new secret once, and with the file's hash takes the old one (security bar 6.6)", async () => {
    const oidc = { grantTypes: ["client_credentials"] };
    const made = await createApplication(api, { name: "Secret", inboundProtocolConfiguration: { oidc } });
    const { clientId, clientSecret: old = "" } = made;
    const without = (await exported(made.id)).text;
    const withHashes = (await exported(made.id, { query: "?exportSecrets=true" })).text;
    assert.ok(!without.includes("Secret:") && !withHashes.includes(old));
    assert.equal((await exported(made.id, { query: "?exportSecrets=true", by: reader })).status, 403);

    await api.call("DELETE", `${APPLICATIONS}/${made.id}`);
    const { status, body } = await sent("POST", without);
    assert.equal(status, 201);
    assert.equal(await statusWith(server, clientId, body.clientSecret), 200);
    assert.equal(await statusWith(server, clientId, old), 401);

    assert.equal((await sent("PUT", withHashes, "app.yaml", reader)).status, 403);
    assert.equal((await sent("PUT", withHashes)).status, 200);
    assert.equal(await statusWith(server, clientId, old), 200);
    assert.equal(await statusWith(server, clientId, body.clientSecret), 401);
  });

  it("replaces an application by a file, keeps its secret, and tells the audit log", async () => {
    const { status, body } = await sent("POST", web(), "app.json");
    assert.equal(status, 201);
    assert.equal((await sent("PUT", web({ name: "Better", callbackURLs: ["https://b.example/back"] }))).status, 200);
    const { text } = await exported(body.id, { accept: "application/json" });
    const { name, callbackURLs, id } = JSON.parse(text);
    assert.deepEqual([name, callbackURLs, id], ["Better", ["https://b.example/back"], body.id]);
    const client = await server.store
      .forTenant((await server.store.tenants.find("acme"))?.id ?? "")
      .clients.find("imported-web");
    assert.equal(client?.secrets.length, 1);
    const auditor = await apiClient(server, ["internal_audit_log_view"]);
    const log = await auditor.call("GET", "/api/server/v1/audit-logs?action=application.update");
    const entry = log.body.entries.find(({ target }: { target: { id: string } }) => target.id === body.id);
    assert.deepEqual([entry.before.name, entry.after.name], ["imported-web", "Better"]);
  });

  it("refuses a name, a client id and an id that are taken, and to replace what is not there", async () => {
    const { id, clientId } = await createApplication(api, singlePage("Taken"));
    assert.equal((await sent("POST", web({ clientId, name: "Other" }))).status, 409);
    assert.equal((await sent("POST", web({ clientId: "another-web", name: "Taken" }))).status, 409);
    assert.equal((await sent("POST", web({ clientId: "another-web", id }))).status, 409);
    assert.equal((await sent("POST", web({ clientId: "kim" }))).status, 409);
    assert.equal((await sent("PUT", web({ clientId: "nobody-web" }))).status, 404);
  });

  const wrong: readonly [what: string, text: string, description: RegExp][] = [
    ["XML", "<ServiceProvider/>", /XML is not supported/],
    ["no YAML", "a: [", /app\.yaml:1/],
    ["a list", "[]", /clientId is missing/],
    ["an unknown member", web({ colour: "red" }), /app\.yaml:1:\d+: colour is not known/],
    ["what a configuration file may not say", web({ callbackURLs: ["http://a.example"] }), /callbackURLs\[0\]/],
    ["a contradiction", web({ publicClient: true, clientSecret: "x".repeat(40) }), /clientSecret/],
    ["a secret by reference", web({ clientSecret: `$\{SOME_RATHER_LONG_NAME_OF_A_VARIABLE}` }), /reference/],
    ["a short secret", web({ clientId: "short-secret-web", clientSecret: "short" }), /clientSecret/],
    ["sharing", web({ sharedWith: "all" }), /sharedWith/],
    ["a model that could not be sent", web({ kept: { application: { colour: "red" } } }), /kept\.application/],
    [
      "a sequence that is not served",
      web({ kept: { application: { authenticationSequence: { script: "x" } } } }),
      /authenticationSequence/,
    ],
  ];
  for (const [what, text, description] of wrong) {
    it(`refuses ${what}`, async () => {
      const { status, body } = await sent("POST", text);
      assert.equal(status, 400);
      assert.match(body.description, description);
    });
  }

  it("refuses a body that is no form with a file, and a form where JSON is expected", async () => {
    assert.equal((await api.call("POST", `${APPLICATIONS}/import`, web())).status, 400);
    const boundary = "multipart/form-data; boundary=x";
    const headers = { authorization: `Bearer ${api.token}`, "content-type": boundary };
    for (const body of ["", "--x\r\n\r\n--x--", `--x\r\nfilename=none\r\n\r\n${web()}\r\n--x--`, "--x"]) {
      const response = await fetch(server.url(`${APPLICATIONS}/import`), { method: "POST", headers, body });
      assert.equal(response.status, 400, body);
    }
    const json = JSON.stringify({ name: "By a form", inboundProtocolConfiguration: { oidc: PLAIN } });
    const response = await fetch(server.url(APPLICATIONS), { method: "POST", headers, body: json });
    assert.equal(response.status, 400);
  });

  it("gives no application another's id, nor a user's (security bar 6.11)", async () => {
    const other = await createApplication(api, singlePage("Whose id is wanted"));
    assert.equal((await sent("POST", web({ clientId: "wanting-web" }))).status, 201);
    assert.equal((await sent("PUT", web({ clientId: "wanting-web", id: other.id }))).status, 200);
    const clients = (await tenantStore(server)).clients;
    assert.notEqual((await clients.find("wanting-web"))?.application?.id, other.id);
    const user = (await (await tenantStore(server)).users.findByName("kim"))?.user.id as string;
    assert.equal((await sent("POST", web({ clientId: user, name: "As a user" }))).status, 409);
  });

  it("hands on no scope of the server's own that the caller has not (security bar 23.2)", async () => {
    const client = new TestClient(server, "few");
    const form = { grant_type: "client_credentials", scope: CREATE };
    const { body } = await client.token(form, basic("few", FEW_SECRET));
    const few = apiClientWith(server, body.access_token);
    const mighty = await sent("POST", web({ clientId: "mighty-web", authorizedAPIs: "management" }), "app.yaml", few);
    assert.equal(mighty.status, 403);
    assert.equal((await sent("POST", web({ clientId: "modest-web" }), "app.yaml", few)).status, 201);
  });
});
