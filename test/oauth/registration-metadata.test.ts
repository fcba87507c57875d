import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { answerOf } from "../client.ts";
import { CALLBACK } from "../organizations.ts";
import { type OtherServer, startOtherServer } from "../outbound/server.ts";
import { administratorToken, callRegistration, METADATA, organizationsThatRegister } from "../registration.ts";
import { startServer, type TestServer } from "../server.ts";

const JWK = generateKeyPairSync("ec", { namedCurve: "P-256" });
const JWKS = { keys: [{ ...JWK.publicKey.export({ format: "jwk" }), kid: "a" }] };
const PRIVATE_JWKS = { keys: [JWK.privateKey.export({ format: "jwk" })] };
const SECOND_HOST = "https://other.example/callback";

/** What is refused, and as what. Each stands beside metadata that is in order. */
const REFUSED: readonly (readonly [title: string, metadata: object, error?: string])[] = [
  ["no redirect URI", { redirect_uris: [] }, "invalid_redirect_uri"],
  ["redirect URIs that are no list", { redirect_uris: CALLBACK }, "invalid_redirect_uri"],
  ["a redirect URI that is no text", { redirect_uris: [1] }, "invalid_redirect_uri"],
  ...[
    "https://app.example/#fragment",
    "/relative",
    "http://app.example/",
    "https://*.app.example/",
    "https://user:secret@app.example/",
    "javascript:alert(1)",
    "data:text/html,a",
    "file:///etc/passwd",
    "myapp:/callback",
    "https://app.example/\0",
    `https://app.example/${"a".repeat(2048)}`,
  ].map(
    (uri) =>
      [
        `the redirect URI ${uri.slice(0, 40)} (security bar 2.3)`,
        { redirect_uris: [uri] },
        "invalid_redirect_uri",
      ] as const,
  ),
  [
    "an implicit web application on localhost",
    { redirect_uris: ["http://localhost/"], response_types: ["id_token"] },
    "invalid_redirect_uri",
  ],
  [
    "a response type without its grant type",
    { grant_types: ["authorization_code"], response_types: ["code id_token"] },
  ],
  ["a response type that is not known", { response_types: ["code password"] }],
  ["a grant type that is not known", { grant_types: ["telepathy"] }],
  ["a way to authenticate that is not known", { token_endpoint_auth_method: "password" }],
  ["private_key_jwt without a key", { token_endpoint_auth_method: "private_key_jwt" }],
  ["tls_client_auth without a name", { token_endpoint_auth_method: "tls_client_auth" }],
  [
    "an algorithm that does not fit",
    { token_endpoint_auth_method: "private_key_jwt", jwks: JWKS, token_endpoint_auth_signing_alg: "HS256" },
  ],
  ["a public client with a secret", { ext_public_client: true, token_endpoint_auth_method: "client_secret_post" }],
  ["two places for keys (RFC 7591 §2)", { jwks: JWKS, jwks_uri: "https://app.example/jwks" }],
  ["a private key in the key set", { jwks: PRIVATE_JWKS }],
  ["a symmetric key in the key set", { jwks: { keys: [{ kty: "oct", k: "YQ" }] } }],
  ["keys that are no key set", { jwks: [] }],
  ["a key set that is not fetched by https", { jwks_uri: "http://app.example/jwks" }],
  ["ID tokens that are not signed", { id_token_signed_response_alg: "none" }],
  ["an algorithm that we do not sign with", { userinfo_signed_response_alg: "HS256" }],
  ["encryption without a key", { id_token_encrypted_response_alg: "RSA-OAEP-256" }],
  ["encryption by RSA1_5 (security bar 20.6)", { jwks: JWKS, id_token_encrypted_response_alg: "RSA1_5" }],
  ["a method of encryption without an algorithm", { jwks: JWKS, id_token_encrypted_response_enc: "A256GCM" }],
  ["signed requests without a key", { require_signed_request_object: true }],
  ["tokens bound in two ways", { dpop_bound_access_tokens: true, tls_client_certificate_bound_access_tokens: true }],
  ["a logo that is not fetched by https", { logo_uri: "http://app.example/logo.png" }],
  ["a script for a policy", { policy_uri: "javascript:alert(1)" }],
  ["a logout URI that is not https", { backchannel_logout_uri: "http://app.example/logout" }],
  ["pairwise subjects for several hosts", { subject_type: "pairwise", redirect_uris: [CALLBACK, SECOND_HOST] }],
  [
    "pairwise subjects for a host, and the same host named in a private-use scheme",
    { subject_type: "pairwise", redirect_uris: [CALLBACK, "com.example.app://app.example/callback"] },
  ],
  [
    "a sector identifier on the internal network (security bar 21.1, 21.2)",
    { sector_identifier_uri: "https://127.0.0.1/" },
  ],
  ["a name with a line break", { client_name: "a\nb" }],
  ["a place to begin a login by http, on loopback too", { initiate_login_uri: "http://localhost/login" }],
  ["a number for a flag", { require_auth_time: 1 }],
  ["a negative time", { default_max_age: -1 }],
  ["a longer time than a year", { default_max_age: 31_536_001 }],
  ["a software statement that is no JWT", { software_statement: "abc" }, "invalid_software_statement"],
  ["a software statement, of whomever", { software_statement: "e30.e30.YQ" }, "unapproved_software_statement"],
];

