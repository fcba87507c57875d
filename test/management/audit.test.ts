import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { AuditEntry } from "../../src/management/audit/audit-entry.ts";
import { startServer, type TestServer } from "../server.ts";
import { organizationsWith, tenantStore } from "../tenant-data.ts";
import { type ApiClient, adminApplication, apiClient } from "./api-client.ts";

const PATH = "/api/server/v1/audit-logs";
const BRANDING = "/api/server/v1/branding-preference";
const SCOPES = ["internal_audit_log_view", "internal_branding_preference_update"];

describe("the audit log (security bar 26.2)", () => {
  let server: TestServer;
  let api: ApiClient;
  before(async () => {
    server = await startServer({ organizations: organizationsWith(adminApplication) });
    api = await apiClient(server, SCOPES);
  });
  after(() => server.stop());

  const list = async (query = "") => (await api.call("GET", `${PATH}${query}`)).body.entries as AuditEntry[];

  it("says what a configuration file made, without secrets", async () => {
    const [made] = (await list("?action=application.create&limit=100")).filter(({ target }) => target.id === "web");
    assert.deepEqual(made?.actor, { kind: "operator", id: "configuration file" });
    assert.equal(made?.address, "");
    const { secrets, name } = (made as AuditEntry).after as Record<string, unknown>;
    assert.deepEqual([secrets, name], ["[masked]", "Web App"]);
    const text = JSON.stringify(await list("?limit=100"));
    assert.ok(!text.includes("acme-web-secret") && !text.includes("correct horse battery"));
  });

  it("says what a file changed, and how it was before", async () => {
    const [first, ...others] = organizationsWith(adminApplication) as { name: string }[];
    server.clock.advance(1);
    await server.configure([{ ...first, name: "Acme Limited" }, ...others]);
    const [entry] = await list("?action=organization.update");
    assert.equal(entry?.target.name, "acme");
    assert.deepEqual([entry?.before, entry?.after], [{ name: "Acme" }, { name: "Acme Limited" }]);
    await server.configure([{ ...first, name: "Acme Limited" }, ...others]);
    assert.equal((await list("?action=organization.update")).length, 1, "what stays the same is no change");
  });

  it("says which application changed what from where, in the store and in the log", async () => {
    server.clock.advance(1);
    const preference = { api: { clientSecret: "do not tell" } };
    const before = { configs: { isBrandingEnabled: true } };
    assert.equal((await api.call("POST", BRANDING, { type: "ORG", preference: before })).status, 201);
    server.clock.advance(1);
    assert.equal((await api.call("PUT", BRANDING, { type: "ORG", preference })).status, 200);
    const [entry] = await list();
    const after = { api: { clientSecret: "[masked]" } };
    const { id, time, address, ...what } = entry as AuditEntry;
    assert.deepEqual(what, {
      action: "branding-preference.update",
      actor: { kind: "application", id: "admin" },
      target: { kind: "branding-preference", id: "ORG acme en-US" },
      before,
      after,
    });
    assert.equal(Date.parse(time), server.clock.now * 1000);
    assert.match(address, /^(127\.0\.0\.1|::1|::ffff:127\.0\.0\.1)$/);
    const lines = server.logLines.map((line) => JSON.parse(line)).filter(({ event }) => event === "audit");
    assert.equal(lines.at(-1).audit.id, id);
    assert.deepEqual(lines.at(-1).audit.after, after);
    assert.ok(!server.logLines.join().includes("do not tell"));
  });

  it("says nothing of what was refused", async () => {
    const count = (await list("?limit=100")).length;
    assert.equal((await api.call("POST", BRANDING, { type: "ORG", preference: {} })).status, 409);
    assert.equal((await api.call("POST", BRANDING, { type: "ORG" })).status, 400);
    assert.equal((await list("?limit=100")).length, count);
  });

  it("is listed by pages, the newest first", async () => {
    const all = await list("?limit=100");
    const seen: AuditEntry[] = [];
    for (let path: string | undefined = `${PATH}?limit=4`; path !== undefined; ) {
      const { body } = await api.call("GET", path);
      assert.equal(body.count, body.entries.length);
      assert.ok(body.count <= 4);
      seen.push(...body.entries);
      path = body.links[0]?.href.replace("/t/acme", "");
    }
    assert.deepEqual(seen, all);
    const ids = all.map(({ id }) => id);
    assert.deepEqual(ids, [...ids].sort().reverse());
  });

  it("is each organization's own", async () => {
    const theirs = await (await tenantStore(server, "globex")).audit.list({ limit: 100 });
    assert.ok(theirs.length > 0);
    const ours = new Set((await list("?limit=100")).map(({ id }) => id));
    assert.ok(!theirs.some(({ id }) => ours.has(id)));
  });

  for (const query of ["limit=0", "limit=101", "limit=x", "after=x"]) {
    it(`refuses ${query}`, async () => {
      assert.equal((await api.call("GET", `${PATH}?${query}`)).status, 400);
    });
  }
});
