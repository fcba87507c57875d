import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { ConfigurationError } from "../../src/configuration/configuration.ts";
import { parseConfiguration } from "../../src/configuration/parse.ts";
import { toClient } from "../../src/configuration/to-client.ts";
import { serviceAccountFile } from "../attested-device.ts";

const SECRET = "a-client-secret-of-more-than-32-characters";

function parse(text: string, env: Record<string, string> = {}) {
  return parseConfiguration(text, "my.yaml", env);
}

/** Where the mark with the given number stands, once the marks are taken out. */
function placeOfMark(text: string, number: number): string {
  const before = text
    .split("»")
    .slice(0, number + 1)
    .join("")
    .split("\n");
  return `my.yaml:${before.length}:${(before.at(-1) ?? "").length + 1}`;
}

/** A file with one organization, whose lists start in line 4. */
function withUsers(users: string): string {
  return `organizations:\n  - handle: acme\n    users:\n${users}`;
}
function withApplication(settings: string): string {
  return `organizations:\n  - handle: acme\n    applications:\n      - { clientId: app, ${settings} }`;
}
const PUBLIC = "publicClient: true, callbackURLs: ['https://app.example/cb']";
const GRANT_TYPES = [
  "authorization_code",
  "refresh_token",
  "client_credentials",
  "password",
  "organization_switch",
  "urn:ietf:params:oauth:grant-type:device_code",
  "urn:ietf:params:oauth:grant-type:token-exchange",
  "urn:ietf:params:oauth:grant-type:jwt-bearer",
  "urn:openid:params:grant-type:ciba",
  "implicit",
];

