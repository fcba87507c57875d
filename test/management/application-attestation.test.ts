import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { parse } from "yaml";
import { writeConfiguration } from "../../src/configuration/export/write-configuration.ts";
import { createServerKeys, type ServerKeys } from "../../src/crypto/sealing.ts";
import { isSealed, openAccountKey } from "../../src/protocol/client-attestation/service-account.ts";
import { resealedClient } from "../../src/protocol/client-secret.ts";
import type { ServiceAccount } from "../../src/protocol/model/application.ts";
import type { Client } from "../../src/protocol/model/client.ts";
import type { TenantStore } from "../../src/store/port/store.ts";
import { serviceAccountFile } from "../attested-device.ts";
import { answerOf } from "../client.ts";
import { startServer, TEST_KEY, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";
import { type ApiClient, apiClient } from "./api-client.ts";
import { APPLICATION_SCOPES, APPLICATIONS, createApplication, singlePage, withAdministrator } from "./applications.ts";

const MASK = "[masked]";

describe("attestationMetaData of an application (contract §17.1)", () => {
  const account = serviceAccountFile();
  const metaData = {
    enableClientAttestation: true,
    androidPackageName: "com.example.app",
    androidAttestationServiceCredentials: account,
    appleAppId: "TEAM123456.com.example.app",
  };
  const shown = { ...metaData, androidAttestationServiceCredentials: { ...account, private_key: MASK } };
  const keys = createServerKeys(TEST_KEY);
  let server: TestServer;
  let api: ApiClient;
  let store: TenantStore;
  let tenantId: string;

  before(async () => {
    server = await startServer({ organizations: withAdministrator });
    api = await apiClient(server, APPLICATION_SCOPES);
    store = await tenantStore(server, "acme");
    tenantId = (await server.store.tenants.find("acme"))?.id as string;
  });
  after(() => server.stop());

  const creation = (name: string, attestationMetaData: object) => {
    const body = singlePage(name);
    return { ...body, advancedConfigurations: { ...body.advancedConfigurations, attestationMetaData } };
  };
  const create = (name: string, attestationMetaData: object) =>
    createApplication(api, creation(name, attestationMetaData));
  const patch = (id: string, attestationMetaData: object) =>
    api.call("PATCH", `${APPLICATIONS}/${id}`, { advancedConfigurations: { attestationMetaData } });
  const read = async (id: string) =>
    (await api.call("GET", `${APPLICATIONS}/${id}`)).body.advancedConfigurations.attestationMetaData;
  const stored = async (clientId: string) => (await store.clients.find(clientId)) as Client;
  const accountOf = (client: Client) => client.application?.attestation?.serviceAccount as ServiceAccount;

  function assertKey(client: Client, pem: string, serverKeys: ServerKeys = keys): void {
    const opened = openAccountKey(accountOf(client), tenantId, client.clientId, serverKeys);
    assert.ok(opened.equals(createPrivateKey(pem)));
  }

  it("keeps the key of the service account sealed, bound to the application, and shows a mask (security bar 26.4)", async () => {
    const { id, clientId } = await create("Attested", metaData);
    assert.deepEqual(await read(id), shown);
    const client = await stored(clientId);
    assert.ok(isSealed(accountOf(client)));
    assert.ok(!JSON.stringify(client).includes("PRIVATE KEY"));
    assertKey(client, account.private_key);
    assert.throws(() => openAccountKey(accountOf(client), tenantId, "another", keys));
  });

  it("keeps a masked key as it was, with whatever else changes", async () => {
    const { id, clientId } = await create("Masked", metaData);
    const { sealedKey } = accountOf(await stored(clientId));
    assert.equal((await patch(id, { ...shown, androidPackageName: "com.example.renamed" })).status, 200);
    assert.equal((await patch(id, { enableClientAttestation: false })).status, 200);
    assert.equal((await api.call("PATCH", `${APPLICATIONS}/${id}`, { description: "New" })).status, 200);
    const expected = { ...shown, androidPackageName: "com.example.renamed", enableClientAttestation: false };
    assert.deepEqual(await read(id), expected);
    assert.equal(accountOf(await stored(clientId)).sealedKey, sealedKey);
  });

  it("takes another key file in the place of the one before, and binds attestations to requests if it is told to", async () => {
    const { id, clientId } = await create("Renewed", metaData);
    const other = { ...serviceAccountFile(), client_email: "other@acme-apps.iam.gserviceaccount.com" };
    assert.equal((await patch(id, { androidAttestationServiceCredentials: other, bindToRequest: true })).status, 200);
    const client = await stored(clientId);
    assertKey(client, other.private_key);
    assert.deepEqual([accountOf(client).email, client.application?.attestation?.bound], [other.client_email, true]);
  });

  const nothing = { androidPackageName: "", appleAppId: "", androidAttestationServiceCredentials: {} };
  it("takes the empty texts of a form for none", async () => {
    const { id } = await create("Empty", nothing);
    assert.deepEqual(await read(id), { enableClientAttestation: false });
  });

  const refusals: readonly (readonly [string, object])[] = [
    ["to be demanded without anything to hold it against", { enableClientAttestation: true }],
    [
      "to be demanded of a package without an account to ask by",
      { ...metaData, appleAppId: undefined, androidAttestationServiceCredentials: undefined },
    ],
    ["a name that is no package's", { ...metaData, androidPackageName: "../v1/com.example" }],
    ["an id that is no application's", { ...metaData, appleAppId: "com" }],
    ["a masked key where there was none", shown],
    [
      "a key file of another kind",
      { ...metaData, androidAttestationServiceCredentials: { ...account, type: "authorized_user" } },
    ],
    [
      "a key that is none",
      { ...metaData, androidAttestationServiceCredentials: { ...account, private_key: "secret" } },
    ],
    ["a member that it does not know", { ...metaData, enabled: true }],
  ];
  for (const [what, sent] of refusals) {
    it(`refuses ${what}`, async () => {
      const answer = await api.call("POST", APPLICATIONS, creation(`Refused: ${what}`, sent));
      assert.equal(answer.status, 400);
      assert.ok(!JSON.stringify(answer.body).includes("PRIVATE KEY"));
    });
  }

  it("refuses a masked key of another account", async () => {
    const { id } = await create("Another account", metaData);
    const sent = { androidAttestationServiceCredentials: { private_key: MASK, client_email: "other@example.com" } };
    assert.equal((await patch(id, sent)).status, 400);
    assert.deepEqual(await read(id), shown);
  });

  it("is no part of what the audit log and the log keep of keys (security bar 26.1)", async () => {
    const { id } = await create("Audited", metaData);
    await patch(id, { androidPackageName: "com.example.audited" });
    const events = await store.audit.list({ limit: 200 });
    assert.match(JSON.stringify(events), /com\.example\.audited/);
    assert.ok(!JSON.stringify(events).includes("PRIVATE KEY"));
    assert.ok(!server.logLines.join("\n").includes("PRIVATE KEY"));
  });

  it("is sealed anew with the server's present key, as other secrets are (security bar 26.4)", async () => {
    const { clientId } = await create("Resealed", metaData);
    const client = await stored(clientId);
    const next = createServerKeys(Buffer.alloc(32, "the next key"), TEST_KEY);
    assert.equal(resealedClient(tenantId, client, keys), undefined);
    const resealed = resealedClient(tenantId, client, next) as Client;
    assertKey(resealed, account.private_key, createServerKeys(Buffer.alloc(32, "the next key")));
  });

  it("is told in files without the key, which an import of the same application keeps", async () => {
    const { id, clientId } = await create("Of a file", metaData);
    const headers = { authorization: `Bearer ${api.token}` };
    const file = await (await fetch(server.url(`${APPLICATIONS}/${id}/exportFile`), { headers })).text();
    const { androidAttestationServiceCredentials: _, ...told } = metaData;
    assert.deepEqual(parse(file).attestationMetaData, told);
    const body = new FormData();
    body.set("file", new Blob([file.replace("com.example.app", "com.example.imported")]), "application.yaml");
    const answer = await fetch(server.url(`${APPLICATIONS}/import`), { method: "PUT", headers, body });
    assert.equal((await answerOf(answer)).status, 200);
    assertKey(await stored(clientId), account.private_key);
    assert.equal((await read(id)).androidPackageName, "com.example.imported");
  });

  it("is taken by files at its own place alone, where its key is sealed (security bar 26.4)", async () => {
    const kept = { application: { advancedConfigurations: { attestationMetaData: metaData } } };
    const text = JSON.stringify({ clientId: "kept-attestation", callbackURLs: ["https://a.example/back"], kept });
    const body = new FormData();
    body.set("file", new Blob([text]), "application.json");
    const headers = { authorization: `Bearer ${api.token}` };
    const answer = await answerOf(await fetch(server.url(`${APPLICATIONS}/import`), { method: "POST", headers, body }));
    assert.equal(answer.status, 400);
    assert.match(JSON.stringify(answer.body), /attestationMetaData, which stands beside it/);
  });

  it("is in no file where it was stored as it was sent, before its key was sealed (security bar 26.4)", async () => {
    const { id, clientId } = await create("Stored before", { appleAppId: metaData.appleAppId });
    const client = await stored(clientId);
    const advancedConfigurations = { saas: true, attestationMetaData: metaData };
    const application = { ...client.application, id, kept: { application: { advancedConfigurations } } };
    await store.clients.save({ ...client, application });
    const headers = { authorization: `Bearer ${api.token}` };
    const file = await (await fetch(server.url(`${APPLICATIONS}/${id}/exportFile`), { headers })).text();
    assert.deepEqual(parse(file).kept, { application: { advancedConfigurations: { saas: true } } });
    assert.ok(!(await writeConfiguration(["acme"], server.store)).includes("PRIVATE KEY"));
    assert.deepEqual(await read(id), { enableClientAttestation: false, appleAppId: metaData.appleAppId });
  });

  it("stands in a configuration file with a variable for the key file, which makes the same again", async () => {
    const attestationMetaData = { ...metaData, androidAttestationServiceCredentials: JSON.stringify(account) };
    const [acme, ...others] = withAdministrator;
    const [first, ...rest] = acme?.applications ?? [];
    const organizations = [{ ...acme, applications: [{ ...first, attestationMetaData }, ...rest] }, ...others];
    await server.configure(organizations);
    const before = await stored((first as { clientId: string }).clientId);
    assertKey(before, account.private_key);
    await server.configure(organizations);
    assert.deepEqual(await stored(before.clientId), before, "the same key is not sealed anew");
    const written = await writeConfiguration(["acme"], server.store);
    assert.ok(!written.includes("PRIVATE KEY"));
    const variable = `SECRET_ACME_${before.clientId.toUpperCase()}_ANDROID`;
    const told = parse(written).organizations[0].applications.find(
      ({ clientId }: { clientId: string }) => clientId === before.clientId,
    );
    assert.deepEqual(told.attestationMetaData, {
      ...metaData,
      androidAttestationServiceCredentials: `\${${variable}}`,
    });
  });
});