describe("RFC 7591 §2, OIDC Registration §2: what a client says of itself", () => {
  let server: TestServer;
  let place: OtherServer;
  let token: string;
  let sector: unknown = [];
  before(async () => {
    place = await startOtherServer((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(sector));
    });
    const settings = { outboundAllowedHosts: [`127.0.0.1:${place.port}`] };
    server = await startServer({ organizations: organizationsThatRegister(), settings });
    token = await administratorToken(server);
  });
  after(async () => {
    await server.stop();
    await place.close();
  });

  const register = (body: unknown) => callRegistration(server, { token, body });
  const readBack = async (uri: string) => (await callRegistration(server, { method: "GET", path: uri, token })).body;

  for (const [what, metadata, error = "invalid_client_metadata"] of REFUSED) {
    it(`refuses ${what}: ${error}`, async () => {
      const { status, body } = await register({ ...METADATA, ...metadata });
      assert.deepEqual([status, body.error, Object.keys(body)], [400, error, ["error", "error_description"]]);
    });
  }

  for (const [what, body] of [
    ["no JSON", "{"],
    ["no UTF-8", "\ud800"],
    ["a list", "[]"],
    ["nothing", "null"],
    ["a text", '"a"'],
  ] as const) {
    it(`refuses a body that is ${what}`, async () => {
      const answer = await callRegistration(server, { token, body });
      assert.deepEqual([answer.status, answer.body.error], [400, "invalid_client_metadata"]);
    });
  }

  const ACCEPTED: readonly (readonly [string, object])[] = [
    ["of the implicit flow", { response_types: ["id_token", "id_token token"], grant_types: ["implicit"] }],
    [
      "of the hybrid flow",
      { response_types: ["code", "code id_token token"], grant_types: ["authorization_code", "implicit"] },
    ],
    [
      "that is native",
      { application_type: "native", redirect_uris: ["com.example.app:/callback", "http://127.0.0.1/cb"] },
    ],
    [
      "with keys of its own",
      { token_endpoint_auth_method: "private_key_jwt", jwks: JWKS, token_endpoint_auth_signing_alg: "ES256" },
    ],
    [
      "with keys at an address",
      { token_endpoint_auth_method: "private_key_jwt", jwks_uri: "https://app.example/jwks" },
    ],
    [
      "with a certificate",
      { token_endpoint_auth_method: "tls_client_auth", tls_client_auth_subject_dn: "CN=app,O=Acme" },
    ],
    [
      "with everything encrypted",
      Object.fromEntries([
        ["jwks", JWKS],
        ...["id_token", "userinfo", "authorization", "introspection"].flatMap((kind) => [
          [`${kind}_signed_response_alg`, "ES256"],
          [`${kind}_encrypted_response_alg`, "ECDH-ES"],
          [`${kind}_encrypted_response_enc`, "A256GCM"],
        ]),
      ]),
    ],
    [
      "with signed requests",
      {
        jwks: JWKS,
        require_signed_request_object: true,
        request_object_signing_alg: "ES256",
        request_uris: ["https://app.example/request.jwt#hash"],
      },
    ],
    [
      "whose requests are pushed, and tokens bound",
      { require_pushed_authorization_requests: true, dpop_bound_access_tokens: true },
    ],
    [
      "with places to log out",
      {
        post_logout_redirect_uris: [CALLBACK],
        backchannel_logout_uri: CALLBACK,
        backchannel_logout_session_required: true,
        frontchannel_logout_uri: CALLBACK,
        frontchannel_logout_session_required: true,
      },
    ],
    ["that others can begin the login of (OIDC Core §4)", { initiate_login_uri: "https://app.example/login" }],
    [
      "with pages and people",
      {
        logo_uri: "https://app.example/logo",
        policy_uri: "https://app.example/p#a",
        tos_uri: "https://app.example/t",
        client_uri: "https://app.example/",
        contacts: ["ops@app.example"],
      },
    ],
    ["with wishes for each sign-in", { default_max_age: 0, require_auth_time: true, default_acr_values: ["urn:a"] }],
    ["of one scope", { scope: "openid email" }],
    [
      "of Asgardeo's own members",
      {
        ext_pkce_mandatory: true,
        ext_token_type: "JWT",
        ext_user_token_lifetime: 60,
        ext_refresh_token_lifetime: 120,
        ext_id_token_lifetime: 30,
        ext_application_display_name: "App",
      },
    ],
  ];
  for (const [what, metadata] of ACCEPTED) {
    it(`registers a client ${what}, and tells so afterwards`, async () => {
      const { status, body } = await register({ ...METADATA, ...metadata });
      assert.equal(status, 201, JSON.stringify(body));
      for (const told of [body, await readBack(body.registration_client_uri)]) {
        for (const [name, value] of Object.entries(metadata)) assert.deepEqual(told[name], value, name);
      }
    });
  }

  it("passes over members that it does not know, and null (RFC 7591 §2, RFC 7592 §2.2)", async () => {
    const { status, body } = await register({ ...METADATA, "client_name#de": "App", unknown: {}, logo_uri: null });
    assert.equal(status, 201);
    for (const name of ["client_name#de", "unknown", "logo_uri"]) assert.ok(!(name in body), name);
  });

  it("drops scopes that there are not, and finds the grant types for response types; with a code in one, code alone is allowed as well", async () => {
    const { body } = await register({
      ...METADATA,
      scope: "openid internal_dcr_create nonsense",
      response_types: ["id_token code"],
    });
    assert.equal(body.scope, "openid");
    assert.deepEqual(body.response_types, ["code", "code id_token"]);
    assert.deepEqual(body.grant_types, ["authorization_code", "implicit"]);
  });

  it("has the key that signs the client's ID tokens published before the client is answered (OIDC Core §10.1.1)", async () => {
    const client = { id_token_signed_response_alg: "ES384", userinfo_signed_response_alg: "ES512" };
    assert.equal((await callRegistration(server, { tenant: "globex", body: { ...METADATA, ...client } })).status, 201);
    const jwks = await answerOf(await fetch(server.url("/oauth2/jwks", "globex")));
    const algorithms: string[] = jwks.body.keys.map(({ alg }: { alg: string }) => alg);
    assert.ok(algorithms.includes("ES384") && algorithms.includes("ES512"), algorithms.join());
  });

  describe("sector identifiers (OIDC Registration §5)", () => {
    const pairwise = () => ({
      subject_type: "pairwise",
      sector_identifier_uri: `http://127.0.0.1:${place.port}/sector.json`,
      redirect_uris: [CALLBACK, SECOND_HOST],
    });

    it("are taken when their document lists every redirect URI", async () => {
      sector = [SECOND_HOST, CALLBACK, "https://third.example/"];
      const { status, body } = await register({ ...METADATA, ...pairwise() });
      assert.equal(status, 201);
      assert.equal(body.sector_identifier_uri, pairwise().sector_identifier_uri);
      assert.deepEqual(place.requests.at(-1)?.url, "/sector.json");
    });

    for (const [what, document] of [
      ["lacks a redirect URI", [CALLBACK]],
      ["is no list", { redirect_uris: [CALLBACK, SECOND_HOST] }],
      ["is a text", `${CALLBACK} ${SECOND_HOST}`],
    ] as const) {
      it(`are refused when the document ${what}`, async () => {
        sector = document;
        const { status, body } = await register({ ...METADATA, ...pairwise() });
        assert.deepEqual([status, body.error], [400, "invalid_client_metadata"]);
        assert.ok(!body.error_description.includes("127.0.0.1"));
      });
    }
  });

  it("is answered with 201 or a clean refusal, whatever it is", async () => {
    const names = Object.keys((await register({ ...METADATA, scope: "openid", jwks: JWKS })).body);
    const anything = fc.oneof(fc.jsonValue(), fc.constantFrom(CALLBACK, [CALLBACK], true, 1, "openid", ["code"], JWKS));
    const metadata = fc.dictionary(
      fc.oneof(fc.constantFrom(...names, "__proto__", "software_statement"), fc.string()),
      anything,
    );
    await fc.assert(
      fc.asyncProperty(metadata, fc.boolean(), async (sent, sound) => {
        const { status, body } = await register(sound ? { ...sent, ...METADATA } : sent);
        if (status === 201) {
          const { client_secret: _, registration_access_token: __, ...rest } = body;
          assert.deepEqual(await readBack(body.registration_client_uri), rest);
        } else {
          assert.equal(status, 400);
          assert.match(
            body.error,
            /^(invalid_(client_metadata|redirect_uri|software_statement)|unapproved_software_statement)$/,
          );
        }
      }),
      { numRuns: 60 },
    );
  });
});
