import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { claimsOf, TestClient } from "../../client.ts";
import { organizations, PASSWORD } from "../../organizations.ts";
import type { TestServer } from "../../server.ts";
import { ScimClient, startScimServer } from "./scim-client.ts";

describe("SCIM groups (contract §18.3, RFC 7644 §3)", () => {
  let server: TestServer;
  let scim: ScimClient;
  let kim: string;
  let lee: string;
  before(async () => {
    server = await startScimServer();
    scim = await ScimClient.signedIn(server);
    const { body } = await scim.get("/Users?attributes=userName&sortBy=userName");
    [kim, lee] = body.Resources.map(({ id }: { id: string }) => id);
  });
  after(() => server.stop());

  let number = 0;
  const newGroup = async (...members: string[]) => {
    number += 1;
    const group = { displayName: `group${number}`, members: members.map((value) => ({ value })) };
    const { status, body } = await scim.post("/Groups", group);
    assert.equal(status, 201, JSON.stringify(body));
    return body;
  };
  const namesIn = (body: { members?: { display: string }[] }) => (body.members ?? []).map(({ display }) => display);

  it("creates a group with its members", async () => {
    const displayName = "DEFAULT/manager";
    const members = [{ value: kim, display: "somebody" }];
    const { status, headers, body } = await scim.post("/Groups", { displayName, members, externalId: "M-1" });
    assert.equal(status, 201, JSON.stringify(body));
    const { id, meta, ...rest } = body;
    assert.deepEqual(rest, {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
      displayName,
      externalId: "M-1",
      members: [{ value: kim, display: "DEFAULT/kim", $ref: server.url(`/scim2/Users/${kim}`) }],
    });
    assert.equal(headers.get("location"), `/t/acme/scim2/Groups/${id}`);
    assert.deepEqual(
      [meta.resourceType, meta.version, meta.location],
      ["Group", 'W/"1"', server.url(`/scim2/Groups/${id}`)],
    );
    assert.deepEqual((await scim.get(`/Groups/${id}`)).body, body);
    assert.deepEqual((await scim.get(`/Users/${kim}`)).body.groups, [
      { value: id, display: displayName, $ref: server.url(`/scim2/Groups/${id}`) },
    ]);
  });

  it("refuses what is no group, a name that is taken and members that are nobody", async () => {
    const { displayName, id } = await newGroup();
    for (const [body, status, scimType] of [
      [{}, 400, "invalidValue"],
      [{ displayName: "\u0007" }, 400, "invalidValue"],
      [{ displayName: "x", colour: "red" }, 400, "invalidSyntax"],
      [{ displayName: displayName.toUpperCase() }, 409, "uniqueness"],
      [{ displayName: "x", members: [{ value: "nobody" }] }, 400, "invalidValue"],
      [{ displayName: "x", members: [{ value: crypto.randomUUID() }] }, 400, "invalidValue"],
    ] as const) {
      const answer = await scim.post("/Groups", body);
      assert.deepEqual([answer.status, answer.body.scimType], [status, scimType], JSON.stringify(body));
    }
    const other = await newGroup();
    assert.equal((await scim.send("PUT", `/Groups/${other.id}`, { displayName })).status, 409);
    assert.equal(
      (await scim.patch(`/Groups/${id}`, [{ op: "add", path: "members", value: [{ value: id }] }])).status,
      400,
    );
  });

  it("replaces a group and its members by PUT", async () => {
    const { id } = await newGroup(kim);
    const { status, body } = await scim.send("PUT", `/Groups/${id}`, {
      displayName: "crew",
      members: [{ value: lee }],
    });
    assert.deepEqual([status, body.displayName, namesIn(body)], [200, "DEFAULT/crew", ["DEFAULT/lee"]]);
  });

  it("adds and removes members in every form of a patch (RFC 7644 §3.5.2, contract §18.3)", async () => {
    const { id } = await newGroup(kim);
    const [both, one] = [["DEFAULT/kim", "DEFAULT/lee"], ["DEFAULT/kim"]];
    for (const [operation, names] of [
      [{ op: "add", value: { members: [{ value: lee, display: "lee" }] } }, both],
      [{ op: "remove", path: `members[value eq "${lee}"]` }, one],
      [{ op: "Add", path: "members", value: [{ value: lee, type: "User" }] }, both],
      [{ op: "add", path: "members", value: [{ value: lee }] }, both],
      [{ op: "remove", path: "members", value: [{ value: lee }] }, one],
      [{ op: "replace", path: "members", value: [{ value: lee }] }, ["DEFAULT/lee"]],
      [{ op: "remove", path: 'members[display sw "le"]' }, []],
      [{ op: "add", path: "members", value: { value: kim } }, one],
      [{ op: "remove", path: "members" }, []],
    ] as const) {
      const { status, body } = await scim.patch(`/Groups/${id}`, [operation]);
      assert.deepEqual([status, namesIn(body)], [200, names], JSON.stringify(operation));
    }
  });

  it("answers 404, 304 and 412 as it should (RFC 7644 §3.12, §3.14)", async () => {
    const { id, meta } = await newGroup();
    assert.equal((await scim.get(`/Groups/${id}`, { "if-none-match": meta.version })).status, 304);
    const stale = { "if-match": 'W/"9"' };
    assert.equal((await scim.send("DELETE", `/Groups/${id}`, undefined, stale)).status, 412);
    assert.equal((await scim.patch(`/Groups/${id}`, [{ op: "remove", path: "members" }], stale)).status, 412);
    const other = await ScimClient.signedIn(server, { tenant: "globex" });
    assert.equal((await other.get(`/Groups/${id}`)).status, 404);
    assert.equal((await scim.send("DELETE", `/Groups/${id}`)).status, 204);
    for (const path of [`/Groups/${id}`, "/Groups/none"]) {
      for (const method of ["GET", "DELETE"]) assert.equal((await scim.send(method, path)).status, 404);
      assert.equal((await scim.send("PUT", path, { displayName: "x" })).status, 404);
    }
  });

  it("finds groups by name, member and external id", async () => {
    const { body } = await scim.post("/Groups", { displayName: "Found", externalId: "F", members: [{ value: lee }] });
    for (const filter of [
      'displayName eq "found"',
      'displayName sw "DEFAULT/FOU"',
      `id eq "${body.id}"`,
      'externalId eq "F" and not (externalId eq "f")',
      `members.value eq "${lee}" and displayName co "oun"`,
      `members[value eq "${lee}"] and members.display eq "lee" and displayName ew "und"`,
      'displayName eq "found" and meta.created gt "2020-01-01T00:00:00Z" and externalId pr',
    ]) {
      const answer = await scim.get(`/Groups?excludedAttributes=members&filter=${encodeURIComponent(filter)}`);
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      assert.deepEqual(
        answer.body.Resources?.map(({ id }: { id: string }) => id),
        [body.id],
        filter,
      );
    }
    const search = await scim.post("/Groups/.search", { filter: 'displayName eq "found"', attributes: ["members"] });
    assert.deepEqual(namesIn(search.body.Resources[0]), ["DEFAULT/lee"]);
    assert.equal((await scim.get("/Groups?filter=colour%20eq%20red")).body.scimType, "invalidFilter");
  });

  it("tells applications of a user's groups at once, always as a list (contract §7.6)", async () => {
    const client = new TestClient(server, "account");
    const groupsNow = async () => claimsOf((await client.obtainTokens({ scope: "openid groups" })).id_token).groups;
    await scim.send("DELETE", `/Users/${lee}`);
    const before = (await groupsNow()) ?? [];
    const { id, displayName } = await newGroup(kim);
    const name = displayName.slice("DEFAULT/".length);
    assert.deepEqual(await groupsNow(), [...before, name].sort());
    await scim.send("DELETE", `/Groups/${id}`);
    assert.deepEqual((await groupsNow()) ?? [], before);
  });

  it("makes the groups that the organization's file names, and leaves a user's who has none there", async () => {
    const users = (groups?: string[]) => [{ userName: "sam", password: PASSWORD, claims: { groups } }];
    const acme = organizations[0] as (typeof organizations)[0];
    const groupsOfSam = async () => {
      const { body } = await scim.get("/Users?filter=userName%20eq%20sam");
      return (body.Resources[0].groups ?? []).map(({ display }: { display: string }) => display);
    };
    await server.configure([{ ...acme, users: users(["night", "day", "night"]) }]);
    assert.deepEqual(await groupsOfSam(), ["DEFAULT/day", "DEFAULT/night"]);
    const { body } = await scim.get("/Groups?filter=displayName%20eq%20day");
    await server.configure([{ ...acme, users: users() }]);
    assert.deepEqual(await groupsOfSam(), ["DEFAULT/day", "DEFAULT/night"]);
    await server.configure([{ ...acme, users: users(["Day"]) }]);
    assert.deepEqual(await groupsOfSam(), ["DEFAULT/day"]);
    assert.deepEqual(namesIn((await scim.get(`/Groups/${body.Resources[0].id}`)).body), ["DEFAULT/sam"]);
  });
});
