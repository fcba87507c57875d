import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { toBase32, totpCode, totpStepOf, totpUrl } from "../../src/crypto/totp.ts";

const SECRET = Buffer.from("12345678901234567890");

describe("time-based one-time passwords (RFC 6238)", () => {
  // Appendix B, the last six of eight digits.
  for (const [time, code] of [
    [59, "287082"],
    [1111111109, "081804"],
    [1111111111, "050471"],
    [1234567890, "005924"],
    [2000000000, "279037"],
    [20000000000, "353130"],
  ] as const) {
    it(`are ${code} at ${time} (RFC 6238 Appendix B)`, () => {
      assert.equal(totpCode(SECRET, Math.floor(time / 30)), code);
    });
  }

  it("are taken one step early or late, and no further (security bar 19.1)", () => {
    const code = totpCode(SECRET, 100);
    const at = (step: number) => totpStepOf(code, SECRET, step * 30);
    assert.deepEqual([98, 99, 100, 101, 102].map(at), [undefined, 100, 100, 100, undefined]);
    for (const wrong of ["", "1", `${code}0`, "abcdef"]) assert.equal(totpStepOf(wrong, SECRET, 3000), undefined);
  });

  it("have a secret that apps read from a URL, in base32 (RFC 4648 §6)", () => {
    assert.deepEqual(
      ["", "f", "fo", "foo", "foob", "fooba", "foobar"].map((text) => toBase32(Buffer.from(text))),
      ["", "MY", "MZXQ", "MZXW6", "MZXW6YQ", "MZXW6YTB", "MZXW6YTBOI"],
    );
    const url = totpUrl(SECRET, { issuer: "Acme & Co", account: "kim:ü" });
    assert.equal(
      url,
      "otpauth://totp/Acme%20%26%20Co:kim%3A%C3%BC?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Acme%20%26%20Co&digits=6&period=30",
    );
  });
});
