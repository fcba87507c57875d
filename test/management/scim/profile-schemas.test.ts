import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { TestClient } from "../../client.ts";
import { PASSWORD } from "../../organizations.ts";
import { startServer, type TestServer } from "../../server.ts";
import { type ApiClient, adminApplication, apiClient } from "../api-client.ts";
import { CUSTOM, ENTERPRISE, ScimClient, USER_SCHEMA, WSO2 } from "./scim-client.ts";

const LOCAL = "/api/server/v1/claim-dialects/local/claims";
const SCOPES = ["create", "view", "update"].map((verb) => `internal_claim_meta_${verb}`);
/** A text that any attribute takes, addresses of pages too. */
const ENTERED = "https://kim.example";
const base64url = (uri: string) => Buffer.from(uri).toString("base64url");

interface Field {
  readonly name: string;
  readonly displayName: string;
  readonly displayOrder: string;
  readonly type: string;
  readonly mutability: string;
  readonly multiValued: boolean;
  readonly subAttributes?: readonly Field[];
}

describe("the schemas that a profile is drawn from (contract §18.6, §24.8)", () => {
  let server: TestServer;
  let api: ApiClient;
  before(async () => {
    const account = { clientId: "account", publicClient: true, callbackURLs: [], grantTypes: ["password"] };
    const users = [{ userName: "kim", password: PASSWORD, claims: {} }];
    const applications = [adminApplication, account];
    server = await startServer({ organizations: [{ handle: "acme", users, applications }] });
    api = await apiClient(server, SCOPES);
  });
  after(() => server.stop());

  /** The fields as Asgardeo's SDKs make them of the answer: schema, path and field. */
  const fields = async () => {
    const schemas = (await (await fetch(server.url("/scim2/Schemas"))).json()) as { id: string; attributes: Field[] }[];
    return schemas.flatMap(({ id, attributes }) =>
      attributes.flatMap(({ subAttributes, ...field }) =>
        subAttributes === undefined
          ? [{ ...field, id }]
          : subAttributes.map((part) => ({ ...part, id, name: `${field.name}.${part.name}` })),
      ),
    );
  };
  const fieldOf = async (wanted: string) => {
    const found = (await fields()).find(({ name }) => name === wanted);
    assert.ok(found, wanted);
    return found;
  };
  const change = async (attribute: string, changes: object) => {
    const path = `${LOCAL}/${base64url(`http://wso2.org/claims/${attribute}`)}`;
    const { id: _, dialectURI: __, ...claim } = (await api.call("GET", path)).body;
    assert.equal((await api.call("PUT", path, { ...claim, ...changes })).status, 200);
  };

  it("name each attribute once, and by what people call it", async () => {
    const all = await fields();
    const names = all.map(({ name }) => name);
    assert.deepEqual(names.toSorted(), [...new Set(names)].toSorted());
    const labels = all.map(({ displayName }) => displayName);
    assert.deepEqual(labels.toSorted(), [...new Set(labels)].toSorted());
    const called = Object.fromEntries(all.map(({ name, displayName }) => [name, displayName]));
    assert.deepEqual(
      [called["name.givenName"], called["name.familyName"], called.emails, called.country, called.department],
      ["First Name", "Last Name", "Email", "Country", "Department"],
    );
    assert.equal(called["emails.value"], undefined, "the addresses come as texts");
    assert.equal((await fieldOf("emails")).multiValued, true);
  });

  it("are those of users alone, without what a profile does not show", async () => {
    const all = await fields();
    assert.deepEqual([...new Set(all.map(({ id }) => id))], [USER_SCHEMA, ENTERPRISE, WSO2]);
    for (const hidden of ["password", "active", "members", "meta.version", "accountLocked", "emailVerified", "roles"]) {
      assert.ok(!all.some(({ name }) => name.split(".")[0] === hidden || name === hidden), hidden);
    }
  });

  it("let nobody change what is not theirs to say", async () => {
    for (const name of ["id", "groups", "userType"]) assert.equal((await fieldOf(name)).mutability, "READ_ONLY", name);
    for (const name of ["nickName", "emails", "country"]) {
      assert.equal((await fieldOf(name)).mutability, "READ_WRITE", name);
    }
  });

  it("ask for nothing that users cannot say of themselves, as the SDKs send it (contract §24.9)", async () => {
    const form = { grant_type: "password", username: "kim", password: PASSWORD, scope: "openid internal_login" };
    const { access_token: token } = (await new TestClient(server, "account").token(form)).body;
    const kim = new ScimClient(server, token);
    // An e-mail address has rules of its own.
    const theirs = (await fields()).filter(
      ({ name, mutability }) => mutability === "READ_WRITE" && name !== "userName" && name !== "emails",
    );
    assert.ok(theirs.length > 10);
    for (const { id, name } of theirs) {
      const [first = "", part] = name.split(".");
      const value = { [first]: part === undefined ? ENTERED : { [part]: ENTERED } };
      const { status, body } = await kim.patch("/Me", [
        { op: "replace", value: id === USER_SCHEMA ? value : { [id]: value } },
      ]);
      assert.equal(status, 200, `${name}: ${JSON.stringify(body)}`);
      const stored = (id === USER_SCHEMA ? body : body[id])[first];
      assert.equal(part === undefined ? stored : stored[part], ENTERED, name);
    }
  });

  it("follow the organization's claims", async () => {
    await change("nickname", { displayName: "Spitzname", displayOrder: 99, readOnly: true });
    const { displayName, displayOrder, mutability } = await fieldOf("nickName");
    assert.deepEqual([displayName, displayOrder, mutability], ["Spitzname", "99", "READ_ONLY"]);
    await change("nickname", { supportedByDefault: false });
    assert.ok(!(await fields()).some(({ name }) => name === "nickName"));
  });

  it("hold an attribute of the organization's own", async () => {
    const claimURI = "http://wso2.org/claims/member";
    const attributeMapping = [{ mappedAttribute: "member", userstore: "DEFAULT" }];
    const claim = { claimURI, displayName: "Member", dataType: "boolean", supportedByDefault: true, attributeMapping };
    assert.equal((await api.call("POST", LOCAL, claim)).status, 201);
    const external = { claimURI: `${CUSTOM}:member`, mappedLocalClaimURI: claimURI };
    const dialect = `/api/server/v1/claim-dialects/${base64url(CUSTOM)}/claims`;
    assert.equal((await api.call("POST", dialect, external)).status, 201);
    const { id, displayName, type, mutability } = await fieldOf("member");
    assert.deepEqual([id, displayName, type, mutability], [CUSTOM, "Member", "BOOLEAN", "READ_WRITE"]);
  });

  it("leave it to the single schema to tell all that there is (RFC 7643 §8.7.1)", async () => {
    const schema = async (id: string) => (await (await fetch(server.url(`/scim2/Schemas/${id}`))).json()) as never;
    const names = ({ attributes }: { attributes: Field[] }) => attributes.map(({ name }) => name);
    for (const name of ["password", "active", "emails", "roles", "x509Certificates"]) {
      assert.ok(names(await schema(USER_SCHEMA)).includes(name), name);
    }
    assert.ok(names(await schema("urn:ietf:params:scim:schemas:core:2.0:Group")).includes("members"));
  });
});
