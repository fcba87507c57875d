import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import type { TestServer } from "../../server.ts";
import { CUSTOM, ENTERPRISE, ScimClient, startScimServer, WSO2 } from "./scim-client.ts";

const [HOME, WORK] = [
  { type: "home", value: "h@example.com" },
  { type: "work", value: "w@example.com", primary: true },
];

describe("SCIM PatchOp (RFC 7644 §3.5.2)", () => {
  let server: TestServer;
  let scim: ScimClient;
  let path: string;
  before(async () => {
    server = await startScimServer();
    scim = await ScimClient.signedIn(server);
    path = `/Users/${(await scim.post("/Users", { userName: "pat" })).body.id}`;
  });
  beforeEach(async () => {
    const { status } = await scim.send("PUT", path, {
      userName: "pat",
      title: "Captain",
      name: { givenName: "Pat", familyName: "Hill" },
      emails: [HOME, WORK],
      [ENTERPRISE]: { department: "Sea", manager: { value: "m", displayName: "M" } },
      [CUSTOM]: { tier: "gold" },
      // Left out, these stay as they are.
      active: true,
      [WSO2]: { accountLocked: false },
    });
    assert.equal(status, 200);
  });
  after(() => server.stop());

  const cases: readonly (readonly [operation: object, attribute: string, value: unknown])[] = [
    [{ op: "replace", value: { nickName: "x" } }, "nickName", "x"],
    [{ op: "Add", path: "nickName", value: "x" }, "nickName", "x"],
    [{ op: "add", value: { NICKNAME: "x", title: "y" } }, "title", "y"],
    [{ op: "replace", path: "title", value: "" }, "title", undefined],
    [{ op: "replace", path: "title", value: null }, "title", undefined],
    [{ op: "remove", path: "title" }, "title", undefined],
    [{ op: "remove", path: "nickName" }, "nickName", undefined],
    [{ op: "replace", path: "name.givenName", value: "P" }, "name", { givenName: "P", familyName: "Hill" }],
    [{ op: "replace", value: { "name.givenName": "P" } }, "name", { givenName: "P", familyName: "Hill" }],
    [{ op: "replace", path: "name", value: { givenName: "P" } }, "name", { givenName: "P", familyName: "Hill" }],
    [{ op: "remove", path: "name.givenName" }, "name", { familyName: "Hill" }],
    [{ op: "remove", path: "name" }, "name", undefined],
    [{ op: "add", path: "emails", value: "n@example.com" }, "emails", [HOME, WORK, "n@example.com"]],
    [{ op: "add", path: "emails", value: [HOME] }, "emails", [WORK, HOME]],
    [
      { op: "add", path: "emails", value: [{ value: "n@example.com", primary: true }] },
      "emails",
      [HOME, { type: "work", value: "w@example.com" }, { value: "n@example.com", primary: true }],
    ],
    [{ op: "replace", path: "emails", value: [HOME] }, "emails", [HOME]],
    [{ op: "remove", path: "emails" }, "emails", undefined],
    [{ op: "remove", path: 'emails[type eq "work"]' }, "emails", [HOME]],
    [{ op: "remove", path: 'emails[type eq "other"]' }, "emails", [HOME, WORK]],
    [{ op: "remove", path: "emails[type pr]" }, "emails", undefined],
    [
      { op: "replace", path: 'emails[type eq "home"].value', value: "n@example.com" },
      "emails",
      [{ ...HOME, value: "n@example.com" }, WORK],
    ],
    [
      { op: "replace", path: 'emails[value sw "h" and not (primary eq true)]', value: { type: "x" } },
      "emails",
      [{ ...HOME, type: "x" }, WORK],
    ],
    [
      { op: "remove", path: 'emails[type eq "work"].primary' },
      "emails",
      [HOME, { type: "work", value: "w@example.com" }],
    ],
    [
      { op: "add", path: 'phoneNumbers[type eq "work"].value', value: "1" },
      "phoneNumbers",
      [{ type: "work", value: "1" }],
    ],
    [
      { op: "replace", path: `${ENTERPRISE}:department`, value: "Air" },
      ENTERPRISE,
      { department: "Air", manager: { value: "m", displayName: "M" } },
    ],
    [
      { op: "remove", path: `${ENTERPRISE}:manager.displayName` },
      ENTERPRISE,
      { department: "Sea", manager: { value: "m" } },
    ],
    [
      { op: "replace", value: { [ENTERPRISE]: { department: "Air" } } },
      ENTERPRISE,
      { department: "Air", manager: { value: "m", displayName: "M" } },
    ],
    [{ op: "add", value: { [`${CUSTOM}:shoe`]: 40 } }, CUSTOM, { tier: "gold", shoe: 40 }],
    [{ op: "remove", path: `${CUSTOM}:tier` }, CUSTOM, undefined],
    [{ op: "remove", path: ENTERPRISE }, ENTERPRISE, undefined],
    [{ op: "replace", path: "active", value: "False" }, "active", false],
    [
      { op: "replace", path: `${WSO2}:accountLocked`, value: true },
      WSO2,
      { accountLocked: true, isReadOnlyUser: "false" },
    ],
    [{ op: "replace", value: { [WSO2]: { accountDisabled: true } } }, "active", false],
    [{ op: "replace", path: "userName", value: "DEFAULT/pat" }, "userName", "DEFAULT/pat"],
  ];
  for (const [operation, attribute, value] of cases) {
    it(`does ${JSON.stringify(operation)}`, async () => {
      const { status, body } = await scim.patch(path, [operation]);
      assert.equal(status, 200, JSON.stringify(body));
      assert.deepEqual(body[attribute], value);
      assert.deepEqual((await scim.get(path)).body, body);
    });
  }

  for (const [operation, scimType] of [
    [{ op: "move", path: "title" }, "invalidSyntax"],
    [{ op: "remove" }, "noTarget"],
    [{ op: "add", value: "x" }, "invalidValue"],
    [{ op: "add", path: "shoeSize", value: "40" }, "invalidPath"],
    [{ op: "add", path: "title[type eq", value: "x" }, "invalidPath"],
    [{ op: "add", path: 'title[type eq "x"]', value: "x" }, "invalidPath"],
    [{ op: "replace", path: 'emails[colour eq "x"]', value: {} }, "invalidPath"],
    [{ op: "replace", path: 'emails[type eq "x', value: {} }, "invalidPath"],
    [{ op: "replace", path: "emails[type eq]", value: {} }, "invalidFilter"],
    [{ op: "replace", path: 'emails[type eq "other"].value', value: "x@example.com" }, "noTarget"],
    [{ op: "replace", path: "id", value: "x" }, "mutability"],
    [{ op: "add", path: "groups", value: [{ value: "x" }] }, "mutability"],
    [{ op: "replace", path: "meta.created", value: "x" }, "mutability"],
    [{ op: "remove", path: "userName" }, "invalidValue"],
    [{ op: "replace", path: "title", value: 7 }, "invalidValue"],
    [{ op: "replace", path: "active", value: "perhaps" }, "invalidValue"],
    [{ op: "replace", path: "name", value: "Pat" }, "invalidSyntax"],
  ] as const) {
    it(`refuses ${JSON.stringify(operation)} as ${scimType}, and does nothing of its request`, async () => {
      const before = (await scim.get(path)).body;
      const { status, body } = await scim.patch(path, [{ op: "replace", path: "nickName", value: "new" }, operation]);
      assert.deepEqual([status, body.scimType], [400, scimType], JSON.stringify(body));
      assert.deepEqual((await scim.get(path)).body, before);
    });
  }

  it("refuses a body that is no PatchOp", async () => {
    for (const body of [{}, { Operations: [] }, { Operations: {} }, { Operations: [{ path: "title" }] }]) {
      const answer = await scim.send("PATCH", path, body);
      assert.deepEqual([answer.status, answer.body.scimType], [400, "invalidSyntax"]);
    }
  });
});
