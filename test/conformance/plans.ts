/** What one run of a module varies (the suite's variants of the same names). */
export interface Variant {
  readonly responseType: string;
  readonly responseMode: "default" | "form_post";
  readonly clientAuthentication: "client_secret_basic" | "client_secret_post" | "private_key_jwt";
}

/** The modules that a plan runs with one variant. */
export interface PlanPart {
  readonly variant: Variant;
  readonly modules: readonly string[];
}

const RESPONSE_TYPES = ["code", "id_token", "id_token token", "code id_token", "code token", "code id_token token"];
const CODE_USES = ["oidcc-codereuse", "oidcc-codereuse-30seconds"];
const USERINFO = ["oidcc-userinfo-get", "oidcc-userinfo-post-header", "oidcc-userinfo-post-body"];
const SCOPES = [
  "oidcc-scope-profile",
  "oidcc-scope-email",
  "oidcc-scope-address",
  "oidcc-scope-phone",
  "oidcc-scope-all",
];
const PARAMETERS = [
  "oidcc-display-page",
  "oidcc-display-popup",
  "oidcc-prompt-login",
  "oidcc-prompt-none-not-logged-in",
  "oidcc-prompt-none-logged-in",
  "oidcc-max-age-1",
  "oidcc-max-age-10000",
  "oidcc-ensure-request-with-unknown-parameter-succeeds",
  "oidcc-id-token-hint",
  "oidcc-login-hint",
  "oidcc-ui-locales",
  "oidcc-claims-locales",
  "oidcc-ensure-request-with-acr-values-succeeds",
];
const REQUEST_OBJECTS = [
  "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported",
  "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported",
  "oidcc-claims-essential",
  "oidcc-ensure-request-object-with-redirect-uri",
];

const THIRD_PARTY = ["oidcc-3rd_party-init-login", "oidcc-3rd_party-init-login-nohttps"];

const BASIC = [
  ...part("code", [
    "oidcc-server",
    "oidcc-response-type-missing",
    "oidcc-idtoken-signature",
    "oidcc-idtoken-unsigned",
    ...USERINFO,
    "oidcc-ensure-request-without-nonce-succeeds-for-code-flow",
    ...SCOPES,
    "oidcc-alternate-happy-flow",
    ...PARAMETERS,
    ...CODE_USES,
    "oidcc-ensure-registered-redirect-uri",
    "oidcc-ensure-post-request-succeeds",
  ]),
  ...part("code", ["oidcc-server-client-secret-post"], "client_secret_post"),
  ...part("code", [...REQUEST_OBJECTS, "oidcc-refresh-token", "oidcc-ensure-request-with-valid-pkce-succeeds"]),
];

const IMPLICIT = [
  ...["id_token", "id_token token"].flatMap((responseType) =>
    part(responseType, [
      "oidcc-server",
      "oidcc-idtoken-signature",
      "oidcc-ensure-request-without-nonce-fails",
      ...SCOPES,
      "oidcc-alternate-happy-flow",
      ...PARAMETERS,
      "oidcc-ensure-registered-redirect-uri",
      ...REQUEST_OBJECTS,
    ]),
  ),
  ...part("id_token token", [...USERINFO, "oidcc-response-type-missing"]),
];

const HYBRID = [
  ...hybrid("code id_token", {
    nonce: "oidcc-ensure-request-without-nonce-fails",
    once: [
      "oidcc-response-type-missing",
      "oidcc-alternate-happy-flow",
      "oidcc-ensure-request-with-valid-pkce-succeeds",
    ],
  }),
  ...hybrid("code token", { nonce: "oidcc-ensure-request-without-nonce-succeeds-for-code-flow", once: [] }),
  ...hybrid("code id_token token", {
    nonce: "oidcc-ensure-request-without-nonce-fails",
    once: ["oidcc-alternate-happy-flow"],
  }),
];

/** Of a client that has registered its key. */
const DYNAMIC = [
  ...["code", "code token"].flatMap((responseType) =>
    part(responseType, ["oidcc-idtoken-unsigned"], "private_key_jwt"),
  ),
  ...RESPONSE_TYPES.flatMap((responseType) =>
    part(
      responseType,
      [
        "oidcc-idtoken-rs256",
        ...(responseType === "id_token" ? [] : ["oidcc-userinfo-rs256"]),
        "oidcc-ensure-redirect-uri-in-authorization-request",
        "oidcc-redirect-uri-query-OK",
        "oidcc-redirect-uri-query-mismatch",
        "oidcc-redirect-uri-query-added",
        "oidcc-redirect-uri-regfrag",
        "oidcc-server",
        "oidcc-registration-logo-uri",
        "oidcc-registration-policy-uri",
        "oidcc-registration-tos-uri",
        "oidcc-registration-sector-uri",
        "oidcc-registration-sector-bad",
        "oidcc-request-uri-unsigned",
        "oidcc-request-uri-signed-rs256",
        "oidcc-ensure-request-object-with-redirect-uri",
        "oidcc-ensure-client-assertion-with-iss-aud-succeeds",
        ...(responseType.includes("code")
          ? ["oidcc-registration-jwks-uri", "oidcc-refresh-token-rp-key-rotation", "oidcc-refresh-token"]
          : []),
      ],
      "private_key_jwt",
    ),
  ),
  ...part("code", ["oidcc-discovery-endpoint-verification", "oidcc-server-rotate-keys"], "private_key_jwt"),
];

