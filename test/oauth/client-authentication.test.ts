import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { sha256 } from "../../src/crypto/hashes.ts";
import { type Answer, basic, TestClient } from "../client.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeClient, organizationsWith } from "../tenant-data.ts";

const ODD = { clientId: "odd:id+%&", secret: "s p+a:c%e=ä&" };

describe("RFC 6749 §2.3: authenticating a client", () => {
  let server: TestServer;
  before(async () => {
    const service = { grantTypes: ["client_credentials"], name: "Service" };
    server = await startServer({
      organizations: organizationsWith(
        { ...service, clientId: "basic-only", clientSecret: "s", tokenEndpointAuthMethod: "client_secret_basic" },
        { ...service, clientId: "post-only", clientSecret: "s", tokenEndpointAuthMethod: "client_secret_post" },
        { ...service, clientId: ODD.clientId, clientSecret: ODD.secret },
        { ...service, clientId: "colon", clientSecret: "a:b" },
        { ...service, clientId: "disabled-service", clientSecret: "s", enabled: false },
      ),
    });
  });
  after(() => server.stop());

  const token = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    new TestClient(server, "").token({ grant_type: "client_credentials", client_id: undefined, ...form }, headers);
  const header = (text: string, scheme = "Basic") => ({
    authorization: `${scheme} ${Buffer.from(text).toString("base64")}`,
  });

  const right = { client_id: "service", client_secret: "acme-service-secret" };
  const served = [
    ["client_secret_basic", {}, basic("service", "acme-service-secret")],
    ["client_secret_post", right, {}],
    [
      "the same client_id beside Basic (security bar 6.2)",
      { client_id: "service" },
      basic("service", "acme-service-secret"),
    ],
    [
      "an empty client_secret beside Basic (RFC 6749 §3.2)",
      { client_secret: "" },
      basic("service", "acme-service-secret"),
    ],
    ["the scheme in lower case (RFC 7617 §2)", {}, header("service:acme-service-secret", "basic")],
    ["the scheme in capitals (RFC 7617 §2)", {}, header("service:acme-service-secret", "BASIC")],
    ["form-encoded halves (RFC 6749 appendix B)", {}, basic(ODD.clientId, ODD.secret)],
    [
      "blanks as plus signs (RFC 6749 appendix B)",
      {},
      header(new URLSearchParams([[ODD.clientId, ODD.secret]]).toString().replace("=", ":")),
    ],
    ["a colon in the secret as it is (RFC 7617 §2)", {}, header("colon:a:b")],
    ["odd characters in the body", { client_id: ODD.clientId, client_secret: ODD.secret }, {}],
    ["Basic, where the client has just that", {}, basic("basic-only", "s")],
    ["the body, where the client has just that", { client_id: "post-only", client_secret: "s" }, {}],
    ["a Bearer token of somebody beside the body's secret", right, { authorization: "Bearer abc" }],
  ] as const;
  for (const [what, form, headers] of served) {
    it(`serves ${what}`, async () => assert.equal((await token(form, headers)).status, 200));
  }

  const refused = [
    ["a wrong secret by Basic", {}, basic("service", "wrong")],
    ["a wrong secret in the body", { client_id: "service", client_secret: "wrong" }, {}],
    [
      "another tenant's secret (security bar 22.2)",
      { client_id: "service", client_secret: "globex-service-secret" },
      {},
    ],
    ["a client nobody knows, by Basic", {}, basic("nobody", "wrong")],
    ["a client nobody knows, in the body", { client_id: "nobody", client_secret: "wrong" }, {}],
    ["a client nobody knows, without a secret", { client_id: "nobody" }, {}],
    ["a confidential client without its secret (security bar 5.5)", { client_id: "service" }, {}],
    ["an empty secret by Basic", {}, header("service:")],
    [
      "the secret's hash",
      { client_id: "service", client_secret: sha256("acme-service-secret").toString("base64url") },
      {},
    ],
    ["a secret for a public client", { client_id: "spa", client_secret: "anything" }, {}],
    ["no client", {}, {}],
    ["a secret without a client", { client_secret: "acme-service-secret" }, {}],
    ["Basic without a value", {}, { authorization: "Basic" }],
    ["Basic that is not base64 (RFC 7617 §2)", {}, { authorization: "Basic ???" }],
    ["Basic without a colon (RFC 7617 §2)", {}, header("service")],
    ["Basic without a client", {}, header(":acme-service-secret")],
    ["Basic with broken percent-encoding (security bar 6.3)", {}, header("service:%zz")],
    ["Basic with invalid UTF-8", {}, { authorization: `Basic ${Buffer.from([0xff, 0x3a, 0xff]).toString("base64")}` }],
    ["Basic with a NUL", {}, header("service\0:acme-service-secret")],
    ["Basic with an encoded NUL", {}, header("service%00:acme-service-secret%00")],
    ["a malformed Basic header, whatever the body says", right, { authorization: "Basic ???" }],
    ["a client id of 60,000 characters", { client_id: "x".repeat(60_000), client_secret: "s" }, {}],
    ["the body, where the client has Basic only (contract §5.3)", { client_id: "basic-only", client_secret: "s" }, {}],
    ["Basic, where the client has the body only (contract §5.3)", {}, basic("post-only", "s")],
    ["a client that is switched off", {}, basic("disabled-service", "s")],
    ["a name every object has", { client_id: "constructor", client_secret: "toString" }, {}],
  ] as const;
  for (const [what, form, headers] of refused) {
    it(`refuses ${what}: invalid_client (security bar 6.1)`, async () => {
      const answer = await token(form, headers);
      assert.deepEqual([answer.status, answer.body.error], [401, "invalid_client"]);
      assert.equal(typeof answer.body.error_description, "string");
      assert.match(answer.headers.get("www-authenticate") as string, /^Basic realm="[^"]+"$/); // contract §5.5
      assert.equal(answer.headers.get("cache-control"), "no-store");
    });
  }

  const malformed = [
    ["Basic and a secret in the body", right, basic("service", "acme-service-secret")],
    ["Basic and another client_id", { client_id: "web" }, basic("service", "acme-service-secret")],
  ] as const;
  for (const [what, form, headers] of malformed) {
    it(`refuses ${what}: invalid_request (security bar 6.2)`, async () => {
      const { status, body } = await token(form, headers);
      assert.deepEqual([status, body.error], [400, "invalid_request"]);
    });
  }

  it("answers an unknown client and a wrong secret alike (security bar 6.5)", async () => {
    const attempts = [
      token({}, basic("service", "wrong")),
      token({}, basic("nobody", "wrong")),
      token({}, basic("disabled-service", "wrong")),
      token({ client_id: "service", client_secret: "wrong" }),
      token({ client_id: "nobody", client_secret: "wrong" }),
      token({ client_id: "nobody" }),
    ];
    const seen = ({ status, headers, body }: Answer) =>
      JSON.stringify([status, body, headers.get("www-authenticate"), [...headers.keys()].sort()]);
    assert.equal(new Set((await Promise.all(attempts)).map(seen)).size, 1);
  });

  it("accepts two secrets at once, each until it expires (security bar 6.6)", async () => {
    const secret = (text: string, expiresAt?: number) => ({ hash: sha256(text).toString("base64url"), expiresAt });
    const { now } = server.clock;
    const undo = await changeClient(server, "service", { secrets: [secret("old", now + 10), secret("new")] });
    const statuses = async () => {
      const answers = ["old", "new", "other"].map((text) => token({}, basic("service", text)));
      return (await Promise.all(answers)).map(({ status }) => status);
    };
    assert.deepEqual(await statuses(), [200, 200, 401]);
    server.clock.advance(10);
    assert.deepEqual(await statuses(), [401, 200, 401]);
    await undo();
  });

  it("does not read a secret from the URL (security bar 6.4)", async () => {
    const query = new URLSearchParams(right);
    const client = new TestClient(server, "service");
    const atToken = await client.post(`/oauth2/token?${query}`, { grant_type: "client_credentials" });
    assert.deepEqual([atToken.status, atToken.body.error], [400, "invalid_request"]);
    for (const path of ["introspect", "revoke"]) {
      const { status, body } = await client.post(`/oauth2/${path}?${query}`, { token: "abc" });
      assert.deepEqual([status, body.error], [401, "invalid_client"]);
    }
  });

  it("records a failure with the client and the address, without the secret (security bar 26.1, 26.2)", async () => {
    await token({}, basic("service", "a-wrong-secret-indeed"));
    const line = server.logLines.findLast((text) => text.includes("client_authentication_failed")) as string;
    const { tenant, client, method, address } = JSON.parse(line);
    assert.deepEqual([tenant, client, method], ["acme", "service", "client_secret_basic"]);
    assert.equal(typeof address, "string");
    assert.ok(!server.logLines.some((text) => text.includes("a-wrong-secret-indeed")));
  });
});
