import { z } from "zod";
import {
  CONTENT_ENCRYPTIONS,
  ENCRYPTION_ALGORITHMS,
  type EncryptionAlgorithm,
  PUBLIC_KEY_ALGORITHMS,
  SECRET_ALGORITHMS,
} from "../crypto/client-algorithms.ts";
import { sameDistinguishedName } from "../crypto/distinguished-name.ts";
import { SIGNING_ALGORITHMS, type SigningAlgorithmName } from "../crypto/signing-algorithms.ts";
import { IMPLICIT_GRANT_TYPE, parseResponseType, type ResponseType } from "../protocol/authorize/response-type.ts";
import { ANDROID_PACKAGE, APPLE_APP } from "../protocol/client-attestation/attestation-rules.ts";
import { toServiceAccount } from "../protocol/client-attestation/service-account.ts";
import { HANDLE, HANDLE_FAULT, isReservedHandle, RESERVED_HANDLE } from "../protocol/handle.ts";
import { expandCallbackUrl, redirectUriFault } from "../protocol/redirect-uri.ts";
import { SYSTEM_APIS } from "../protocol/system-apis.ts";
import { grantTypes } from "../protocol/token/grants/index.ts";
import { didYouMean } from "../settings/nearest-word.ts";
import { claimsSchema, REQUESTABLE_CLAIMS, SUBJECT_CLAIMS } from "./claims.ts";
import { recordShape } from "./records/blocks.ts";
import { strictObject } from "./strict-object.ts";
import { label, matching, scope, text, userId, uuid } from "./texts.ts";
import { at } from "./unchecked.ts";

/** The grant types that an application can be given, by their names in a token request. */
const GRANT_TYPES = [...grantTypes.map(({ name }) => name), IMPLICIT_GRANT_TYPE];
const AUTHENTICATION_METHODS = [
  "client_secret_basic",
  "client_secret_post",
  "client_secret_jwt",
  "private_key_jwt",
  "tls_client_auth",
  "self_signed_tls_client_auth",
  "none",
] as const;
const HYBRID_RESPONSE_TYPES = ["code id_token", "code token", "code id_token token"] as const;
/** OAuth 2.0 Multiple Response Types §3, §4, §5. */
const RESPONSE_TYPES = ["none", "token", "id_token", "id_token token", ...HYBRID_RESPONSE_TYPES] as const;
const BINDINGS = ["None", "cookie", "sso-session", "certificate", "device-flow", "client-request", "DPoP"] as const;
const PROFILES = ["FAPI2_SECURITY", "FAPI2_MESSAGE_SIGNING"] as const;
/** What `crypto/password-hash.ts` reads. */
const PHC = /^\$argon2id\$v=19\$m=\d{1,7},t=\d{1,3},p=\d{1,2}\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/;
const YEAR_SECONDS = 31_536_000;

const anything = z.record(z.string(), z.unknown());
const seconds = z.number().int().min(1).max(YEAR_SECONDS);

function wordOf(words: readonly string[]) {
  return text((value) => (words.includes(value) ? undefined : `is not known: ${didYouMean(value, words)}`));
}

const handle = matching(HANDLE, HANDLE_FAULT);
const clientId = matching(/^[\x21-\x7e]{1,255}$/, "is not 1 to 255 printable ASCII characters without blanks");
const callbackUrl = text((entry) => {
  const uris = expandCallbackUrl(entry);
  if (uris === undefined)
    return "is a pattern: list the URLs one by one, or as regexp=(https://a.example|https://b.example)";
  return uris.map(redirectUriFault).find((fault) => fault !== undefined);
});

const origin = text((value) => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.origin !== value) return "is not an origin: write scheme, host and port only, as in https://app.example.com";
  return redirectUriFault(value);
});

function webPageFault(value: string): string | undefined {
  if (!/^https?:/i.test(value)) return "is not a web address: write it as https://app.example.com/page";
  return redirectUriFault(value);
}

const webPage = text(webPageFault);

