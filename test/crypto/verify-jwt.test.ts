import assert from "node:assert/strict";
import { createHmac, generateKeyPairSync } from "node:crypto";
import { before, describe, it } from "node:test";
import { exportJWK, generateKeyPair, type JWTHeaderParameters, SignJWT } from "jose";
import { PUBLIC_KEY_ALGORITHMS, SECRET_ALGORITHMS } from "../../src/crypto/client-algorithms.ts";
import { type Jwk, jwkOfCertificate } from "../../src/crypto/jwk.ts";
import { JwtFault } from "../../src/crypto/jwt-fault.ts";
import { parseJwt } from "../../src/crypto/parse-jwt.ts";
import { verifyJwt } from "../../src/crypto/verify-jwt.ts";
import { makeCertificate } from "../certificates.ts";

const NOW = 1_800_000_000;
const ASYMMETRIC = Object.keys(PUBLIC_KEY_ALGORITHMS);
type Signer = Awaited<ReturnType<typeof generateKeyPair>>["privateKey"];

const sign = (claims: Record<string, unknown>, key: Signer | Uint8Array, header: JWTHeaderParameters) =>
  new SignJWT(claims).setProtectedHeader(header).sign(key);

async function newSigner(alg: string): Promise<{ jwk: Jwk; privateKey: Signer }> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { jwk: (await exportJWK(publicKey)) as Jwk, privateKey };
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const refuses = (promise: Promise<unknown>, message?: RegExp) =>
  assert.rejects(promise, (error) => error instanceof JwtFault && (message?.test(error.message) ?? true));

describe("the signatures of others (RFC 7518 §3.1, security bar 20.1)", () => {
  const signers = new Map<string, { jwk: Jwk; privateKey: Signer }>();
  before(async () => {
    for (const alg of ASYMMETRIC) signers.set(alg, await newSigner(alg));
  });
  const signerOf = (alg: string) => signers.get(alg) as { jwk: Jwk; privateKey: Signer };

  for (const alg of ASYMMETRIC) {
    it(`are verified with the public key: ${alg}`, async () => {
      const { jwk, privateKey } = signerOf(alg);
      const text = await sign({ iss: "a" }, privateKey, { alg, typ: "JWT" });
      const { header, claims } = await verifyJwt(text, { keys: [jwk], algorithms: [alg], now: NOW });
      assert.deepEqual([header, claims], [{ alg, typ: "JWT" }, { iss: "a" }]);

      const [first, , last] = text.split(".");
      const changed = [first, encode({ iss: "b" }), last].join(".");
      await refuses(verifyJwt(changed, { keys: [jwk], algorithms: [alg], now: NOW }), /does not match/);
    });
  }

  for (const alg of SECRET_ALGORITHMS) {
    it(`are verified with the secret, as short as it may be: ${alg}`, async () => {
      const secret = "a short secret, of 27 bytes";
      const hashed = createHmac(`sha${alg.slice(2)}`, secret);
      const input = `${encode({ alg })}.${encode({ iss: "a" })}`;
      const text = `${input}.${hashed.update(input).digest("base64url")}`;
      const rules = { algorithms: [alg], now: NOW };
      assert.equal((await verifyJwt(text, { ...rules, keys: { secret } })).claims.iss, "a");
      await refuses(verifyJwt(text, { ...rules, keys: { secret: "another" } }), /does not match/);
      await refuses(verifyJwt(text, { ...rules, keys: { secret: "" } }), /no secret/);
    });
  }

  it("are of an allowed algorithm, whatever the header says", async () => {
    const { jwk, privateKey } = signerOf("RS256");
    const text = await sign({}, privateKey, { alg: "RS256" });
    for (const algorithms of [[], ["PS256"], ["ES256", "RS512"], ["rs256"]]) {
      await refuses(verifyJwt(text, { keys: [jwk], algorithms, now: NOW }), /not allowed/);
    }
  });

  it("are never `none`, even where a caller lists it", async () => {
    const { jwk } = signerOf("RS256");
    for (const alg of ["none", "None", "NONE"]) {
      const text = `${encode({ alg })}.${encode({ iss: "a" })}.`;
      for (const keys of [[jwk], { secret: "s" }]) {
        await refuses(verifyJwt(text, { keys, algorithms: [alg, "RS256", "HS256"], now: NOW }));
      }
    }
  });

  it("are never an HMAC made with a public key's text (RFC 8725 §2.1)", async () => {
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const jwk = publicKey.export({ format: "jwk" }) as Jwk;
    for (const known of [publicKey.export({ format: "pem", type: "spki" }), JSON.stringify(jwk), jwk.n as string]) {
      const text = await sign({}, Buffer.from(known), { alg: "HS256" });
      await refuses(verifyJwt(text, { keys: [jwk], algorithms: ["HS256", "RS256"], now: NOW }), /needs a secret/);
    }
    const symmetric = { kty: "oct", k: Buffer.from("s".repeat(32)).toString("base64url") };
    const text = await sign({}, Buffer.from("s".repeat(32)), { alg: "HS256" });
    await refuses(verifyJwt(text, { keys: [symmetric], algorithms: ["HS256"], now: NOW }));
  });

  it("are not those of a public key where a secret was agreed", async () => {
    const text = await sign({}, signerOf("ES256").privateKey, { alg: "ES256" });
    await refuses(verifyJwt(text, { keys: { secret: "s" }, algorithms: ["ES256"], now: NOW }), /needs a public key/);
  });

  it("are not those of a key that the header brings along (RFC 8725 §3.10)", async () => {
    const ours = signerOf("ES256").jwk;
    const { jwk, privateKey } = await newSigner("ES256");
    const header = { alg: "ES256", jwk, jku: "https://evil.example/jwks", x5u: "https://evil.example/", x5c: ["AAAA"] };
    const text = await sign({}, privateKey, header as JWTHeaderParameters);
    await refuses(verifyJwt(text, { keys: [ours], algorithms: ["ES256"], now: NOW }), /does not match/);
    assert.ok(await verifyJwt(text, { keys: [jwk], algorithms: ["ES256"], now: NOW }), "and they do no harm");
  });

  it("are not made with an RSA key of fewer than 2048 bits (RFC 7518 §3.3)", async () => {
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
    const jwk = publicKey.export({ format: "jwk" }) as Jwk;
    const text = await sign({}, signerOf("RS256").privateKey, { alg: "RS256" });
    await refuses(verifyJwt(text, { keys: [jwk], algorithms: ["RS256"], now: NOW }), /fewer than 2048/);
  });

  it("are not verified with an RSA key of more than 8192 bits, which would take long", async () => {
    const n = Buffer.alloc(1025, 0xff).toString("base64url");
    const text = await sign({}, signerOf("RS256").privateKey, { alg: "RS256" });
    const keys = [{ kty: "RSA", e: "AQAB", n }];
    await refuses(verifyJwt(text, { keys, algorithms: ["RS256"], now: NOW }), /8192 bits/);
  });

  it("are not made with a key on another curve", async () => {
    const { privateKey } = signerOf("ES256");
    const text = await sign({}, privateKey, { alg: "ES256" });
    const keys = ["ES384", "ES512", "EdDSA"].map((alg) => signerOf(alg).jwk);
    await refuses(verifyJwt(text, { keys, algorithms: ["ES256"], now: NOW }), /no key/);
  });

  it("are verified with the key of a certificate, whatever `kid` says", async () => {
    const { certificate, privateKey } = makeCertificate({ subject: [{ CN: "client" }], keyType: "rsa" });
    const text = await sign({}, privateKey as unknown as Signer, { alg: "PS256", kid: "of the client's own making" });
    assert.ok(await verifyJwt(text, { keys: [jwkOfCertificate(certificate)], algorithms: ["PS256"], now: NOW }));
  });
});

