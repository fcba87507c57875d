import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { describe, it } from "node:test";
import { ConfigurationError } from "../../src/configuration/configuration.ts";
import { parseConfiguration } from "../../src/configuration/parse.ts";
import { toTenantSettings } from "../../src/configuration/to-client.ts";
import { makeCertificate } from "../certificates.ts";

const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const JWKS = { keys: [publicKey.export({ format: "jwk" })] };
const JWKS_URI = "https://issuer.example/jwks";
const { certificate: CERTIFICATE } = makeCertificate({ subject: [{ CN: "issuer" }] });

const parse = (...issuers: object[]) => {
  const trustedTokenIssuers = issuers.map((issuer) => ({
    name: "Issuer",
    issuer: "https://issuer.example",
    ...issuer,
  }));
  const text = JSON.stringify({ organizations: [{ handle: "acme", trustedTokenIssuers }] });
  const [organization] = parseConfiguration(text, "my.yaml", {}).organizations;
  return toTenantSettings(organization as Parameters<typeof toTenantSettings>[0]).trustedTokenIssuers;
};

describe("trusted token issuers, in a configuration (contract §6.8)", () => {
  for (const keys of [{ jwks: JWKS }, { jwksUri: JWKS_URI }, { certificate: CERTIFICATE }]) {
    it(`may have their keys as ${Object.keys(keys)}`, () => {
      assert.deepEqual(parse(keys)[0]?.keys, {
        jwks: undefined,
        jwksUri: undefined,
        certificate: undefined,
        ...keys,
      });
    });
  }

  it("are switched on, and call users by their ids, unless the file says more", () => {
    const [issuer] = parse({ jwksUri: JWKS_URI });
    assert.deepEqual([issuer?.enabled, issuer?.lookupAttribute, issuer?.alias], [true, "userid", undefined]);
  });

  const issuer = "organizations[0].trustedTokenIssuers[0]";
  const refused: [what: string, issuers: object[], fault: string][] = [
    [
      "without keys",
      [{}],
      `${issuer}.jwksUri is missing: give the issuer's public keys as jwksUri, jwks or certificate`,
    ],
    [
      "with keys in two places",
      [{ jwks: JWKS, jwksUri: JWKS_URI }],
      `${issuer}.jwksUri "${JWKS_URI}" is a second place for the issuer's keys: keep one of jwks, jwksUri and certificate`,
    ],
    [
      "with a private key",
      [{ jwks: { keys: [privateKey.export({ format: "jwk" })] } }],
      `${issuer}.jwks cannot be used: a private or symmetric key in a key set`,
    ],
    [
      "that stands twice",
      [{ jwksUri: JWKS_URI }, { jwks: JWKS }],
      'organizations[0].trustedTokenIssuers[1].issuer "https://issuer.example" stands twice: also in trustedTokenIssuers[0]',
    ],
    [
      "that calls users by what does not tell them apart",
      [{ jwksUri: JWKS_URI, lookupAttribute: "email" }],
      `${issuer}.lookupAttribute "email" is not known: use one of userid, username`,
    ],
  ];
  for (const [what, issuers, fault] of refused) {
    it(`refuses one ${what}`, () => {
      assert.throws(
        () => parse(...issuers),
        (error) => error instanceof ConfigurationError && error.message.replace(/^my\.yaml:\d+:\d+: /, "") === fault,
      );
    });
  }
});
