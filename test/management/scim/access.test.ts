import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { operations } from "../../../src/management/index.ts";
import type { TestServer } from "../../server.ts";
import { ScimClient, startScimServer } from "./scim-client.ts";

const ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";
const OURS = /^\/scim2\/(?:Users|Groups|Me|Bulk)(?:\/|$)/;
const closed = operations.filter(({ path }) => OURS.test(path));

describe("access to SCIM (contract §16, §18.1, security bar 23.1)", () => {
  let server: TestServer;
  before(async () => {
    server = await startScimServer();
  });
  after(() => server.stop());

  const call = (client: ScimClient, { method, path }: (typeof closed)[number]) =>
    client.send(method, path.replace("/scim2", "").replace("{id}", crypto.randomUUID()));

  it("knows every operation", () => assert.ok(closed.length >= 18, String(closed.length)));

  for (const operation of closed) {
    const { method, path, scope } = operation;
    it(`lets nobody ${method} ${path} without a token, with another tenant's, or without ${scope}`, async () => {
      const others = ["internal_user_mgt_view", "internal_group_mgt_view"].filter((each) => each !== scope);
      for (const [client, status] of [
        [new ScimClient(server, undefined), 401],
        [new ScimClient(server, "nonsense"), 401],
        [await ScimClient.signedIn(server, { tenant: "globex", at: "acme" }), 401],
        [await ScimClient.signedIn(server, { scopes: others }), 403],
      ] as const) {
        const answer = await call(client, operation);
        assert.equal(answer.status, status, JSON.stringify(answer.body));
        assert.deepEqual([answer.body.schemas, answer.body.status], [[ERROR], status]);
        assert.match(answer.headers.get("content-type") ?? "", /^application\/json/);
        assert.match(answer.headers.get("www-authenticate") ?? "", /^Bearer/);
        assert.equal(answer.headers.get("cache-control"), "no-store");
      }
    });
  }

  it("tells everybody what there is (contract §18.1, §18.6)", async () => {
    const anybody = new ScimClient(server, undefined);
    const { body: schemas } = await anybody.get("/Schemas");
    assert.ok(Array.isArray(schemas));
    for (const { id } of schemas) assert.equal((await anybody.get(`/Schemas/${id}`)).body.id, id);
    const [{ id }] = schemas;
    const { body: user } = await anybody.get(`/Schemas/${id}`);
    const userName = user.attributes.find(({ name }: { name: string }) => name === "userName");
    assert.deepEqual(
      [userName.type, userName.mutability, userName.returned, userName.uniqueness, userName.required],
      ["STRING", "READ_WRITE", "DEFAULT", "SERVER", true],
    );
    assert.equal((await anybody.get("/Schemas/urn:none")).status, 404);
    const { body: types } = await anybody.get("/ResourceTypes");
    assert.deepEqual(
      types.Resources.map(({ name, endpoint }: Record<string, string>) => [name, endpoint]),
      [
        ["User", "/Users"],
        ["Group", "/Groups"],
      ],
    );
    const { body: config } = await anybody.get("/ServiceProviderConfig");
    assert.deepEqual(
      [config.patch.supported, config.filter.supported, config.bulk],
      [true, true, { supported: true, maxOperations: 1000, maxPayloadSize: 1_048_576 }],
    );
  });
});
