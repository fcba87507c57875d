import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { describe, it } from "node:test";
import { ConfigurationError } from "../../src/configuration/configuration.ts";
import { parseConfiguration } from "../../src/configuration/parse.ts";
import { toClient } from "../../src/configuration/to-client.ts";
import { sha256 } from "../../src/crypto/hashes.ts";
import { makeCertificate } from "../certificates.ts";

const SECRET = "a secret of more than thirty-two characters";
const OLD_SECRET = "another secret of more than thirty-two characters";
const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const JWKS = { keys: [publicKey.export({ format: "jwk" })] };
const JWKS_URI = "https://app.example/jwks";
const { certificate: CERTIFICATE } = makeCertificate({ subject: [{ CN: "client" }] });

const app = "organizations[0].applications[0]";
const parse = (application: object, env: Record<string, string> = {}) => {
  const common = { clientId: "app", grantTypes: ["client_credentials"] };
  const file = { organizations: [{ handle: "acme", applications: [{ ...common, ...application }] }] };
  const [organization] = parseConfiguration(JSON.stringify(file), "my.yaml", env).organizations;
  return toClient(organization?.applications[0] as Parameters<typeof toClient>[0]);
};

describe("how an application proves who it is, in a configuration", () => {
  const accepted: [what: string, application: object][] = [
    ["private_key_jwt with keys and without a secret", { tokenEndpointAuthMethod: "private_key_jwt", jwks: JWKS }],
    ["private_key_jwt with the place of its keys", { tokenEndpointAuthMethod: "private_key_jwt", jwksUri: JWKS_URI }],
    ["private_key_jwt with a certificate", { tokenEndpointAuthMethod: "private_key_jwt", certificate: CERTIFICATE }],
    [
      "private_key_jwt with a secret, as Asgardeo has it",
      { tokenEndpointAuthMethod: "private_key_jwt", jwks: JWKS, clientSecret: SECRET },
    ],
    ["self_signed_tls_client_auth with keys", { tokenEndpointAuthMethod: "self_signed_tls_client_auth", jwks: JWKS }],
    [
      "tls_client_auth with a subject",
      { tokenEndpointAuthMethod: "tls_client_auth", tlsClientAuthSubjectDn: "CN=a,O=b" },
    ],
    [
      "client_secret_jwt with a secret",
      { tokenEndpointAuthMethod: "client_secret_jwt", clientSecret: SECRET, tokenEndpointAuthSigningAlg: "HS256" },
    ],
  ];
  for (const [what, application] of accepted) {
    it(`takes ${what}`, () => assert.equal(parse(application).clientId, "app"));
  }

  const keyMissing = "needs the application's public key: give jwksUri, jwks or certificate";
  const secretMissing =
    "clientSecret is missing: give one, or set publicClient: true for an application that cannot keep a secret";
  const secondPlace = "is a second place for the application's keys: keep one of jwks, jwksUri and certificate";
  const callback = { publicClient: true, grantTypes: ["authorization_code"], callbackURLs: ["https://app.example/"] };
  const refused: [what: string, application: object, line: string][] = [
    [
      "private_key_jwt without keys",
      { tokenEndpointAuthMethod: "private_key_jwt" },
      `tokenEndpointAuthMethod "private_key_jwt" ${keyMissing}`,
    ],
    [
      "self_signed_tls_client_auth without keys",
      { tokenEndpointAuthMethod: "self_signed_tls_client_auth" },
      `tokenEndpointAuthMethod "self_signed_tls_client_auth" ${keyMissing}`,
    ],
    [
      "tls_client_auth without a subject",
      { tokenEndpointAuthMethod: "tls_client_auth" },
      `tokenEndpointAuthMethod "tls_client_auth" needs tlsClientAuthSubjectDn, the subject of the application's certificate (RFC 8705 §2.1.2)`,
    ],
    [
      "a subject that is none",
      { tokenEndpointAuthMethod: "tls_client_auth", tlsClientAuthSubjectDn: "acme" },
      `tlsClientAuthSubjectDn "acme" is not a name as certificates have it: write it as CN=client,O=Acme`,
    ],
    [
      "client_secret_basic without a secret",
      { tokenEndpointAuthMethod: "client_secret_basic", jwks: JWKS },
      secretMissing,
    ],
    ["client_secret_jwt without a secret", { tokenEndpointAuthMethod: "client_secret_jwt", jwks: JWKS }, secretMissing],
    [
      "a public client with private_key_jwt",
      { ...callback, tokenEndpointAuthMethod: "private_key_jwt", jwks: JWKS },
      `tokenEndpointAuthMethod "private_key_jwt" does not fit publicClient: true`,
    ],
    [
      "a confidential client with none",
      { clientSecret: SECRET, tokenEndpointAuthMethod: "none" },
      `tokenEndpointAuthMethod "none" does not fit publicClient: false`,
    ],
    [
      "an HMAC with private_key_jwt",
      { tokenEndpointAuthMethod: "private_key_jwt", jwks: JWKS, tokenEndpointAuthSigningAlg: "HS256" },
      `tokenEndpointAuthSigningAlg "HS256" does not fit private_key_jwt, which signs with one of PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, Ed25519, RS256, RS384, RS512`,
    ],
    [
      "a key's algorithm with client_secret_jwt",
      { tokenEndpointAuthMethod: "client_secret_jwt", clientSecret: SECRET, tokenEndpointAuthSigningAlg: "RS256" },
      `tokenEndpointAuthSigningAlg "RS256" does not fit client_secret_jwt, which signs with one of HS256, HS384, HS512`,
    ],
    [
      "jwks and jwksUri together (RFC 7591 §2)",
      { tokenEndpointAuthMethod: "private_key_jwt", jwks: JWKS, jwksUri: JWKS_URI },
      `jwksUri "${JWKS_URI}" ${secondPlace}`,
    ],
    [
      "a private key",
      { tokenEndpointAuthMethod: "private_key_jwt", jwks: { keys: [privateKey.export({ format: "jwk" })] } },
      "jwks cannot be used: a private or symmetric key in a key set",
    ],
    [
      "a previous secret alone",
      { previousClientSecret: OLD_SECRET, tokenEndpointAuthMethod: "private_key_jwt", jwks: JWKS },
      "previousClientSecret stands without a clientSecret that has replaced it",
    ],
    [
      "an end of a secret that is not there",
      { clientSecret: SECRET, previousClientSecretExpiresAt: "2026-12-31T00:00:00Z" },
      `previousClientSecretExpiresAt "2026-12-31T00:00:00Z" stands without the previousClientSecret that it is about`,
    ],
    [
      "a number for a time",
      { clientSecret: SECRET, clientSecretExpiresAt: "1761568483" },
      `clientSecretExpiresAt "1761568483" is not a time: write it as 2026-12-31T23:59:59Z`,
    ],
  ];
  for (const [what, application, line] of refused) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => parse(application),
        (error: Error) => {
          assert.ok(error instanceof ConfigurationError);
          assert.equal(error.message.replace(/^my\.yaml:\d+:\d+: /, ""), `${app}.${line}`);
          return true;
        },
      );
    });
  }

  it("has two secrets, each with its end, or from the environment (security bar 6.6)", () => {
    const { secrets } = parse(
      {
        clientSecret: `\${NEW}`,
        previousClientSecret: `\${OLD}`,
        previousClientSecretExpiresAt: "2026-12-31T23:59:59Z",
      },
      { NEW: SECRET, OLD: OLD_SECRET },
    );
    assert.deepEqual(secrets, [
      { hash: sha256(SECRET).toString("base64url"), expiresAt: undefined },
      { hash: sha256(OLD_SECRET).toString("base64url"), expiresAt: Date.UTC(2026, 11, 31, 23, 59, 59) / 1000 },
    ]);
  });

  it("never shows a previous secret in a message", () => {
    assert.throws(
      () => parse({ previousClientSecret: OLD_SECRET }),
      (error: Error) => !error.message.includes(OLD_SECRET),
    );
  });
});
