import assert from "node:assert/strict";
import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";

/** What asks another server: fetch, the clients of node:http and node:https, and what libraries have of their own. */
const ASKS = [
  /\bfetch\(/,
  /import \{[^}]*\b(?:request|get)\b[^}]*\} from "node:https?"/,
  /import \{[^}]*\b(?:connect|createConnection)\b[^}]*\} from "node:(?:net|tls|http2)"/,
  /\bcreateRemoteJWKSet\b/,
  /\bcreateTransport\(/,
];

describe("requests to addresses that others name", () => {
  it("leave by src/outbound alone, which guards them, and mail by src/delivery/smtp.ts, by the same rules (security bar 21.1)", async () => {
    const asking: string[] = [];
    for await (const file of glob("**/*.ts", { cwd: "src" })) {
      const source = await readFile(join("src", file), "utf8");
      if (ASKS.some((pattern) => pattern.test(source))) asking.push(file);
    }
    assert.deepEqual(asking.sort(), ["delivery/smtp.ts", "outbound/exchange.ts"]);
  });
});
