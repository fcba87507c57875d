import { introspection, userinfo } from "./access-tokens.ts";
import { authorize } from "./authorize.ts";
import { clientCredentials, clientCredentialsEs256, clientCredentialsRs256 } from "./client-credentials.ts";
import { exchange, exchangeEs256 } from "./exchange.ts";
import { refresh, refreshIdToken } from "./refresh.ts";
import type { Scenario } from "./scenario.ts";
import { signIn } from "./sign-in.ts";

/** What is measured on both servers, in this order. */
export const SCENARIOS: readonly Scenario[] = [
  exchange,
  exchangeEs256,
  refresh,
  refreshIdToken,
  clientCredentials,
  clientCredentialsRs256,
  clientCredentialsEs256,
  introspection,
  userinfo,
  authorize,
  signIn,
];
