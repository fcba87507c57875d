import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import SCIMMY from "scimmy";
import type { TestServer } from "../../server.ts";
import { ScimClient, startScimServer } from "./scim-client.ts";

const { Messages, Schemas, Types } = SCIMMY;
type Messages = typeof Messages;
type Filter = ConstructorParameters<typeof Types.Filter>[0];

/** A client that sends what the library makes, and reads answers by the library's own schemas. */
class LibraryClient {
  readonly #scim: ScimClient;

  constructor(scim: ScimClient) {
    this.#scim = scim;
  }

  async create(user: object) {
    const { status, body } = await this.#scim.post("/Users", plain(new Schemas.User(user, "in")));
    if (status !== 201) throw faultIn(body);
    return readUser(body);
  }

  async read(id: string) {
    const { status, body } = await this.#scim.get(`/Users/${id}`);
    if (status !== 200) throw faultIn(body);
    return readUser(body);
  }

  async search(filter: Filter) {
    const { expression } = new Types.Filter(filter);
    const request = new Messages.SearchRequest().prepare({ filter: expression, sortBy: "userName" });
    const { status, body } = await this.#scim.post("/Users/.search", plain(request));
    assert.equal(status, 200, `${expression}: ${JSON.stringify(body)}`);
    const { Resources = [], ...rest } = body;
    return new Messages.ListResponse({ ...rest, Resources: Resources.map(readUser) }).Resources.map(
      ({ userName }: { userName: string }) => userName.replace("DEFAULT/", ""),
    );
  }

  async change(id: string, request: InstanceType<Messages["PatchOp"]>) {
    const { status, body } = await this.#scim.send("PATCH", `/Users/${id}`, plain(request));
    assert.equal(status, 200, JSON.stringify(body));
    return readUser(body);
  }

  async bulk(request: InstanceType<Messages["BulkRequest"]>) {
    const { status, body } = await this.#scim.post("/Bulk", plain(request));
    assert.equal(status, 200, JSON.stringify(body));
    return new Messages.BulkResponse(body);
  }

  async remove(id: string) {
    const { status, body } = await this.#scim.send("DELETE", `/Users/${id}`);
    if (status !== 204) throw faultIn(body);
  }
}

/** The library throws what it reads out of an error's body. */
function faultIn(body: object): unknown {
  try {
    return new Messages.ErrorResponse(body);
  } catch (error) {
    return error;
  }
}

/** What goes over the wire. */
function plain(value: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value));
}

// biome-ignore lint/suspicious/noExplicitAny: the library's users have their attributes as members that its types do not name
function readUser(body: object): any {
  return new Schemas.User(body, "out");
}

