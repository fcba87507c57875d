import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { UnsecuredJWT } from "jose";
import { makeCertificate } from "../certificates.ts";
import {
  type AssertionKey,
  assertionClaims,
  assertRefused,
  OLD_SECRET,
  SECRET,
  secretKey,
  sendAssertion,
  signAssertion,
} from "../client-assertions.ts";
import { CALLBACK } from "../organizations.ts";
import { newRequestKey, type RequestKey } from "../request-objects.ts";
import { startServer, type TestServer } from "../server.ts";
import { organizationsWith, tenantStore } from "../tenant-data.ts";

describe("RFC 7523 §3, OIDC Core §9: a client that authenticates with an assertion", () => {
  let server: TestServer;
  const keys = new Map<string, RequestKey>();
  let stranger: RequestKey;
  let pem: string;

  before(async () => {
    for (const name of ["ES256", "PS256", "RS256", "EdDSA"]) keys.set(name, await newRequestKey(name));
    stranger = await newRequestKey("ES256");
    const certified = makeCertificate({ subject: [{ CN: "certified" }] });
    keys.set("certificate", { algorithm: "ES256", privateKey: certified.privateKey as never, jwk: {} });
    pem = certified.certificate;

    const jwks = { keys: ["ES256", "PS256", "RS256", "EdDSA"].map((name) => keys.get(name)?.jwk) };
    const byKey = { grantTypes: ["client_credentials"], tokenEndpointAuthMethod: "private_key_jwt", jwks };
    const bySecret = { grantTypes: ["client_credentials"], tokenEndpointAuthMethod: "client_secret_jwt" };
    server = await startServer({
      // The tests come through a proxy, so that the failures of one do not slow another.
      settings: { trustedProxies: ["127.0.0.1", "::1"], outboundAllowedHosts: ["localhost"] },
      organizations: organizationsWith(
        {
          ...byKey,
          clientId: "key",
          grantTypes: ["client_credentials", "authorization_code"],
          callbackURLs: [CALLBACK],
        },
        { ...byKey, clientId: "other-key" },
        { ...byKey, clientId: "es256", tokenEndpointAuthSigningAlg: "ES256" },
        { ...byKey, clientId: "unreachable", jwks: undefined, jwksUri: "http://localhost:1/jwks" },
        { ...byKey, clientId: "certified", jwks: undefined, certificate: pem },
        { ...byKey, clientId: "with-keys", tokenEndpointAuthMethod: undefined, clientSecret: SECRET },
        { ...bySecret, clientId: "secret", clientSecret: SECRET, previousClientSecret: OLD_SECRET },
        { ...bySecret, clientId: "hs512", clientSecret: SECRET, tokenEndpointAuthSigningAlg: "HS512" },
        { ...bySecret, clientId: "plain-secret", clientSecret: SECRET, tokenEndpointAuthMethod: undefined },
      ),
    });
  });
  after(() => server.stop());

  const key = (name = "ES256") => keys.get(name) as RequestKey;
  const now = () => server.clock.now;
  const sign = (clientId: string, by: AssertionKey = key(), changes: object = {}, header: object = {}) =>
    signAssertion(assertionClaims(server, clientId, { ...changes }), by, { ...header });
  const send = (...sent: [string, Record<string, string | undefined>?, string?]) => sendAssertion(server, ...sent);

  const endpoints = [
    ["token", { grant_type: "client_credentials" }, 200],
    ["introspect", { token: "abc" }, 200],
    ["revoke", { token: "abc" }, 200],
    [
      "par",
      { response_type: "code", redirect_uri: CALLBACK, code_challenge: "x".repeat(43), code_challenge_method: "S256" },
      201,
    ],
  ] as const;
  for (const [name, form, expected] of endpoints) {
    it(`is served at ${name} with private_key_jwt, and refused with another's key`, async () => {
      assert.equal((await send(await sign("key"), form, `/oauth2/${name}`)).status, expected);
      assertRefused(await send(await sign("key", stranger), form, `/oauth2/${name}`));
    });
  }
  for (const [name, form, expected] of endpoints.slice(0, 3)) {
    it(`is served at ${name} with client_secret_jwt, and refused with another secret`, async () => {
      assert.equal((await send(await sign("secret", secretKey()), form, `/oauth2/${name}`)).status, expected);
      assertRefused(await send(await sign("secret", secretKey("x".repeat(40))), form, `/oauth2/${name}`));
    });
  }

  type Case = [what: string, assertion: () => Promise<string>, form?: Record<string, string | undefined>];
  const served: Case[] = [
    ...["ES256", "PS256", "RS256", "EdDSA"].map(
      (name): Case => [name, () => sign("key", key(name), {}, { kid: name })],
    ),
    ...["HS256", "HS384", "HS512"].map((name): Case => [name, () => sign("secret", secretKey(SECRET, name))]),
    ["the one algorithm that is registered", () => sign("es256")],
    ["the one HMAC that is registered", () => sign("hs512", secretKey(SECRET, "HS512"))],
    ["the secret before, too (security bar 6.6)", () => sign("secret", secretKey(OLD_SECRET))],
    ["the key of a registered certificate", () => sign("certified", key("certificate"))],
    ["its client_id beside it (RFC 7521 §4.2)", () => sign("key"), { client_id: "key" }],
    ["the type client-authentication+jwt", () => sign("key", key(), {}, { typ: "client-authentication+jwt" })],
    ["the type JWT", () => sign("key", key(), {}, { typ: "JWT" })],
    ["no iat", () => sign("key", key(), { iat: undefined })],
    ["an end 10 minutes ahead (security bar 6.7)", () => sign("key", key(), { exp: now() + 600 })],
    ["an iat of 99 minutes ago (contract §5.3)", () => sign("key", key(), { iat: now() - 5940 })],
    ["claims that nobody knows", () => sign("key", key(), { unknown: [1] })],
    ["the audience in a list", () => sign("key", key(), { aud: [server.url("/oauth2/token")] })],
    ["the PAR endpoint for audience (RFC 9126 §2)", () => sign("key", key(), { aud: server.url("/oauth2/par") })],
    ["the CIBA endpoint for audience (CIBA Core §7.1)", () => sign("key", key(), { aud: server.url("/oauth2/ciba") })],
  ];
  for (const [what, assertion, form] of served) {
    it(`is served with ${what}`, async () => {
      const { status, body } = await send(await assertion(), form);
      assert.deepEqual([status, body], [200, { active: false }]);
    });
  }

  const refused: Case[] = [
    ["none (security bar 6.7)", async () => new UnsecuredJWT(assertionClaims(server, "key")).encode()],
    ["an HMAC with its public key in PEM (RFC 8725 §2.1)", () => sign("certified", secretKey(pem))],
    ["an HMAC with its public key as JSON", () => sign("key", secretKey(JSON.stringify(key().jwk)))],
    ["an HMAC with its secret, where it has private_key_jwt", () => sign("with-keys", secretKey())],
    ["an HMAC with its secret, where it has Basic and post", () => sign("plain-secret", secretKey())],
    [
      "an HMAC with the hash of its secret",
      async () => {
        const [stored] = (await (await tenantStore(server)).clients.find("secret"))?.secrets ?? [];
        return sign("secret", secretKey(stored?.hash));
      },
    ],
    ["an HMAC with nothing", () => sign("key", secretKey("\0"))],
    ["another algorithm than the registered one", () => sign("es256", key("PS256"))],
    ["another HMAC than the registered one", () => sign("hs512", secretKey())],
    ["a key that it names itself by jwk (security bar 20.2)", () => sign("key", stranger, {}, { jwk: stranger.jwk })],
    ["the kid of another of its keys", () => sign("key", key("ES256"), {}, { kid: "PS256" })],
    ["a kid that nobody knows", () => sign("key", key("ES256"), {}, { kid: "nobody's" })],
    ["another client's issuer", () => sign("key", key(), { iss: "other-key" })],
    ["another client's subject", () => sign("key", key(), { sub: "other-key" })],
    ["no issuer", () => sign("key", key(), { iss: undefined })],
    ["no subject", () => sign("key", key(), { sub: undefined })],
    ["a subject that is no text", () => sign("key", key(), { sub: ["key"] })],
    ["no audience", () => sign("key", key(), { aud: undefined })],
    ["an empty list of audiences", () => sign("key", key(), { aud: [] })],
    ["another server for audience", () => sign("key", key(), { aud: "https://other.example/" })],
    [
      "another tenant for audience (security bar 22.2)",
      () => sign("key", key(), { aud: server.url("/oauth2/token", "globex") }),
    ],
    [
      "another server beside this one",
      () => sign("key", key(), { aud: [server.url("/oauth2/token"), "https://other.example/"] }),
    ],
    ["the base URL for audience", () => sign("key", key(), { aud: server.baseUrl })],
    ["the issuer with a slash", () => sign("key", key(), { aud: server.url("/oauth2/token/") })],
    ["no end", () => sign("key", key(), { exp: undefined })],
    ["an end that is over", () => sign("key", key(), { exp: now() - 61 })],
    ["an end in more than 10 minutes", () => sign("key", key(), { exp: now() + 601 })],
    ["an end that is no time", () => sign("key", key(), { exp: "2099-01-01" as never })],
    ["a beginning that is to come", () => sign("key", key(), { nbf: now() + 120 })],
    ["an iat that is to come", () => sign("key", key(), { iat: now() + 120 })],
    ["an iat of more than 100 minutes ago (contract §5.3)", () => sign("key", key(), { iat: now() - 6001 })],
    ["no jti", () => sign("key", key(), { jti: undefined })],
    ["an empty jti", () => sign("key", key(), { jti: "" })],
    ["a jti that is no text", () => sign("key", key(), { jti: 7 as never })],
    ["the type of a proof (RFC 8725 §3.11)", () => sign("key", key(), {}, { typ: "dpop+jwt" })],
    ["the type of a request object", () => sign("key", key(), {}, { typ: "oauth-authz-req+jwt" })],
    ["an unknown critical header", () => sign("key", key(), {}, { crit: ["b64"], b64: true })],
    ["another client_id beside it (RFC 7521 §4.2)", () => sign("key"), { client_id: "other-key" }],
    [
      "another assertion type",
      () => sign("key"),
      { client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:saml2-bearer" },
    ],
    ["no assertion type", () => sign("key"), { client_assertion_type: undefined }],
    ["the type alone", () => sign("key"), { client_assertion: undefined }],
    ["the type alone, and its id", () => sign("key"), { client_assertion: undefined, client_id: "spa" }],
    ["what is no JWT", async () => "abc"],
    ["what is no JWT, from a public client", async () => "a.b.c", { client_id: "spa" }],
    ["more than 16 KiB (security bar 20.2)", () => sign("key", key(), { padding: "x".repeat(16_384) })],
    ["keys that cannot be fetched", () => sign("unreachable")],
    ["a client nobody knows, and its key", () => sign("nobody")],
    ["a client nobody knows, and a secret", () => sign("nobody", secretKey())],
    ["a public client", () => sign("spa")],
  ];
  for (const [what, assertion, form] of refused) {
    it(`is refused with ${what}: invalid_client`, async () => assertRefused(await send(await assertion(), form)));
  }

  const changedMember = fc.record({
    part: fc.constantFrom(0, 1),
    member: fc.oneof(
      fc.constantFrom("alg", "kid", "typ", "jwk", "crit", "iss", "sub", "aud", "exp", "iat", "nbf", "jti"),
      fc.string(),
    ),
    value: fc.option(fc.jsonValue(), { nil: undefined }),
  });
  const changedCharacter = fc.record({
    at: fc.nat(),
    to: fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."),
  });
  for (const [clientId, by] of [
    ["key", key],
    ["secret", secretKey],
  ] as const) {
    it(`is refused with whatever header or claims it did not sign: ${clientId} (security bar 20.1)`, async () => {
      const original = await sign(clientId, by());
      const [header = "", claims = "", signature = ""] = original.split(".");
      const change = (mutation: { part: number; member: string; value?: unknown } | { at: number; to: string }) => {
        const parts = [header, claims];
        if ("to" in mutation) {
          const signed = parts.join(".");
          const at = mutation.at % signed.length;
          return `${signed.slice(0, at)}${mutation.to}${signed.slice(at + 1)}.${signature}`;
        }
        const { part, member, value } = mutation;
        const entries = Object.entries(JSON.parse(Buffer.from(parts[part] ?? "", "base64url").toString()));
        const changed = Object.fromEntries([...entries.filter(([name]) => name !== member), [member, value]]);
        parts[part] = Buffer.from(JSON.stringify(changed)).toString("base64url");
        return `${parts.join(".")}.${signature}`;
      };
      await fc.assert(
        fc.asyncProperty(fc.oneof(changedMember, changedCharacter), async (mutation) => {
          const mutated = change(mutation);
          fc.pre(mutated !== original);
          assertRefused(await send(mutated));
        }),
        { numRuns: 150 },
      );
      assert.equal((await send(original)).status, 200);
    });
  }
});
