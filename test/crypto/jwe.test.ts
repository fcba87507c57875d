import assert from "node:assert/strict";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { describe, it } from "node:test";
import fc from "fast-check";
import { CompactEncrypt, compactDecrypt } from "jose";
import {
  CONTENT_ENCRYPTIONS,
  ENCRYPTION_ALGORITHMS,
  type EncryptionAlgorithm,
} from "../../src/crypto/client-algorithms.ts";
import { decryptJwt, encryptionKeyOf, encryptJwt, isJwe } from "../../src/crypto/jwe.ts";
import type { Jwk } from "../../src/crypto/jwk.ts";
import { JwtFault } from "../../src/crypto/jwt-fault.ts";

const PAIRS = {
  RSA: generateKeyPairSync("rsa", { modulusLength: 2048 }),
  EC: generateKeyPairSync("ec", { namedCurve: "P-256" }),
};
const ALGORITHMS = Object.keys(ENCRYPTION_ALGORITHMS) as EncryptionAlgorithm[];
const pairOf = (alg: EncryptionAlgorithm) => PAIRS[ENCRYPTION_ALGORITHMS[alg].kty];
const jwkOf = (key: KeyObject) => key.export({ format: "jwk" }) as Jwk;

describe("encrypting to others (RFC 7518 §4.1, §5.1)", () => {
  for (const alg of ALGORITHMS) {
    for (const enc of CONTENT_ENCRYPTIONS) {
      it(`makes what another implementation can read: ${alg}, ${enc}`, async () => {
        const { publicKey, privateKey } = pairOf(alg);
        const jwk = { ...jwkOf(publicKey), kid: "k1" };
        const text = fc.sample(fc.string({ unit: "binary", maxLength: 2000 }), 1)[0] as string;
        const jwe = await encryptJwt(text, { jwk, alg, enc, cty: "JWT" });
        const { plaintext, protectedHeader } = await compactDecrypt(jwe, privateKey);
        assert.equal(new TextDecoder().decode(plaintext), new TextDecoder().decode(Buffer.from(text)));
        const { epk: _, ...header } = protectedHeader;
        assert.deepEqual(header, { kid: "k1", cty: "JWT", alg, enc });
      });
    }
  }

  it("gives back any text to the holder of the key, and to no other", async () => {
    const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const [alg, enc] = ["ECDH-ES", "A256GCM"] as const;
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 500 }), async (text) => {
        const jwe = await encryptJwt(text, { jwk: jwkOf(PAIRS.EC.publicKey), alg, enc });
        assert.ok(isJwe(jwe));
        assert.equal((await decryptJwt(jwe, PAIRS.EC.privateKey)).text, text);
        await assert.rejects(decryptJwt(jwe, stranger.privateKey), JwtFault);
      }),
      { numRuns: 20 },
    );
  });

  it("uses the curve of the key", async () => {
    for (const namedCurve of ["P-384", "P-521"]) {
      const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve });
      const jwe = await encryptJwt("a", { jwk: jwkOf(publicKey), alg: "ECDH-ES+A256KW", enc: "A128GCM" });
      assert.equal((await decryptJwt(jwe, privateKey)).text, "a");
    }
  });

  it("refuses a key of another kind, a weak one and a broken one", async () => {
    const weak = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey;
    const refused: readonly [EncryptionAlgorithm, Jwk][] = [
      ["RSA-OAEP-256", jwkOf(PAIRS.EC.publicKey)],
      ["ECDH-ES", jwkOf(PAIRS.RSA.publicKey)],
      ["ECDH-ES", { ...jwkOf(PAIRS.EC.publicKey), use: "sig" }],
      ["RSA-OAEP-256", jwkOf(weak)],
      ["ECDH-ES", { ...jwkOf(PAIRS.EC.publicKey), x: "AAAA" }],
    ];
    for (const [alg, jwk] of refused) {
      await assert.rejects(encryptJwt("a", { jwk, alg, enc: "A128GCM" }), JwtFault);
    }
  });
});

