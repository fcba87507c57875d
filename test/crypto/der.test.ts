import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { describe, it } from "node:test";
import fc from "fast-check";
import { extensionOf, readDer } from "../../src/crypto/der.ts";
import { der, makeCertificate } from "../certificates.ts";

describe("DER (X.690 §8.1)", () => {
  it("reads values one after the other, with lengths and tags of one and of several bytes", () => {
    const long = Buffer.alloc(300, 7);
    const tagged = Buffer.from([0xbf, 0x89, 0x34, 2, 5, 0]);
    const bytes = Buffer.concat([der(0x02, Buffer.of(1)), der(0x04, long), tagged]);
    const expected = [
      { tag: 0x02, content: Buffer.of(1) },
      { tag: 0x04, content: long },
      { tag: 0xbf8934, content: Buffer.of(5, 0) },
    ];
    assert.deepEqual(readDer(bytes), expected);
    assert.deepEqual(readDer(Buffer.of()), []);
  });

  const faults: readonly (readonly [string, readonly number[]])[] = [
    ["no length", [0x30]],
    ["less than it says", [0x04, 5, 1, 2]],
    ["a length without an end", [0x30, 0x80, 0, 0]],
    ["a length of more than four bytes", [0x04, 0x85, 0, 0, 0, 0, 1, 1]],
    ["a length that is cut off", [0x04, 0x82, 1]],
    ["a tag without an end", [0xbf, 0x89, 0x89, 0x89, 0x89, 1, 0]],
  ];
  for (const [what, bytes] of faults) {
    it(`refuses ${what}`, () => assert.throws(() => readDer(Buffer.from(bytes)), RangeError));
  }

  it("throws nothing but a RangeError, whatever it is given", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          readDer(Buffer.from(bytes));
        } catch (error) {
          assert.ok(error instanceof RangeError);
        }
      }),
    );
  });

  it("finds an extension of a certificate, and no other (RFC 5280 §4.2)", () => {
    const { certificate } = makeCertificate({
      subject: [{ CN: "a" }],
      furtherExtensions: { "1.2.840.113635.100.8.2": Buffer.from("content") },
    });
    const parsed = new X509Certificate(certificate);
    assert.equal(extensionOf(parsed, Buffer.from("2a864886f763640802", "hex"))?.toString(), "content");
    assert.equal(extensionOf(parsed, Buffer.from("2a864886f763640805", "hex")), undefined);
  });
});
