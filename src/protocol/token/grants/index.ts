import type { GrantType } from "../grant.ts";
import { authorizationCode } from "./authorization-code.ts";
import { clientCredentials } from "./client-credentials.ts";
import { refreshToken } from "./refresh-token.ts";

/** The grant types served, in the order discovery lists them. */
export const grantTypes: readonly GrantType[] = [authorizationCode, refreshToken, clientCredentials];
