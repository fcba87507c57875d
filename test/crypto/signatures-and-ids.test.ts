import assert from "node:assert/strict";
import { generateKeyPairSync, randomUUID, sign, verify } from "node:crypto";
import { describe, it } from "node:test";
import { joseFromDer } from "../../src/crypto/ecdsa-signature.ts";
import { idFromBytes, idToBytes, newId } from "../../src/crypto/ids.ts";
import { randomBytesFromPool } from "../../src/crypto/random.ts";

describe("RFC 7518 §3.4: an ECDSA signature for JOSE", () => {
  for (const [namedCurve, size] of [
    ["P-256", 32],
    ["P-384", 48],
    ["P-521", 66],
  ] as const) {
    it(`is R and S side by side, whatever zero bytes the DER form adds or leaves out: ${namedCurve}`, () => {
      const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve });
      // One R or S in 256 is shorter than the others: among a thousand signatures there are some of each kind.
      for (let round = 0; round < 1000; round++) {
        const data = Buffer.from(`message ${round}`);
        const signature = joseFromDer(sign("sha256", data, privateKey), size);
        assert.equal(signature.length, 2 * size);
        assert.ok(verify("sha256", data, { key: publicKey, dsaEncoding: "ieee-p1363" }, signature));
      }
    });
  }

  it("puts short numbers to the right", () => {
    const der = Buffer.from("3007020101020200ff", "hex");
    assert.equal(joseFromDer(der, 32).toString("hex"), `${"0".repeat(62)}01${"0".repeat(62)}ff`);
  });
});

describe("random bytes from the pool", () => {
  it("are never handed out twice", () => {
    const seen = new Set(Array.from({ length: 2000 }, () => randomBytesFromPool(32).toString("hex")));
    assert.equal(seen.size, 2000);
  });

  it("make ids that grow with time (RFC 9562 §5.7)", () => {
    const ids = [1, 2, 3].map((second) => newId(1_700_000_000_000 + second * 1000));
    assert.deepEqual([...ids].sort(), ids);
    assert.match(ids[0] as string, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe("ids as bytes", () => {
  it("are the same id again (RFC 9562 §4)", () => {
    for (let round = 0; round < 1000; round++) {
      const id = randomUUID();
      const bytes = idToBytes(id);
      assert.equal(bytes.toString("hex"), id.replaceAll("-", ""));
      assert.equal(idFromBytes(bytes), id);
      assert.ok(idToBytes(id.toUpperCase()).equals(bytes));
    }
  });

  it("are none for a text that is no id, so that it finds nothing", () => {
    const id = "0190b5a0-0000-7000-8000-00000000000g";
    for (const text of [
      "",
      "zz",
      id,
      `${id.slice(0, -1)}ä`,
      `${id.slice(0, -1)}0`.slice(1),
      `${id.slice(0, -2)}\u0130\u0130`,
    ]) {
      assert.equal(idToBytes(text).length, 0, text);
    }
  });
});
