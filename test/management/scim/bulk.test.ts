import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { TestServer } from "../../server.ts";
import { ScimClient, startScimServer } from "./scim-client.ts";

const CREATE = ["internal_bulk_resource_create"];

describe("SCIM in bulk (RFC 7644 §3.7, contract §18.5)", () => {
  let server: TestServer;
  let scim: ScimClient;
  before(async () => {
    server = await startScimServer();
    scim = await ScimClient.signedIn(server);
  });
  after(() => server.stop());

  const user = (userName: string, bulkId = userName) => ({
    method: "POST",
    path: "/Users",
    bulkId,
    data: { userName },
  });
  const bulk = (Operations: readonly object[], rest: object = {}) => scim.post("/Bulk", { Operations, ...rest });
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into the body that it expects
  const codes = ({ body }: { body: any }) =>
    body.Operations.map(({ status }: { status: { code: number } }) => status.code);

  it("creates users and the group that they are in, changes and deletes them", async () => {
    const answer = await bulk([
      user("una"),
      user("uri"),
      {
        method: "POST",
        path: "/Groups",
        bulkId: "g",
        data: { displayName: "Bulky", members: [{ value: "bulkId:una" }, { value: "bulkId:uri" }] },
      },
      { method: "PATCH", path: "/Users/bulkId:una", data: { Operations: [{ op: "add", path: "title", value: "T" }] } },
      { method: "PUT", path: "/Groups/bulkId:g", data: { displayName: "Bulkier", members: [{ value: "bulkId:uri" }] } },
      { method: "delete", path: "/Users/bulkId:una" },
    ]);
    assert.deepEqual(
      [answer.status, codes(answer)],
      [200, [201, 201, 201, 200, 200, 204]],
      JSON.stringify(answer.body),
    );
    const [first, , group] = answer.body.Operations;
    assert.equal(first.bulkId, "una");
    assert.equal((await fetch(first.location)).status, 401);
    const { body } = await scim.get(`/Groups/${group.location.split("/").at(-1)}`);
    assert.deepEqual([body.displayName, body.members.length], ["DEFAULT/Bulkier", 1]);
  });

  it("tells what is wrong with an operation, and goes on until too many have failed", async () => {
    const wrong = [
      user("kim"),
      { method: "POST", path: "/Users", data: { userName: "x" } },
      { method: "POST", path: "/Bulk", bulkId: "b", data: {} },
      { method: "GET", path: "/Users/x", bulkId: "b" },
      { method: "PATCH", path: "/Users/bulkId:later", data: {} },
      { method: "DELETE", path: "/Users/none" },
      { method: "POST", path: "/Users", bulkId: "b", data: "x" },
    ];
    const all = await bulk([...wrong, user("after")]);
    assert.deepEqual(codes(all), [409, 400, 400, 400, 400, 404, 400, 201]);
    assert.deepEqual(all.body.Operations[0].response.scimType, "uniqueness");
    assert.deepEqual(codes(await bulk(wrong, { failOnErrors: 2 })), [409, 400]);
  });

  it("changes only the version that an operation names (RFC 7644 §3.7.1)", async () => {
    const { body } = await scim.post("/Users", { userName: "versioned" });
    const path = `/Users/${body.id}`;
    const answer = await bulk([
      { method: "DELETE", path, version: 'W/"7"' },
      { method: "DELETE", path, version: body.meta.version },
    ]);
    assert.deepEqual(codes(answer), [412, 204]);
  });

  it("does nothing that the caller could not do alone (security bar 23.1)", async () => {
    const limited = await ScimClient.signedIn(server, { scopes: CREATE });
    const answer = await limited.post("/Bulk", { Operations: [user("limited")] });
    assert.deepEqual(codes(answer), [403]);
  });

  it("takes no more operations and bytes than it says (security bar 23.5)", async () => {
    const { bulk: limits } = (await scim.get("/ServiceProviderConfig")).body;
    const many = await bulk(Array(limits.maxOperations + 1).fill(user("many")));
    assert.deepEqual([many.status, many.body.status], [413, "413"]);
    const long = await bulk([user("x".repeat(limits.maxPayloadSize))]);
    assert.deepEqual([long.status, long.body.status], [413, "413"]);
    const large = {
      method: "POST",
      path: "/Users",
      bulkId: "l",
      data: { userName: "large", title: "x".repeat(500_000) },
    };
    assert.deepEqual(codes(await bulk([large])), [201]);
  });

  it("writes each change to the audit log (security bar 26.2)", async () => {
    await bulk([user("audited"), user("audited too")]);
    const tenant = await server.store.tenants.find("acme");
    const events = await server.store.forTenant(tenant?.id as string).audit.list({ action: "user.create", limit: 99 });
    const names = events.map(({ target }) => target.name);
    assert.ok(names.includes("audited") && names.includes("audited too"), names.join());
  });
});
