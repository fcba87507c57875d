import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { TestServer } from "../../server.ts";
import { CUSTOM, ENTERPRISE, ScimClient, startScimServer, USER_SCHEMA, WSO2 } from "./scim-client.ts";

const ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";
const PASSWORD = "a walnut boat in May";
const JO = {
  schemas: [],
  userName: "DEFAULT/jo@example.com",
  password: PASSWORD,
  name: { givenName: "Jo", familyName: "Berry" },
  emails: [{ value: "jo@example.com" }, { type: "work", value: "jo@work.example" }],
  phoneNumbers: [{ type: "mobile", value: "+94771234567" }],
  addresses: [{ type: "home", streetAddress: "Main Street 1", locality: "Galle" }],
  active: true,
  [ENTERPRISE]: { employeeNumber: "1234A", manager: { value: "Taylor" } },
  [WSO2]: { country: "Sri Lanka", emailVerified: true },
  [CUSTOM]: { loyaltyTier: "gold", points: 7 },
};

describe("SCIM users (contract §18.2, RFC 7644 §3)", () => {
  let server: TestServer;
  let scim: ScimClient;
  before(async () => {
    server = await startScimServer();
    scim = await ScimClient.signedIn(server);
  });
  after(() => server.stop());

  let number = 0;
  /** A user of the test's own. */
  const newUser = async (changes: object = {}) => {
    number += 1;
    const { status, body } = await scim.post("/Users", { userName: `user${number}`, ...changes });
    assert.equal(status, 201, JSON.stringify(body));
    return body;
  };
  it("creates a user with all that Asgardeo's form of the body says", async () => {
    const { status, headers, body } = await scim.post("/Users", JO);
    assert.equal(status, 201, JSON.stringify(body));
    assert.match(headers.get("content-type") ?? "", /^application\/scim\+json/);
    assert.equal(headers.get("location"), `/t/acme/scim2/Users/${body.id}`);
    assert.equal(headers.get("etag"), body.meta.version);
    const { id, meta, roles, ...rest } = body;
    const names = roles.map(({ display }: { display: string }) => display);
    assert.deepEqual(names, ["everyone"]);
    assert.deepEqual(rest, {
      schemas: [USER_SCHEMA, ENTERPRISE, WSO2, CUSTOM],
      userName: "DEFAULT/jo@example.com",
      name: { givenName: "Jo", familyName: "Berry" },
      emails: ["jo@example.com", { type: "work", value: "jo@work.example" }],
      phoneNumbers: [{ type: "mobile", value: "+94771234567" }],
      addresses: [{ type: "home", streetAddress: "Main Street 1", locality: "Galle" }],
      active: true,
      [ENTERPRISE]: { employeeNumber: "1234A", manager: { value: "Taylor" } },
      [WSO2]: { country: "Sri Lanka", emailVerified: true, isReadOnlyUser: "false" },
      [CUSTOM]: { loyaltyTier: "gold", points: 7 },
    });
    const time = new Date(server.clock.now * 1000).toISOString();
    assert.deepEqual(meta, {
      resourceType: "User",
      created: time,
      lastModified: time,
      location: server.url(`/scim2/Users/${id}`),
      version: 'W/"1"',
    });
    assert.deepEqual((await scim.get(`/Users/${id}`)).body, body);
  });

  it("refuses a body that is none, and names the kind of the fault (RFC 7644 §3.12)", async () => {
    for (const [body, scimType] of [
      ["{", "invalidSyntax"],
      [[], "invalidSyntax"],
      [{ name: { givenName: "Jo" } }, "invalidValue"],
      [{ userName: "" }, "invalidValue"],
      [{ userName: "a\0b" }, "invalidValue"],
      [{ userName: 7 }, "invalidValue"],
      [{ userName: "x", shoeSize: "40" }, "invalidSyntax"],
      [{ userName: "x", name: "Jo" }, "invalidSyntax"],
      [{ userName: "x", active: "perhaps" }, "invalidValue"],
      [{ userName: "x", emails: ["nowhere"] }, "invalidValue"],
      [{ userName: "x", password: "short" }, "invalidValue"],
      [{ userName: "x", password: "Password123!" }, "invalidValue"],
    ] as const) {
      const { status, headers, body: answer } = await scim.post("/Users", body);
      const { detail, ...rest } = answer;
      assert.deepEqual([status, rest], [400, { schemas: [ERROR], status: "400", scimType }], JSON.stringify(body));
      assert.ok(detail);
      assert.match(headers.get("content-type") ?? "", /^application\/scim\+json/);
    }
  });

  it("refuses a name that a user or an application has, whatever its case (contract §18.7, security bar 6.11)", async () => {
    for (const userName of ["kim", "DEFAULT/KIM", "web"]) {
      const { status, body } = await scim.post("/Users", { userName });
      assert.deepEqual([status, body.status, body.scimType], [409, "409", "uniqueness"]);
    }
    const { id } = await newUser();
    assert.equal((await scim.patch(`/Users/${id}`, [{ op: "replace", value: { userName: "KIM" } }])).status, 409);
  });

  it("answers 404 for an id that nobody of the tenant has (contract §18.7)", async () => {
    const { id } = await newUser();
    const other = await ScimClient.signedIn(server, { tenant: "globex" });
    for (const [client, path] of [
      [scim, "/Users/nobody"],
      [scim, `/Users/${crypto.randomUUID()}`],
      [other, `/Users/${id}`],
    ] as const) {
      const answers = [
        client.get(path),
        client.send("PUT", path, { userName: "x" }),
        client.patch(path, [{ op: "remove", path: "title" }]),
        client.send("DELETE", path),
      ];
      for (const { status, body } of await Promise.all(answers)) {
        assert.deepEqual([status, body.schemas, body.status], [404, [ERROR], "404"]);
      }
    }
  });

  it("replaces a user by PUT: what is not in the body is gone, what only the server sets is ignored (RFC 7644 §3.5.1)", async () => {
    const { id } = await newUser({ title: "Captain", nickName: "Cap", emails: ["cap@example.com"] });
    const { status, body } = await scim.send("PUT", `/Users/${id}`, {
      id: "other",
      meta: { created: "2001-01-01T00:00:00Z" },
      groups: [{ value: "other" }],
      userName: "captain",
      NICKNAME: "Skipper",
    });
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual([body.id, body.userName, body.nickName], [id, "DEFAULT/captain", "Skipper"]);
    assert.deepEqual([body.title, body.emails, body.groups], [undefined, undefined, undefined]);
    assert.equal(body.meta.version, 'W/"2"');
  });

  it("takes back what it has answered without a change (RFC 7644 §3.5.1)", async () => {
    const { body } = await scim.post("/Users", { ...JO, userName: "roundtrip@example.com" });
    const again = await scim.send("PUT", `/Users/${body.id}`, body);
    assert.equal(again.status, 200, JSON.stringify(again.body));
    const { meta, ...rest } = again.body;
    assert.deepEqual({ ...rest, meta: { ...meta, version: body.meta.version } }, body);
  });

  it("deletes a user", async () => {
    const { id } = await newUser();
    assert.deepEqual(
      [(await scim.send("DELETE", `/Users/${id}`)).status, (await scim.get(`/Users/${id}`)).status],
      [204, 404],
    );
  });

  it("knows versions: 304 for what the client has, 412 for a change of another version (RFC 7644 §3.14)", async () => {
    const { id, meta } = await newUser();
    const path = `/Users/${id}`;
    assert.equal((await scim.get(path, { "if-none-match": meta.version })).status, 304);
    const change = [{ op: "add", path: "title", value: "Captain" }];
    assert.equal((await scim.patch(path, change, { "if-match": 'W/"7"' })).status, 412);
    assert.equal((await scim.patch(path, change, { "if-match": meta.version })).status, 200);
    assert.equal((await scim.get(path, { "if-none-match": meta.version })).status, 200);
    assert.equal((await scim.send("DELETE", path, undefined, { "if-match": meta.version })).status, 412);
    assert.equal((await scim.send("PUT", path, { userName: "x" }, { "if-match": meta.version })).status, 412);
  });

  it("loses no change of those that come at once", async () => {
    const { id } = await newUser();
    const changes = ["title", "nickName", "userType"].map((name) =>
      scim.patch(`/Users/${id}`, [{ op: "add", path: name, value: name }]),
    );
    assert.deepEqual(
      (await Promise.all(changes)).map(({ status }) => status),
      [200, 200, 200],
    );
    const { title, nickName, userType } = (await scim.get(`/Users/${id}`)).body;
    assert.deepEqual([title, nickName, userType], ["title", "nickName", "userType"]);
  });

  it("answers with the attributes that are asked for, and always with the id (RFC 7644 §3.9)", async () => {
    const { body: jo } = await scim.post("/Users", { ...JO, userName: "selected@example.com" });
    const get = async (query: string) => (await scim.get(`/Users/${jo.id}?${query}`)).body;
    const { schemas, id } = jo;
    assert.deepEqual(await get("attributes=userName,NAME.givenname"), {
      schemas,
      id,
      userName: "DEFAULT/selected@example.com",
      name: { givenName: "Jo" },
    });
    assert.deepEqual(await get(`attributes=${ENTERPRISE}:employeeNumber,emails.type`), {
      schemas,
      id,
      [ENTERPRISE]: { employeeNumber: "1234A" },
      emails: ["jo@example.com", { type: "work" }],
    });
    assert.deepEqual(await get(`attributes=${WSO2}`), { schemas, id, [WSO2]: jo[WSO2] });
    const { emails: _, name, ...rest } = jo;
    const without = await get("excludedAttributes=emails,id,name.familyName");
    assert.deepEqual(without, { ...rest, name: { givenName: "Jo" } });
    assert.equal((await scim.get(`/Users/${id}?attributes=id&excludedAttributes=name`)).status, 400);
  });

  it("maps claims and attributes onto each other (contract §7.6)", async () => {
    const { id } = await newUser({ ...JO, userName: "claims@example.com", displayName: "jojo" });
    const tenant = await server.store.tenants.find("acme");
    const user = await server.store.forTenant(tenant?.id as string).users.find(id);
    assert.deepEqual(user?.claims, {
      given_name: "Jo",
      family_name: "Berry",
      preferred_username: "jojo",
      email: "jo@example.com",
      email_verified: true,
      phone_number: "+94771234567",
      street_address: "Main Street 1",
      locality: "Galle",
      country: "Sri Lanka",
    });
    const { body } = await scim.get('/Users?filter=userName eq "kim"');
    const [kim] = body.Resources;
    assert.deepEqual(
      [kim.emails, kim.name, kim[WSO2].emailVerified],
      [["kim@example.com"], { givenName: "Kim", familyName: "Larsen" }, true],
    );
  });

  it("takes an e-mail address for proved only as long as it is the same", async () => {
    const { id } = await newUser({ emails: ["old@example.com"], [WSO2]: { emailVerified: true } });
    const { body } = await scim.patch(`/Users/${id}`, [{ op: "replace", path: "emails", value: ["new@example.com"] }]);
    assert.equal(body[WSO2].emailVerified, undefined);
  });

  it("neither keeps nor answers what is said of the request alone", async () => {
    const { [WSO2]: extension } = await newUser({ [WSO2]: { askPassword: true, verifyEmail: true, gender: "x" } });
    assert.deepEqual(extension, { gender: "x", isReadOnlyUser: "false" });
  });
});
