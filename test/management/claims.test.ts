import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startServer, type TestServer } from "../server.ts";
import { changeClient } from "../tenant-data.ts";
import { type ApiClient, adminApplication, apiClient } from "./api-client.ts";

const DIALECTS = "/api/server/v1/claim-dialects";
const LOCAL = `${DIALECTS}/local/claims`;
const SCOPES = ["create", "view", "update", "delete"].map((verb) => `internal_claim_meta_${verb}`);
const idOf = (uri: string) => Buffer.from(uri).toString("base64url");

describe("claims (contract §17.5)", () => {
  let server: TestServer;
  let api: ApiClient;
  before(async () => {
    const applications = [adminApplication, { ...adminApplication, clientId: "asking", requestedClaims: ["nickname"] }];
    server = await startServer({ organizations: [{ handle: "acme", applications }] });
    api = await apiClient(server, SCOPES);
  });
  after(() => server.stop());

  const pet = {
    claimURI: "http://wso2.org/claims/pet",
    displayName: "Pet",
    attributeMapping: [{ mappedAttribute: "pet", userstore: "DEFAULT" }],
    supportedByDefault: true,
  };

  it("are the standard ones at first, with ids of base64url", async () => {
    const { status, body } = await api.call("GET", LOCAL);
    assert.equal(status, 200);
    const username = body.find(({ claimURI }: { claimURI: string }) => claimURI === "http://wso2.org/claims/username");
    assert.equal(username.id, "aHR0cDovL3dzbzIub3JnL2NsYWltcy91c2VybmFtZQ");
    assert.equal(username.dialectURI, "http://wso2.org/claims");
    assert.deepEqual((await api.call("GET", `${LOCAL}/${username.id}`)).body, username);
    assert.equal((await api.call("GET", `${LOCAL}/${idOf("http://wso2.org/claims/none")}`)).body.code, "CMT-50019");
  });

  it("leave out the server's own where that is asked for, and show what a profile makes of one", async () => {
    const { body } = await api.call("GET", `${LOCAL}?exclude-identity-claims=true`);
    assert.ok(!JSON.stringify(body).includes("http://wso2.org/claims/identity/"));
    const profiled = { ...pet, claimURI: `${pet.claimURI}2`, profiles: { selfRegister: { required: true } } };
    assert.equal((await api.call("POST", LOCAL, profiled)).status, 201);
    const find = async (query: string) =>
      (await api.call("GET", `${LOCAL}?${query}`)).body.find((one: typeof pet) => one.claimURI === profiled.claimURI);
    assert.equal((await find("profile=selfRegister")).required, true);
    assert.equal((await find("profile=console")).required, undefined);
  });

  for (const [query, code] of [
    ["limit=3", "CMT-50022"],
    ["offset=3", "CMT-50022"],
    ["filter=a", "CMT-50023"],
    ["sort=a", "CMT-50024"],
    ["attributes=a", "CMT-50025"],
  ] as const) {
    it(`are listed whole: ${query} is refused`, async () => {
      const { status, body } = await api.call("GET", `${LOCAL}?${query}`);
      assert.deepEqual([status, body.code], [501, code]);
    });
  }

  it("can be added, changed and removed", async () => {
    const made = await api.call("POST", LOCAL, pet);
    assert.equal(made.status, 201);
    const path = made.headers.get("location")?.replace("/t/acme", "") as string;
    assert.equal(path, `${LOCAL}/${idOf(pet.claimURI)}`);
    assert.deepEqual((await api.call("POST", LOCAL, pet)).body.code, "CMT-50039");
    assert.equal((await api.call("POST", LOCAL, { ...pet, claimURI: pet.claimURI.toUpperCase() })).status, 409);
    assert.equal((await api.call("PUT", path, { ...pet, displayName: "Animal" })).status, 200);
    assert.equal((await api.call("PUT", path, { ...pet, displayName: "Creature" })).status, 200);
    assert.equal((await api.call("GET", path)).body.displayName, "Creature");
    assert.equal((await api.call("PUT", path, { ...pet, claimURI: "http://wso2.org/claims/cat" })).status, 409);
    assert.equal((await api.call("DELETE", path)).status, 204);
    assert.equal((await api.call("GET", path)).status, 404);
    assert.equal((await api.call("DELETE", path)).status, 404);
    assert.equal((await api.call("PUT", path, pet)).status, 404);
  });

  const faults: [what: string, body: object, code: string][] = [
    ["no name", { ...pet, displayName: undefined }, "UE-10000"],
    ["no URI", { ...pet, claimURI: "" }, "UE-10000"],
    ["an empty mapping", { ...pet, attributeMapping: [] }, "CMT-60006"],
    ["an unknown user store", { ...pet, attributeMapping: [{ mappedAttribute: "a", userstore: "X" }] }, "CMT-50026"],
  ];
  for (const [what, body, code] of faults) {
    it(`are refused with ${what}`, async () => {
      const answer = await api.call("POST", LOCAL, body);
      assert.deepEqual([answer.status, answer.body.code], [400, code]);
    });
  }

  it("change a standard one, which cannot be removed", async () => {
    const path = `${LOCAL}/${idOf("http://wso2.org/claims/department")}`;
    const { id: _, dialectURI: __, ...department } = (await api.call("GET", path)).body;
    assert.equal((await api.call("PUT", path, { ...department, displayName: "Division" })).status, 200);
    assert.equal((await api.call("GET", path)).body.displayName, "Division");
    const list = (await api.call("GET", LOCAL)).body as (typeof pet)[];
    assert.equal(list.filter(({ claimURI }) => claimURI === department.claimURI).length, 1);
    assert.deepEqual((await api.call("DELETE", path)).body.code, "CMT-50037");
  });

  it("have dialects, of which the local one goes by a name", async () => {
    const { body } = await api.call("GET", DIALECTS);
    assert.deepEqual(body[0], {
      id: "local",
      dialectURI: "http://wso2.org/claims",
      link: { href: `/t/acme${DIALECTS}/local/claims`, rel: "claims" },
    });
    assert.deepEqual((await api.call("GET", `${DIALECTS}/local`)).body, body[0]);
    assert.deepEqual((await api.call("GET", `${DIALECTS}/${body[1].id}`)).body, body[1]);
    assert.equal((await api.call("GET", `${DIALECTS}/none`)).body.code, "CMT-50016");
    assert.equal((await api.call("PUT", `${DIALECTS}/local`, { dialectURI: "urn:x" })).body.code, "CMT-50033");
    assert.equal((await api.call("DELETE", `${DIALECTS}/${body[1].id}`)).body.code, "CMT-50037");
  });

  it("know what OpenID Connect and SCIM call the standard ones", async () => {
    const oidc = `${DIALECTS}/${idOf("http://wso2.org/oidc/claim")}/claims`;
    assert.equal(
      (await api.call("GET", `${oidc}/${idOf("email")}`)).body.mappedLocalClaimURI,
      "http://wso2.org/claims/emailaddress",
    );
    const user = "urn:ietf:params:scim:schemas:core:2.0:User";
    const { body } = await api.call("GET", `${DIALECTS}/${idOf(user)}/claims/${idOf(`${user}:userName`)}`);
    assert.deepEqual([body.claimDialectURI, body.mappedLocalClaimURI], [user, "http://wso2.org/claims/username"]);
  });

  it("get dialects of an organization's own, with claims", async () => {
    const dialectURI = "urn:example:pets";
    const made = await api.call("POST", DIALECTS, { dialectURI });
    assert.equal(made.status, 201);
    const path = made.headers.get("location")?.replace("/t/acme", "") as string;
    assert.equal((await api.call("POST", DIALECTS, { dialectURI })).status, 409);
    assert.equal((await api.call("POST", DIALECTS, { dialectURI: "http://wso2.org/claims" })).status, 409);

    const claim = { claimURI: "urn:example:pets:name", mappedLocalClaimURI: "http://wso2.org/claims/nickname" };
    const added = await api.call("POST", `${path}/claims`, claim);
    assert.equal(added.status, 201);
    const claimPath = added.headers.get("location")?.replace("/t/acme", "") as string;
    assert.equal((await api.call("POST", `${path}/claims`, claim)).body.code, "CMT-50038");
    const unmapped = { ...claim, claimURI: "urn:example:pets:x", mappedLocalClaimURI: "http://wso2.org/claims/none" };
    assert.equal((await api.call("POST", `${path}/claims`, unmapped)).body.code, "CMT-50036");
    const other = { ...claim, mappedLocalClaimURI: "http://wso2.org/claims/fullname" };
    assert.equal((await api.call("PUT", claimPath, other)).status, 200);
    assert.equal((await api.call("GET", claimPath)).body.mappedLocalClaimURI, other.mappedLocalClaimURI);
    assert.equal((await api.call("PUT", claimPath, { ...claim, claimURI: "urn:example:y" })).status, 409);

    assert.equal((await api.call("PUT", path, { dialectURI: "urn:example:animals" })).status, 200);
    assert.equal((await api.call("GET", path)).status, 404);
    const renamed = `${DIALECTS}/${idOf("urn:example:animals")}`;
    const { body } = await api.call("GET", `${renamed}/claims`);
    assert.deepEqual(
      body.map(({ claimURI }: typeof claim) => claimURI),
      [claim.claimURI],
    );
    const renamedClaim = `${renamed}/claims/${idOf(claim.claimURI)}`;
    assert.equal((await api.call("DELETE", renamedClaim)).status, 204);
    assert.equal((await api.call("GET", renamedClaim)).body.code, "CMT-50018");
    assert.equal((await api.call("DELETE", renamed)).status, 204);
    assert.equal((await api.call("GET", `${renamed}/claims`)).status, 404);
  });

  it("stay while a dialect or an application needs them", async () => {
    const path = `${LOCAL}/${idOf("http://wso2.org/claims/fur")}`;
    await api.call("POST", LOCAL, { ...pet, claimURI: "http://wso2.org/claims/fur" });
    await api.call("POST", DIALECTS, { dialectURI: "urn:example:coats" });
    const dialect = `${DIALECTS}/${idOf("urn:example:coats")}`;
    const claim = { claimURI: "urn:example:coats:fur", mappedLocalClaimURI: "http://wso2.org/claims/fur" };
    assert.equal((await api.call("POST", `${dialect}/claims`, claim)).status, 201);
    assert.equal((await api.call("DELETE", path)).body.code, "CMT-50031");
    assert.equal((await api.call("DELETE", dialect)).status, 204);
    const undo = await changeClient(server, "asking", { requestedClaims: ["fur"] });
    assert.equal((await api.call("DELETE", path)).body.code, "CMT-50040");
    await undo();
    assert.equal((await api.call("DELETE", path)).status, 204);
  });
});
