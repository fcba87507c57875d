import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { TestServer } from "../../server.ts";
import { CUSTOM, ENTERPRISE, ScimClient, startScimServer, WSO2 } from "./scim-client.ts";

const USERS = [
  {
    userName: "ann",
    externalId: "X-1",
    title: "50% off_er!",
    name: { givenName: "Änn", familyName: "Berry" },
    emails: [
      { type: "work", value: "ann@work.example", primary: true },
      { type: "home", value: "ann@home.example" },
    ],
    [ENTERPRISE]: { employeeNumber: "100", manager: { value: "Taylor" } },
    [CUSTOM]: { tier: "gold" },
  },
  {
    userName: "ben",
    externalId: "x-1",
    title: "500 offers",
    name: { givenName: "Ben", familyName: "Adler" },
    emails: ["ben@home.example"],
    active: false,
    [WSO2]: { emailVerified: true },
  },
  { userName: "cid", nickName: 'O"Cid', emails: [{ type: "work", value: "cid@home.example" }] },
];
/** Those whom the organization's file names. */
const OTHERS = ["kim", "lee"];
const ALL = [...USERS.map(({ userName }) => userName), ...OTHERS];

describe("SCIM filters, order and pages (RFC 7644 §3.4.2, security bar 23.4, 23.5)", () => {
  let server: TestServer;
  let scim: ScimClient;
  const ids = new Map<string, string>();
  before(async () => {
    server = await startScimServer();
    scim = await ScimClient.signedIn(server);
    for (const user of USERS) {
      const { status, body } = await scim.post("/Users", user);
      assert.equal(status, 201, JSON.stringify(body));
      ids.set(user.userName, body.id);
    }
    const members = [{ value: ids.get("ann") }, { value: ids.get("cid") }];
    await scim.post("/Groups", { displayName: "Crew", members });
  });
  after(() => server.stop());

  const list = (query: Record<string, string>) => scim.get(`/Users?${new URLSearchParams(query)}`);
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into the body that it expects
  const namesIn = (body: any): string[] =>
    (body.Resources ?? []).map(({ userName }: { userName: string }) => userName.replace("DEFAULT/", ""));

  const cases: readonly (readonly [filter: string, names: readonly string[]])[] = [
    ['userName eq "ann"', ["ann"]],
    ['USERNAME EQ "DEFAULT/ANN"', ["ann"]],
    ["userName eq ann", ["ann"]],
    ['userName ne "ann"', ALL.filter((name) => name !== "ann")],
    ['userName co "i"', ["cid", "kim"]],
    ['userName sw "b"', ["ben"]],
    ['userName ew "n"', ["ann", "ben"]],
    ['userName gt "cid"', OTHERS],
    ['userName ge "cid"', ["cid", ...OTHERS]],
    ['userName lt "ben"', ["ann"]],
    ['userName le "ben"', ["ann", "ben"]],
    ['name.givenName eq "änn"', ["ann"]],
    ['name.givenName eq "A\\u0308NN"', ["ann"]],
    ['urn:ietf:params:scim:schemas:core:2.0:User:name.familyName sw "ber"', ["ann"]],
    ["title pr", ["ann", "ben"]],
    ["not (title pr)", ["cid", ...OTHERS]],
    ["title eq null", ["cid", ...OTHERS]],
    ["name pr", ["ann", "ben", ...OTHERS]],
    ['title ne "500 offers"', ["ann", "cid", ...OTHERS]],
    ['title co "0%"', ["ann"]],
    ['title co "f_e"', ["ann"]],
    ['title ew "er!"', ["ann"]],
    ['title sw "50"', ["ann", "ben"]],
    ['nickName eq "o\\"cid"', ["cid"]],
    ['emails co "home"', ["ann", "ben", "cid"]],
    ['emails.value eq "ANN@WORK.example"', ["ann"]],
    ['emails[type eq "work"]', ["ann", "cid"]],
    ['emails[type eq "work" and value co "home"]', ["cid"]],
    ['emails.type eq "work" and emails.value co "home"', ["ann", "cid"]],
    ['emails[type eq "home" or value sw "ben"]', ["ann", "ben"]],
    ['emails[not (type eq "work")]', ["ann", "ben", ...OTHERS]],
    ['emails[value ne "ben@home.example" and type ne "work"]', ["ann", ...OTHERS]],
    ["emails[primary eq true]", ["ann"]],
    ['emails.value eq "kim@example.com"', ["kim"]],
    ["active eq true", ["ann", "cid", ...OTHERS]],
    ["active eq false", ["ben"]],
    ["active ne true", ["ben"]],
    [`${WSO2}:emailVerified eq true`, ["ben", "kim"]],
    [`${WSO2}:accountDisabled eq true`, ["ben"]],
    [`${ENTERPRISE}:employeeNumber eq "100"`, ["ann"]],
    [`${ENTERPRISE}:manager.value eq "taylor"`, ["ann"]],
    [`${CUSTOM}:tier eq "gold"`, ["ann"]],
    ['externalId eq "X-1"', ["ann"]],
    ['externalId sw "x"', ["ben"]],
    ['externalId co "X"', ["ann"]],
    ['groups eq "crew"', ["ann", "cid"]],
    ['groups[display eq "DEFAULT/Crew"]', ["ann", "cid"]],
    ['not (groups.display co "ew") and userName sw "b"', ["ben"]],
    ['userName eq "ann" or userName eq "ben" and title pr', ["ann", "ben"]],
    ['(userName eq "ann" or userName eq "cid") and not (title pr)', ["cid"]],
    ['meta.created gt "2020-01-01T00:00:00Z" and userName eq "ann"', ["ann"]],
    ['meta.lastModified lt "2020-01-01T00:00:00Z"', []],
    ['userName eq "\' or 1=1 --"', []],
    ['id eq "nobody"', []],
  ];
  for (const [filter, names] of cases) {
    it(`finds ${names.join(", ") || "nobody"} by ${filter}`, async () => {
      const { status, body } = await list({ filter, sortBy: "userName" });
      assert.deepEqual([status, namesIn(body)], [200, names], JSON.stringify(body));
      assert.equal(body.totalResults, names.length);
    });
  }

  for (const [what, filter] of [
    ["an attribute that there is not", 'shoeSize eq "40"'],
    ["a member that there is not", 'emails.colour eq "red"'],
    ["the password", 'password sw "a"'],
    ["an unknown operator", 'userName like "a"'],
    ["no value", "userName eq"],
    ["an open bracket", '(userName eq "a"'],
    ["a list that is none", 'userName[value eq "a"]'],
    ["an open quotation mark", 'userName eq "a'],
    ["a second sentence", 'userName eq "a" userName eq "b"'],
    ["an order of truth values", "active gt true"],
    ["a time that is none", 'meta.created gt "yesterday"'],
    ["part of an id", 'id co "a"'],
    ["2 KiB and more", `userName eq "${"a".repeat(2048)}"`],
    ["more than 16 levels", `${"(".repeat(17)}userName pr${")".repeat(17)}`],
    ["more than 64 terms", Array(65).fill("title pr").join(" or ")],
  ] as const) {
    it(`refuses a filter with ${what}`, async () => {
      const { status, body } = await list({ filter });
      assert.deepEqual([status, body.status, body.scimType], [400, "400", "invalidFilter"], JSON.stringify(body));
    });
  }

  it("takes what is just within the limits", async () => {
    for (const filter of [`${"(".repeat(16)}userName pr${")".repeat(16)}`, Array(64).fill("title pr").join(" or ")]) {
      assert.equal((await list({ filter })).status, 200);
    }
  });

  it("sorts, what has no value last", async () => {
    const sorted = async (sortBy: string, sortOrder: string) => namesIn((await list({ sortBy, sortOrder })).body);
    assert.deepEqual(await sorted("userName", "descending"), [...ALL].reverse());
    assert.deepEqual((await sorted("name.familyName", "ascending")).slice(0, 3), ["ben", "ann", "kim"]);
    assert.deepEqual((await sorted("name.familyName", "descending")).slice(0, 3), ["kim", "ann", "ben"]);
    assert.equal((await list({ sortBy: "shoeSize" })).status, 400);
  });

  it("gives pages: the count is capped, below its least it is the least (security bar 23.5)", async () => {
    const page = async (query: Record<string, string>) => (await list({ sortBy: "userName", ...query })).body;
    const second = await page({ startIndex: "2", count: "2" });
    assert.deepEqual(
      [namesIn(second), second.totalResults, second.startIndex, second.itemsPerPage],
      [["ben", "cid"], 5, 2, 2],
    );
    for (const count of ["0", "-3"]) {
      const none = await page({ count });
      assert.deepEqual([none.totalResults, none.itemsPerPage, none.Resources], [5, 0, undefined]);
    }
    assert.equal((await page({ startIndex: "-1", count: "1000" })).startIndex, 1);
    assert.equal((await list({ count: "many" })).status, 400);
    const text = await scim.post("/Users/.search", { sortBy: "userName", startIndex: 5, attributes: ["userName"] });
    assert.deepEqual(
      [namesIn(text.body), Object.keys(text.body.Resources[0]).sort()],
      [["lee"], ["id", "schemas", "userName"]],
    );
  });

  it("finds nobody of another tenant", async () => {
    const other = await ScimClient.signedIn(server, { tenant: "globex" });
    const { body } = await other.get("/Users?sortBy=userName&filter=emails%20pr%20or%20groups%20pr");
    assert.deepEqual(namesIn(body), OTHERS);
  });
});
