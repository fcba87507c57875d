import type { GrantType } from "../grant.ts";
import { authorizationCode } from "./authorization-code.ts";
import { ciba } from "./ciba.ts";
import { clientCredentials } from "./client-credentials.ts";
import { deviceCode } from "./device-code.ts";
import { jwtBearer } from "./jwt-bearer.ts";
import { organizationSwitch } from "./organization-switch.ts";
import { password } from "./password.ts";
import { refreshToken } from "./refresh-token.ts";
import { tokenExchange } from "./token-exchange.ts";

/** The grant types served, in the order discovery lists them. */
export const grantTypes: readonly GrantType[] = [
  authorizationCode,
  refreshToken,
  clientCredentials,
  password,
  organizationSwitch,
  deviceCode,
  tokenExchange,
  jwtBearer,
  ciba,
];
