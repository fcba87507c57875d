import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createOutbound } from "../../src/outbound/outbound.ts";
import { type OtherServer, startOtherServer } from "./server.ts";

const ACCEPT = { accept: ["application/json"] };

/** A name server of which one knows the answers. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  "inside.example": ["10.0.0.1"],
  "half.example": ["93.184.215.14", "127.0.0.1"],
  "mapped.example": ["::ffff:10.0.0.1"],
  "metadata.example": ["169.254.169.254"],
  "nobody.example": [],
  localhost: ["127.0.0.1"],
  "localhost.": ["127.0.0.1"],
};
const lookup = async (name: string) => {
  const addresses = NAMES[name];
  if (addresses === undefined) throw new Error(`${name} is unknown`);
  return addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
};

describe("where requests go (security bar 21.2)", () => {
  const refusals: readonly [url: string, reason: RegExp][] = [
    ["http://93.184.215.14/", /not https/],
    ["ftp://a.example/", /not https/],
    ["file:///etc/passwd", /not https/],
    ["data:application/json,{}", /not https/],
    ["/jwks", /not a URL/],
    ["https://", /not a URL/],
    [`https://a.example/${"a".repeat(2048)}`, /not a URL/],
    ["https://user:password@a.example/", /credentials/],
    ["https://127.0.0.1/", /127\.0\.0\.1 is not a public/],
    ["https://127.1/", /127\.0\.0\.1 is not a public/],
    ["https://0x7f.0.0.1/", /127\.0\.0\.1 is not a public/],
    ["https://0177.0.0.1/", /127\.0\.0\.1 is not a public/],
    ["https://2130706433/", /127\.0\.0\.1 is not a public/],
    ["https://0x7f000001/", /127\.0\.0\.1 is not a public/],
    ["https://①②⑦.0.0.1/", /127\.0\.0\.1 is not a public/],
    ["https://%31%32%37.0.0.1/", /127\.0\.0\.1 is not a public/],
    ["https://0/", /0\.0\.0\.0 is not a public/],
    ["https://[::1]/", /::1 is not a public/],
    ["https://[::ffff:127.0.0.1]/", /::ffff:7f00:1 is not a public/],
    ["https://[64:ff9b::127.0.0.1]/", /64:ff9b::7f00:1 is not a public/],
    ["https://localhost/", /127\.0\.0\.1 is not a public/],
    ["https://LOCALHOST./", /127\.0\.0\.1 is not a public/],
    ["https://inside.example/", /10\.0\.0\.1 is not a public/],
    ["https://half.example/", /127\.0\.0\.1 is not a public/],
    ["https://mapped.example/", /is not a public/],
    ["https://metadata.example/", /169\.254\.169\.254 is not a public/],
    ["https://nobody.example/", /has no address/],
    ["https://unknown.example/", /cannot be resolved/],
  ];
  const outbound = createOutbound({ allowedHosts: [], lookup });
  for (const [url, message] of refusals) {
    it(`refuses ${url.slice(0, 60)}`, async () => {
      const expected = { name: "OutboundError", message };
      await assert.rejects(outbound.get(url, ACCEPT), expected);
      await assert.rejects(outbound.post(url, { json: {} }), expected);
    });
  }
});

describe("hosts that the operator allows to be internal (security bar 21.4)", () => {
  let server: OtherServer;
  before(async () => {
    server = await startOtherServer((_request, response) => {
      response.setHeader("content-type", "application/json").end("{}");
    });
  });
  after(() => server.close());

  it("are reached, on loopback over plain http too", async () => {
    for (const allowed of ["localhost", `localhost:${server.port}`]) {
      const outbound = createOutbound({ allowedHosts: [allowed], lookup });
      assert.equal((await outbound.get(`http://localhost:${server.port}/`, ACCEPT)).text, "{}");
    }
  });

  it("are allowed with the port that was named, by the name that was named, and nothing else", async () => {
    const outbound = createOutbound({ allowedHosts: ["localhost:1", "other.example"], lookup });
    await assert.rejects(outbound.get(`https://localhost:${server.port}/`, ACCEPT), /not a public address/);
    await assert.rejects(outbound.get(`http://localhost:${server.port}/`, ACCEPT), /not https/);
    await assert.rejects(outbound.get(`https://127.0.0.1:${server.port}/`, ACCEPT), /not a public address/);
  });

  it("need https when they are not on loopback", async () => {
    const outbound = createOutbound({ allowedHosts: ["inside.example", "half.example"], lookup });
    await assert.rejects(outbound.get("http://inside.example/", ACCEPT), /not on loopback/);
    await assert.rejects(outbound.get("http://half.example/", ACCEPT), /not on loopback/);
  });

  it("are looked up once, and the connection goes where that answer said, whatever the next one would be", async () => {
    const answers = ["127.0.0.1", "127.0.0.2"]; // nobody listens at the second
    const asked: string[] = [];
    const rebinding = async (name: string) => [{ address: answers[asked.push(name) - 1] ?? "", family: 4 }];
    const outbound = createOutbound({ allowedHosts: ["rebind.example"], lookup: rebinding });
    const before = server.requests.length;

    assert.equal((await outbound.get(`http://rebind.example:${server.port}/`, ACCEPT)).text, "{}");
    assert.deepEqual(asked, ["rebind.example"]);
    const [request, ...more] = server.requests.slice(before);
    assert.equal(request?.headers.host, `rebind.example:${server.port}`);
    assert.deepEqual(more, []);
  });
});