describe("the key that is encrypted to (RFC 7517 §4.2, §4.4)", () => {
  const rsa = { kty: "RSA", n: "n", e: "AQAB" };
  const ec = { kty: "EC", crv: "P-256", x: "x", y: "y" };
  const cases: readonly [what: string, keys: readonly Jwk[], alg: EncryptionAlgorithm, expected: Jwk | undefined][] = [
    ["none of none", [], "RSA-OAEP-256", undefined],
    ["the one of the type that is needed", [ec, rsa], "RSA-OAEP-256", rsa],
    ["none when the type is another", [rsa], "ECDH-ES", undefined],
    ["none on a curve that is for signatures", [{ ...ec, crv: "secp256k1" }], "ECDH-ES", undefined],
    ["not one for signatures", [{ ...rsa, use: "sig" }], "RSA-OAEP", undefined],
    ["not one for another algorithm", [{ ...rsa, alg: "RSA-OAEP" }], "RSA-OAEP-256", undefined],
    ["rather one that is marked", [rsa, { ...rsa, use: "enc" }], "RSA-OAEP", { ...rsa, use: "enc" }],
  ];
  for (const [what, keys, alg, expected] of cases) {
    it(`is ${what}`, () => assert.deepEqual(encryptionKeyOf(keys, alg), expected));
  }
});

describe("decrypting what others made (security bar 20.6)", () => {
  const { publicKey, privateKey } = PAIRS.RSA;
  const encrypt = (header: { alg: string; enc: string } & Record<string, unknown>, text = "text") =>
    new CompactEncrypt(Buffer.from(text)).setProtectedHeader(header).encrypt(publicKey);

  it("gives the header and the text", async () => {
    const jwe = await encrypt({ alg: "RSA-OAEP-256", enc: "A256GCM", cty: "JWT", kid: "ours" });
    const { header, text } = await decryptJwt(jwe, privateKey);
    assert.deepEqual([header.kid, header.cty, text], ["ours", "JWT", "text"]);
  });

  const header = (change: object) =>
    Buffer.from(JSON.stringify({ alg: "RSA-OAEP-256", enc: "A256GCM", ...change })).toString("base64url");
  const refused: readonly [what: string, make: () => Promise<string>][] = [
    ["RSA1_5", async () => `${header({ alg: "RSA1_5" })}.AAAA.AAAA.AAAA.AAAA`],
    ["dir", async () => `${header({ alg: "dir" })}..AAAA.AAAA.AAAA`],
    ["a password", async () => `${header({ alg: "PBES2-HS256+A128KW", p2s: "AAAA", p2c: 1e9 })}.AAAA.AAAA.AAAA.AAAA`],
    ["a compressed text", async () => `${header({ zip: "DEF" })}.AAAA.AAAA.AAAA.AAAA`],
    ["a critical header", async () => `${header({ crit: ["a"], a: 1 })}.AAAA.AAAA.AAAA.AAAA`],
    [
      "a text that was changed",
      async () => (await encrypt({ alg: "RSA-OAEP", enc: "A128GCM" })).replace(/.{4}$/, "AAAA"),
    ],
    ["one of more than 16 KiB", () => encrypt({ alg: "RSA-OAEP", enc: "A128GCM" }, "a".repeat(13_000))],
    ["a signed JWT", async () => "e30.e30.a"],
    ["nothing", async () => ""],
  ];
  for (const [what, make] of refused) {
    it(`refuses ${what}`, async () => {
      const jwe = await make();
      await assert.rejects(decryptJwt(jwe, privateKey), JwtFault);
    });
  }

  it("tells a JWE by its five parts (RFC 7516 §9)", () => {
    assert.deepEqual(["a.b.c.d.e", "a.b.c", "a.b.c.d.e.f", ""].map(isJwe), [true, false, false, false]);
  });
});
