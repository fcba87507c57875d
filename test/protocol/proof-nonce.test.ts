import assert from "node:assert/strict";
import { createSecretKey } from "node:crypto";
import { describe, it } from "node:test";
import { isNonce, makeNonce } from "../../src/protocol/dpop/nonce.ts";

const NOW = 1_800_000_000;

function contextOf(tenantId: string, now = NOW, key = "a") {
  const tenant = { id: tenantId } as Parameters<typeof makeNonce>[0]["tenant"];
  const proofNonce = createSecretKey(Buffer.from(key.repeat(32)));
  return { tenant, now, secrets: { proofNonce } as Parameters<typeof makeNonce>[0]["secrets"] };
}

describe("nonces of DPoP proofs (RFC 9449 §8)", () => {
  const nonce = makeNonce(contextOf("acme"));

  it("are made of what a header and a JWT can hold (§8.1)", () => {
    assert.match(nonce, /^[\w-]{30}$/);
  });

  for (const [what, context, expected] of [
    ["now", contextOf("acme"), true],
    ["five minutes later", contextOf("acme", NOW + 300), true],
    ["later than that", contextOf("acme", NOW + 301), false],
    ["by a clock that is a minute behind", contextOf("acme", NOW - 60), true],
    ["by one that is further behind", contextOf("acme", NOW - 61), false],
    ["in another organization", contextOf("globex"), false],
    ["by a server with another key", contextOf("acme", NOW, "b"), false],
  ] as const) {
    it(`${expected ? "are" : "are not"} taken ${what}`, () => {
      assert.equal(isNonce(nonce, context), expected);
    });
  }

  it("cannot be changed in any bit", () => {
    const bytes = Buffer.from(nonce, "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      assert.equal(isNonce(changed.toString("base64url"), contextOf("acme")), false);
    }
  });
});
