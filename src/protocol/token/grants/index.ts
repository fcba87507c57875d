import type { GrantType } from "../grant.ts";
import { authorizationCode } from "./authorization-code.ts";
import { ciba } from "./ciba.ts";
import { clientCredentials } from "./client-credentials.ts";
import { deviceCode } from "./device-code.ts";
import { refreshToken } from "./refresh-token.ts";

/** The grant types served, in the order discovery lists them. */
export const grantTypes: readonly GrantType[] = [authorizationCode, refreshToken, clientCredentials, deviceCode, ciba];
