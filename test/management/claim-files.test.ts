import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { parse, stringify } from "yaml";
import { answerOf } from "../client.ts";
import { startServer, type TestServer } from "../server.ts";
import { type ApiClient, adminApplication, apiClient } from "./api-client.ts";

const DIALECTS = "/api/server/v1/claim-dialects";
const LOCAL = "http://wso2.org/claims";
const SCOPES = ["create", "view", "update", "delete"].map((verb) => `internal_claim_meta_${verb}`);
const idOf = (uri: string) => Buffer.from(uri).toString("base64url");

describe("a claim dialect as a file (contract §17.5)", () => {
  let server: TestServer;
  let api: ApiClient;
  before(async () => {
    server = await startServer({ organizations: [{ handle: "acme", applications: [adminApplication] }] });
    api = await apiClient(server, SCOPES);
  });
  after(() => server.stop());

  const exportOf = async (id: string, accept = "*/*") => {
    const headers = { authorization: `Bearer ${api.token}`, accept };
    const response = await fetch(server.url(`${DIALECTS}/${id}/export`), { headers });
    return { status: response.status, type: response.headers.get("content-type") ?? "", text: await response.text() };
  };
  const importOf = async (method: "POST" | "PUT", text: string, query = "") => {
    const body = new FormData();
    body.set("file", new Blob([text]), "dialect.yaml");
    const headers = { authorization: `Bearer ${api.token}` };
    return answerOf(await fetch(server.url(`${DIALECTS}/import${query}`), { method, headers, body }));
  };
  const claim = (name: string, local = "emailaddress") => ({
    claimURI: name,
    mappedLocalClaimURI: `${LOCAL}/${local}`,
  });
  const claimsOf = async (uri: string): Promise<string[]> => {
    const { body } = await api.call("GET", `${DIALECTS}/${idOf(uri)}/claims`);
    return body.map(({ claimURI }: { claimURI: string }) => claimURI).sort();
  };

  it("is exported as JSON or YAML, and the file makes the dialect again", async () => {
    const file = { dialectURI: "urn:files", claims: [claim("first", "givenname"), claim("mail")] };
    const made = await importOf("POST", JSON.stringify(file));
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const place = `${DIALECTS}/${idOf("urn:files")}`;
    assert.equal(made.headers.get("location"), `/t/acme${place}`);
    const json = await exportOf(idOf("urn:files"));
    assert.match(json.type, /^application\/json/);
    assert.deepEqual(JSON.parse(json.text), file);
    const yaml = await exportOf(idOf("urn:files"), "application/yaml");
    assert.match(yaml.type, /^application\/yaml/);
    assert.deepEqual(parse(yaml.text), file);
    assert.equal((await importOf("POST", yaml.text)).status, 409);
    assert.equal((await api.call("DELETE", place)).status, 204);
    assert.equal((await importOf("POST", yaml.text)).status, 201);
    assert.deepEqual(await claimsOf("urn:files"), ["first", "mail"]);
  });

  it("takes another file's claims in the place of its own, or beside them", async () => {
    const file = (...claims: object[]) => stringify({ dialectURI: "urn:changing", claims });
    assert.equal((await importOf("POST", file(claim("a"), claim("b")))).status, 201);
    assert.equal((await importOf("PUT", file(claim("c")), "?preserveClaims=true")).status, 201);
    assert.deepEqual(await claimsOf("urn:changing"), ["a", "b", "c"]);
    assert.equal((await importOf("PUT", file(claim("c", "givenname"), claim("d")))).status, 201);
    assert.deepEqual(await claimsOf("urn:changing"), ["c", "d"]);
    const [changed] = (await api.call("GET", `${DIALECTS}/${idOf("urn:changing")}/claims`)).body;
    assert.equal(changed.mappedLocalClaimURI, `${LOCAL}/givenname`);
  });

  it("of attributes is taken too: others of the organization's own go, unless they are needed", async () => {
    const own = (name: string) => ({
      claimURI: `${LOCAL}/${name}`,
      displayName: name,
      attributeMapping: [{ mappedAttribute: name, userstore: "PRIMARY" }],
    });
    const local = parse((await exportOf("local", "application/yaml")).text);
    assert.equal(local.dialectURI, LOCAL);
    const withOwn = (...claims: object[]) => stringify({ ...local, claims: [...local.claims, ...claims] });
    assert.equal((await importOf("PUT", withOwn(own("shoe"), own("hat")))).status, 201);
    const hats = { dialectURI: "urn:hats", claims: [claim("hat", "hat")] };
    assert.equal((await importOf("POST", JSON.stringify(hats))).status, 201);
    assert.equal((await importOf("PUT", withOwn(own("shoe")))).status, 400, "a dialect names the hat");
    assert.equal((await importOf("PUT", withOwn(own("hat")))).status, 201);
    const { body } = await api.call("GET", `${DIALECTS}/local/claims`);
    const names = body.map(({ claimURI }: { claimURI: string }) => claimURI);
    assert.deepEqual([names.includes(`${LOCAL}/hat`), names.includes(`${LOCAL}/shoe`)], [true, false]);
    assert.equal((await importOf("POST", withOwn())).status, 409);
  });

  it("is refused when it is none, of XML, or of attributes that are not there; and not found by an id that none has", async () => {
    for (const text of [
      "",
      "a: [",
      "<dialect/>",
      "dialectURI: urn:x",
      JSON.stringify({ dialectURI: "urn:x", claims: [{}] }),
    ]) {
      assert.equal((await importOf("POST", text)).status, 400, text);
    }
    const unmapped = { dialectURI: "urn:x", claims: [claim("x", "none")] };
    assert.equal((await importOf("POST", JSON.stringify(unmapped))).status, 400);
    assert.equal((await api.call("GET", `${DIALECTS}/${idOf("urn:x")}`)).status, 404, "nothing of it was stored");
    assert.equal((await importOf("PUT", JSON.stringify({ ...unmapped, claims: [] }))).status, 404);
    assert.equal((await exportOf("none")).status, 404);
    assert.equal((await exportOf("local", "application/xml")).status, 400);
  });
});