describe("the key that a JWT is verified with (RFC 7515 §4.1.4)", () => {
  let right: { jwk: Jwk; privateKey: Signer };
  let other: Jwk;
  before(async () => {
    right = await newSigner("ES256");
    other = (await newSigner("ES256")).jwk;
  });
  const verify = async (kid: string | undefined, keys: readonly Jwk[]) =>
    verifyJwt(await sign({}, right.privateKey, { alg: "ES256", ...(kid && { kid }) }), {
      keys,
      algorithms: ["ES256"],
      now: NOW,
    });

  const cases: readonly [what: string, kid: string | undefined, keys: () => Jwk[], good: boolean][] = [
    [
      "the one that `kid` names",
      "b",
      () => [
        { ...other, kid: "a" },
        { ...right.jwk, kid: "b" },
      ],
      true,
    ],
    [
      "never one with another `kid`",
      "a",
      () => [
        { ...other, kid: "a" },
        { ...right.jwk, kid: "b" },
      ],
      false,
    ],
    ["never one with another `kid`, were it the only one", "a", () => [{ ...right.jwk, kid: "b" }], false],
    ["one without an id, when none has the one named", "a", () => [other, right.jwk, { ...other, kid: "b" }], true],
    [
      "any, when none is named",
      undefined,
      () => [
        { ...other, kid: "a" },
        { ...right.jwk, kid: "b" },
      ],
      true,
    ],
    ["not one for encryption", undefined, () => [{ ...right.jwk, use: "enc" }], false],
    ["not one for another algorithm", undefined, () => [{ ...right.jwk, alg: "ES384" }], false],
    ["one for just this", undefined, () => [{ ...right.jwk, use: "sig", alg: "ES256" }], true],
    ["none, when there is none", undefined, () => [], false],
    ["not one that is no point of the curve", undefined, () => [{ ...right.jwk, x: "AAAA" }], false],
  ];
  for (const [what, kid, keys, good] of cases) {
    it(`is ${what}`, async () => {
      if (good) assert.ok(await verify(kid, keys()));
      else await refuses(verify(kid, keys()));
    });
  }
});

