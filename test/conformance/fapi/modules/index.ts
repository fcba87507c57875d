import type { FapiModule } from "../module.ts";
import { authorizationRequestModules } from "./authorization-requests.ts";
import { clientAssertionModules } from "./client-assertions.ts";
import { codeModules } from "./codes.ts";
import { discoveryModules } from "./discovery.ts";
import { dpopBindingModules } from "./dpop-binding.ts";
import { dpopProofModules } from "./dpop-proofs.ts";
import { happyModules } from "./happy.ts";
import { pushedRequestModules } from "./pushed-requests.ts";
import { refreshTokenModules } from "./refresh-tokens.ts";
import { requestObjectModules } from "./request-objects.ts";
import { stateAndNonceModules } from "./states-and-nonces.ts";

/** Every module of the FAPI 2 plans that has a test here. */
export const FAPI_MODULES: readonly FapiModule[] = [
  ...authorizationRequestModules,
  ...clientAssertionModules,
  ...codeModules,
  ...discoveryModules,
  ...dpopBindingModules,
  ...dpopProofModules,
  ...happyModules,
  ...pushedRequestModules,
  ...refreshTokenModules,
  ...requestObjectModules,
  ...stateAndNonceModules,
];
