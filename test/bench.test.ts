import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { parseAnswer } from "../bench/connection.ts";
import { temporaryFolder } from "./cli/tessera.ts";

const RUN = join(import.meta.dirname, "..", "bench", "run.ts");

describe("npm run bench", () => {
  it("measures both servers, all of whose answers are right, and keeps what it measured", async () => {
    await using folder = await temporaryFolder();
    const args = [RUN, "--quick", "--only", "client-credentials", "--output", folder.path];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 120_000 });
    assert.match(stdout, /client credentials, JWT ES256/);

    const results = JSON.parse(await readFile(join(folder.path, "latest.json"), "utf8"));
    assert.deepEqual(
      results.scenarios.map(({ name }: { name: string }) => name),
      ["client-credentials", "client-credentials-rs256", "client-credentials-es256"],
    );
    for (const { name, measurements } of results.scenarios) {
      const servers = measurements.map(({ server }: { server: string }) => server);
      assert.deepEqual(new Set(servers), new Set(["Tessera", "node-oidc-provider"]), name);
      for (const { requests, requestsPerSecond, p50, p99, errors, cpuSecondsPer1000, megabytes } of measurements) {
        assert.equal(errors, 0, name);
        for (const figure of [requests, requestsPerSecond, p50, megabytes]) assert.ok(figure > 0, name);
        assert.ok(p50 <= p99 && cpuSecondsPer1000 >= 0, name);
      }
    }
    for (const figure of [results.limits.rsa2048.oneCore, results.limits.p256.allCores, results.limits.commits]) {
      assert.ok(figure > 0);
    }
    const plot = await readFile(join(folder.path, "latest.svg"), "utf8");
    assert.match(plot, /^<svg [\s\S]*client credentials, opaque[\s\S]*<\/svg>\n$/);
  });
});

describe("the benchmark's HTTP parser (RFC 9112 §6.3)", () => {
  const answer = "HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 4\r\n\r\nbody";

  it("finds an answer only once all of it is there", () => {
    for (let length = 0; length < answer.length; length++) {
      assert.equal(parseAnswer(answer.slice(0, length)), undefined, `of ${length} bytes`);
    }
    const parsed = parseAnswer(answer);
    assert.equal(parsed?.status, 302);
    assert.equal(parsed?.body, "body");
  });

  it("refuses an answer that does not say its length, or is longer than it says", () => {
    assert.throws(
      () => parseAnswer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
      /without a length/,
    );
    assert.throws(() => parseAnswer(`${answer}more`), /longer/);
  });
});
