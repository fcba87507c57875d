import type { CibaModule } from "../module.ts";
import { clientModules } from "./clients.ts";
import { discoveryModules } from "./discovery.ts";
import { happyModules } from "./happy.ts";
import { pingModules } from "./pings.ts";
import { requestObjectModules } from "./request-objects.ts";

/** Every module of the FAPI-CIBA plan that has a test here. */
export const CIBA_MODULES: readonly CibaModule[] = [
  ...clientModules,
  ...discoveryModules,
  ...happyModules,
  ...pingModules,
  ...requestObjectModules,
];