describe("configuration file", () => {
  it("holds the demo: one organization, one user, a public and a confidential application", () => {
    const text = readFileSync(new URL("../../demo/bifrost.yaml", import.meta.url), "utf8");
    const { demo, organizations } = parseConfiguration(text, "demo/bifrost.yaml", {});
    assert.equal(demo, true);
    assert.equal(organizations.length, 1);
    const [bifrost] = organizations;
    assert.equal(bifrost?.handle, "bifrost");
    const [user] = bifrost?.users ?? [];
    assert.equal(user?.userName, "user1@bifrost.com");
    assert.equal(user?.password, "Bifrost@2026");
    assert.deepEqual(Object.keys(user?.claims ?? {}), ["given_name", "family_name", "email", "email_verified"]);

    const [spa, web] = (bifrost?.applications ?? []).map((application) => toClient(application));
    assert.equal(spa?.clientId, "fv_LScHaB83PN4VPX1cHufphtHQa");
    assert.equal(spa?.publicClient, true);
    assert.deepEqual(spa?.pkce, { mandatory: true, plainAllowed: false });
    assert.deepEqual(spa?.grantTypes, ["authorization_code", "refresh_token"]);
    assert.equal(web?.clientId, "bifrost-web");
    assert.equal(web?.pkce.mandatory, false);
    assert.deepEqual(web?.grantTypes, ["authorization_code", "refresh_token", "client_credentials"]);
    for (const client of [spa, web]) {
      assert.deepEqual(client?.redirectUris, ["https://localhost:5000", "http://localhost:5000"]);
      assert.deepEqual(client?.allowedOrigins, ["https://localhost:5000", "http://localhost:5000"]);
      assert.deepEqual(client?.scopes, ["openid", "profile", "email"]);
      assert.equal(client?.subjectClaim, "username");
    }
  });

  for (const [what, settings, expected] of [
    ["responseTypes", "responseTypes: [none, id_token]", ["none", "id_token"]],
    [
      "hybridFlow, in Asgardeo's words (contract §6.10)",
      "hybridFlow: { enable: true, responseType: 'code id_token, code token' }, responseTypes: [code token]",
      ["code token", "code id_token"],
    ],
    ["a hybridFlow that is not enabled", "hybridFlow: { enable: false, responseType: code token }", []],
  ] as const) {
    it(`switches response types on by ${what}`, () => {
      const { organizations } = parse(withApplication(`${PUBLIC}, ${settings}`));
      const client = toClient(organizations[0]?.applications[0] as Parameters<typeof toClient>[0]);
      assert.deepEqual(client.responseTypes, expected);
    });
  }

  it("gets the secure choice where it says nothing", () => {
    const { organizations } = parse(withApplication(PUBLIC));
    const client = toClient(organizations[0]?.applications[0] as Parameters<typeof toClient>[0]);
    assert.deepEqual(JSON.parse(JSON.stringify(client)), {
      clientId: "app",
      name: "app",
      enabled: true,
      publicClient: true,
      secrets: [],
      clientAuthentication: { assertionReuseAllowed: false },
      keys: {},
      applicationType: "web",
      grantTypes: ["authorization_code", "refresh_token"],
      responseTypes: [],
      redirectUris: ["https://app.example/cb"],
      allowedOrigins: ["https://app.example"],
      pkce: { mandatory: true, plainAllowed: false },
      pushedRequestsRequired: false,
      requestObject: { required: false, requestUris: [] },
      authorizationResponse: { signingAlgorithm: "RS256" },
      authorizedApis: [],
      authorizationDetailsTypes: [],
      sharing: { with: "none" },
      subject: { type: "public" },
      accessToken: {
        format: "opaque",
        userLifetimeSeconds: 3600,
        applicationLifetimeSeconds: 3600,
        audience: [],
        signingAlgorithm: "RS256",
        binding: "none",
        bindingValidated: false,
        endsWithSession: false,
        scopeAsArray: false,
        claims: [],
      },
      refreshToken: { lifetimeSeconds: 86400, rotate: true, extendOnRotation: true, graceSeconds: 10 },
      idToken: { lifetimeSeconds: 3600, audience: [], signingAlgorithm: "RS256" },
      userinfo: {},
      introspection: { signingAlgorithm: "RS256" },
      logout: { backChannelSessionRequired: false, frontChannelSessionRequired: false, redirectUris: [] },
      ciba: { requestLifetimeSeconds: 120, deliveryMode: "poll" },
      subjectToken: { enabled: false, lifetimeSeconds: 180 },
      authTimeRequired: false,
      defaultAcrValues: [],
      skipConsent: false,
      skipLogoutConsent: false,
    });
  });

  it("takes Asgardeo's regexp=(a|b) as a list of literals (security bar 2.4)", () => {
    const urls = "callbackURLs: ['regexp=(https://a.example/cb|com.example.app:/cb)']";
    const { organizations } = parse(withApplication(`publicClient: true, ${urls}`));
    const client = toClient(organizations[0]?.applications[0] as Parameters<typeof toClient>[0]);
    assert.deepEqual(client.redirectUris, ["https://a.example/cb", "com.example.app:/cb"]);
    assert.deepEqual(client.allowedOrigins, ["https://a.example"]);
  });

  it("takes secrets from the environment", () => {
    const { organizations, server } = parse(
      `server: { encryptionKey: "\${KEY}" }\n${withApplication("grantTypes: [client_credentials], clientSecret: $SECRET").replace("$SECRET", `"\${APP_SECRET}"`)}`,
      { APP_SECRET: SECRET, KEY: "the key" },
    );
    assert.equal(organizations[0]?.applications[0]?.clientSecret, SECRET);
    assert.deepEqual(server, { encryptionKey: { value: "the key", place: "my.yaml:1:26" } });
  });

  it("takes for no reference what others have written: it is not theirs to read the operator's environment", () => {
    const reference = `\${KEY}`;
    const schema = { secrets: { a: reference }, password: reference };
    const details = { type: "t", schema };
    const jwks = {
      keys: [{ kty: "EC", crv: "P-256", x: "a", y: "b", password: reference, secrets: { a: reference } }],
    };
    const apiResources = [{ identifier: "https://a.example", authorizationDetailsTypes: [details] }];
    const { organizations } = parseConfiguration(
      JSON.stringify({ organizations: [{ handle: "acme", apiResources }] }),
      "my.yaml",
      { KEY: "the key" },
    );
    assert.deepEqual(organizations[0]?.apiResources[0]?.authorizationDetailsTypes[0]?.schema, schema);
    const text = JSON.stringify({ organizations: [{ handle: "acme", applications: [{ clientId: "a", jwks }] }] });
    assert.throws(
      () => parseConfiguration(text, "my.yaml", {}),
      (error: Error) => !error.message.includes("environment variable"),
    );
  });

  it("may be empty", () => {
    assert.deepEqual(parse(""), { demo: false, server: {}, organizations: [] });
  });

  it("allows weak passwords and secrets in a demo", () => {
    const user = "users: [{ userName: alice, password: password }]";
    const application = "applications: [{ clientId: a, clientSecret: short, grantTypes: [client_credentials] }]";
    const text = `organizations: [{ handle: acme, ${user}, ${application} }]`;
    assert.equal(parse(`demo: true\n${text}`).demo, true);
    assert.throws(() => parse(text), ConfigurationError);
  });

  const app = "organizations[0].applications[0]";
  const user = "organizations[0].users[0]";
  // Each » marks the place that the next line must name.
  const faults: [what: string, text: string, ...lines: string[]][] = [
    [
      "broken YAML",
      "organizations: [»",
      "Flow sequence in block collection must be sufficiently indented and end with a ]",
    ],
    ["a duplicate key", "demo: true\n»demo: false", "the key stands here for the second time: keep one"],
    ["a text instead of a section", "»hello", "the file is not a section of keys"],
    ["an unknown key", "»organisations: []", 'organisations is not known: did you mean "organizations"?'],
    ["a missing key", "organizations:\n  - »name: Acme", "organizations[0].handle is missing: give a text"],
    [
      "a handle with capitals",
      "organizations:\n  - handle: »Acme",
      'organizations[0].handle "Acme" is not 1 to 63 lower-case letters, digits, - and ., with a letter or digit at both ends',
    ],
    [
      "a handle given twice",
      "organizations:\n  - handle: acme\n  - handle: »acme",
      'organizations[1].handle "acme" stands twice: also in organizations[0]',
    ],
    [
      "a user name given twice in another case",
      withUsers(
        "    - { userName: jane, password: a long passphrase }\n    - { userName: »JANE, password: a long passphrase }",
      ),
      'organizations[0].users[1].userName "JANE" stands twice: also in users[0]',
    ],
    [
      "a short password",
      withUsers("    - { userName: jane, password: »seven77 }"),
      `${user}.password is shorter than 8 characters`,
    ],
    [
      "a long password",
      withUsers(`    - { userName: jane, password: »${"ab cd ".repeat(50)}}`),
      `${user}.password is longer than 256 characters`,
    ],
    [
      "a common password (security bar 17.3)",
      withUsers("    - { userName: jane, password: »P4ssw0rd!23 }"),
      `${user}.password is among the most common ones: choose another`,
    ],
    [
      "the user's name as password",
      withUsers("    - { userName: janedoe1@acme.example, password: »JaneDoe1 }"),
      `${user}.password is a name of its surroundings: choose another`,
    ],
    [
      "an unset environment variable",
      withUsers(`    - { userName: jane, password: »'\${JANE_PASSWORD}' }`),
      `${user}.password refers to the environment variable JANE_PASSWORD, which is not set`,
    ],
    [
      "an unknown claim",
      withUsers("    - { userName: jane, password: a long passphrase, claims: { »emial: j@x.example } }"),
      `${user}.claims.emial is not known: did you mean "email"?`,
    ],
    [
      "claims of the wrong kind",
      withUsers(
        "    - { userName: jane, password: a long passphrase, claims: { email_verified: »yes, address: »Rome } }",
      ),
      `${user}.claims.email_verified "yes" is not true or false`,
      `${user}.claims.address "Rome" is not a section of keys`,
    ],
    [
      "http off loopback (security bar 2.3)",
      withApplication("publicClient: true, callbackURLs: [»'http://app.example']"),
      `${app}.callbackURLs[0] "http://app.example" uses http, which is for loopback addresses only (RFC 8252 §8.3)`,
    ],
    [
      "a pattern as callback",
      withApplication("publicClient: true, callbackURLs: [»'regexp=(https://.*)']"),
      `${app}.callbackURLs[0] "regexp=(https://.*)" is a pattern: list the URLs one by one, or as regexp=(https://a.example|https://b.example)`,
    ],
    [
      "an origin with a path",
      withApplication(`${PUBLIC}, allowedOrigins: [»'https://app.example/']`),
      `${app}.allowedOrigins[0] "https://app.example/" is not an origin: write scheme, host and port only, as in https://app.example.com`,
    ],
    [
      "a public client with a secret",
      withApplication(`${PUBLIC}, clientSecret: »${SECRET}`),
      `${app}.clientSecret is given to a public client, which cannot keep it: take one of the two out`,
    ],
    [
      "a public client that acts for itself (RFC 6749 §4.4)",
      withApplication("publicClient: true, grantTypes: »[client_credentials]"),
      `${app}.grantTypes holds client_credentials, which needs a client with a secret (RFC 6749 §4.4)`,
    ],
    [
      "a public client that asks for users elsewhere (CIBA §7.1)",
      withApplication("publicClient: true, grantTypes: »['urn:openid:params:grant-type:ciba']"),
      `${app}.grantTypes holds urn:openid:params:grant-type:ciba, which needs a client that authenticates (CIBA §7.1)`,
    ],
    [
      "a client that is to be told, and nowhere (CIBA §4)",
      withApplication(`${PUBLIC}, cibaAuthenticationRequest: »{ deliveryMode: ping }`),
      `${app}.cibaAuthenticationRequest.clientNotificationEndpoint is missing: deliveryMode: ping needs it (CIBA §4)`,
    ],
    [
      "a public client that keeps its refresh tokens (RFC 9700 §4.14.2)",
      withApplication(`${PUBLIC}, refreshToken: { renewRefreshToken: »false }`),
      `${app}.refreshToken.renewRefreshToken false must be true for a public client (RFC 9700 §4.14.2)`,
    ],
    [
      "pairwise subjects of a client with callbacks on two hosts (OIDC Core §8.1)",
      withApplication(
        "publicClient: true, callbackURLs: ['https://a.example', 'https://b.example'], subject: { subjectType: »pairwise }",
      ),
      `${app}.subject.subjectType "pairwise" needs a sectorIdentifierUri beside callbackURLs of several hosts (OIDC Core §8.1)`,
    ],
    [
      "a front-channel page of another place than the callbacks (Front-Channel Logout §2)",
      withApplication(`${PUBLIC}, logout: { frontChannelLogoutUrl: »https://elsewhere.example/out }`),
      `${app}.logout.frontChannelLogoutUrl "https://elsewhere.example/out" needs the scheme, host and port of one of the callbackURLs (Front-Channel Logout §2)`,
    ],
    [
      "pairwise subjects that are everybody's e-mail address",
      withApplication(`${PUBLIC}, subject: { subjectType: pairwise }, subjectClaim: »email`),
      `${app}.subjectClaim "email" names users alike to all applications, which subjectType: pairwise is to prevent: take one of the two out`,
    ],
    [
      "encryption to a client that has no key",
      withApplication(`${PUBLIC}, userinfo: { encryption: »{ algorithm: ECDH-ES } }`),
      `${app}.userinfo.encryption needs the application's public key: give jwksUri, jwks or certificate`,
    ],
    [
      "a confidential client without a secret",
      withApplication("grantTypes: [client_credentials]").replace("{ clientId", "»{ clientId"),
      `${app}.clientSecret is missing: give one, or set publicClient: true for an application that cannot keep a secret`,
    ],
    [
      "a short previous secret",
      withApplication(
        `grantTypes: [client_credentials], clientSecret: ${SECRET}, previousClientSecret: »hunter2hunter2`,
      ),
      `${app}.previousClientSecret is shorter than 32 characters: make one with \`tessera new-encryption-key\``,
    ],
    [
      "a short secret",
      withApplication("grantTypes: [client_credentials], clientSecret: »hunter2hunter2"),
      `${app}.clientSecret is shorter than 32 characters: make one with \`tessera new-encryption-key\``,
    ],
    [
      "a code without a callback",
      withApplication("publicClient: true").replace("{ clientId", "»{ clientId"),
      `${app}.callbackURLs holds no URL, but the grant type authorization_code needs one`,
    ],
    [
      "a grant type that is not served",
      withApplication("publicClient: true, grantTypes: [»nonsense]"),
      `${app}.grantTypes[0] "nonsense" is not known: known are ${GRANT_TYPES.map((name) => `"${name}"`).join(", ")}`,
    ],
    [
      "an implicit grant without a callback",
      withApplication("publicClient: true, grantTypes: [implicit]").replace("{ clientId", "»{ clientId"),
      `${app}.callbackURLs holds no URL, but the grant type implicit needs one`,
    ],
    [
      "a hybrid flow that names no response type",
      withApplication(`${PUBLIC}, hybridFlow: »{ enable: true }`),
      `${app}.hybridFlow.responseType is missing: name the response types, as in code id_token`,
    ],
    [
      "a hybrid flow with a response type that is none of its own",
      withApplication(`${PUBLIC}, hybridFlow: { enable: true, responseType: »'code token,id_token' }`),
      `${app}.hybridFlow.responseType "code token,id_token" is not a list of these with commas between them: code id_token, code token, code id_token token`,
    ],
    [
      "a grace above 60 seconds (security bar 5.3)",
      withApplication(`${PUBLIC}, refreshToken: { gracefulRefreshTokenRotationValidityPeriod: »61 }`),
      `${app}.refreshToken.gracefulRefreshTokenRotationValidityPeriod 61 must be at most 60`,
    ],
    [
      "an unknown token type",
      withApplication(`${PUBLIC}, accessToken: { type: »jwt }`),
      `${app}.accessToken.type "jwt" is not known: use one of Default, JWT`,
    ],
    [
      "a client id that is a user's name (security bar 6.11)",
      `organizations:\n- handle: acme\n  users: [{ userName: app, password: a long passphrase }]\n  applications: [{ clientId: »app, ${PUBLIC} }]`,
      `${app}.clientId "app" is also the name of a user: choose another`,
    ],
  ];
  for (const [what, text, ...lines] of faults) {
    it(`refuses ${what}, naming the place`, () => {
      const expected = lines.map((line, index) => `${placeOfMark(text, index)}: ${line}`);
      assert.throws(() => parse(text.replaceAll("»", "")), new ConfigurationError(expected.join("\n")));
    });
  }

  it("is told all its faults at once, in the order of the file", () => {
    const text = "demo: 1\nservers: {}\norganizations:\n  - handle: A\n  - handle: B\n    users: 5";
    assert.throws(
      () => parse(text),
      (error: Error) => {
        assert.deepEqual(
          error.message.split("\n").map((line) => line.split(" ")[0]),
          ["my.yaml:1:7:", "my.yaml:2:1:", "my.yaml:4:13:", "my.yaml:5:13:", "my.yaml:6:12:"],
        );
        return true;
      },
    );
  });

  it("never shows a password or a secret in a message", () => {
    const text = withUsers("    - { userName: jane, password: 12345678901234 }");
    assert.throws(
      () => parse(text),
      (error: Error) => !error.message.includes("12345678901234") && error.message.includes("is not a text"),
    );
  });

  it("finds the line of a value behind an anchor", () => {
    const text = [
      "organizations:",
      "  - handle: acme",
      "    applications:",
      "      - &base { clientId: a, publicClient: true, callbackURLs: &urls ['http://app.example'] }",
      "      - { clientId: b, publicClient: true, callbackURLs: *urls }",
    ].join("\n");
    assert.throws(
      () => parse(text),
      (error: Error) => {
        assert.equal(error.message.split("\n").filter((line) => line.startsWith("my.yaml:4:71:")).length, 2);
        return true;
      },
    );
  });

  it("is described by examples that are valid", () => {
    const document = readFileSync(new URL("../../docs/configuration.md", import.meta.url), "utf8");
    const blocks = [...document.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map((match) => match[1] as string);
    assert.ok(blocks.length >= 2);
    const env = {
      JANE_PASSWORD: "a long passphrase",
      ACME_WEB_SECRET: SECRET,
      ACME_WEB_OLD_SECRET: SECRET,
      ACME_BATCH_SECRET: SECRET,
      ACME_PORTAL_SECRET: SECRET,
      ACME_GOOGLE_KEY_FILE: JSON.stringify(serviceAccountFile()),
    };
    for (const block of blocks) parse(block, env);
  });
});
