import fc from "fast-check";

const name = fc.stringMatching(/^[a-zé]{1,12}$/);
const seconds = fc.integer({ min: 1, max: 31_536_000 });
const flag = fc.boolean();
const text = fc.string({ minLength: 1, maxLength: 12, unit: "grapheme" }).filter((value) => !value.includes("\0"));
const references = fc.constantFrom(`$\{HOME}`, `$\{SECRET}`, "plain", "a: b # c", "- x", "yes", "1.0", "null", "~");
const anyText = fc.oneof(text, references);
const document = fc.dictionary(
  fc.stringMatching(/^[a-z]{1,8}$/),
  fc.oneof(anyText, fc.integer(), flag, fc.array(text)),
  {
    maxKeys: 3,
  },
);

const optional = <Members extends Record<string, fc.Arbitrary<unknown>>>(
  members: Members,
  requiredKeys: (keyof Members & string)[],
) => fc.record(members, { requiredKeys } as never) as fc.Arbitrary<Record<string, never>>;

const application = optional(
  {
    clientId: fc.stringMatching(/^c[!-~]{0,16}$/),
    id: fc.uuid(),
    name,
    description: anyText,
    enabled: flag,
    clientSecret: fc.stringMatching(/^[a-z]{32,40}$/),
    grantTypes: fc.constantFrom(
      ["client_credentials"],
      ["authorization_code"],
      ["authorization_code", "refresh_token"],
    ),
    callbackURLs: fc.uniqueArray(
      fc.webUrl({ validSchemes: ["https"] }).filter((url) => !url.includes("*")),
      { minLength: 1, maxLength: 2 },
    ),
    scopes: fc.uniqueArray(fc.constantFrom("openid", "profile", "orders:read")),
    authorizedAPIs: fc.constantFrom("management", [], [{ identifier: "https://api.example", scopes: ["read"] }]),
    requestedClaims: fc.uniqueArray(fc.constantFrom("email", "name", "username")),
    otherRequestedClaims: fc.uniqueArray(fc.constantFrom("department", "shoe_size")),
    mandatoryClaims: fc.constant(["email"]),
    allowedAudience: fc.constantFrom("ORGANIZATION", "APPLICATION"),
    accessToken: optional(
      {
        type: fc.constantFrom("Default", "JWT"),
        userAccessTokenExpiryInSeconds: seconds,
        bindingType: fc.constantFrom("DPoP", "None"),
      },
      [],
    ),
    refreshToken: optional({ expiryInSeconds: seconds, renewRefreshToken: flag }, []),
    idToken: optional({ expiryInSeconds: seconds, audience: fc.uniqueArray(name) }, []),
    sharedWith: fc.constantFrom("all", [], ["branch"], ["branch", "twig"]),
    sharedWithAllBelow: fc.constantFrom([], ["branch"]),
    signInSteps: fc.constant([{ options: [{ idp: "LOCAL", authenticator: "BasicAuthenticator" }] }]),
    enableAPIBasedAuthentication: flag,
    skipLoginConsent: flag,
    logoUrl: fc.constant("https://a.example/logo.png"),
    attestationMetaData: fc.constantFrom(
      { enableClientAttestation: true, appleAppId: "TEAM123456.com.example.app", bindToRequest: true },
      { androidPackageName: "com.example.app" },
    ),
    kept: fc.record({ application: document }),
  },
  ["clientId", "clientSecret", "grantTypes", "callbackURLs"],
);

const USERS = ["ada", "Bob", "eve@example.com"];
const GROUPS = ["staff", "Editors"];
const some = (names: readonly string[]) => fc.subarray([...names]);

const user = (userName: string) =>
  optional(
    {
      userName: fc.constant(userName),
      enabled: flag,
      claims: optional(
        { name: text, email_verified: flag, birthdate: fc.constant("1990-01-31"), locale: fc.constant("no") },
        [],
      ),
      otherClaims: document,
      attributes: fc.dictionary(fc.constantFrom("title", "userType"), anyText),
    },
    ["userName"],
  );

const users = fc.tuple(...USERS.map(user));
const groups = fc.tuple(
  ...GROUPS.map((displayName) =>
    optional({ displayName: fc.constant(displayName), externalId: name, members: some(USERS) }, ["displayName"]),
  ),
);
const roles = fc
  .subarray([
    { displayName: "Administrator" },
    { displayName: "editor", permissions: ["write", "read"] },
    { displayName: "Reader", permissions: [] },
  ])
  .chain((chosen) =>
    fc.tuple(
      ...chosen.map((role) =>
        fc.record({ users: some(USERS), groups: some(GROUPS) }).map((given) => ({ ...role, ...given })),
      ),
    ),
  );