const RP_INITIATED_LOGOUT = [
  "oidcc-rp-initiated-logout",
  "oidcc-rp-initiated-logout-bad-post-logout-redirect-uri",
  "oidcc-rp-initiated-logout-modified-id-token-hint",
  "oidcc-rp-initiated-logout-no-id-token-hint",
  "oidcc-rp-initiated-logout-no-params",
  "oidcc-rp-initiated-logout-no-post-logout-redirect-uri",
  "oidcc-rp-initiated-logout-no-state",
  "oidcc-rp-initiated-logout-only-state",
  "oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri",
  "oidcc-rp-initiated-logout-bad-id-token-hint",
];

/** The modules of the suite's plans that this server is tested with, by the plan's name without "-certification-test-plan". */
export const PLANS = {
  "oidcc-config": part("code", ["oidcc-discovery-endpoint-verification"]),
  "oidcc-basic": BASIC,
  "oidcc-implicit": IMPLICIT,
  "oidcc-hybrid": HYBRID,
  "oidcc-formpost-basic": asFormPost(BASIC),
  "oidcc-formpost-implicit": asFormPost(IMPLICIT),
  "oidcc-formpost-hybrid": asFormPost(HYBRID),
  "oidcc-dynamic": DYNAMIC,
  "oidcc-rp-initiated-logout": logout("oidcc-rp-initiated-logout-discovery-endpoint-verification", RP_INITIATED_LOGOUT),
  "oidcc-backchannel-rp-initiated-logout": logout("oidcc-backchannel-logout-discovery-endpoint-verification", [
    "oidcc-backchannel-rp-initiated-logout",
  ]),
  "oidcc-frontchannel-rp-initiated-logout": logout("oidcc-frontchannel-logout-discovery-endpoint-verification", [
    "oidcc-frontchannel-rp-initiated-logout",
  ]),
  "oidcc-session-management": logout("oidcc-session-management-discovery-endpoint-verification", [
    "oidcc-session-management-rp-initiated-logout",
  ]),
  "oidcc-3rdparty-init-login": RESPONSE_TYPES.flatMap((responseType) => part(responseType, THIRD_PARTY)),
} as const satisfies Readonly<Record<string, readonly PlanPart[]>>;

/**
 * What the basic, implicit and hybrid plans are not run with where they register their clients: a client that registered itself asks its
 * users for consent each time (security bar 25.1), and these modules allow it no question.
 */
export const NOT_OF_REGISTERED_CLIENTS: readonly string[] = [
  "oidcc-prompt-none-logged-in",
  "oidcc-id-token-hint",
  "oidcc-max-age-10000",
];

function part(
  responseType: string,
  modules: readonly string[],
  clientAuthentication: Variant["clientAuthentication"] = "client_secret_basic",
): PlanPart[] {
  return [{ variant: { responseType, responseMode: "default", clientAuthentication }, modules }];
}

function hybrid(responseType: string, { nonce, once }: { nonce: string; once: readonly string[] }): PlanPart[] {
  return [
    ...part(responseType, [
      "oidcc-server",
      "oidcc-idtoken-signature",
      ...USERINFO,
      nonce,
      ...SCOPES,
      ...PARAMETERS,
      ...CODE_USES,
      "oidcc-ensure-registered-redirect-uri",
      ...REQUEST_OBJECTS,
      "oidcc-refresh-token",
      ...once,
    ]),
    ...part(responseType, ["oidcc-server-client-secret-post"], "client_secret_post"),
  ];
}

function logout(discovery: string, modules: readonly string[]): PlanPart[] {
  return [...part("code", [discovery]), ...RESPONSE_TYPES.flatMap((responseType) => part(responseType, modules))];
}

function asFormPost(parts: readonly PlanPart[]): PlanPart[] {
  return parts.map(({ variant, modules }) => ({ variant: { ...variant, responseMode: "form_post" }, modules }));
}
