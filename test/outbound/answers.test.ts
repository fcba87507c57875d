import assert from "node:assert/strict";
import type { RequestListener, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { createOutbound, type Outbound } from "../../src/outbound/outbound.ts";
import { makeCertificate } from "../certificates.ts";
import { type OtherServer, startOtherServer } from "./server.ts";

const ACCEPT = { accept: ["application/json", "application/jwk-set+json"] };
const LARGEST_BYTES = 1000;

const json = (response: ServerResponse, headers: Record<string, string> = {}) =>
  response.writeHead(200, { "content-type": "application/json", ...headers });

/** What the other server answers, by path. */
const ANSWERS: Readonly<Record<string, RequestListener>> = {
  "/good": (_request, response) => {
    response.writeHead(200, { "content-type": "Application/JSON; charset=utf-8" }).end('{"a":"ü"}');
  },
  "/redirect": (_request, response) => response.writeHead(302, { location: "/good" }).end(),
  "/missing": (_request, response) => response.writeHead(404, { "content-type": "application/json" }).end("{}"),
  "/empty": (_request, response) => response.writeHead(204).end(),
  "/page": (_request, response) => response.writeHead(200, { "content-type": "text/html" }).end("{}"),
  "/untyped": (_request, response) => response.writeHead(200).end("{}"),
  "/compressed": (_request, response) => json(response, { "content-encoding": "gzip" }).end("{}"),
  "/latin": (_request, response) => json(response).end(Buffer.from([0x22, 0xfc, 0x22])),
  "/full": (_request, response) => json(response).end("a".repeat(LARGEST_BYTES)),
  "/large": (_request, response) => json(response).end("a".repeat(LARGEST_BYTES + 1)),
  "/endless": (_request, response) => {
    json(response);
    const drip = () => response.write("a".repeat(100)) && !response.destroyed && setImmediate(drip);
    drip();
  },
  "/broken": (_request, response) => {
    json(response, { "content-length": "100" }).write("a");
    setImmediate(() => response.destroy());
  },
  "/silent": () => {},
  "/half": (_request, response) => {
    json(response).write("{");
  },
  "/cookie": (_request, response) => json(response, { "set-cookie": "a=b" }).end("{}"),
};

describe("what is taken for an answer (security bar 21.3)", () => {
  let server: OtherServer;
  let outbound: Outbound;
  let base: string;
  before(async () => {
    server = await startOtherServer((request, response) => {
      const cache = request.headers.accept === "application/json" ? request.url?.slice(1) : undefined;
      if (cache?.startsWith("?")) json(response, { "cache-control": decodeURIComponent(cache.slice(1)) }).end("{}");
      else ANSWERS[request.url ?? ""]?.(request, response);
    });
    base = `http://localhost:${server.port}`;
    outbound = createOutbound({ allowedHosts: ["localhost"], largestBytes: LARGEST_BYTES, timeoutMilliseconds: 500 });
  });
  after(() => server.close());

  it("is UTF-8 text of an expected type", async () => {
    const document = await outbound.get(`${base}/good`, ACCEPT);
    assert.deepEqual(document, { contentType: "application/json", text: '{"a":"ü"}', maxAgeSeconds: undefined });
  });

  it("may be as large as the limit", async () => {
    assert.equal((await outbound.get(`${base}/full`, ACCEPT)).text.length, LARGEST_BYTES);
  });

  const failures: readonly [path: string, reason: RegExp][] = [
    ["/redirect", /status 302/],
    ["/missing", /status 404/],
    ["/empty", /status 204/],
    ["/page", /content type "text\/html"/],
    ["/untyped", /content type ""/],
    ["/compressed", /compressed/],
    ["/latin", /not valid|ENCODING/],
    ["/large", /more than 1000 bytes/],
    ["/endless", /more than 1000 bytes/],
    ["/broken", /ECONNRESET|aborted/],
    ["/silent", /took too long/],
    ["/half", /took too long/],
  ];
  for (const [path, message] of failures) {
    it(`is not ${path}: ${message.source}`, async () => {
      await assert.rejects(outbound.get(base + path, ACCEPT), { name: "OutboundError", message });
    });
  }

  it("is not waited for longer than allowed when it is the name server that is slow", async () => {
    const slow = createOutbound({ allowedHosts: [], timeoutMilliseconds: 10, lookup: () => new Promise(() => {}) });
    // The limit's timer alone keeps no process alive.
    const awake = setInterval(() => {}, 1000);
    await assert.rejects(slow.get("https://slow.example/", ACCEPT), { name: "OutboundError", message: /too long/ });
    clearInterval(awake);
  });

  it("may answer a message too, with the given headers and the same limits", async () => {
    const headers = { authorization: "Bearer x" };
    await outbound.get(`${base}/good`, { ...ACCEPT, headers });
    assert.equal(server.requests.at(-1)?.headers.authorization, "Bearer x");
    const message = { form: { code: "&" }, headers };
    const { contentType, text } = await outbound.ask(`${base}/good`, message, ACCEPT);
    assert.deepEqual([contentType, text], ["application/json", '{"a":"ü"}']);
    const { method, headers: sent } = server.requests.at(-1) ?? {};
    assert.deepEqual([method, sent?.authorization, sent?.["content-length"]], ["POST", "Bearer x", "8"]);
    for (const path of ["/redirect", "/missing", "/page", "/large", "/silent"]) {
      await assert.rejects(outbound.ask(base + path, message, ACCEPT), { name: "OutboundError" });
    }
  });

  it("follows no redirect and brings no cookie along", async () => {
    const first = server.requests.length;
    await outbound.get(`${base}/cookie`, ACCEPT);
    await assert.rejects(outbound.get(`${base}/redirect`, ACCEPT));
    const requests = server.requests.slice(first);
    assert.deepEqual(
      requests.map(({ url, headers }) => [url, headers.cookie]),
      [
        ["/cookie", undefined],
        ["/redirect", undefined],
      ],
    );
  });

  for (const [cacheControl, seconds] of [
    ["max-age=60", 60],
    ["public, Max-Age=3600", 3600],
    ["no-store", 0],
    ["max-age=60, no-cache", 0],
    ["s-maxage=60", undefined],
    ["max-age=soon", undefined],
  ] as const) {
    it(`says how long it keeps: ${cacheControl} is ${seconds} (RFC 9111 §5.2.2)`, async () => {
      const url = `${base}/?${encodeURIComponent(cacheControl)}`;
      assert.equal((await outbound.get(url, { accept: ["application/json"] })).maxAgeSeconds, seconds);
    });
  }
});

describe("messages to others (security bar 21.3)", () => {
  let server: OtherServer;
  let received: Promise<string>;
  before(async () => {
    server = await startOtherServer((request, response) => {
      received = text(request);
      response.writeHead(Number(request.url?.slice(1)), { location: "/200" }).end("secret");
    });
  });
  after(() => server.close());

  it("resolve to the status, be it a redirect", async () => {
    const outbound = createOutbound({ allowedHosts: ["localhost"] });
    for (const status of [200, 204, 302, 400, 500]) {
      assert.equal(await outbound.post(`http://localhost:${server.port}/${status}`, { json: {} }), status);
    }
    assert.equal(server.requests.length, 5);
  });

  it("carry a form or JSON, and the given headers", async () => {
    const outbound = createOutbound({ allowedHosts: ["localhost"] });
    const url = `http://localhost:${server.port}/200`;
    await outbound.post(url, { form: { logout_token: "a.b.c", ä: "&" } });
    assert.equal(await received, "logout_token=a.b.c&%C3%A4=%26");
    assert.equal(server.requests.at(-1)?.headers["content-type"], "application/x-www-form-urlencoded");

    await outbound.post(url, { json: { auth_req_id: "ü" }, headers: { authorization: "Bearer x" } });
    assert.equal(await received, '{"auth_req_id":"ü"}');
    assert.equal(server.requests.at(-1)?.headers["content-type"], "application/json");
    assert.equal(server.requests.at(-1)?.headers.authorization, "Bearer x");
  });
});

describe("https to others (security bar 21.2)", () => {
  const authority = makeCertificate({ subject: [{ CN: "Test Authority" }], authority: true });
  const certificate = makeCertificate({
    subject: [{ CN: "app.example" }],
    subjectAltNames: ["dns:app.example"],
    issuer: authority,
    usage: "server",
  });
  const authorities = getCACertificates("default");
  let server: OtherServer;
  let outbound: Outbound;
  before(async () => {
    server = await startOtherServer((_request, response) => json(response).end("{}"), certificate);
    const lookup = async () => [{ address: "127.0.0.1", family: 4 }];
    outbound = createOutbound({ allowedHosts: ["app.example", "other.example"], lookup });
  });
  after(async () => {
    setDefaultCACertificates(authorities);
    await server.close();
  });

  it("refuses a certificate of an authority that it does not know", async () => {
    await assert.rejects(outbound.get(`https://app.example:${server.port}/`, ACCEPT), { name: "OutboundError" });
  });

  it("checks the certificate against the name in the URL, not the address that was looked up", async () => {
    setDefaultCACertificates([authority.certificate]);
    assert.equal((await outbound.get(`https://app.example:${server.port}/`, ACCEPT)).text, "{}");
    assert.equal(server.requests.at(-1)?.headers.host, `app.example:${server.port}`);
    await assert.rejects(outbound.get(`https://other.example:${server.port}/`, ACCEPT), /ERR_TLS_CERT_ALTNAME_INVALID/);
  });
});
