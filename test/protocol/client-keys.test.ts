import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { after, before, beforeEach, describe, it } from "node:test";
import type { Jwk } from "../../src/crypto/jwk.ts";
import { JwtFault } from "../../src/crypto/jwt-fault.ts";
import { createOutbound } from "../../src/outbound/outbound.ts";
import { type ClientKeys, createClientKeys } from "../../src/protocol/client-keys.ts";
import { makeCertificate } from "../certificates.ts";
import { type OtherServer, startOtherServer } from "../outbound/server.ts";

const newKey = (kid: string) =>
  ({ ...generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" }), kid }) as unknown as Jwk;
const A = newKey("a");
const B = newKey("b");

describe("the keys of a client, from where it says", () => {
  const nowhere = { get: () => Promise.reject(new Error("nothing may be fetched")) };
  const { keysOf } = createClientKeys(nowhere);

  it("are in its configuration, before anything is fetched", async () => {
    assert.deepEqual(await keysOf({ jwks: { keys: [A] }, jwksUri: "https://a.example/" }, { kid: "b", now: 0 }), [A]);
    await assert.rejects(keysOf({ jwks: { keys: [{ kty: "oct" }] } }, { now: 0 }), JwtFault);
  });

  it("are that of its certificate, or none", async () => {
    const { certificate } = makeCertificate({ subject: [{ CN: "client" }] });
    const [key] = await keysOf({ certificate: certificate }, { now: 0 });
    assert.deepEqual([key?.kty, key?.crv], ["EC", "P-256"]);
    assert.deepEqual(await keysOf({}, { now: 0 }), []);
    await assert.rejects(keysOf({ certificate: "no" }, { now: 0 }), JwtFault);
  });
});

describe("the keys of a client, fetched (security bar 20.6)", () => {
  let server: OtherServer;
  let clientKeys: ClientKeys;
  let jwksUri: string;
  let answer: { status?: number; type?: string; cacheControl?: string; body: unknown };

  before(async () => {
    server = await startOtherServer((_request, response) => {
      const { status = 200, type = "application/json", cacheControl, body } = answer;
      if (cacheControl !== undefined) response.setHeader("cache-control", cacheControl);
      response.writeHead(status, { "content-type": type }).end(JSON.stringify(body));
    });
  });
  after(() => server.close());
  beforeEach(() => {
    answer = { body: { keys: [A] } };
    jwksUri = `http://127.0.0.1:${server.port}/jwks`;
    clientKeys = createClientKeys(createOutbound({ allowedHosts: ["127.0.0.1"] }));
  });

  const keysAt = (now: number, kid?: string) => clientKeys.keysOf({ jwksUri }, { kid, now });
  const fetchesOf = async (work: () => Promise<unknown>) => {
    const before = server.requests.length;
    await work();
    return server.requests.length - before;
  };

  it("may have either media type", async () => {
    answer.type = "application/jwk-set+json; charset=utf-8";
    assert.deepEqual(await keysAt(0), [A]);
  });

  for (const [cacheControl, seconds] of [
    [undefined, 600],
    ["max-age=120", 120],
    ["max-age=86400", 600],
    ["max-age=1", 30],
    ["no-store", 30],
  ] as const) {
    it(`are kept for ${seconds} seconds with ${cacheControl ?? "no Cache-Control"} (RFC 9111 §5.2.2)`, async () => {
      answer = { body: { keys: [A] }, ...(cacheControl && { cacheControl }) };
      assert.equal(await fetchesOf(() => keysAt(1000, "a")), 1);
      answer.body = { keys: [B] };
      assert.equal(await fetchesOf(() => keysAt(1000 + seconds - 1, "a")), 0);
      assert.deepEqual(await keysAt(1000 + seconds), [B]);
    });
  }

  it("are fetched again for an unknown `kid`, at once and then at most every 30 seconds", async () => {
    await keysAt(1000, "a");
    answer.body = { keys: [A, B] };
    assert.deepEqual(await keysAt(1001, "b"), [A, B]);
    assert.equal(await fetchesOf(() => keysAt(1002, "b")), 0);
    assert.equal(await fetchesOf(() => keysAt(1030, "c")), 0);
    assert.equal(await fetchesOf(() => keysAt(1031, "c")), 1);
    assert.equal(await fetchesOf(() => keysAt(1060, "d")), 0);
  });

  it("are the old ones while a fetch for an unknown `kid` fails", async () => {
    await keysAt(1000, "a");
    answer = { status: 500, body: {} };
    assert.deepEqual(await keysAt(1001, "b"), [A]);
    assert.deepEqual(await keysAt(1002, "a"), [A]);
  });

  it("come by one request for everybody who waits for them", async () => {
    assert.equal(await fetchesOf(() => Promise.all([keysAt(1000), keysAt(1000, "a"), keysAt(1000, "b")])), 1);
    answer.body = { keys: [A, B] };
    const both = [
      [A, B],
      [A, B],
      [A, B],
    ];
    let found: unknown;
    const fetches = await fetchesOf(async () => {
      found = await Promise.all([1, 2, 3].map(() => keysAt(1001, "b")));
    });
    assert.deepEqual([fetches, found], [1, both]);
  });

  const faults: readonly [what: string, answer: { status?: number; type?: string; body: unknown }][] = [
    ["is not there", { status: 404, body: { keys: [A] } }],
    ["is of another type", { type: "text/html", body: { keys: [A] } }],
    ["is no key set", { body: [A] }],
    ["gives away a private key", { body: { keys: [{ ...A, d: "AAAA" }] } }],
  ];
  for (const [what, wrong] of faults) {
    it(`are refused when the set ${what}, and not asked for again for 5 seconds`, async () => {
      answer = wrong;
      await assert.rejects(keysAt(1000), JwtFault);
      answer = { body: { keys: [A] } };
      assert.equal(await fetchesOf(() => assert.rejects(keysAt(1004), JwtFault)), 0);
      assert.deepEqual(await keysAt(1005), [A]);
    });
  }

  it("are refused when they would come from an internal address (security bar 21.1, 21.2)", async () => {
    const strict = createClientKeys(createOutbound({ allowedHosts: [] }));
    const before = server.requests.length;
    await assert.rejects(strict.keysOf({ jwksUri: `https://127.0.0.1:${server.port}/` }, { now: 0 }), JwtFault);
    assert.equal(server.requests.length, before);
  });
});
