import { z } from "zod";
import {
  CONTENT_ENCRYPTIONS,
  ENCRYPTION_ALGORITHMS,
  PUBLIC_KEY_ALGORITHMS,
  SECRET_ALGORITHMS,
} from "../../crypto/client-algorithms.ts";
import { SIGNING_ALGORITHMS } from "../../crypto/signing-algorithms.ts";
import { IMPLICIT_GRANT_TYPE } from "../../protocol/authorize/response-type.ts";
import { PROFILES } from "../../protocol/profile.ts";
import { grantTypes } from "../../protocol/token/grants/index.ts";
import { type Operation, operation } from "../operation.ts";
import { APPLICATIONS } from "./find-application.ts";

const METADATA = `${APPLICATIONS}/meta/inbound-protocols`;
const scope = "internal_application_mgt_view";

const text = z.string();
const options = z.object({ options: z.array(text), defaultValue: text.optional() });
const named = z.object({ options: z.array(z.object({ name: text, displayName: text })) });
const grants = z.object({
  options: z.array(z.object({ name: text, displayName: text, publicClientAllowed: z.boolean() })),
});

const metadataForm = z.object({
  allowedGrantTypes: grants,
  defaultUserAccessTokenExpiryTime: text,
  defaultApplicationAccessTokenExpiryTime: text,
  defaultRefreshTokenExpiryTime: text,
  defaultIdTokenExpiryTime: text,
  idTokenEncryptionAlgorithm: options,
  idTokenEncryptionMethod: options,
  scopeValidators: options,
  accessTokenType: options,
  accessTokenBindingType: options,
  tokenEndpointAuthMethod: named,
  tokenEndpointAllowReusePvtKeyJwt: z.boolean(),
  tokenEndpointSignatureAlgorithm: options,
  idTokenSignatureAlgorithm: options,
  requestObjectSignatureAlgorithm: options,
  requestObjectEncryptionAlgorithm: options,
  requestObjectEncryptionMethod: options,
  subjectType: options,
  fapiMetadata: z.object({
    allowedFapiProfiles: options,
    allowedSignatureAlgorithms: options,
    allowedEncryptionAlgorithms: options,
    tokenEndpointAuthMethod: named,
  }),
  cibaMetadata: z.object({ supportedNotificationChannels: z.array(z.object({ name: text, displayName: text })) }),
  allowedIssuers: z.array(z.object({ value: text, tenantDomain: text })),
});

/** Asgardeo's names for what people choose from (contract §15). */
const GRANT_NAMES: Readonly<Record<string, string>> = {
  authorization_code: "Code",
  refresh_token: "Refresh Token",
  client_credentials: "Client Credential",
  password: "Password",
  implicit: "Implicit",
  organization_switch: "Organization Switch",
  "urn:ietf:params:oauth:grant-type:device_code": "Device Code",
  "urn:ietf:params:oauth:grant-type:token-exchange": "Token Exchange",
  "urn:openid:params:grant-type:ciba": "CIBA",
  "urn:ietf:params:oauth:grant-type:jwt-bearer": "JWT Bearer",
};
const FOR_CONFIDENTIAL = ["client_credentials", "urn:openid:params:grant-type:ciba"];

const METHOD_NAMES: Readonly<Record<string, string>> = {
  client_secret_basic: "Client Secret Basic",
  client_secret_post: "Client Secret Post",
  client_secret_jwt: "Client Secret JWT",
  private_key_jwt: "Private Key JWT",
  tls_client_auth: "Mutual TLS",
  self_signed_tls_client_auth: "Self-signed Mutual TLS",
};

const listProtocols = operation({
  id: "getInboundProtocols",
  method: "GET",
  path: METADATA,
  scope,
  summary: "Retrieve the list of inbound authentication protocols available.",
  query: z.object({ customOnly: text.optional() }),
  answers: { 200: z.array(z.object({ name: text, displayName: text })) },
  async handle({ query }) {
    const all = [{ name: "oidc", displayName: "OpenID Connect" }];
    return { status: 200, body: query.customOnly === "true" ? [] : all };
  },
});

const oidcMetadata = operation({
  id: "getOIDCMetadata",
  method: "GET",
  path: `${METADATA}/oidc`,
  scope,
  summary: "Retrieve OIDC protocol metadata.",
  answers: { 200: metadataForm },
  async handle(_call, { tenant, tenantUrl }) {
    const grantNames = [...grantTypes.map(({ name }) => name), IMPLICIT_GRANT_TYPE];
    const signing = Object.keys(SIGNING_ALGORITHMS);
    const verified = Object.keys(PUBLIC_KEY_ALGORITHMS);
    const encryption = { options: Object.keys(ENCRYPTION_ALGORITHMS), defaultValue: "RSA-OAEP-256" };
    const methods = { options: [...CONTENT_ENCRYPTIONS], defaultValue: "A256GCM" };
    const fapi = PROFILES["fapi2-security"];
    const body: z.output<typeof metadataForm> = {
      allowedGrantTypes: {
        options: grantNames.map((name) => ({
          name,
          displayName: GRANT_NAMES[name] ?? name,
          publicClientAllowed: !FOR_CONFIDENTIAL.includes(name),
        })),
      },
      defaultUserAccessTokenExpiryTime: "3600",
      defaultApplicationAccessTokenExpiryTime: "3600",
      defaultRefreshTokenExpiryTime: "86400",
      defaultIdTokenExpiryTime: "3600",
      idTokenEncryptionAlgorithm: encryption,
      idTokenEncryptionMethod: methods,
      scopeValidators: { options: [] },
      accessTokenType: { options: ["Default", "JWT"], defaultValue: "Default" },
      accessTokenBindingType: {
        options: ["None", "cookie", "sso-session", "certificate", "device-flow", "client-request", "DPoP"],
        defaultValue: "None",
      },
      tokenEndpointAuthMethod: methodOptions(Object.keys(METHOD_NAMES)),
      tokenEndpointAllowReusePvtKeyJwt: false,
      tokenEndpointSignatureAlgorithm: { options: [...verified, ...SECRET_ALGORITHMS] },
      idTokenSignatureAlgorithm: { options: signing, defaultValue: "RS256" },
      requestObjectSignatureAlgorithm: { options: verified },
      requestObjectEncryptionAlgorithm: encryption,
      requestObjectEncryptionMethod: methods,
      subjectType: { options: ["public", "pairwise"], defaultValue: "public" },
      fapiMetadata: {
        allowedFapiProfiles: { options: ["FAPI2_SECURITY"], defaultValue: "FAPI2_SECURITY" },
        allowedSignatureAlgorithms: { options: [...fapi.algorithms] },
        allowedEncryptionAlgorithms: encryption,
        tokenEndpointAuthMethod: methodOptions(fapi.clientAuthentication),
      },
      cibaMetadata: {
        supportedNotificationChannels: [
          { name: "email", displayName: "Email" },
          { name: "sms", displayName: "SMS" },
          { name: "external", displayName: "External" },
        ],
      },
      allowedIssuers: [{ value: `${tenantUrl}/oauth2/token`, tenantDomain: tenant.handle }],
    };
    return { status: 200, body };
  },
});

function methodOptions(names: readonly string[]) {
  return { options: names.map((name) => ({ name, displayName: METHOD_NAMES[name] ?? name })) };
}

/** What a form about an application's protocol needs to know. */
export const metadataOperations: readonly Operation[] = [listProtocols, oidcMetadata];