describe("a client that is built on the SCIMMY library (RFC 7643, RFC 7644)", () => {
  let server: TestServer;
  let scim: ScimClient;
  let client: LibraryClient;
  before(async () => {
    server = await startScimServer();
    scim = await ScimClient.signedIn(server);
    client = new LibraryClient(scim);
  });
  after(() => server.stop());

  const person = (userName: string, rest: object = {}) => ({
    schemas: [Schemas.User.definition.id],
    userName,
    name: { givenName: userName, familyName: "Library" },
    emails: [{ type: "work", value: `${userName}@library.example` }],
    ...rest,
  });

  it("creates a user and reads it back", async () => {
    const created = await client.create(person("anna", { title: "Reader" }));
    const found = await client.read(created.id);
    assert.deepEqual(plain(found), plain(created));
    assert.deepEqual([found.userName, found.title, found.name.familyName], ["DEFAULT/anna", "Reader", "Library"]);
    assert.deepEqual(plain(found.emails[0]), { type: "work", value: "anna@library.example" });
    assert.equal(found.meta.resourceType, "User");
  });

  it("finds by every comparison those whom the library finds itself", async () => {
    const people = ["bea", "ben", "bob"].map((name, at) => person(name, { title: `Rank ${at}`, nickName: "b" }));
    for (const each of people) await client.create(each);
    const ofThese = { nickName: ["eq", "b"] };
    for (const condition of [
      { userName: ["eq", "ben"] },
      { userName: ["ne", "ben"] },
      { userName: ["sw", "be"] },
      { userName: ["co", "o"] },
      { userName: ["ew", "b"] },
      { title: ["gt", "Rank 0"] },
      { title: ["le", "Rank 1"] },
      { title: ["pr"] },
      { name: { givenName: ["eq", "bob"] } },
    ]) {
      const wanted = new Types.Filter([condition]).match(people).map(({ userName }) => userName);
      assert.deepEqual(await client.search([{ ...ofThese, ...condition }]), wanted, JSON.stringify(condition));
    }
    const either = [
      { ...ofThese, userName: ["eq", "bea"] },
      { ...ofThese, title: ["eq", "Rank 2"] },
    ];
    assert.deepEqual(await client.search(either), ["bea", "bob"]);
  });

  it("changes a user to what the library makes of the same operations", async () => {
    const before = await client.create(person("carl", { nickName: "c", title: "Old" }));
    const request = new Messages.PatchOp({
      schemas: [Messages.PatchOp.id],
      Operations: [
        { op: "replace", path: "title", value: "New" },
        { op: "remove", path: "nickName" },
        { op: "add", value: { displayName: "Carl", name: { middleName: "M." } } },
        { op: "add", path: "emails", value: [{ type: "home", value: "carl@home.example" }] },
        { op: "replace", path: 'emails[type eq "work"].value', value: "carl@work.example" },
      ],
    });
    const expected = plain((await request.apply(new Schemas.User(plain(before), "both"))) as object);
    const { meta: _, ...after } = plain(await client.change(before.id, request));
    const { meta: __, ...wanted } = expected;
    assert.deepEqual(after, wanted);
    assert.deepEqual(plain(await client.read(before.id)).emails, wanted.emails);
  });

  it("makes a group with new users in bulk, and learns their ids", async () => {
    const answer = await client.bulk(
      new Messages.BulkRequest({
        schemas: [Messages.BulkRequest.id],
        Operations: [
          { method: "POST", path: "/Users", bulkId: "one", data: person("dora") },
          { method: "POST", path: "/Users", bulkId: "two", data: person("dirk") },
          {
            method: "POST",
            path: "/Groups",
            bulkId: "group",
            data: { schemas: [Schemas.Group.definition.id], displayName: "d", members: [{ value: "bulkId:one" }] },
          },
          {
            method: "PATCH",
            path: "/Users/bulkId:two",
            data: { Operations: [{ op: "add", path: "title", value: "D" }] },
          },
        ],
      }),
    );
    const ids = answer.resolve();
    assert.equal((await client.read(ids.get("two") as string)).title, "D");
    const { body } = await scim.get(`/Groups/${ids.get("group")}`);
    const group = plain(new Schemas.Group(body, "out")) as { members: { value: string }[] };
    assert.deepEqual(
      group.members.map(({ value }) => value),
      [ids.get("one")],
    );
  });

  it("reads what the server says of itself", async () => {
    const config = (await scim.get("/ServiceProviderConfig")).body;
    assert.equal(plain(new Schemas.ServiceProviderConfig(config)).documentationUri, undefined);
    const { Resources } = (await scim.get("/ResourceTypes")).body;
    const types = Resources.map((each: object) => plain(new Schemas.ResourceType(each)).endpoint);
    assert.deepEqual(types, ["/Users", "/Groups"]);
  });

  it("deletes a user, and is told what it did wrong in words that it knows (RFC 7644 §3.12)", async () => {
    const { id } = await client.create(person("emil"));
    await assert.rejects(client.create(person("emil")), { status: "409", scimType: "uniqueness" });
    await client.remove(id);
    await assert.rejects(client.read(id), { status: "404" });
    await assert.rejects(client.remove(id), { status: "404" });
  });
});
