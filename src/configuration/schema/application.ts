import { z } from "zod";
import { PUBLIC_KEY_ALGORITHMS } from "../../crypto/client-algorithms.ts";
import { IMPLICIT_GRANT_TYPE } from "../../protocol/authorize/response-type.ts";
import { expandCallbackUrl } from "../../protocol/redirect-uri.ts";
import { grantTypes } from "../../protocol/token/grants/index.ts";
import { REQUESTABLE_CLAIMS, SUBJECT_CLAIMS } from "../claims.ts";
import { strictObject } from "../strict-object.ts";
import { label, scope, uuid } from "../texts.ts";
import { at } from "../unchecked.ts";
import {
  clientSigningAlgorithm,
  distinguishedName,
  encryption,
  optionalSigningAlgorithm,
  signedAnswer,
} from "./algorithms.ts";
import { attestationMetaData } from "./attestation.ts";
import { authorizedApi, MANAGEMENT_APIS } from "./authorized-api.ts";
import {
  anything,
  callbackUrl,
  clientId,
  clientSecret,
  handle,
  origin,
  publicKeys,
  requestUri,
  seconds,
  secretHash,
  time,
  webPage,
  wordOf,
  YEAR_SECONDS,
} from "./fields.ts";
import { hybridResponseTypes, RESPONSE_TYPES, toHybridResponseTypes } from "./response-types.ts";
import { accessToken, idToken, refreshToken } from "./tokens.ts";

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

const PROFILES = ["FAPI2_SECURITY", "FAPI2_MESSAGE_SIGNING"] as const;

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
