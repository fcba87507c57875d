import { z } from "zod";
import { REQUESTABLE_CLAIMS } from "../claims.ts";
import { strictObject } from "../strict-object.ts";
import { label } from "../texts.ts";
import { encryption, signingAlgorithm } from "./algorithms.ts";
import { seconds, wordOf } from "./fields.ts";

const BINDINGS = ["None", "cookie", "sso-session", "certificate", "device-flow", "client-request", "DPoP"] as const;

export const accessToken = strictObject({
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

export const idToken = strictObject({
  expiryInSeconds: seconds.default(3600),
  audience: z.array(label).default([]),
  idTokenSignedResponseAlg: signingAlgorithm,
  encryption,
  minimal: z.boolean().default(false),
});

export const refreshToken = strictObject({
  expiryInSeconds: seconds.default(86_400),
  renewRefreshToken: z.boolean().default(true),
  extendRenewedRefreshTokenExpiryTime: z.boolean().default(true),
  gracefulRefreshTokenRotationValidityPeriod: z.number().int().min(0).max(60).default(10), // security bar 5.3
});