const preference = (screen: boolean) =>
  fc.record({
    type: fc.constant("ORG"),
    locale: fc.constantFrom("en-US", "no"),
    ...(screen && { screen: fc.constantFrom("login", "sign up") }),
    preference: document,
  });
const uri = fc.webUrl();

const records = {
  oidcScopes: fc.uniqueArray(
    optional(
      { name: fc.constantFrom("hr", "profile"), displayName: text, description: anyText, claims: fc.uniqueArray(name) },
      ["name", "displayName"],
    ),
    { selector: ({ name: of }) => of, maxLength: 2 },
  ),
  claims: fc.uniqueArray(
    fc.oneof(
      uri.map((at) => ({ kind: "dialect", value: { uri: at } })),
      uri.map((at) => ({ kind: "local", value: { claimURI: at, displayName: "Size" } })),
    ),
    { selector: ({ kind, value }) => `${kind} ${JSON.stringify(value)}`, maxLength: 3 },
  ),
  branding: fc.uniqueArray(preference(false), { selector: ({ locale }) => locale }),
  customTexts: fc.uniqueArray(preference(true), { selector: ({ locale, screen }) => `${locale} ${screen}` }),
  settings: fc.uniqueArray(fc.record({ name: fc.constantFrom("governance", "other thing"), document }), {
    selector: ({ name: of }) => of,
  }),
  identityProviders: fc.subarray([
    {
      name: "Elsewhere",
      document: {
        enabled: true,
        authenticators: [
          { name: "OpenIDConnectAuthenticator", enabled: true, properties: { ClientId: "us" }, sealed: {} },
        ],
      },
      secrets: { "authenticators.0.sealed.ClientSecret": "the secret that they know us by" },
    },
  ]),
};

const world = { users, groups, roles, ...records };

/** An organization with something of everything, as a file writes it. */
export const organizationFile = fc.record({
  handle: fc.stringMatching(/^[a-z]{3,10}$/),
  name,
  passwordRules: optional({ least: fc.integer({ min: 8, max: 20 }), digits: fc.integer({ min: 0, max: 3 }) }, []),
  lockOut: fc.record({ attempts: fc.integer({ min: 1, max: 10 }), lockSeconds: fc.constantFrom(60, 600) }),
  jwtScopeAsArray: flag,
  trustedTokenIssuers: fc.subarray([
    { name: "Partner", issuer: "https://partner.example", jwksUri: "https://partner.example/jwks" },
    {
      name: "Other",
      id: "0189aaaa-ac96-474b-bcce-b302099a8057",
      issuer: "o",
      jwksUri: "https://o.example/jwks",
      kept: { a: 1 },
    },
  ]),
  apiResources: fc.subarray([
    {
      identifier: "https://api.example",
      scopes: ["read", { name: "write", displayName: "Write", description: "Everything" }],
    },
    { identifier: "b", name: "Other", description: "no", type: "MCP", authorizationDetailsTypes: ["payment"] },
  ]),
  applications: fc.uniqueArray(application, {
    maxLength: 3,
    selector: ({ clientId }) => String(clientId).toLowerCase(),
  }),
  ...world,
  subOrganizations: fc.tuple(
    fc.record({ handle: fc.constant("branch"), members: fc.constant([{ userName: "ada", scopes: ["read"] }]) }),
    fc.record({
      handle: fc.constant("twig"),
      parent: fc.constant("branch"),
      status: fc.constantFrom("ACTIVE", "DISABLED"),
      ...world,
    }),
  ),
  notificationSenders: fc.subarray([
    {
      name: "email EmailPublisher",
      document: {
        channel: "email",
        name: "EmailPublisher",
        provider: "SMTP",
        smtpHost: "mail.example",
        properties: {},
      },
      secrets: { "sealed.password": "the secret of the mail server" },
    },
  ]),
  notificationTypes: fc.subarray([{ name: "email welcome", document: { channel: "email", displayName: "Welcome" } }]),
  consentElements: fc.subarray([
    { name: "email", id: "0189bbbb-ac96-474b-bcce-b302099a8057", document: { displayName: "E-mail" } },
  ]),
  userSharings: fc.constantFrom(
    [],
    [{ userId: "0189bbbb-ac96-474b-bcce-b302099a8057", below: [{ organization: "twig" }] }],
  ),
  emailDomains: fc.subarray([{ domain: "branch.example", organization: "branch" }]),
});
