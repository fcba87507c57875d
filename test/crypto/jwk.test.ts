import assert from "node:assert/strict";
import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { describe, it } from "node:test";
import { calculateJwkThumbprint } from "jose";
import {
  importPublicJwk,
  type Jwk,
  jwkOfCertificate,
  publicMembersOf,
  readJwks,
  thumbprintOfJwk,
} from "../../src/crypto/jwk.ts";
import { JwtFault } from "../../src/crypto/jwt-fault.ts";
import { makeCertificate } from "../certificates.ts";

const PAIRS = [
  generateKeyPairSync("rsa", { modulusLength: 2048 }),
  generateKeyPairSync("ec", { namedCurve: "P-256" }),
  generateKeyPairSync("ed25519"),
];
const PUBLIC = PAIRS.map(({ publicKey }) => publicKey.export({ format: "jwk" }) as Jwk);
const PRIVATE = PAIRS.map(({ privateKey }) => privateKey.export({ format: "jwk" }) as Jwk);

describe("a key's thumbprint (RFC 7638 §3)", () => {
  it("is what another implementation makes of it, whatever else the key says", async () => {
    for (const jwk of [...PUBLIC, ...PRIVATE]) {
      assert.equal(thumbprintOfJwk({ use: "sig", kid: "a", ...jwk }), await calculateJwkThumbprint(jwk as object));
    }
  });

  it("is not made of what is no public key", () => {
    for (const jwk of [{}, { kty: "oct", k: "AAAA" }, { kty: "RSA", n: "AAAA" }, { kty: "constructor" }]) {
      assert.throws(() => thumbprintOfJwk(jwk), JwtFault);
    }
  });
});

describe("a certificate (RFC 8705 §2.2)", () => {
  const { certificate, privateKey } = makeCertificate({ subject: [{ CN: "client" }], keyType: "rsa" });

  it("gives its public key", () => {
    const { n, e } = privateKey.export({ format: "jwk" });
    for (const form of [certificate, new X509Certificate(certificate).raw]) {
      assert.deepEqual(jwkOfCertificate(form), { kty: "RSA", n, e });
    }
  });

  it("is refused when it is none", () => {
    assert.throws(() => jwkOfCertificate("-----BEGIN CERTIFICATE-----"), JwtFault);
    assert.throws(() => jwkOfCertificate(Buffer.from("no")), JwtFault);
  });
});

describe("a key set of others (RFC 7517 §5)", () => {
  const [rsa, ec] = PUBLIC as [Jwk, Jwk];

  it("is read with all that its keys say", () => {
    const keys = PUBLIC.map((jwk, index) => ({ ...jwk, kid: `${index}`, x5c: ["AAAA"] }));
    assert.deepEqual(readJwks({ keys }), keys);
    assert.deepEqual(readJwks({ keys: [] }), []);
  });

  it("may hold keys of types that nobody here knows, and incomplete ones: they are left out", () => {
    const { y: _, ...incomplete } = ec;
    assert.deepEqual(readJwks({ keys: [{ kty: "AKP", alg: "ML-DSA-65" }, {}, incomplete, { ...rsa, n: 1 }, rsa] }), [
      rsa,
    ]);
  });

  for (const document of [
    undefined,
    null,
    "{}",
    [],
    {},
    { keys: {} },
    { keys: [1] },
    { keys: [null] },
    { keys: [[]] },
  ]) {
    it(`is not ${JSON.stringify(document)}`, () => assert.throws(() => readJwks(document), /not a JSON Web Key Set/));
  }

  it("has at most 50 keys", () => {
    assert.equal(readJwks({ keys: Array(50).fill(rsa) }).length, 50);
    assert.throws(() => readJwks({ keys: Array(51).fill(rsa) }), JwtFault);
  });

  it("gives away no private and no symmetric key (security bar 20.4)", () => {
    for (const jwk of [
      ...PRIVATE,
      { kty: "oct", k: "AAAA" },
      { kty: "oct" },
      { ...rsa, p: "AAAA" },
      { kty: "X", d: 1 },
    ]) {
      assert.throws(() => readJwks({ keys: [rsa, jwk] }), /private or symmetric/);
    }
  });
});

describe("the members of a key (RFC 7518 §6)", () => {
  it("are its public ones when the private ones are stripped", () => {
    PRIVATE.forEach((jwk, index) => {
      assert.deepEqual(publicMembersOf({ ...jwk, kid: "a" }), { ...PUBLIC[index], kid: "a" });
    });
  });

  it("make a key that can be used, or none", () => {
    for (const jwk of [...PUBLIC, ...PRIVATE]) assert.equal(importPublicJwk(jwk).type, "public");
    const weak = generateKeyPairSync("rsa", { modulusLength: 2047 }).publicKey.export({ format: "jwk" }) as Jwk;
    for (const jwk of [weak, { kty: "oct", k: "AAAA" }, { kty: "EC", crv: "P-256", x: "AAAA", y: "AAAA" }]) {
      assert.throws(() => importPublicJwk(jwk), JwtFault);
    }
  });
});