describe("what else makes a JWT of others good (security bar 20.2)", () => {
  const secret = Buffer.from("s".repeat(32));
  const signed = (claims: Record<string, unknown>, header: Record<string, unknown> = {}) =>
    sign(claims, secret, { alg: "HS256", ...header } as JWTHeaderParameters);
  const rules = { keys: { secret }, algorithms: ["HS256"], now: NOW };

  const times: readonly [claims: Record<string, unknown>, fault: RegExp | undefined][] = [
    [{}, undefined],
    [{ exp: NOW + 1, nbf: NOW, iat: NOW }, undefined],
    [{ exp: NOW - 59 }, undefined],
    [{ exp: NOW - 60 }, /expired/],
    [{ nbf: NOW + 60 }, undefined],
    [{ nbf: NOW + 61 }, /not valid yet/],
    [{ iat: NOW + 60 }, undefined],
    [{ iat: NOW + 61 }, /in the future/],
    [{ exp: String(NOW + 100) }, /exp that is no time/],
    [{ nbf: null }, /nbf that is no time/],
    [{ iat: [NOW] }, /iat that is no time/],
  ];
  for (const [claims, fault] of times) {
    it(`${fault === undefined ? "takes" : "refuses"} ${JSON.stringify(claims)} at ${NOW} (RFC 7519 §4.1)`, async () => {
      const text = await signed(claims);
      if (fault === undefined) await verifyJwt(text, rules);
      else await refuses(verifyJwt(text, rules), fault);
    });
  }

  it("needs the times that are required, takes the clock's tolerance that is given, and looks at no time without a clock (security bar 27.3)", async () => {
    for (const name of ["exp", "nbf", "iat"] as const) {
      const strict = { ...rules, requiredTimes: [name] };
      await refuses(verifyJwt(await signed({}), strict), new RegExp(`without ${name}`));
      assert.ok(await verifyJwt(await signed({ [name]: NOW }), strict));
    }
    const old = await signed({ exp: NOW - 10 });
    await refuses(verifyJwt(old, { ...rules, clockSkewSeconds: 10 }), /expired/);
    assert.ok(await verifyJwt(old, { ...rules, clockSkewSeconds: 11 }));
    assert.ok(await verifyJwt(await signed({ exp: 1, nbf: NOW * 2 }), { ...rules, now: undefined }));
  });

  it("is of a type that is asked for, with or without `application/` (RFC 7515 §4.1.9)", async () => {
    const typed = { ...rules, typ: ["dpop+jwt"] };
    for (const typ of ["dpop+jwt", "application/dpop+jwt", "DPoP+JWT"]) {
      assert.ok(await verifyJwt(await signed({}, { typ }), typed));
    }
    for (const typ of [undefined, "JWT", "at+jwt", "text/dpop+jwt", 1]) {
      await refuses(verifyJwt(await signed({}, typ === undefined ? {} : { typ }), typed), /type/);
    }
  });

  it("has no critical header, since none is known (RFC 7515 §4.1.11)", async () => {
    const critical = [
      { crit: ["exp"], exp: 1 },
      { crit: ["b64"], b64: true },
      { crit: ["b64"], b64: false },
      { crit: [] },
    ];
    for (const header of critical) {
      const input = `${encode({ alg: "HS256", ...header })}.${encode({})}`;
      const text = `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
      await refuses(verifyJwt(text, rules), /critical/);
    }
  });

  it("is of at most 16 KiB", async () => {
    const text = await signed({ padding: "a".repeat(13_000) });
    await refuses(verifyJwt(text, rules), /16384 bytes/);
    await refuses(verifyJwt(await signed({}), { ...rules, largestBytes: 20 }), /20 bytes/);
    assert.ok(await verifyJwt(text, { ...rules, largestBytes: 20_000 }));
  });

  for (const text of [
    "",
    "a",
    "a.b",
    "a.b.c",
    "..",
    "e30.e30",
    "e30.W10.a",
    "bnVsbA.e30.a",
    "e30.e30.a.b.c",
    "e30.e30.a\n",
    "e30.e30.a=",
  ]) {
    it(`is three parts, of which two are JSON objects; not ${JSON.stringify(text)}`, async () => {
      assert.throws(() => parseJwt(text), JwtFault);
      await refuses(verifyJwt(text, rules), /not a signed JWT/);
    });
  }
});