/** Its fragment may be the hash of what is there (OIDC Core §6.2). */
const requestUri = text((value) => webPageFault(value.replace(/#[\w-]*$/, "")));

const clientSecret = z.string().min(1).max(255);
const secretHash = matching(/^[A-Za-z0-9_-]{43}$/, "is not the base64url of a secret's SHA-256");
const time = z.iso.datetime("is not a time: write it as 2026-12-31T23:59:59Z");

const optionalSigningAlgorithm = z.enum(Object.keys(SIGNING_ALGORITHMS) as SigningAlgorithmName[]).optional();
const signingAlgorithm = optionalSigningAlgorithm.default("RS256");

const distinguishedName = text((value) =>
  sameDistinguishedName(value, value)
    ? undefined
    : "is not a name as certificates have it: write it as CN=client,O=Acme",
);

/** Off unless it names an algorithm; the method is `A256GCM` unless it names another. */
const encryption = strictObject({
  algorithm: z.enum(Object.keys(ENCRYPTION_ALGORITHMS) as EncryptionAlgorithm[]),
  method: z.enum(CONTENT_ENCRYPTIONS).default("A256GCM"),
}).optional();
const clientSigningAlgorithm = wordOf([...Object.keys(PUBLIC_KEY_ALGORITHMS), ...SECRET_ALGORITHMS]).optional();

/** Asgardeo writes several with commas between them. */
const hybridResponseTypes = text((value) => {
  const known = value
    .split(",")
    .every((type) => HYBRID_RESPONSE_TYPES.some((hybrid) => hybrid === parseResponseType(type.trim())));
  return value === "" || known
    ? undefined
    : `is not a list of these with commas between them: ${HYBRID_RESPONSE_TYPES.join(", ")}`;
});

function toHybridResponseTypes(value: string): ResponseType[] {
  return value.split(",").flatMap((type) => parseResponseType(type.trim()) ?? []);
}

/** Where somebody else's public keys are: an address, or the keys themselves. */
const publicKeys = {
  jwksUri: webPage.optional(),
  jwks: strictObject({ keys: z.array(z.record(z.string(), z.unknown())) }).optional(),
  certificate: z.string().startsWith("-----BEGIN CERTIFICATE-----", "is not a PEM certificate").optional(),
};

const accessToken = strictObject({
  type: z.enum(["Default", "JWT"]).default("Default"),
  userAccessTokenExpiryInSeconds: seconds.default(3600),
  applicationAccessTokenExpiryInSeconds: seconds.default(3600),
  audience: z.array(label).default([]),
  signingAlg: signingAlgorithm,
  bindingType: z.enum(BINDINGS).default("None"),
  validateTokenBinding: z.boolean().default(false),
  revokeTokensWhenIDPSessionTerminated: z.boolean().default(false),
  enableJwtScopeAsArray: z.boolean().default(false),
  accessTokenAttributes: z.array(wordOf(REQUESTABLE_CLAIMS)).default([]),
});

const idToken = strictObject({
  expiryInSeconds: seconds.default(3600),
  audience: z.array(label).default([]),
  idTokenSignedResponseAlg: signingAlgorithm,
  encryption,
  minimal: z.boolean().default(false),
});

const signedAnswer = strictObject({ signedResponseAlg: signingAlgorithm, encryption });

const refreshToken = strictObject({
  expiryInSeconds: seconds.default(86_400),
  renewRefreshToken: z.boolean().default(true),
  extendRenewedRefreshTokenExpiryTime: z.boolean().default(true),
  gracefulRefreshTokenRotationValidityPeriod: z.number().int().min(0).max(60).default(10), // security bar 5.3
});

const authorizedApi = strictObject({
  identifier: label,
  scopes: z.array(scope).default([]),
  policyIdentifier: z.enum(["RBAC", "No Policy"]).optional(),
});

/** Every scope of the server's own APIs. */
export const MANAGEMENT_APIS: z.output<typeof authorizedApi>[] = SYSTEM_APIS.map(({ identifier, scopes }) => ({
  identifier,
  scopes: [...scopes],
}));

/** The text of a file that Google gives out. */
const serviceAccountFile = text((value) => {
  const fault = "is not the text of a service account's key file";
  try {
    return toServiceAccount(JSON.parse(value), "") === undefined ? fault : undefined;
  } catch {
    return fault;
  }
});

/** Contract §14.1; `bindToRequest` is the server's own. */
const attestationMetaData = strictObject({
  enableClientAttestation: z.boolean().default(false),
  androidPackageName: matching(ANDROID_PACKAGE, "is not the name of a package, as in com.example.app").optional(),
  androidAttestationServiceCredentials: serviceAccountFile.optional(),
  appleAppId: matching(APPLE_APP, "is not a team's id, a dot, and a bundle's id").optional(),
  bindToRequest: z.boolean().default(false),
}).refine(
  ({ enableClientAttestation, androidPackageName, appleAppId }) =>
    !enableClientAttestation || androidPackageName !== undefined || appleAppId !== undefined,
  "names neither an androidPackageName nor an appleAppId: nobody could sign in",
);

/** What administrators keep of an application beside its protocol. */
const keptOfApplication = {
  inboundProtocol: z.enum(["oidc", "none"]).default("oidc"),
  description: z.string().max(1024).optional(),
  accessUrl: z.string().optional(),
  templateId: z.string().max(255).optional(),
  allowedAudience: z.enum(["ORGANIZATION", "APPLICATION"]).optional(),
  mandatoryClaims: z.array(label).optional(),
  // Without a new secret it can do nothing; `enabled` is what it is when it has one.
  revoked: strictObject({ enabled: z.boolean() }).optional(),
  // Credentials that it leaves out stay those that are there.
  attestationMetaData: attestationMetaData.optional(),
  // By the names of Asgardeo's application API: told as it was sent.
  kept: strictObject({ application: anything.optional(), oidc: anything.optional() })
    .refine(
      ({ application }) => at(application?.advancedConfigurations, "attestationMetaData") === undefined,
      "holds attestationMetaData, which stands beside it: here its key would not be sealed",
    )
    .optional(),
};

/** An application, by the names of Asgardeo's application API. What it leaves out gets the secure choice. */
export const applicationSchema = strictObject({
  clientId,
  id: uuid.optional(),
  name: label.optional(),
  ...keptOfApplication,
  enabled: z.boolean().default(true),
  clientSecret: clientSecret.optional(),
  clientSecretHash: secretHash.optional(),
  clientSecretExpiresAt: time.optional(),
  previousClientSecret: clientSecret.optional(),
  previousClientSecretHash: secretHash.optional(),
  previousClientSecretExpiresAt: time.optional(),
  publicClient: z.boolean().default(false),
  grantTypes: z.array(wordOf(GRANT_TYPES)).min(1).default(["authorization_code", "refresh_token"]),
  callbackURLs: z
    .array(callbackUrl)
    .default([])
    .transform((entries) => entries.flatMap((entry) => expandCallbackUrl(entry) ?? [])),
  allowedOrigins: z.array(origin).optional(),
  pkce: strictObject({
    mandatory: z.boolean().default(true), // security bar 3.1
    supportPlainTransformAlgorithm: z.boolean().default(false),
  }).prefault({}),
  tokenEndpointAuthMethod: z.enum(AUTHENTICATION_METHODS).optional(),
  tokenEndpointAuthSigningAlg: clientSigningAlgorithm,
  tokenEndpointAllowReusePvtKeyJwt: z.boolean().default(false),
  tlsClientAuthSubjectDn: distinguishedName.optional(),
  ...publicKeys,
  applicationType: z.enum(["web", "native"]).default("web"),
  responseTypes: z.array(z.enum(RESPONSE_TYPES)).default([]),
  // Asgardeo's name for the response types of OIDC Core §3.3.
  hybridFlow: strictObject({
    enable: z.boolean().default(false),
    responseType: hybridResponseTypes.default("").transform(toHybridResponseTypes),
  }).prefault({}),
  pushAuthorizationRequest: strictObject({ requirePushAuthorizationRequest: z.boolean().default(false) }).prefault({}),
  requestObject: strictObject({
    required: z.boolean().default(false),
    requestObjectSigningAlg: wordOf(Object.keys(PUBLIC_KEY_ALGORITHMS)).optional(),
    requestUris: z.array(requestUri).default([]),
  }).prefault({}),
  authorizationResponse: signedAnswer.prefault({}),
  authorizedAPIs: z
    .union([z.literal("management"), z.array(authorizedApi)], "is not known: write management, or list APIs")
    .default([])
    .transform((apis) => (apis === "management" ? MANAGEMENT_APIS : apis)),
  authorizationDetailsTypes: z.array(label).default([]),
  sharedWith: z
    .union([z.literal("all"), z.array(handle)], "is not known: write all, or list handles of subOrganizations")
    .default([]),
  // Those that it is shared with together with all that lie below them, now or later.
  sharedWithAllBelow: z.array(handle).optional(),
  subject: strictObject({
    subjectType: z.enum(["public", "pairwise"]).default("public"),
    sectorIdentifierUri: webPage.optional(),
  }).prefault({}),
  userinfo: strictObject({ signedResponseAlg: optionalSigningAlgorithm, encryption }).prefault({}),
  introspection: signedAnswer.prefault({}),
  logout: strictObject({
    backChannelLogoutUrl: webPage.optional(),
    backChannelLogoutSessionRequired: z.boolean().default(false),
    frontChannelLogoutUrl: webPage.optional(),
    frontChannelLogoutSessionRequired: z.boolean().default(false),
    postLogoutRedirectURLs: z.array(callbackUrl).default([]),
  }).prefault({}),
  cibaAuthenticationRequest: strictObject({
    authReqExpiryTime: seconds.default(120),
    deliveryMode: z.enum(["poll", "ping"]).default("poll"),
    clientNotificationEndpoint: webPage.optional(),
    notificationChannels: z.array(z.enum(["email", "sms", "external"])).optional(),
  }).prefault({}),
  subjectToken: strictObject({
    enable: z.boolean().default(false),
    applicationSubjectTokenExpiryInSeconds: seconds.default(180),
  }).prefault({}),
  fapiProfile: z.enum(PROFILES).optional(),
  defaultMaxAge: z.number().int().min(0).max(YEAR_SECONDS).optional(),
  requireAuthTime: z.boolean().default(false),
  defaultAcrValues: z.array(label).default([]),
  signInSteps: z
    .array(strictObject({ options: z.array(strictObject({ idp: label, authenticator: label })).min(1) }))
    .min(1)
    .optional(),
  enableAPIBasedAuthentication: z.boolean().default(false),
  initiateLoginUri: webPage.optional(),
  scopes: z.array(scope).optional(),
  requestedClaims: z.array(wordOf(REQUESTABLE_CLAIMS)).optional(),
  otherRequestedClaims: z.array(label).optional(),
  subjectClaim: wordOf(SUBJECT_CLAIMS).optional(),
  accessToken: accessToken.prefault({}),
  refreshToken: refreshToken.prefault({}),
  idToken: idToken.prefault({}),
  skipLoginConsent: z.boolean().default(false),
  skipLogoutConsent: z.boolean().default(false),
  logoUrl: webPage.optional(),
  policyUrl: webPage.optional(),
  tosUrl: webPage.optional(),
});

export const userSchema = strictObject({
  userName: matching(
    /^[^\s\p{C}]([^\p{C}]{0,253}[^\s\p{C}])?$/u,
    "is not 1 to 255 characters without blanks at its ends",
  ),
  // Security bar 17.2: no composition rule, nothing trimmed.
  password: z.string().min(8, "is shorter than 8 characters").max(256, "is longer than 256 characters").optional(),
  passwordHash: matching(PHC, "is not an argon2id PHC string").optional(),
  id: userId.optional(),
  enabled: z.boolean().optional(),
  claims: claimsSchema.default({}),
  otherClaims: anything.optional(),
  // SCIM's attributes that no claim holds.
  attributes: anything.optional(),
});

const trustedTokenIssuer = strictObject({
  name: label,
  // Of one that administrators have made, with what they have said of it beside.
  id: uuid.optional(),
  kept: anything.optional(),
  enabled: z.boolean().default(true),
  issuer: label,
  alias: label.optional(),
  lookupAttribute: z.enum(["userid", "username"]).default("userid"),
  ...publicKeys,
});

const words = z.string().max(1024).optional();

const apiScope = z.union(
  [
    scope.transform((name) => ({ name, displayName: undefined, description: undefined })),
    strictObject({ name: scope, displayName: words, description: words }),
  ],
  "is not known: write a scope's name, or its name, displayName and description",
);

const detailsType = z.union(
  [
    label.transform((type) => ({ type, name: undefined, description: undefined, schema: undefined })),
    strictObject({ type: label, name: words, description: words, schema: anything.optional() }),
  ],
  "is not known: write a type, or its type, name, description and schema",
);

const apiResource = strictObject({
  identifier: label,
  id: uuid.optional(),
  name: label.optional(),
  description: words,
  type: z.enum(["BUSINESS", "MCP"]).optional(),
  requiresAuthorization: z.boolean().optional(),
  scopes: z.array(apiScope).default([]),
  authorizationDetailsTypes: z.array(detailsType).default([]),
});

/** Without members it keeps those that it has; with them it has them and no others. */
const group = strictObject({
  displayName: label,
  id: uuid.optional(),
  externalId: label.optional(),
  members: z.array(label).optional(),
});

/** Without an application it counts in all of them. */
const role = strictObject({
  displayName: label,
  id: uuid.optional(),
  application: clientId.optional(),
  permissions: z.array(scope).optional(),
  users: z.array(label).default([]),
  groups: z.array(label).default([]),
});

/** What organizations have at every height of their tree. */
const world = {
  roles: z.array(role).default([]),
  users: z.array(userSchema).default([]),
  groups: z.array(group).default([]),
  ...recordShape,
};

const count = z.number().int().min(0).max(256).optional();

/** A B2B organization inside one of `organizations`; without a parent it lies right below that one. */
export const subOrganizationSchema = strictObject({
  handle: handle.refine((value) => !isReservedHandle(value), RESERVED_HANDLE),
  name: label.optional(),
  description: label.optional(),
  status: z.enum(["ACTIVE", "DISABLED"]).default("ACTIVE"),
  parent: handle.optional(),
  attributes: z.record(z.string().min(1), label).default({}),
  members: z.array(strictObject({ userName: label, scopes: z.array(scope).default([]) })).optional(),
  ...world,
});

export const organizationSchema = strictObject({
  handle,
  name: label.optional(),
  enabled: z.boolean().optional(),
  keyRotation: strictObject({ everyDays: z.number().int().min(1).max(3650) }).optional(),
  clientRegistration: z.enum(["with token", "open", "off"]).default("with token"), // security bar 23.6
  clientIdMetadataDocuments: z.boolean().default(false),
  trustedTokenIssuers: z.array(trustedTokenIssuer).default([]),
  jwtScopeAsArray: z.boolean().optional(),
  // In the order in which they are checked; what is left out is not asked for.
  passwordRules: strictObject({
    least: z.number().int().min(8).max(256).optional(), // security bar 17.2
    most: z.number().int().min(8).max(256).optional(),
    digits: count,
    upperCase: count,
    lowerCase: count,
    special: count,
    unique: count,
    repeated: z.number().int().min(1).max(256).optional(),
  }).optional(),
  lockOut: strictObject({
    attempts: z.number().int().min(1).max(10), // security bar 18.1
    lockSeconds: z.number().int().min(60).max(86_400),
  }).optional(),
  apiResources: z.array(apiResource).default([]),
  ...world,
  subOrganizations: z.array(subOrganizationSchema).default([]),
  applications: z.array(applicationSchema).default([]),
});

export const configurationSchema = strictObject({
  demo: z.boolean().default(false),
  server: z.record(z.string(), z.unknown()).default({}),
  organizations: z.array(organizationSchema).default([]),
});
